import CanonicalModel

/// A FHIR ConceptMap or ValueSet.
///
/// Source: FHIR R4 and R5 ConceptMap (`equivalence`, in R5 `relationship`) and ValueSet. Of a map,
/// what leads to SNOMED CT is taken as a map, what leads from it to another system as a target. Of
/// a value set, the SNOMED CT concepts that it lists or expands to are taken, under its URL.
struct FHIRFile {
    static let names = [
        "resourceType", "url", "date", "group", "source", "target", "element", "code", "display",
        "equivalence", "relationship", "compose", "include", "exclude", "system", "concept",
        "filter", "valueSet", "expansion", "contains",
    ]
    private let reading: TreeReading
    private let isMap: Bool
    private let source: Int

    init?(_ reading: TreeReading, source: Int) {
        guard !reading.tree.nodes.isEmpty else { return nil }
        switch reading.text(0, "resourceType") {
        case "ConceptMap": isMap = true
        case "ValueSet": isMap = false
        default: return nil
        }
        self.reading = reading
        self.source = source
    }

    var kind: String { isMap ? "FHIR ConceptMap" : "FHIR ValueSet" }

    /// Its date as 20260131, if it is a whole day.
    var release: UInt32 {
        let digits = reading.text(0, "date").prefix(10).filter { $0 != "-" }
        return digits.utf8.count == 8 ? UInt32(digits) ?? 0 : 0
    }

    /// Reads everything; what cannot be read goes to `faults`.
    ///
    /// - Returns: How many codes were taken.
    func read(
        into content: inout TerminologyContent, _ faults: inout [(node: Int, fault: RowFault)]
    ) -> Int {
        let url = reading.text(0, "url")
        guard !url.isEmpty else {
            faults.append((0, .value("", of: "url", "the resource's URL")))
            return 0
        }
        return isMap ? readMap(url, &content, &faults) : readSet(url, &content, &faults)
    }

    // MARK: - ConceptMap

    private func readMap(
        _ url: String, _ content: inout TerminologyContent,
        _ faults: inout [(node: Int, fault: RowFault)]
    ) -> Int {
        var taken = 0
        for group in reading.children(of: 0, "group") {
            let from = CodeSystem(spelt: version(reading.text(group, "source")))
            let to = CodeSystem(spelt: version(reading.text(group, "target")))
            let leadsToSnomed = to == .snomed || to == .dmd
            guard from != nil, leadsToSnomed || from == .snomed else {
                faults.append(
                    (
                        group,
                        .value(
                            reading.text(group, "source"), of: "source",
                            "a code system that is known, with a map to or from SNOMED CT")
                    ))
                continue
            }
            for element in reading.children(of: group, "element") {
                for target in reading.children(of: element, "target") {
                    do throws(RowFault) {
                        if leadsToSnomed, let from {
                            try addMap(from, element, target, &content)
                        } else {
                            try addTarget(url, element, target, &content)
                        }
                        taken += 1
                    } catch {
                        faults.append((target, error))
                    }
                }
            }
        }
        return taken
    }

    /// A canonical URL without its version.
    private func version(_ url: String) -> String {
        url.split(separator: "|").first.map(String.init) ?? url
    }

    /// Nil where the map says that there is no such code.
    private func relation(_ target: Int) throws(RowFault) -> MapCandidate.Relation? {
        var word = reading.text(target, "equivalence")
        if word.isEmpty { word = reading.text(target, "relationship") }
        switch word {
        case "equal", "equivalent": return .equivalent
        case "wider", "subsumes", "source-is-narrower-than-target": return .broader
        case "narrower", "specializes", "source-is-broader-than-target": return .narrower
        case "relatedto", "inexact", "related-to": return .related
        case "unmatched", "disjoint", "not-related-to": return nil
        default: throw .value(word, of: "equivalence", "a FHIR equivalence or relationship")
        }
    }

    private func addMap(
        _ from: CodeSystem, _ element: Int, _ target: Int, _ content: inout TerminologyContent
    ) throws(RowFault) {
        typealias Flag = TerminologyFile.CandidateFlag
        let code = reading.bytes(element, "code")
        if let fault = CodeExamination.fault(in: code.span, of: from) {
            throw RowFault(field: 0, message: fault.message, advice: fault.advice)
        }
        guard let relation = try relation(target) else { return }
        let concept = try concept(target)
        content.addMap(
            from, code[...], to: concept,
            flags: UInt32(source) << Flag.sourceShift | Flag.isPreferred
                | relation.rawValue << Flag.relationShift)
        name(concept, target, &content)
    }

    private func addTarget(
        _ url: String, _ element: Int, _ target: Int, _ content: inout TerminologyContent
    ) throws(RowFault) {
        let concept = try concept(element)
        guard try relation(target) != nil else { return }
        let code = reading.bytes(target, "code")
        guard !code.isEmpty else { throw .value("", of: "code", "the target's code") }
        var version = TerminologyContent.Version()
        let key = Array("\(url) \(concept) ".utf8) + code
        (version.high, version.low) = TerminologyContent.key(key[...])
        content.members.append(
            TerminologyContent.MemberRow(
                version: version, kind: .target, refset: content.refset(named: url),
                component: concept, text: content.keep(code[...])))
        name(concept, element, &content)
    }

    // MARK: - ValueSet

    private func readSet(
        _ url: String, _ content: inout TerminologyContent,
        _ faults: inout [(node: Int, fault: RowFault)]
    ) -> Int {
        var taken = 0
        func take(_ node: Int) {
            do throws(RowFault) {
                let concept = try concept(node)
                content.addMember(concept, ofSet: url)
                name(concept, node, &content)
                taken += 1
            } catch {
                faults.append((node, error))
            }
        }
        let expansions = reading.children(of: 0, "expansion")
        guard expansions.isEmpty else {
            for expansion in expansions { contained(expansion).forEach(take) }
            return taken
        }
        for compose in reading.children(of: 0, "compose") {
            for name in ["filter", "valueSet"] {
                for include in reading.children(of: compose, "include")
                where !reading.children(of: include, name).isEmpty {
                    faults.append((include, Self.notListed))
                }
            }
            for exclude in reading.children(of: compose, "exclude") {
                faults.append((exclude, Self.notListed))
            }
            for include in reading.children(of: compose, "include") where isSnomed(include) {
                reading.children(of: include, "concept").forEach(take)
            }
        }
        return taken
    }

    private static let notListed = RowFault(
        field: 0, message: "the value set does not list its codes one by one",
        advice: "have a terminology server expand it, and give the expansion")

    /// The codes of an expansion; those that are only headings are passed over.
    private func contained(_ node: Int) -> [Int] {
        reading.children(of: node, "contains").flatMap { item in
            let isCode = isSnomed(item) && !reading.bytes(item, "code").isEmpty
            return (isCode ? [item] : []) + contained(item)
        }
    }

    private func isSnomed(_ node: Int) -> Bool {
        let system = CodeSystem(spelt: reading.text(node, "system"))
        return system == .snomed || system == .dmd
    }

    // MARK: - Both

    private func concept(_ node: Int) throws(RowFault) -> UInt64 {
        let code = reading.bytes(node, "code")
        guard let id = SnomedCT.number(code.span), SnomedCT.isConceptNumber(id) else {
            throw .value(
                String(decoding: code, as: UTF8.self), of: "code",
                "a SNOMED CT concept id with a valid check digit")
        }
        return id
    }

    private func name(_ concept: UInt64, _ node: Int, _ content: inout TerminologyContent) {
        let display = reading.bytes(node, "display")
        guard !display.isEmpty else { return }
        content.names.append(.init(concept: concept, term: content.keep(display[...])))
    }
}
