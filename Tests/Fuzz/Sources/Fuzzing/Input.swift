public import CanonicalModel

/// Ends the program with `what`, which the fuzzer reports together with the input, unless `holds`.
public func require(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fatalError(what()) }
}

/// Requires of a tree what all that read it rely on: nodes lie within their parents, places within
/// the bytes, and every value is text.
public func requireSound(_ tree: SourceTree) {
    require(!tree.nodes.isEmpty, "a tree without a root")
    require(Int(tree.nodes[0].end) == tree.nodes.count, "nodes outside the root")
    var (open, value) = ([tree.nodes.count], [UInt8]())
    for (index, node) in tree.nodes.enumerated() {
        while let last = open.last, last <= index { open.removeLast() }
        require(Int(node.end) > index, "a node that ends before it begins")
        require(Int(node.end) <= open.last ?? 0, "a node that reaches beyond its parent")
        require(
            Int(node.offset) + Int(node.length) <= tree.bytes.count, "a place beyond the bytes")
        open.append(Int(node.end))
        guard node.kind != .element, node.kind != .object else { continue }
        require(Int(node.end) == index + 1, "a leaf with children")
        value.removeAll(keepingCapacity: true)
        tree.decode(index, into: &value)
        require(String(validating: value, as: UTF8.self) != nil, "a value that is not UTF-8")
    }
}

/// The parts of an input that has several: each begins with a line `%%% NAME`.
public func parts(_ bytes: [UInt8]) -> [(name: String, text: String)] {
    var parts: [(name: String, text: String)] = []
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        let line = String(decoding: line, as: UTF8.self)
        if line.hasPrefix("%%% ") {
            parts.append((String(line.dropFirst(4)), ""))
        } else if !parts.isEmpty {
            parts[parts.count - 1].text += line + "\n"
        }
    }
    return parts
}

/// A table of `names`.
public func table(_ names: [String]) -> SymbolTable {
    var symbols = SymbolTable()
    for name in names { _ = symbols.intern(name) }
    return symbols
}
