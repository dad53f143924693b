public import CanonicalModel

/// What the writers have written, in memory: a worker keeps one and hands its bytes on in blocks.
public struct FeedOutput: Sendable {
    /// Whose rows they are: their key under the agreement; empty before anything is written.
    public var person: [UInt8] = []
    /// The ODS code of the practice that publishes them.
    public var practice: [UInt8] = []
    /// The CSV rows of each table, by ``FeedTable/number``, without header; what is beyond those
    /// of the kinds may be missing.
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

    /// How many rows table `number` has.
    public func rows(_ number: Int) -> Int {
        csvRows.indices.contains(number) ? csvRows[number] : 0
    }

    /// Makes room for the rows of table `number`.
    public mutating func reserve(_ number: Int) {
        while csv.count <= number {
            csv.append([])
            csvRows.append(0)
        }
    }

    /// Empties the tables of the kinds, of a feed that has only what users define.
    public mutating func removeKinds() {
        for index in 0..<EntryKind.allCases.count {
            csv[index].removeAll(keepingCapacity: true)
            csvRows[index] = 0
        }
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
