public import CanonicalModel
import StrictYAML
public import Terminology

/// Where each field of the entries of a record comes from.
public struct MappingTrace {
    /// One value that went into a field, or decided it.
    public struct Reading: Sendable {
        /// Where it stands in the source: byte offset.
        public let offset: Int
        /// Its length in bytes.
        public let length: Int
        /// The line in the source.
        public let line: Int
        /// The names that lead to it.
        public let path: String
    }
    /// One field of an entry.
    public struct FieldOrigin: Sendable {
        /// The field's name.
        public let name: String
        /// Where the mapping file makes it.
        public let place: Diagnostic.Position?
        /// Whether the entry has it.
        public let isPresent: Bool
        /// What was read for it.
        public let readings: [Reading]
    }
    /// One entry.
    public struct EntryOrigin: Sendable {
        /// The entry, in ``MappedRecord/record``.
        public let entry: Entry
        /// The name of the mapping.
        public let mapping: String
        /// The mapping file.
        public let file: String
        /// Where the entry stands in the source: byte offset and length.
        public let source: Range<Int>
        /// The line where it begins.
        public let line: Int
        /// The line where it ends.
        public let lastLine: Int
        /// What was read to decide that it is made: of its `where`, and of what is refused.
        public let conditions: [Reading]
        /// Its fields that are present, and those for which something was read in vain, in the
        /// order of the model.
        public let fields: [FieldOrigin]
    }

    /// The mappings, for reading records.
    public let mappings: MappingSet
    private var mapper: RecordMapper
    private let recorder = ReadRecorder()
    /// Where each mapping file makes each field.
    private let places: [String: [Int: Diagnostic.Position]]

    /// Compiles `files`, as ``MappingSet`` does.
    public init(files: [MappingFile], codeSets: [CodeSet]) throws(Diagnostics) {
        let compilers = try MappingSet.compile(files, CodeSetIndex(codeSets), keepsIgnored: true)
        mappings = try MappingSet(files: files, codeSets: codeSets, keepsIgnored: true)
        places = Dictionary(
            compilers.flatMap(\.rules).map { ($0.file, $0.fieldPlaces) }, uniquingKeysWith: { $1 })
        mapper = RecordMapper(mappings)
        mapper.acceptsFragments = true
        mapper.record(into: recorder)
    }

    /// Maps a record and follows every field of it back.
    ///
    /// - Throws: Why the record is refused.
    public mutating func trace(
        _ tree: SourceTree, file: String
    ) throws(Diagnostic) -> (mapped: MappedRecord, entries: [EntryOrigin]) {
        recorder.clear()
        let mapped = try mapper.map(tree, file: file)
        var readings: [Int: [Int: [Int]]] = [:]
        var conditions: [Offer: [Int]] = [:]
        for read in recorder.reads {
            guard let field = read.field else {
                let offer = Offer(rule: read.rule, offset: tree.nodes[read.node].offset)
                if conditions[offer]?.contains(read.leaf) != true {
                    conditions[offer, default: []].append(read.leaf)
                }
                continue
            }
            let known = readings[read.entry]?[field] ?? []
            if !known.contains(read.leaf) {
                readings[read.entry, default: [:]][field, default: []].append(read.leaf)
            }
        }
        var lines = LineCounter(tree.bytes)
        let entries = mapped.record.entries.enumerated().map { number, entry in
            let offer = Offer(rule: Int(entry.rule), offset: entry.sourceOffset)
            return origin(
                entry, readings[number] ?? [:], conditions[offer] ?? [], mapped, tree, &lines)
        }
        return (mapped, entries)
    }

    /// A node that a rule was given to decide on.
    private struct Offer: Hashable {
        let rule: Int
        let offset: UInt32
    }

    private func origin(
        _ entry: Entry, _ readings: [Int: [Int]], _ conditions: [Int], _ mapped: MappedRecord,
        _ tree: SourceTree, _ lines: inout LineCounter
    ) -> EntryOrigin {
        func reading(_ leaf: Int) -> Reading {
            let node = tree.nodes[leaf]
            return Reading(
                offset: Int(node.offset), length: Int(node.length),
                line: lines.line(of: Int(node.offset)),
                path: mappings.path(of: leaf, in: tree, source: mapped.source))
        }
        let rule = mappings.ruleName(entry.rule, source: mapped.source)
        var fields: [FieldOrigin] = []
        for (index, field) in entry.kind.definition.fields.enumerated() {
            let isPresent = mapped.record.cell(entry, index) != .absent
            let found = (readings[index] ?? []).map(reading)
            guard isPresent || !found.isEmpty else { continue }
            fields.append(
                FieldOrigin(
                    name: field.name, place: places[rule.file]?[index], isPresent: isPresent,
                    readings: found))
        }
        let start = Int(entry.sourceOffset)
        return EntryOrigin(
            entry: entry, mapping: rule.name, file: rule.file,
            source: start..<start + Int(entry.sourceLength), line: lines.line(of: start),
            lastLine: lines.line(of: start + max(0, Int(entry.sourceLength) - 1)),
            conditions: conditions.map(reading), fields: fields)
    }
}

extension RuleSyntax {
    /// Where each field is made.
    var fieldPlaces: [Int: Diagnostic.Position] {
        Dictionary(
            fields.compactMap { field in field.value.place.position.map { (field.field, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}
