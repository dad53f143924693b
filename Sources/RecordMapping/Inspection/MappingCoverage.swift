public import CanonicalModel
public import Terminology

/// What the mappings read of records, what they leave out on purpose, and what they lose.
public struct MappingCoverage {
    /// The values of one path of a source that no rule read and nothing ignores.
    public struct Path: Sendable {
        /// The name of the source.
        public let source: String
        /// The names from the nearest node that a mapping takes, or from the record.
        public let path: String
        /// How many values were met.
        public var count: Int
        /// Where the first of them stand: file and line.
        public var examples: [(file: String, line: Int)]
    }
    /// The values of one source.
    public struct Total: Sendable {
        /// The name of the source.
        public let source: String
        /// How many records were read.
        public var records = 0
        /// How many values they hold: attributes, texts, numbers and booleans that are not empty.
        public var values = 0
        /// How many a rule read.
        public var read = 0
        /// How many nothing read and an `ignore` names.
        public var ignored = 0
        /// How many nothing read and nothing names.
        public var lost: Int { values - read - ignored }
        /// The share of the values that is read or ignored, from 0 to 1.
        public var share: Double { values == 0 ? 1 : Double(read + ignored) / Double(values) }

        fileprivate mutating func add(_ other: Total) {
            records += other.records
            values += other.values
            read += other.read
            ignored += other.ignored
        }
    }

    /// The mappings, for reading records.
    public let mappings: MappingSet
    /// The sources that were met.
    public private(set) var totals: [Total]
    /// The same of each file, in the order in which they were read.
    public private(set) var files: [(file: String, total: Total)] = []
    private var mapper: RecordMapper
    private let schemas: [SourceSchema]
    private let unread: [[String]]
    private var paths: [String: Path] = [:]
    private var reasons: [String: Int] = [:]
    private let recorder = ReadRecorder()
    /// At most so many examples are kept of a path.
    private static let exampleCount = 3

    /// Compiles `files`, as ``MappingSet`` does.
    public init(files: [MappingFile], codeSets: [CodeSet]) throws(Diagnostics) {
        let compilers = try MappingSet.compile(files, CodeSetIndex(codeSets), keepsIgnored: true)
        mappings = try MappingSet(files: files, codeSets: codeSets, keepsIgnored: true)
        schemas = compilers.map(\.compiler.schema)
        unread = compilers.map(\.unreadPaths)
        totals = mappings.sources.map { Total(source: $0.name) }
        mapper = RecordMapper(mappings)
        mapper.acceptsFragments = true
        mapper.record(into: recorder, schemas: schemas)
    }

    /// What was lost, the most frequent paths first.
    public var lost: [Path] {
        paths.values.sorted { ($1.count, $0.source, $0.path) < ($0.count, $1.source, $1.path) }
    }

    /// How many values each reason accounts for, the most frequent first.
    public var ignored: [(why: String, count: Int)] {
        reasons.map { (why: $0.key, count: $0.value) }.sorted {
            ($1.count, $0.why) < ($0.count, $1.why)
        }
    }

    /// Members of the schemas, as `Type.member`, that no rule reads and no `ignore` names.
    public var unreadPaths: [(source: String, path: String)] {
        zip(mappings.sources, unread).flatMap { source, paths in
            paths.map { (source: source.name, path: $0) }
        }
    }

    /// Maps a record and counts its values.
    ///
    /// - Throws: Why the record is refused; nothing of it is counted then.
    public mutating func add(_ tree: SourceTree, file: String) throws(Diagnostic) {
        recorder.clear()
        let mapped = try mapper.map(tree, file: file)
        let number = mapped.source
        let wasRead = readLeaves(tree)
        var count = Total(source: totals[number].source, records: 1)
        var why: [(end: UInt32, reason: String?)] = []
        var lines = LineCounter(tree.bytes)
        for index in tree.nodes.indices {
            while let last = why.last, last.end <= UInt32(index) { why.removeLast() }
            if let reason = recorder.ignored[index] {
                why.append((tree.nodes[index].end, reason))
            } else if mappings.mayBeTaken(tree.nodes[index].name, source: number) {
                // What stands in an envelope that is ignored is not ignored with it.
                why.append((tree.nodes[index].end, nil))
            }
            guard tree.isValue(index) else { continue }
            count.values += 1
            if wasRead[index] {
                count.read += 1
            } else if let reason = why.last?.reason {
                count.ignored += 1
                reasons[reason, default: 0] += 1
            } else {
                lose(index, tree, number, file, lines.line(of: Int(tree.nodes[index].offset)))
            }
        }
        totals[number].add(count)
        add(count, of: file)
    }

    /// Files are read one after another, with all records of each.
    private mutating func add(_ count: Total, of file: String) {
        if let last = files.last, last.file == file, last.total.source == count.source {
            files[files.count - 1].total.add(count)
        } else {
            files.append((file, count))
        }
    }

    private func readLeaves(_ tree: SourceTree) -> [Bool] {
        var wasRead = Array(repeating: false, count: tree.nodes.count)
        for read in recorder.reads { wasRead[read.leaf] = true }
        return wasRead
    }

    private mutating func lose(
        _ index: Int, _ tree: SourceTree, _ number: Int, _ file: String, _ line: Int
    ) {
        let source = totals[number].source
        let path = mappings.path(of: index, in: tree, source: number)
        let key = source + " " + path
        var found = paths[key] ?? Path(source: source, path: path, count: 0, examples: [])
        found.count += 1
        if found.examples.count < Self.exampleCount { found.examples.append((file, line)) }
        paths[key] = found
    }
}
