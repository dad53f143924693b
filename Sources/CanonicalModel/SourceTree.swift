/// The small number that stands for an element, attribute or key name.
public typealias Symbol = UInt16

/// One node of a ``SourceTree``: 16 bytes.
///
/// XML elements and attributes, JSON members and array items are all children with a name. The
/// items of a JSON array are siblings that carry the array's key, as repeated XML elements do, and
/// the array itself is not a node.
public struct SourceNode: Sendable, Equatable {
    /// What a node was in the source.
    public enum Kind: UInt8, Sendable {
        /// An XML element: attributes first, then text and elements in document order.
        case element
        /// An XML attribute; a leaf.
        case attribute
        /// A run of XML character data; a leaf named ``SymbolTable/text``.
        case text
        /// A JSON object.
        case object
        /// A JSON string, without its quotes; a leaf.
        case string
        /// A JSON number, its literal kept; a leaf.
        case number
        /// `true` or `false`; a leaf.
        case boolean
        /// `null`; a leaf.
        case null
    }
    /// The interned local name; ``SymbolTable/unknown`` for a name that no mapping mentions.
    public var name: Symbol
    /// What it was.
    public var kind: Kind
    /// Whether the bytes hold references or escapes that ``SourceTree/decode(_:into:)`` resolves.
    public var needsDecoding: Bool
    /// The index after the last node of this node's subtree; the next sibling, if it has one.
    public var end: UInt32
    /// Where the node's bytes begin: a leaf's value, or the whole element or object.
    public var offset: UInt32
    /// How many bytes they are.
    public var length: UInt32

    /// Makes a node.
    @inlinable public init(
        name: Symbol, kind: Kind, needsDecoding: Bool = false, end: UInt32, offset: UInt32,
        length: UInt32
    ) {
        self.name = name
        self.kind = kind
        self.needsDecoding = needsDecoding
        self.end = end
        self.offset = offset
        self.length = length
    }
}

/// A parsed record: its bytes and its nodes in document order. Node 0 is the root.
///
/// Reuse one value for many records: `removeAll(keepingCapacity:)` on both arrays frees nothing.
/// Bytes are UTF-8, checked by the reader, at most 2 GiB.
public struct SourceTree: Sendable {
    /// The source bytes that nodes point into.
    public var bytes: [UInt8]
    /// The nodes, parents before children.
    public var nodes: [SourceNode]

    /// An empty tree.
    public init(bytes: [UInt8] = [], nodes: [SourceNode] = []) {
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The first child of `node` named `name`, or `nil`.
    @inlinable public func firstChild(of node: Int, named name: Symbol) -> Int? {
        let end = Int(nodes[node].end)
        var child = node + 1
        while child < end {
            if nodes[child].name == name { return child }
            child = Int(nodes[child].end)
        }
        return nil
    }

    /// The node that holds `node`'s value: itself for a leaf, the first text child of an element.
    @inlinable public func leaf(of node: Int) -> Int? {
        switch nodes[node].kind {
        case .attribute, .text, .string, .number, .boolean: node
        case .element: firstChild(of: node, named: SymbolTable.text)
        case .object, .null: nil
        }
    }

    /// A leaf's raw bytes, references and escapes unresolved.
    @inlinable public func rawBytes(of node: Int) -> ArraySlice<UInt8> {
        let start = Int(nodes[node].offset)
        return bytes[start..<start + Int(nodes[node].length)]
    }
}

/// The names that the loaded mappings mention, each with its ``Symbol``.
///
/// Built once when mappings are compiled and then only read, so that workers share it without a
/// lock. A name that is not here becomes ``unknown`` and is never looked at again.
public struct SymbolTable: Sendable {
    /// The name of character data.
    public static let text: Symbol = 0
    /// Any name that no mapping mentions.
    public static let unknown: Symbol = 1

    /// The names in the order of their symbols.
    public private(set) var names: [String] = ["#text", "#unknown"]
    private var symbols = ["#text": text]
    private var slots: [UInt16] = Array(repeating: 0, count: 64)
    private var spellings: [[UInt8]] = [Array("#text".utf8), Array("#unknown".utf8)]

    /// Whether somebody reads the nodes of a name, by its symbol.
    private var isRead = [true, false]
    /// Whether trees have no attributes whose names nobody reads: of GP2GP a quarter of all nodes.
    public var leavesOutUnread = false

    /// An empty table.
    public init() {}

    /// Whether a name was left out, since there are no more than 65,535 symbols.
    public private(set) var isOverfull = false

    /// The symbol of `name`, made if it is new; ``unknown`` where the table is full.
    ///
    /// - Parameter isRead: Whether its nodes are read; once they are, they stay so.
    @discardableResult
    public mutating func intern(_ name: String, isRead: Bool = true) -> Symbol {
        if let symbol = symbols[name] {
            if isRead { self.isRead[Int(symbol)] = true }
            return symbol
        }
        guard names.count < Int(UInt16.max) else {
            isOverfull = true
            return Self.unknown
        }
        let symbol = Symbol(names.count)
        names.append(name)
        self.isRead.append(isRead)
        spellings.append(Array(name.utf8))
        symbols[name] = symbol
        if names.count * 4 > slots.count { rebuild(count: slots.count * 2) } else { insert(symbol) }
        return symbol
    }

    /// Whether attributes of this name are left out of trees.
    public func isLeftOut(_ symbol: Symbol) -> Bool { leavesOutUnread && !isRead[Int(symbol)] }

    /// The symbol of `name`, or `nil` if no mapping mentions it.
    public func symbol(_ name: String) -> Symbol? { symbols[name] }

    /// The symbol of the name spelt by `bytes`, or ``unknown``; no allocation, about 5 ns.
    @inlinable public func symbol(_ bytes: Span<UInt8>) -> Symbol {
        var slot = Self.hash(bytes) & (slotCount - 1)
        while true {
            let candidate = symbolInSlot(slot)
            if candidate == 0 { return Self.unknown }
            if spelling(of: candidate, equals: bytes) { return candidate }
            slot = (slot + 1) & (slotCount - 1)
        }
    }

    @usableFromInline var slotCount: Int { slots.count }
    @usableFromInline func symbolInSlot(_ slot: Int) -> Symbol { slots[slot] }
    @usableFromInline func spelling(of symbol: Symbol, equals bytes: Span<UInt8>) -> Bool {
        let spelling = spellings[Int(symbol)]
        guard spelling.count == bytes.count else { return false }
        for index in 0..<spelling.count where spelling[index] != bytes[index] { return false }
        return true
    }

    @usableFromInline static func hash(_ bytes: Span<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in bytes.indices { hash = (hash ^ UInt32(bytes[index])) &* 16_777_619 }
        return Int(hash ^ (hash >> 15))
    }

    private mutating func insert(_ symbol: Symbol) {
        let spelling = spellings[Int(symbol)]
        var slot = Self.hash(spelling.span) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = symbol
    }

    private mutating func rebuild(count: Int) {
        slots = Array(repeating: 0, count: count)
        for symbol in 2..<names.count { insert(Symbol(symbol)) }
    }
}
