import CanonicalModel

/// One pass over the bytes of one record; no recursion.
///
/// `bytes` has ``padding`` zero bytes behind `count`. No byte that JSON allows outside or inside a
/// string is zero, so every scan ends at the padding at the latest, and no load passes its end.
struct JSONParser {
    let bytes: Bytes
    let count: Int
    let storage: JSONStorage
    let names: NameIndex
    let frames: UnsafeMutablePointer<JSONFrame>
    var keys: UnsafeMutablePointer<JSONKey>
    var keyCapacity: Int
    var keyCount = 0
    var depth = 0
    var offset = 0
    /// The name of the next value.
    var name = SymbolTable.unknown
    /// Whether the innermost open value is an object.
    var inObject = false
    /// The depth of the object whose duplicate member is being parsed, or -1.
    var droppingDepth = -1
    /// How many nodes there were before that member.
    var keptNodes = 0

    var nodes: UnsafeMutablePointer<SourceNode>
    var nodeCount = 0
    /// How many nodes there may be before there is no more room, or too many.
    var nodeCapacity: Int
    var duplicates: [JSONDuplicate] = []

    init(_ bytes: Bytes, _ count: Int, _ storage: JSONStorage) {
        (self.bytes, self.count, self.storage) = (bytes, count, storage)
        (names, nodes) = (storage.names, storage.nodes)
        nodeCapacity = min(storage.nodeCapacity, storage.limits.nodes)
        (frames, keys, keyCapacity) = (storage.frames, storage.keys, storage.keyCapacity)
    }

    /// Parses everything; the fault that stopped it, or `nil`.
    mutating func run(_ shape: JSONReader.Shape) -> JSONFault? {
        do throws(JSONFault) {
            if bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
            offset = bytes.skippingWhiteSpace(from: offset)
            if offset >= count { throw JSONFault(.empty, at: count) }
            if let invalid = firstInvalidUTF8(bytes, count: count) {
                throw JSONFault(.encoding, at: invalid)
            }
            switch shape {
            case .document: try document()
            case .resourceLines: try resourceLines()
            }
            return nil
        } catch {
            return error
        }
    }

    private mutating func document() throws(JSONFault) {
        let isArray = bytes[offset] == UInt8(ascii: "[")
        if isArray { try append(.object, from: offset, length: 0) }
        try value()
        if isArray { closeNode(0) }
        offset = bytes.skippingWhiteSpace(from: offset)
        if offset != count { throw JSONFault(.trailing, at: offset) }
    }

    private mutating func resourceLines() throws(JSONFault) {
        let entry = storage.symbols.symbol("entry") ?? SymbolTable.unknown
        let resource = storage.symbols.symbol("resource") ?? SymbolTable.unknown
        try append(.object, from: offset, length: 0)
        while offset < count {
            guard bytes[offset] == UInt8(ascii: "{") else {
                throw JSONFault(.notAnObject, at: offset)
            }
            let node = nodeCount
            name = entry
            try append(.object, from: offset, length: 0)
            name = resource
            try value()
            closeNode(node)
            offset = bytes.skippingWhiteSpace(from: offset)
        }
        closeNode(0)
    }

    /// Parses the value at `offset` with all that is in it.
    private mutating func value() throws(JSONFault) {
        while true {
            switch bytes[offset] {
            case UInt8(ascii: "\""): try string()
            case UInt8(ascii: "{"):
                if try openObject() { continue }
            case UInt8(ascii: "["):
                if try openArray() { continue }
            case UInt8(ascii: "t"): try literal(0x6575_7274, length: 4, .boolean)  // `true`
            case UInt8(ascii: "f"): try literal(0x65_736C_6166, length: 5, .boolean)  // `false`
            case UInt8(ascii: "n"): try literal(0x6C6C_756E, length: 4, .null)  // `null`
            default: try number()
            }
            guard try hasNext() else { return }
        }
    }

    /// After a value: closes what ends here and goes to the next value, if there is one.
    @inline(__always) private mutating func hasNext() throws(JSONFault) -> Bool {
        while depth > 0 {
            offset = bytes.skippingWhiteSpace(from: offset)
            let byte = bytes[offset]
            if inObject {
                if _slowPath(droppingDepth == depth) { dropDuplicate() }
                if byte == UInt8(ascii: ",") {
                    offset = bytes.skippingWhiteSpace(from: offset &+ 1)
                    try key()
                    return true
                }
                if byte != UInt8(ascii: "}") { throw JSONFault(.objectComma, at: offset) }
                offset &+= 1
                closeNode(frames[depth].node)
                keyCount = frames[depth].firstKey
            } else {
                if byte == UInt8(ascii: ",") {
                    offset = bytes.skippingWhiteSpace(from: offset &+ 1)
                    name = frames[depth].name
                    return true
                }
                if byte != UInt8(ascii: "]") { throw JSONFault(.arrayComma, at: offset) }
                offset &+= 1
            }
            leave()
        }
        return false
    }

    @inline(__always) private mutating func leave() {
        depth &-= 1
        // Frame 0 is never written: outside all values nothing is asked.
        if depth > 0 { inObject = frames[depth].isObject }
    }

    /// Opens an object; `false` if it is empty and already closed.
    @inline(__always) private mutating func openObject() throws(JSONFault) -> Bool {
        try enter(isObject: true)
        try append(.object, from: offset, length: 0)
        offset = bytes.skippingWhiteSpace(from: offset &+ 1)
        if bytes[offset] != UInt8(ascii: "}") {
            try key()
            return true
        }
        offset &+= 1
        closeNode(nodeCount &- 1)
        leave()
        return false
    }

    /// Opens an array; `false` if it is empty and already closed.
    @inline(__always) private mutating func openArray() throws(JSONFault) -> Bool {
        try enter(isObject: false)
        offset = bytes.skippingWhiteSpace(from: offset &+ 1)
        if bytes[offset] != UInt8(ascii: "]") { return true }
        offset &+= 1
        leave()
        return false
    }

    @inline(__always) private mutating func enter(isObject: Bool) throws(JSONFault) {
        if depth >= storage.limits.depth { throw JSONFault(.depth, at: offset) }
        depth &+= 1
        frames[depth] = JSONFrame(
            node: nodeCount, firstKey: keyCount, isObject: isObject, name: name)
        inObject = isObject
    }

    /// Ends the node at `index`, which reaches up to `offset`.
    @inline(__always) private mutating func closeNode(_ index: Int) {
        nodes[index].end = UInt32(truncatingIfNeeded: nodeCount)
        nodes[index].length = UInt32(truncatingIfNeeded: offset) &- nodes[index].offset
    }

    /// Appends a node named `name`.
    @inline(__always) mutating func append(
        _ kind: SourceNode.Kind, from start: Int, length: Int, needsDecoding: Bool = false
    ) throws(JSONFault) {
        if _slowPath(nodeCount == nodeCapacity) { try growNodes(at: start) }
        (nodes + nodeCount).initialize(
            to: SourceNode(
                name: name, kind: kind, needsDecoding: needsDecoding,
                end: UInt32(truncatingIfNeeded: nodeCount &+ 1),
                offset: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: length)))
        nodeCount &+= 1
    }

    @inline(never) private mutating func growNodes(at offset: Int) throws(JSONFault) {
        let limit = storage.limits.nodes
        if nodeCount >= limit { throw JSONFault(.nodes, at: offset) }
        storage.growNodes(count: nodeCount)
        (nodes, nodeCapacity) = (storage.nodes, min(storage.nodeCapacity, limit))
    }

    private mutating func dropDuplicate() {
        nodeCount = keptNodes
        droppingDepth = -1
    }
}
