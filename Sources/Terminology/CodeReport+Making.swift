import CanonicalModel

extension CodeReport {
    /// Looks a code up.
    ///
    /// - Parameters:
    ///   - system: A name, OID or URI; `nil` to try every system that the code may be of.
    ///   - terminology: What to look in; without one only what the code itself tells is said.
    public init(_ code: String, system: String?, in terminology: TerminologyFile?) {
        self.code = code
        var named = system.flatMap { CodeSystem(spelt: $0) }
        if let system, let fault = CodeExamination.fault(inSystem: system) {
            problems.append(Problem(message: fault.message, advice: fault.advice))
            if system.hasSuffix(CodeExamination.mistypedSNOMED) { named = .snomed }
        }
        self.system = named.map { "\($0.name)" }
        self.terminology = terminology?.name
        let bytes = Array(code.utf8)
        let systems = named.map { [$0] } ?? Self.plausible(bytes)
        if let named, let fault = CodeExamination.fault(in: bytes.span, of: named) {
            problems.append(Problem(message: fault.message, advice: fault.advice))
        } else if systems.isEmpty {
            let fault = CodeExamination.fault(in: bytes.span, of: Self.nearest(bytes))
            problems.append(
                Problem(
                    message: fault?.message ?? "`\(code)` is a code of no system that is known",
                    advice: fault?.advice ?? "name its system"))
        }
        for system in systems {
            if system == .snomed || system == .dmd {
                lookUpSnomed(bytes, terminology)
            } else if let terminology {
                lookUp(system, terminology)
            }
        }
        if terminology != nil, system == nil, maps.contains(where: { $0.choice != "none" }) {
            maps.removeAll { $0.choice == "none" && $0.candidates.isEmpty }
        }
    }

    /// The systems that a code without one may be of.
    private static func plausible(_ code: [UInt8]) -> [CodeSystem] {
        var systems: [CodeSystem] = []
        if CodeExamination.fault(in: code.span, of: .snomed) == nil { systems.append(.snomed) }
        if CodeExamination.fault(in: code.span, of: .readV2) == nil { systems.append(.readV2) }
        if CodeExamination.fault(in: code.span, of: .ctv3) == nil { systems.append(.ctv3) }
        guard systems.isEmpty, code.contains(where: { !(0x30...0x39).contains($0) }) else {
            return systems
        }
        // Longer than a Read code, and no number: a local code, if anything.
        guard code.count > 7,
            !CodeExamination.isSpreadsheetNumber(String(decoding: code, as: UTF8.self))
        else { return systems }
        return [.emisLocal, .emisDrug, .multilex, .gemscript]
    }

    /// The system whose rules a code breaks that can be of none.
    private static func nearest(_ code: [UInt8]) -> CodeSystem {
        let isNumeric = code.allSatisfy { (0x30...0x39).contains($0) }
        return isNumeric || code.count > 7 ? .snomed : .readV2
    }

    private mutating func lookUpSnomed(_ code: [UInt8], _ terminology: TerminologyFile?) {
        guard let id = SnomedCT.number(code.span) else { return }
        identifier =
            switch id / 10 % 10 {
            case 0: "concept"
            case 1: "description"
            case 2: "relationship"
            default: "other"
            }
        // Long format: partition 1x, and seven digits of namespace before it.
        if id / 100 % 10 == 1, code.count > 10 {
            namespace = String(decoding: code.dropLast(3).suffix(7), as: UTF8.self)
        }
        guard let terminology else { return }
        if identifier == "description", let found = terminology.description(id) {
            description = Description(
                term: found.term, isActive: found.isActive, isFullName: found.isFullName)
            concept = Concept(found.concept, terminology)
        } else if let found = terminology.concept(id) {
            concept = Concept(found, terminology)
        }
    }

    private mutating func lookUp(_ system: CodeSystem, _ terminology: TerminologyFile) {
        let sources = terminology.sources
        let candidates = terminology.candidates(system, code).map { candidate in
            Candidate(
                target: Name(candidate.target, terminology), term: candidate.term,
                isAssured: candidate.isAssured, isForPreferredTerm: candidate.isForPreferredTerm,
                isAlternative: candidate.isAlternative, isRecommended: candidate.isRecommended,
                relation: "\(candidate.relation.name)",
                source: candidate.source < sources.count ? sources[candidate.source].name : "")
        }
        var (choice, chosen) = ("none", Name?.none)
        switch terminology.choice(system, Array(code.utf8).span) {
        case .none: break
        case .several: choice = "several"
        case .one(let concept, let isAssured):
            (choice, chosen) = (isAssured ? "assured" : "unassured", Name(concept, terminology))
            if self.concept == nil { self.concept = Concept(concept, terminology) }
        }
        maps.append(
            Map(system: "\(system.name)", choice: choice, chosen: chosen, candidates: candidates))
    }
}

extension CodeReport.Name {
    init(_ concept: TerminologyFile.Concept, _ terminology: TerminologyFile) {
        self.init(id: "\(terminology.id(concept))", term: terminology.term(concept))
    }

    /// A reference set, whose name may be the id of a concept.
    init(refset: String, _ terminology: TerminologyFile) {
        let concept = UInt64(refset).flatMap { terminology.concept($0) }
        self.init(id: refset, term: concept.map { terminology.term($0) } ?? "")
    }
}

extension CodeReport.Concept {
    init(_ concept: TerminologyFile.Concept, _ terminology: TerminologyFile) {
        id = "\(terminology.id(concept))"
        term = terminology.term(concept)
        status =
            !terminology.isStated(concept)
            ? "only mentioned" : terminology.isInactive(concept) ? "inactive" : "active"
        effectiveTime = terminology.effectiveTime(concept)
        product = terminology.product(concept).map { "\($0.name)" }
        switch terminology.standing(concept) {
        case .current: (replacedBy, candidates) = (nil, [])
        case .replaced(let other):
            (replacedBy, candidates) = (CodeReport.Name(other, terminology), [])
        case .inactive(let others):
            (replacedBy, candidates) = (nil, others.map { CodeReport.Name($0, terminology) })
        }
        links = terminology.links(of: concept).map { link in
            CodeReport.Link(
                kind: "\(link.kind.name)", target: CodeReport.Name(link.target, terminology),
                isInactive: terminology.isInactive(link.target))
        }
        parents = terminology.parents(of: concept).map { CodeReport.Name($0, terminology) }
        ancestors = terminology.ancestors(of: concept).count
        descendants = terminology.descendants(of: concept).count
        refsets = terminology.refsets(of: concept).map {
            CodeReport.Name(refset: $0, terminology)
        }
        targets = terminology.targets(of: concept).map { target in
            CodeReport.Target(
                refset: CodeReport.Name(refset: target.refset, terminology), code: target.code,
                group: target.group, priority: target.priority)
        }
    }
}
