public import CanonicalModel

/// Gives FHIR XML the shape of FHIR JSON, so that one mapping serves both notations.
///
/// The two are one tree: an element's `value` becomes the leaf itself, an element that is named
/// like a resource becomes an object with `resourceType`, `id` and `url` attributes become
/// children, and the narrative's `div` becomes the text of its XHTML. A value that has extensions
/// or an id too is followed by an object called `_name` that holds these. Every node keeps its
/// bytes, so offsets stay true. A lone resource is read as an entry of a bundle, as in JSON.
///
/// Not told apart, since that takes the types of FHIR: a primitive element that has extensions and
/// no value stands under its own name, where JSON has `_name`; it is no leaf.
///
/// Source: FHIR R4 §2.6.1 (XML), §2.6.2 (JSON): <https://hl7.org/fhir/R4/xml.html>; STU3 alike.
///
/// Cost: one look at the root tag of XML that is not FHIR; else one pass over the nodes.
public struct FHIRNotation {
    private let names: Names
    /// By symbol of a name, that of the name with `_` before it.
    private let underscored: [Symbol]
    private var nodes: [SourceNode] = []

    /// The symbols that the shape needs.
    private struct Names {
        let resourceType, entry, resource, id, url, value, div: Symbol
    }

    /// A rewriter for trees whose names are those of `symbols`.
    public init(symbols: SymbolTable) {
        func symbol(_ name: String) -> Symbol { symbols.symbol(name) ?? SymbolTable.unknown }
        names = Names(
            resourceType: symbol("resourceType"), entry: symbol("entry"),
            resource: symbol("resource"), id: symbol("id"), url: symbol("url"),
            value: symbol("value"), div: symbol("div"))
        underscored = symbols.names.map { symbol("_\($0)") }
    }

    /// Rewrites the nodes of `tree` if its root is in the namespace of FHIR.
    ///
    /// - Returns: Whether it was.
    @discardableResult public mutating func rewrite(_ tree: inout SourceTree) -> Bool {
        guard let root = tree.nodes.first, root.kind == .element, Self.isFHIR(root, tree.bytes)
        else { return false }
        nodes.removeAll(keepingCapacity: true)
        nodes.reserveCapacity(tree.nodes.count + 3)
        let isBundle = Self.name(of: root, tree.bytes).elementsEqual("Bundle".utf8)
        if isBundle {
            append(resource: 0, named: SymbolTable.unknown, tree)
        } else {
            open(root, named: SymbolTable.unknown)
            open(root, named: names.entry)
            append(resource: 0, named: names.resource, tree)
            nodes[0].end = UInt32(nodes.count)
            nodes[1].end = UInt32(nodes.count)
        }
        swap(&tree.nodes, &nodes)
        // The nodes of a large record are not kept: 4 MB are.
        if nodes.capacity > 1 << 18 { nodes = [] }
        return true
    }

    // MARK: - What the bytes say

    /// Whether XML is one FHIR resource, and no Bundle, as far as its first tag tells.
    public static func isLoneResource(_ bytes: [UInt8]) -> Bool {
        guard let start = firstTag(bytes) else { return false }
        let root = SourceNode(
            name: SymbolTable.unknown, kind: .element, end: 0, offset: UInt32(start), length: 0)
        return isFHIR(root, bytes) && !name(of: root, bytes).elementsEqual("Bundle".utf8)
    }

    /// Where the root element begins, within the first 64 kB; `nil` where a DTD comes before it.
    private static func firstTag(_ bytes: [UInt8]) -> Int? {
        let head = bytes.prefix(1 << 16)
        var index = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while index + 3 < head.count {
            if isWhiteSpace(head[index]) {
                index += 1
                continue
            }
            guard head[index] == UInt8(ascii: "<") else { return nil }
            let end: [UInt8]
            switch head[index + 1] {
            case UInt8(ascii: "?"): end = Array("?>".utf8)
            case UInt8(ascii: "!"): end = Array("-->".utf8)
            default: return index
            }
            if end.count == 3, !head[(index + 2)...].starts(with: "--".utf8) { return nil }
            while index < head.count, !head[index...].starts(with: end) { index += 1 }
            index += end.count
        }
        return nil
    }

    /// Whether the tag of `root` declares the namespace of FHIR.
    private static func isFHIR(_ root: SourceNode, _ bytes: [UInt8]) -> Bool {
        let end = min(bytes.count, Int(root.offset) + 4096)
        var index = Int(root.offset)
        while index < end, bytes[index] != UInt8(ascii: ">") {
            let byte = bytes[index]
            index += 1
            let after = index + namespace.count
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), after < end,
                bytes[after] == byte
            else { continue }
            if bytes[index..<after].elementsEqual(namespace) { return true }
        }
        return false
    }

    private static let namespace = Array("http://hl7.org/fhir".utf8)

    /// The local name of an element, in the source.
    private static func name(of element: SourceNode, _ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var start = Int(element.offset) + 1
        var end = start
        while end < bytes.endIndex, !isWhiteSpace(bytes[end]), bytes[end] != UInt8(ascii: ">"),
            bytes[end] != UInt8(ascii: "/")
        {
            if bytes[end] == UInt8(ascii: ":") { start = end + 1 }
            end += 1
        }
        return bytes[start..<end]
    }

    // MARK: - Nodes

    private mutating func open(_ source: SourceNode, named name: Symbol) {
        nodes.append(
            SourceNode(
                name: name, kind: .object, end: 0, offset: source.offset, length: source.length))
    }

    private mutating func append(leaf source: SourceNode, named name: Symbol) {
        var leaf = source
        leaf.name = name
        leaf.end = UInt32(nodes.count + 1)
        nodes.append(leaf)
    }

    /// The element at `index`, whose name is a resource's, as an object called `name`.
    private mutating func append(resource index: Int, named name: Symbol, _ tree: SourceTree) {
        let object = nodes.count
        open(tree.nodes[index], named: name)
        let type = Self.name(of: tree.nodes[index], tree.bytes)
        nodes.append(
            SourceNode(
                name: names.resourceType, kind: .text, end: UInt32(nodes.count + 1),
                offset: UInt32(type.startIndex), length: UInt32(type.count)))
        appendChildren(of: index, tree)
        nodes[object].end = UInt32(nodes.count)
    }

    private mutating func appendChildren(of index: Int, _ tree: SourceTree) {
        let end = Int(tree.nodes[index].end)
        var child = index + 1
        while child < end {
            let node = tree.nodes[child]
            switch node.kind {
            case .element: append(element: child, tree)
            case .attribute where node.name == names.id || node.name == names.url:
                append(leaf: node, named: node.name)
            default: break
            }
            child = Int(node.end)
        }
    }

    private mutating func append(element index: Int, _ tree: SourceTree) {
        let node = tree.nodes[index]
        let end = Int(node.end)
        if node.name == names.div, Self.name(of: node, tree.bytes).elementsEqual("div".utf8) {
            let markup = SourceNode(
                name: node.name, kind: .text, end: 0, offset: node.offset, length: node.length)
            return append(leaf: markup, named: node.name)
        }
        var (child, value, isMore) = (index + 1, Int?.none, false)
        while child < end {
            let inner = tree.nodes[child]
            if inner.kind == .attribute, inner.name == names.value {
                value = child
            } else if inner.kind == .element, isResource(inner, tree.bytes) {
                return append(resource: child, named: node.name, tree)
            } else if inner.kind == .element || inner.name == names.id {
                isMore = true
            }
            child = Int(inner.end)
        }
        if let value { append(leaf: tree.nodes[value], named: node.name) }
        guard isMore || value == nil else { return }
        let object = nodes.count
        open(node, named: value == nil ? node.name : underscored[Int(node.name)])
        appendChildren(of: index, tree)
        nodes[object].end = UInt32(nodes.count)
    }

    /// Whether an element is a resource: only their names begin with a capital.
    private func isResource(_ element: SourceNode, _ bytes: [UInt8]) -> Bool {
        guard let first = Self.name(of: element, bytes).first else { return false }
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
    }
}
