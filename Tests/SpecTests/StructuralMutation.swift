import CanonicalModel
import Foundation
import RecordMapping
import RecordReading

/// Breaks whole records as programs and networks do: an element is dropped, doubled, exchanged with
/// its neighbour, or emptied. The record stays well-formed.
struct StructuralMutation {
    enum Kind: String, CaseIterable { case drop, duplicate, swap, truncate }

    /// A record, mapped as it is.
    struct Original {
        let file: String
        var tree: SourceTree
        let mapped: MappedRecord
        let entries: [EntryKey: Range<Int>]
        let patient: Range<Int>
        let findings: Set<FindingKey>
    }
    struct EntryKey: Hashable {
        let kind: EntryKind
        let id: String
    }
    struct FindingKey: Hashable {
        let code: Int
        let kind: EntryKind
        let field: UInt8?
        /// The id of an entry, or of nothing if the entry went.
        let rule: UInt16
    }
    /// What became of a broken record.
    enum Outcome {
        /// It is mapped; entries outside of what was broken that are gone, and why some might be.
        case mapped(gone: [EntryKey])
        /// The record was refused; whether the break touched the patient or the record itself.
        case refused(Diagnostic, isExplained: Bool)
        /// The bytes could not be read, or the mutation could not be made.
        case skipped
    }

    private var state: UInt64
    private let xml: XMLReader
    private let json: JSONReader
    private var mapper: RecordMapper

    init(_ mappings: MappingSet, seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        xml = XMLReader(symbols: mappings.symbols)
        json = JSONReader(symbols: mappings.symbols)
        mapper = RecordMapper(mappings)
    }

    mutating func number(below count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, count)))
    }

    private mutating func map(_ tree: inout SourceTree, _ file: String) throws -> MappedRecord {
        if ContentKind.sniff(tree.bytes) == .xml {
            try xml.read(&tree, file: file)
        } else {
            try json.read(&tree, shape: .document, file: file)
        }
        return try mapper.map(tree, file: file)
    }

    /// Reads and maps a record as it is; JSON is written without white space first. `nil` for one
    /// that is refused as it is.
    mutating func original(_ file: String) -> Original? {
        guard var bytes = FileManager.default.contents(atPath: file) else { return nil }
        if ContentKind.sniff(Array(bytes)) == .json {
            guard let value = try? JSONSerialization.jsonObject(with: bytes),
                let compact = try? JSONSerialization.data(
                    withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
            else { return nil }
            bytes = compact
        }
        var tree = SourceTree(bytes: Array(bytes))
        guard let mapped = try? map(&tree, file) else { return nil }
        var entries: [EntryKey: Range<Int>] = [:]
        var patient = 0..<0
        for entry in mapped.record.entries {
            let start = Int(entry.sourceOffset)
            let range = start..<start + Int(entry.sourceLength)
            entries[Self.key(entry, mapped)] = range
            if entry.kind == .patient { patient = range }
        }
        return Original(
            file: file, tree: tree, mapped: mapped, entries: entries, patient: patient,
            findings: [])
    }

    private static func key(_ entry: Entry, _ mapped: MappedRecord) -> EntryKey {
        EntryKey(
            kind: entry.kind, id: EntryText.fields(of: entry, in: mapped.record)["id"] ?? "")
    }

    // MARK: - Breaking

    /// Breaks something of `original`, and maps what is left.
    mutating func trial(_ original: Original) -> (kind: Kind, outcome: Outcome) {
        let kind = Kind.allCases[number(below: Kind.allCases.count)]
        let tree = original.tree
        let node = 1 + number(below: tree.nodes.count - 1)
        guard let (bytes, broken) = mutant(kind, node, tree) else { return (kind, .skipped) }
        var other = SourceTree(bytes: bytes)
        do {
            let mapped = try map(&other, original.file)
            let left = Set(mapped.record.entries.map { Self.key($0, mapped) })
            let gone = original.entries.filter { key, range in
                !left.contains(key) && !range.overlaps(broken)
            }
            return (kind, .mapped(gone: gone.map(\.key)))
        } catch let error as Diagnostic {
            let touchesPatient = original.patient.overlaps(broken)
            return (kind, .refused(error, isExplained: touchesPatient))
        } catch {
            return (kind, .skipped)
        }
    }

    /// The bytes with the break, and what was broken in the bytes as they were.
    private func mutant(
        _ kind: Kind, _ node: Int, _ tree: SourceTree
    ) -> (bytes: [UInt8], broken: Range<Int>)? {
        guard let range = range(of: node, tree) else { return nil }
        switch kind {
        case .drop:
            let whole = tree.nodes[node].kind == .element ? range : member(range, tree.bytes)
            return (tree.bytes.replaced(whole, with: []), range)
        case .duplicate:
            if tree.nodes[node].kind != .element, !isItem(range, tree.bytes) { return nil }
            let separator = tree.nodes[node].kind == .element ? [] : Array(",".utf8)
            let copy = tree.bytes[range]
            return (
                tree.bytes.replaced(range.upperBound..<range.upperBound, with: separator + copy),
                range
            )
        case .swap:
            let next = Int(tree.nodes[node].end)
            guard next < tree.nodes.count, let other = self.range(of: next, tree),
                other.lowerBound >= range.upperBound, tree.nodes[next].name == tree.nodes[node].name
            else { return nil }
            let between = tree.bytes[range.upperBound..<other.lowerBound]
            let both = Array(tree.bytes[other]) + between + tree.bytes[range]
            return (
                tree.bytes.replaced(range.lowerBound..<other.upperBound, with: both),
                range.lowerBound..<other.upperBound
            )
        case .truncate: return (tree.bytes.replaced(range, with: emptied(node, range, tree)), range)
        }
    }

    /// The bytes of an element, an object, or a string with its quotes.
    private func range(of node: Int, _ tree: SourceTree) -> Range<Int>? {
        let start = Int(tree.nodes[node].offset)
        let end = start + Int(tree.nodes[node].length)
        switch tree.nodes[node].kind {
        case .element, .object: return start..<end
        case .string: return start - 1..<end + 1
        default: return nil
        }
    }

    private func isItem(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
        bytes[range.lowerBound - 1] != UInt8(ascii: ":")
    }

    /// A value of compact JSON with its key, if it has one, and one comma.
    private func member(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        if bytes[start - 1] == UInt8(ascii: ":") {
            start -= 3
            while bytes[start] != UInt8(ascii: "\"") { start -= 1 }
        }
        if bytes[start - 1] == UInt8(ascii: ",") {
            start -= 1
        } else if bytes[end] == UInt8(ascii: ",") {
            end += 1
        }
        return start..<end
    }

    private func emptied(_ node: Int, _ range: Range<Int>, _ tree: SourceTree) -> [UInt8] {
        switch tree.nodes[node].kind {
        case .object: return Array("{}".utf8)
        case .string: return Array("\"\"".utf8)
        default:
            var (end, quote) = (range.lowerBound, UInt8(0))
            while quote != 0 || tree.bytes[end] != UInt8(ascii: ">") {
                let byte = tree.bytes[end]
                if quote == 0, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == quote {
                    quote = 0
                }
                end += 1
            }
            if tree.bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
            return Array(tree.bytes[range.lowerBound..<end]) + Array("/>".utf8)
        }
    }
}

extension [UInt8] {
    /// The bytes with others in place of a range.
    func replaced(_ range: Range<Int>, with bytes: some Sequence<UInt8>) -> [UInt8] {
        self[..<range.lowerBound] + Array(bytes) + self[range.upperBound...]
    }
}
