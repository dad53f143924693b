public import CanonicalModel

/// The kinds of agreement of which a draft can be had.
public enum PolicyTemplate: String, Sendable, CaseIterable {
    /// Records with names, for the care of the person.
    case directCare = "direct-care"
    /// Pseudonymised records, for planning.
    case populationHealth = "population-health"
    /// Counts without anybody's record.
    case counts
    /// Records of people who said yes, for a voluntary organisation.
    case voluntarySector = "voluntary-sector"
    /// Records with NHS numbers under section 251, for a study.
    case research

    /// The words that stand wherever the author has to say something; `check` finds them.
    public static let marker = "FILL IN"
    /// The same where no space can stand, and as the beginning of an ODS code.
    static let (dense, odsMarker) = ("FILL-IN", "FILLIN")

    /// Whether the author still has to say something here.
    static func isWaiting(_ text: String) -> Bool {
        text.contains(marker) || text.contains(dense) || text.hasPrefix(odsMarker)
    }

    /// What it is for, in a few words.
    public var summary: String {
        switch self {
        case .directCare: "records with names, for the care of the person"
        case .populationHealth: "pseudonymised records, to plan services"
        case .counts: "tables of counts, without anybody's record"
        case .voluntarySector: "people who said yes, to a voluntary organisation"
        case .research: "records with NHS numbers under section 251, to a study"
        }
    }

    /// The draft: every section, each with a comment that says what it decides.
    ///
    /// - Parameters:
    ///   - id: The id of the agreement.
    ///   - from: Its first day; it ends two years later.
    public func draft(id: String, from: PartialDate) -> String {
        let parts = TemplateParts(kind: self, id: id, from: from)
        return [
            parts.head, parts.parties, parts.purpose, parts.contacts, legal(parts), objections,
            cohort, dataset, TemplateParts.sensitive(uncoded: uncoded),
            TemplateParts.confidentiality, form, flow, parts.undertakings,
        ].map(\.withoutEmptyEnds).joined(separator: "\n\n") + "\n"
    }

    private var uncoded: String {
        switch self {
        case .directCare, .voluntarySector, .research: ""
        case .populationHealth, .counts: "[encounter]"
        }
    }
}
