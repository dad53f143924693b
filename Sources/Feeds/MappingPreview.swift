public import CanonicalModel

/// Writes whole records to which no agreement was applied, for authors of mappings.
///
/// Never part of a feed: feeds take only a ``ReleasedRecord``.
public struct MappingPreview: Sendable {
    private var ukCore = UKCoreFeed(selection: .everything)
    private let fields = JSONFields()

    /// Prepares the names of fields and words.
    public init() {}

    /// Appends the record's UK Core resources to ``FeedOutput/ndjson``.
    public mutating func appendUKCore(_ record: CanonicalRecord, into output: inout FeedOutput) {
        let patient = record.entries.first { $0.kind == .patient }
        var person = TextRange.empty
        if let patient, let field = EntryKind.patient.definition.index(of: "nhs_number"),
            case .text(let number) = record.cell(patient, field)
        {
            person = number
        }
        var linked = record
        linked.linkReferences()
        ukCore.append(
            linked, present: record.entries.map(record.present), person: person,
            isNHSNumber: true, into: &output)
    }

    /// Appends one JSON object an entry and line: its kind, the byte span of its source, the number
    /// of the rule that made it, and every present field by name; of a patient also where the
    /// entry stands that the ethnic category was taken from.
    ///
    /// Numbers are strings, so that their digits stay; dates are ISO 8601 at their own precision.
    public func appendCanonical(_ record: CanonicalRecord, into output: inout [UInt8]) {
        for entry in record.entries {
            output.append(contentsOf: fields.openings[Int(entry.kind.rawValue)])
            output.append(contentsOf: #","source":{"offset":"#.utf8)
            output.append(contentsOf: "\(entry.sourceOffset)".utf8)
            output.append(contentsOf: #","length":"#.utf8)
            output.append(contentsOf: "\(entry.sourceLength)".utf8)
            output.append(contentsOf: #"},"rule":"#.utf8)
            output.append(contentsOf: "\(entry.rule)".utf8)
            fields.append(entry, of: record, into: &output)
            if entry.kind == .patient, let source = record.ethnicitySource {
                let offset = record.entries[source].sourceOffset
                output.append(contentsOf: #","ethnicity_from":{"offset":\#(offset)}"#.utf8)
            }
            output.append(contentsOf: "}\n".utf8)
        }
    }
}
