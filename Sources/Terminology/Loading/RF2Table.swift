/// A file of an RF2 release.
///
/// Source: SNOMED CT Release File Specifications, "Component Release Files" and "Reference Set
/// Types"; the UK's complex map has a `mapBlock` at its end.
struct RF2Table {
    enum Kind: String {
        case concept = "RF2 concepts"
        case description = "RF2 descriptions"
        case relationship = "RF2 relationships"
        case simple = "RF2 simple reference sets"
        case association = "RF2 historical associations"
        case attributeValue = "RF2 attribute values"
        case language = "RF2 language reference sets"
        case simpleMap = "RF2 simple maps"
        case complexMap = "RF2 complex maps"
        case other = "RF2 file"
    }
    let kind: Kind
    private let width: Int

    private static let isA: UInt64 = 116_680_003
    private static let inferred: UInt64 = 900_000_000_000_011_006
    private static let fullName: UInt64 = 900_000_000_000_003_001
    private static let definition: UInt64 = 900_000_000_000_550_004
    private static let preferred: UInt64 = 900_000_000_000_548_007
    private static let inactivation: UInt64 = 900_000_000_000_489_007

    /// - Parameter header: The column names in lower case.
    init?(_ header: [String]) {
        width = header.count
        let common = ["id", "effectivetime", "active", "moduleid"]
        guard header.count > 4, Array(header.prefix(4)) == common else { return nil }
        let rest = header.dropFirst(4).joined(separator: " ")
        let member = "refsetid referencedcomponentid"
        let complex = " mapgroup mappriority maprule mapadvice maptarget correlationid"
        kind =
            switch rest {
            case "definitionstatusid": .concept
            case "conceptid languagecode typeid term casesignificanceid": .description
            case "sourceid destinationid relationshipgroup typeid characteristictypeid modifierid":
                .relationship
            case member: .simple
            case member + " targetcomponentid": .association
            case member + " valueid": .attributeValue
            case member + " acceptabilityid": .language
            case member + " maptarget": .simpleMap
            case member + complex, member + complex + " mapblock",
                member + complex + " mapcategoryid":
                .complexMap
            default: .other
            }
    }

    var reasonUnused: String? { kind == .other ? "nothing in it is used" : nil }

    func read(
        _ rows: inout TerminologyRows, into content: inout TerminologyContent
    ) throws(RowFault) {
        try rows.requireCount(width)
        var version = TerminologyContent.Version()
        version.time = try rows.date(1)
        version.isActive = try rows.flag(2)
        switch kind {
        case .concept:
            version.low = try rows.concept(0)
            content.concepts.append(TerminologyContent.ConceptRow(version: version))
        case .description:
            version.low = try rows.snomed(0)
            try description(rows, version, into: &content)
        case .relationship:
            version.low = try rows.snomed(0)
            guard try rows.snomed(7) == Self.isA, try rows.snomed(8) == Self.inferred else {
                return
            }
            content.members.append(
                TerminologyContent.MemberRow(
                    version: version, kind: .isA, refset: 0, component: try rows.concept(4),
                    value: try rows.concept(5)))
        default:
            guard rows.field(0).count == 36 else { throw .value(rows, 0, "a UUID") }
            (version.high, version.low) = TerminologyContent.key(rows.field(0))
            try member(rows, version, into: &content)
        }
        rows.take()
    }

    private func description(
        _ rows: TerminologyRows, _ version: TerminologyContent.Version,
        into content: inout TerminologyContent
    ) throws(RowFault) {
        let type = try rows.snomed(6)
        let concept = try rows.concept(4)
        guard type != Self.definition else { return }
        guard !rows.field(7).isEmpty else { throw .value(rows, 7, "a term") }
        content.descriptions.append(
            TerminologyContent.DescriptionRow(
                version: version, concept: concept, isFullName: type == Self.fullName,
                term: content.keep(rows.field(7))))
    }

    private func member(
        _ rows: TerminologyRows, _ version: TerminologyContent.Version,
        into content: inout TerminologyContent
    ) throws(RowFault) {
        let refset = try rows.concept(4)
        let component = try rows.snomed(5)
        func append(
            _ kind: TerminologyContent.MemberRow.Kind, _ refset: UInt32, _ value: UInt64 = 0
        ) {
            content.members.append(
                TerminologyContent.MemberRow(
                    version: version, kind: kind, refset: refset, component: component,
                    value: value))
        }
        switch kind {
        case .association:
            let target = try rows.snomed(6)
            guard let link = ConceptLink.Kind(refset: refset),
                SnomedCT.isConceptNumber(component), SnomedCT.isConceptNumber(target)
            else { return }
            append(.link, link.rawValue, target)
        case .attributeValue:
            let reason = try rows.concept(6)
            guard refset == Self.inactivation, SnomedCT.isConceptNumber(component) else { return }
            append(.link, ConceptLink.Kind.inactivationReason.rawValue, reason)
        case .language:
            // A version that prefers no longer takes an earlier one's place.
            var version = version
            let isPreferred = try rows.concept(6) == Self.preferred
            version.isActive = version.isActive && isPreferred
            content.members.append(
                TerminologyContent.MemberRow(
                    version: version, kind: .language, refset: content.refset(refset),
                    component: component))
        case .simpleMap, .complexMap: try target(rows, version, refset, component, into: &content)
        default:
            if SnomedCT.isConceptNumber(component) { append(.membership, content.refset(refset)) }
        }
    }

    private func target(
        _ rows: TerminologyRows, _ version: TerminologyContent.Version, _ refset: UInt64,
        _ component: UInt64, into content: inout TerminologyContent
    ) throws(RowFault) {
        guard SnomedCT.isConceptNumber(component) else { return }
        let isComplex = kind == .complexMap
        let code = rows.field(isComplex ? 10 : 6)
        var detail: UInt32 = 0
        if isComplex {
            detail = try min(rows.number(6), 0xFFFF) << 16 | min(rows.number(7), 0xFFFF)
        }
        // A rule without a target says that there is no code for it.
        guard !code.isEmpty else { return }
        content.members.append(
            TerminologyContent.MemberRow(
                version: version, kind: .target, refset: content.refset(refset),
                component: component, text: content.keep(code), detail: detail))
    }
}
