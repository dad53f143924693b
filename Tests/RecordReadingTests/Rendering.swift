import CanonicalModel
import RecordReading

/// A tree as one line: `name[@attribute=value,'text',child[…]]`, JSON scalars as `name=literal`.
func render(_ tree: SourceTree, _ symbols: SymbolTable, _ node: Int = 0) -> String {
    let source = tree.nodes[node]
    var value: [UInt8] = []
    if source.kind != .element, source.kind != .object { tree.decode(node, into: &value) }
    let text = String(decoding: value, as: UTF8.self)
    let name = source.name == SymbolTable.unknown ? "?" : symbols.names[Int(source.name)]
    switch source.kind {
    case .attribute: return "@\(name)=\(text)"
    case .text: return "'\(text)'"
    case .string: return "\(name)=\"\(text)\""
    case .number, .boolean, .null: return "\(name)=\(text)"
    case .element, .object:
        let inside = children(of: node, in: tree).map { render(tree, symbols, $0) }
        return "\(name)[\(inside.joined(separator: ","))]"
    }
}

/// The indices of a node's children, after checking that they fill the node's subtree exactly.
func children(of node: Int, in tree: SourceTree) -> [Int] {
    var (child, found) = (node + 1, [Int]())
    while child < tree.nodes[node].end {
        found.append(child)
        child = Int(tree.nodes[child].end)
    }
    precondition(child == tree.nodes[node].end, "a child reaches beyond its parent")
    return found
}

/// A table of `names`.
func table(_ names: [String]) -> SymbolTable {
    var symbols = SymbolTable()
    for name in names { _ = symbols.intern(name) }
    return symbols
}

/// Reads XML whose single-letter and listed names are known.
func readXML(
    _ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()
) throws(Diagnostic) -> (tree: SourceTree, symbols: SymbolTable) {
    let symbols = table(["a", "b", "c", "d", "x", "y", "z", "value", "extension"])
    var tree = SourceTree(bytes: bytes)
    try XMLReader(symbols: symbols, limits: limits).read(&tree, file: "record.xml")
    return (tree, symbols)
}

/// Reads JSON whose single-letter and listed names are known.
func readJSON(
    _ bytes: [UInt8], _ shape: JSONReader.Shape = .document,
    limits: ReadingLimits = ReadingLimits()
) throws(Diagnostic) -> (tree: SourceTree, symbols: SymbolTable, warnings: [Diagnostic]) {
    let symbols = table([
        "a", "b", "c", "d", "entry", "resource", "resourceType", "resourceTypes",
        "aNameOfMoreThanSixteenBytes",
    ])
    let reader = JSONReader(symbols: symbols, limits: limits)
    var tree = SourceTree(bytes: bytes)
    try reader.read(&tree, shape: shape, file: "record.json")
    return (tree, symbols, reader.warnings)
}

/// Limits with one of them changed.
func limiting(_ change: (inout ReadingLimits) -> Void) -> ReadingLimits {
    var limits = ReadingLimits()
    change(&limits)
    return limits
}

/// A small generator of repeatable pseudo-random numbers (xorshift64).
struct Randomness {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    /// A number from 0 up to `limit`.
    mutating func next(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(limit))
    }

    /// `bytes` with one to three small changes.
    mutating func mutate(_ bytes: [UInt8], inserting pieces: [[UInt8]]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...next(3) where !bytes.isEmpty {
            let place = next(bytes.count)
            switch next(5) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8(next(256))
            case 2: bytes.insert(contentsOf: pieces[next(pieces.count)], at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(12)))
            default: bytes.swapAt(place, next(bytes.count))
            }
        }
        return bytes
    }
}
