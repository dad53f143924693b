import CanonicalModel

/// The columns that the fields of the model have in a feed's tables.
///
/// The names are those that `sluice convert` writes; a test compares them with the data dictionary
/// of the samples.
enum FeedColumns {
    /// The columns that every table begins with.
    static let envelope = ["person_key", "practice", "source_system"]

    /// The column that tells whether the field is filled.
    static func main(of field: Field, in kind: EntryKind) -> String {
        switch field.type {
        case .concept: "\(field.name)_source"
        case .quantity: "\(field.name)_number"
        default: envelope.contains(field.name) ? "\(kind.name)_\(field.name)" : field.name
        }
    }

    /// A part of a field that has a column of its own, by the name of the column; and the
    /// practitioner, whom not every version of the model carries.
    static func part(_ column: String) -> Field? {
        if column == "practitioner" {
            return Field(column, .text, .operational, "the practitioner")
        }
        let suffixes = ["_unit", "_unit_code", "_unit_ucum", "_term", "_snomed"]
        for suffix in suffixes where column.hasSuffix(suffix) {
            return Field(column, .text, .operational, "a part of a field")
        }
        return nil
    }

    /// The columns that may hold the day of a row, the better first.
    ///
    /// The date of a row is that of the event, or else that of its entry into the record.
    static func dates(of kind: EntryKind) -> [String] {
        let fields = kind.definition.fields.filter { $0.type == .date }.map(\.name)
        let chosen: [String] =
            switch kind {
            case .patient: []
            case .problem, .allergy: ["onset"]
            case .observation, .diagnosticReport: ["effective"]
            case .medication, .registration, .encounter, .appointment: ["start"]
            case .medicationIssue: ["issued"]
            case .immunisation: ["given"]
            case .procedure: ["performed"]
            case .referral: ["requested"]
            case .recall: ["due"]
            case .consent: ["decided"]
            default: fields.first.map { [$0] } ?? []
            }
        return chosen
            + (fields.contains("recorded") && !chosen.contains("recorded")
                ? ["recorded"] : [])
    }
}
