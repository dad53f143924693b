public import CanonicalModel

/// What the writers have written, in memory: a worker keeps one and hands its bytes on in blocks.
public struct FeedOutput: Sendable {
    /// Whose rows they are: their key under the agreement; empty before anything is written.
    public var person: [UInt8] = []
    /// The ODS code of the practice that publishes them.
    public var practice: [UInt8] = []
    /// The CSV rows of each kind of entry, by ``EntryKind/rawValue``, without header.
    public var csv: [[UInt8]]
    /// How many rows each table of ``csv`` has.
    public var csvRows: [Int]
    /// The NDJSON lines of each resource type, by the index into ``UKCoreFeed/resourceTypes``.
    public var ndjson: [[UInt8]]
    /// How many lines each file of ``ndjson`` has.
    public var ndjsonRows: [Int]

    /// Nothing written.
    public init() {
        csv = Array(repeating: [], count: EntryKind.allCases.count)
        csvRows = Array(repeating: 0, count: csv.count)
        ndjson = Array(repeating: [], count: UKCoreFeed.resourceTypes.count)
        ndjsonRows = Array(repeating: 0, count: ndjson.count)
    }

    /// Says whose rows come next.
    public mutating func begin(_ released: ReleasedRecord) {
        person = Array(released.record.bytes(released.personKey))
        practice = Array(released.record.bytes(released.practice))
    }

    /// Empties every buffer and count; frees no memory.
    public mutating func removeAll() {
        person.removeAll(keepingCapacity: true)
        practice.removeAll(keepingCapacity: true)
        for index in csv.indices { csv[index].removeAll(keepingCapacity: true) }
        for index in ndjson.indices { ndjson[index].removeAll(keepingCapacity: true) }
        for index in csvRows.indices { csvRows[index] = 0 }
        for index in ndjsonRows.indices { ndjsonRows[index] = 0 }
    }
}
