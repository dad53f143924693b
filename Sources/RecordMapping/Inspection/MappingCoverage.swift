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
    }

    /// The mappings, for reading records.
    public let mappings: MappingSet
    /// The sources that were met.
    public private(set) var totals: [Total]
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
        totals[number].records += 1
        var why: [(end: UInt32, reason: String)] = []
        var lines = LineCounter(tree.bytes)
        for index in tree.nodes.indices {
            while let last = why.last, last.end <= UInt32(index) { why.removeLast() }
            if let reason = recorder.ignored[index] {
                why.append((tree.nodes[index].end, reason))
            }
            guard tree.isValue(index) else { continue }
            totals[number].values += 1
            if wasRead[index] {
                totals[number].read += 1
            } else if let reason = why.last?.reason {
                totals[number].ignored += 1
                reasons[reason, default: 0] += 1
            } else {
                lose(index, tree, number, file, lines.line(of: Int(tree.nodes[index].offset)))
            }
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

/// The lines of a text whose places are asked for in order.
struct LineCounter {
    private let bytes: [UInt8]
    private var (place, current) = (0, 1)

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The line of a byte, from 1.
    mutating func line(of offset: Int) -> Int {
        if offset < place { (place, current) = (0, 1) }
        while place < min(offset, bytes.count) {
            if bytes[place] == 0x0A { current += 1 }
            place += 1
        }
        return current
    }
}

extension SourceTree {
    /// Whether a node is a value: a leaf with more than white space.
    func isValue(_ index: Int) -> Bool {
        switch nodes[index].kind {
        case .attribute, .text, .string, .number, .boolean:
            rawBytes(of: index).contains { $0 > 0x20 }
        case .element, .object, .null: false
        }
    }

    /// The name of a node as it is written, for one that no mapping mentions.
    func writtenName(of index: Int) -> String {
        let node = nodes[index]
        if node.kind == .element {
            let name = rawBytes(of: index).dropFirst().prefix {
                $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
            }
            return String(
                decoding: name.split(separator: UInt8(ascii: ":")).last ?? [], as: UTF8.self)
        }
        let isXML = node.kind == .attribute
        var end = Int(node.offset) - 1
        let marks = Array((isXML ? "\"'= \n" : "\": [{\n").utf8)
        while end > 0, marks.contains(bytes[end]) { end -= 1 }
        var start = end
        while start > 0, bytes[start - 1] > 0x20, bytes[start - 1] != UInt8(ascii: "\"") {
            start -= 1
        }
        let name = bytes[start...max(start, end)]
        return String(decoding: name.split(separator: UInt8(ascii: ":")).last ?? [], as: UTF8.self)
    }
}

extension MappingSet {
    /// The names that lead to a node, from the nearest one that a mapping may take.
    func path(of index: Int, in tree: SourceTree, source: Int) -> String {
        let plan = plans[source]
        var names: [String] = []
        var ancestors: [Int] = []
        for above in 0...index where tree.nodes[above].end > UInt32(index) {
            ancestors.append(above)
        }
        for above in ancestors.reversed() {
            let symbol = tree.nodes[above].name
            let name =
                symbol == SymbolTable.unknown
                ? tree.writtenName(of: above) : symbols.names[Int(symbol)]
            if let type = tree.firstChild(of: above, named: plan.discriminator),
                above != index,
                !plan.roles[Int(symbol)].offers.isEmpty
                    || !plan.roles[Int(symbol)].indexes.isEmpty
            {
                names.append(String(decoding: tree.rawBytes(of: type), as: UTF8.self))
                break
            }
            names.append(name)
            if above != index, !plan.roles[Int(symbol)].offers.isEmpty { break }
        }
        return names.reversed().joined(separator: ".")
    }
}
