public import CanonicalModel

/// Writes released entries as JSON, an object an entry and line, for feeds that go on at once.
///
/// Members: `kind`, `person_key`, `practice`, `source_system`, and in `entry` every field that
/// leaves and holds something, by its name in the field table.
public struct RowLines: Sendable {
    private let fields = JSONFields()

    /// Prepares the names of fields and words.
    public init() {}

    /// Appends an object and a line break for each entry of a record.
    public func append(_ released: ReleasedRecord, into output: inout [UInt8]) {
        var envelope: [UInt8] = []
        let record = released.record
        envelope += #","person_key":"#.utf8
        envelope.appendJSON(record.bytes(released.personKey))
        envelope += #","practice":"#.utf8
        envelope.appendJSON(record.bytes(released.practice))
        envelope += #","source_system":"#.utf8
        envelope.appendJSON(released.sourceSystem[...])
        envelope += #","entry":{"#.utf8
        for entry in record.entries {
            output += fields.openings[Int(entry.kind.rawValue)]
            output += envelope
            fields.append(entry, of: record, into: &output)
            output += "}}\n".utf8
        }
    }
}
