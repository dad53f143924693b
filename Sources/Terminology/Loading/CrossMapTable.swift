import CanonicalModel

/// A table of the NHS data migration maps, from Read version 2 or CTV3 to SNOMED CT.
///
/// Source: NHS Data Migration (TRUD item 9, release 29.0.0 of April 2020) and its documentation
/// "RctSctMap_uk": `rcsctmap2_uk` has MapId, ReadCode, TermCode, ConceptId, DescriptionId,
/// IS_ASSURED, EffectiveDate, MapStatus; `ctv3sctmap2_uk` has MAPID, CTV3_CONCEPTID, CTV3_TERMID,
/// CTV3_TERMTYPE, SCT_CONCEPTID, SCT_DESCRIPTIONID, MAPSTATUS, EFFECTIVEDATE, IS_ASSURED; the older
/// `rcsctmap_uk` has no description and no assurance. Of the rows with one MapId the latest counts,
/// if its status is above 0.
struct CrossMapTable {
    enum Kind: String {
        case read = "Read v2 to SNOMED CT map"
        case olderRead = "Read v2 to SNOMED CT map without assurance"
        case ctv3 = "CTV3 to SNOMED CT map"
        case readAlternatives = "Read v2 to SNOMED CT alternatives"
        case ctv3Alternatives = "CTV3 to SNOMED CT alternatives"
        case other = "NHS cross-map"
    }
    let kind: Kind
    private let width: Int
    private let places: [String: Int]

    init?(_ header: [String], name: String) {
        width = header.count
        places = Dictionary(
            header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func has(_ names: String...) -> Bool { names.allSatisfy { header.contains($0) } }
        // The header of the alternatives is not published; their names and five columns are.
        if name.contains("AlternateMaps_"), header.count == 5 {
            kind = name.contains("AlternateMaps_CTV3") ? .ctv3Alternatives : .readAlternatives
        } else if has("mapid", "readcode", "termcode", "conceptid", "effectivedate", "mapstatus") {
            kind = has("is_assured") ? .read : has("t30id") ? .other : .olderRead
        } else if has("mapid", "ctv3_conceptid", "ctv3_termid", "sct_conceptid", "mapstatus") {
            kind = .ctv3
        } else if has("mapid"), has("readcode") || has("ctv3_conceptid") {
            kind = .other
        } else {
            return nil
        }
    }

    var reasonUnused: String? {
        kind == .other ? "`rcsctmap2_uk` and `ctv3sctmap2_uk` are what is used" : nil
    }

    func read(
        _ rows: inout TerminologyRows, into content: inout TerminologyContent
    ) throws(RowFault) {
        try rows.requireCount(width)
        switch kind {
        case .read, .olderRead: try read(&rows, .readV2, ("readcode", "termcode"), &content)
        case .ctv3: try read(&rows, .ctv3, ("ctv3_conceptid", "ctv3_termid"), &content)
        case .readAlternatives: try alternative(&rows, .readV2, &content)
        case .ctv3Alternatives: try alternative(&rows, .ctv3, &content)
        case .other: break
        }
    }

    private func place(_ name: String) -> Int { places[name] ?? -1 }

    private func read(
        _ rows: inout TerminologyRows, _ system: CodeSystem, _ names: (code: String, term: String),
        _ content: inout TerminologyContent
    ) throws(RowFault) {
        typealias Flag = TerminologyFile.CandidateFlag
        var version = TerminologyContent.Version()
        guard !rows.field(place("mapid")).isEmpty else {
            throw .value(rows, place("mapid"), "the id of the map")
        }
        (version.high, version.low) = TerminologyContent.key(rows.field(place("mapid")))
        version.time = try rows.date(place("effectivedate"))
        version.isActive = try rows.number(place("mapstatus")) > 0
        let (code, term) = (rows.field(place(names.code)), rows.field(place(names.term)))
        try Self.requireFive(rows, place(names.code), system)
        var flags = UInt32(rows.source) << Flag.sourceShift
        if kind == .olderRead { flags |= Flag.isOlder }
        if kind != .olderRead, try rows.flag(place("is_assured")) { flags |= Flag.isAssured }
        let isPreferred =
            system == .readV2
            ? term.elementsEqual("00".utf8)
            : rows.field(place("ctv3_termtype")).elementsEqual("P".utf8)
        if isPreferred { flags |= Flag.isPreferred }
        let targetPlace = place(system == .readV2 ? "conceptid" : "sct_conceptid")
        // `_DRUG` and the like: the code has no concept.
        let isWord = rows.field(targetPlace).first == UInt8(ascii: "_")
        let target = isWord ? 0 : try rows.concept(targetPlace)
        content.codes.append(
            TerminologyContent.CodeRow(
                version: version, system: system, code: content.keep(code),
                term: TerminologyFile.packed(term.span), target: target, flags: flags))
        rows.take()
    }

    /// A row of the alternatives, for codes that come with a value: code, term, concept,
    /// description, and `Y` where the alternative is recommended.
    private func alternative(
        _ rows: inout TerminologyRows, _ system: CodeSystem, _ content: inout TerminologyContent
    ) throws(RowFault) {
        typealias Flag = TerminologyFile.CandidateFlag
        guard !rows.field(2).isEmpty else { return }
        try Self.requireFive(rows, 0, system)
        var version = TerminologyContent.Version()
        let key = [rows.field(0), rows.field(1), rows.field(2)].joined(separator: [0x09])
        (version.high, version.low) = TerminologyContent.key([system.rawValue] + key)
        var flags = UInt32(rows.source) << Flag.sourceShift | Flag.isAlternative
        if rows.field(4).elementsEqual("Y".utf8) { flags |= Flag.isRecommended }
        content.codes.append(
            TerminologyContent.CodeRow(
                version: version, system: system, code: content.keep(rows.field(0)),
                term: TerminologyFile.packed(rows.field(1).span), target: try rows.concept(2),
                flags: flags))
        rows.take()
    }

    private static func requireFive(
        _ rows: TerminologyRows, _ field: Int, _ system: CodeSystem
    ) throws(RowFault) {
        guard rows.field(field).count == 5 else {
            throw .value(rows, field, "a \(system.name) code, which has exactly 5 bytes")
        }
    }
}
