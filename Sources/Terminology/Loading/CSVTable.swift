public import CanonicalModel

/// A CSV file with a header: a map, or a set of concepts.
///
/// A map has `system` (a name such as `emis-local`, an OID or a URI), `code` and `snomed`, and may
/// have `term_code`, `term`, `assured` (`0` or `1`) and `relation` (`equivalent`, `broader`,
/// `narrower`, `related`). A set has `set` (its name) and `snomed`, and may have `term`. Other
/// columns are allowed and not read.
struct CSVTable {
    let kind: String
    private let places: [String: Int]
    private let width: Int

    init?(_ header: [String]) {
        width = header.count
        places = Dictionary(
            header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        guard places["snomed"] != nil else { return nil }
        if places["system"] != nil, places["code"] != nil {
            kind = "CSV map"
        } else if places["set"] != nil {
            kind = "CSV set"
        } else {
            return nil
        }
    }

    func read(
        _ rows: inout TerminologyRows, into content: inout TerminologyContent
    ) throws(RowFault) {
        try rows.requireCount(width)
        let target = try rows.concept(places["snomed"] ?? 0)
        if let set = places["set"], places["system"] == nil {
            guard !rows.field(set).isEmpty else { throw .value(rows, set, "the name of a set") }
            content.addMember(target, ofSet: rows.text(set))
        } else {
            try map(rows, target, &content)
        }
        if let term = places["term"], !rows.field(term).isEmpty {
            content.names.append(
                TerminologyContent.NameRow(concept: target, term: content.keep(rows.field(term))))
        }
        rows.take()
    }

    private func map(
        _ rows: TerminologyRows, _ target: UInt64, _ content: inout TerminologyContent
    ) throws(RowFault) {
        typealias Flag = TerminologyFile.CandidateFlag
        let (systemPlace, codePlace) = (places["system"] ?? 0, places["code"] ?? 0)
        guard let system = CodeSystem(spelt: rows.text(systemPlace)) else {
            throw .value(rows, systemPlace, "a code system that is known")
        }
        let code = rows.field(codePlace)
        if let fault = CodeExamination.fault(in: code.span, of: system) {
            throw RowFault(field: codePlace, message: fault.message, advice: fault.advice)
        }
        var flags = UInt32(rows.source) << Flag.sourceShift
        if let place = places["assured"], try rows.flag(place) { flags |= Flag.isAssured }
        var relation = MapCandidate.Relation.equivalent
        if let place = places["relation"], !rows.field(place).isEmpty {
            let word = rows.text(place)
            guard let known = MapCandidate.Relation.allCases.first(where: { "\($0.name)" == word })
            else { throw .value(rows, place, "`equivalent`, `broader`, `narrower` or `related`") }
            relation = known
        }
        let term = places["term_code"].map { rows.field($0) } ?? []
        if term.isEmpty || term.elementsEqual("00".utf8) { flags |= Flag.isPreferred }
        content.addMap(
            system, code, term: TerminologyFile.packed(term.span), to: target,
            flags: flags | relation.rawValue << Flag.relationShift)
    }
}

extension TerminologyContent {
    /// Adds a row of a map that has no versions.
    mutating func addMap(
        _ system: CodeSystem, _ code: ArraySlice<UInt8>, term: UInt64 = 0, to target: UInt64,
        flags: UInt32
    ) {
        var version = Version()
        let key = "\(system.name) \(term) \(target) \(flags >> 4) "
        (version.high, version.low) = Self.key(Array(key.utf8) + code)
        codes.append(
            CodeRow(
                version: version, system: system, code: keep(code), term: term, target: target,
                flags: flags))
    }

    /// Adds a concept to a set by name.
    mutating func addMember(_ concept: UInt64, ofSet name: String) {
        var version = Version()
        (version.high, version.low) = Self.key(Array("\(concept) \(name)".utf8)[...])
        members.append(
            MemberRow(
                version: version, kind: .membership, refset: refset(named: name),
                component: concept))
    }
}

extension CodeSystem {
    /// The system that a name, an OID or a URI means.
    public init?(spelt text: String) {
        let bare = text.hasPrefix("urn:oid:") ? String(text.dropFirst(8)) : text
        guard
            let system = Self.allCases.first(where: { system in
                system != .other && ("\(system.name)" == bare || system.identifiers.contains(bare))
            })
        else { return nil }
        self = system
    }
}
