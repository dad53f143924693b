import CanonicalModel

/// One pass over the bytes of one record; no recursion.
///
/// `bytes` has ``padding`` zero bytes behind `count`. No byte that JSON allows outside or inside a
/// string is zero, so every scan ends at the padding at the latest, and no load passes its end.
/// Where the parser stands is passed from step to step, so that it stays in a register.
struct JSONParser {
    let bytes: Bytes
    let count: Int
    let storage: JSONStorage
    let limits: ReadingLimits
    let names: NameIndex
    let frames: UnsafeMutablePointer<JSONFrame>
    var keys: UnsafeMutablePointer<JSONKey>
    var keyCapacity: Int
    var keyCount = 0
    var depth = 0
    /// The name of the next value.
    var name = SymbolTable.unknown
    /// Whether the innermost open value is an object.
    var inObject = false
    /// The depth of the object whose duplicate member is being parsed, or -1.
    var droppingDepth = -1
    /// How many nodes there were before that member.
    var keptNodes = 0

    var nodes: NodeBuffer
    var duplicates: [JSONDuplicate] = []

    init(_ bytes: Bytes, _ count: Int, _ storage: JSONStorage) {
        (self.bytes, self.count, self.storage) = (bytes, count, storage)
        (names, limits, nodes) = (storage.names, storage.limits, storage.nodes)
        nodes.count = 0
        (frames, keys, keyCapacity) = (storage.frames, storage.keys, storage.keyCapacity)
    }

    /// Parses everything; the fault that stopped it, or `nil`.
    mutating func run(_ shape: JSONReader.Shape) -> JSONFault? {
        do throws(JSONFault) {
            let hasMark = bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
            let offset = bytes.skippingWhiteSpace(from: hasMark ? 3 : 0)
            if offset >= count { throw JSONFault(.empty, at: count) }
            if let invalid = firstInvalidUTF8(bytes, count: count) {
                throw JSONFault(.encoding, at: invalid)
            }
            switch shape {
            case .document: try document(from: offset)
            case .resourceLines: try resourceLines(from: offset)
            }
            return nil
        } catch {
            return error
        }
    }

    private mutating func document(from start: Int) throws(JSONFault) {
        let isArray = bytes[start] == UInt8(ascii: "[")
        if isArray { try append(.object, from: start, length: 0) }
        let end = try value(from: start)
        if isArray { nodes.close(0, at: end) }
        let rest = bytes.skippingWhiteSpace(from: end)
        if rest != count { throw JSONFault(.trailing, at: rest) }
    }

    private mutating func resourceLines(from start: Int) throws(JSONFault) {
        let entry = storage.symbols.symbol("entry") ?? SymbolTable.unknown
        let resource = storage.symbols.symbol("resource") ?? SymbolTable.unknown
        try append(.object, from: start, length: 0)
        var offset = start
        while offset < count {
            guard bytes[offset] == UInt8(ascii: "{") else {
                throw JSONFault(.notAnObject, at: offset)
            }
            let node = nodes.count
            name = entry
            try append(.object, from: offset, length: 0)
            name = resource
            offset = try value(from: offset)
            nodes.close(node, at: offset)
            offset = bytes.skippingWhiteSpace(from: offset)
        }
        nodes.close(0, at: offset)
    }

    /// Parses the value at `start` with all that is in it; the offset after it.
    private mutating func value(from start: Int) throws(JSONFault) -> Int {
        var offset = start
        while true {
            switch bytes[offset] {
            case UInt8(ascii: "\""): offset = try string(at: offset)
            case UInt8(ascii: "{"):
                try enter(isObject: true, at: offset)
                try append(.object, from: offset, length: 0)
                offset = bytes.skippingWhiteSpace(from: offset &+ 1)
                if bytes[offset] != UInt8(ascii: "}") {
                    offset = try key(at: offset)
                    continue
                }
            case UInt8(ascii: "["):
                try enter(isObject: false, at: offset)
                offset = bytes.skippingWhiteSpace(from: offset &+ 1)
                if bytes[offset] != UInt8(ascii: "]") { continue }
            case UInt8(ascii: "t"):
                offset = try literal(at: offset, 0x6575_7274, length: 4, .boolean)  // `true`
            case UInt8(ascii: "f"):
                offset = try literal(at: offset, 0x65_736C_6166, length: 5, .boolean)  // `false`
            case UInt8(ascii: "n"):
                offset = try literal(at: offset, 0x6C6C_756E, length: 4, .null)  // `null`
            default: offset = try number(at: offset)
            }
            offset = try next(from: offset)
            if depth == 0 { return offset }
        }
    }

    /// After a value: closes what ends here, an empty object or array too. The offset of the next
    /// value; at depth 0, of the end of all.
    @inline(__always) private mutating func next(from end: Int) throws(JSONFault) -> Int {
        var offset = end
        while depth > 0 {
            offset = bytes.skippingWhiteSpace(from: offset)
            let byte = bytes[offset]
            if inObject, _slowPath(droppingDepth == depth) { dropDuplicate() }
            if byte == UInt8(ascii: ",") {
                offset = bytes.skippingWhiteSpace(from: offset &+ 1)
                if inObject { return try key(at: offset) }
                name = frames[depth].name
                return offset
            }
            offset &+= 1
            if inObject {
                if byte != UInt8(ascii: "}") { throw JSONFault(.objectComma, at: offset &- 1) }
                nodes.close(frames[depth].node, at: offset)
                keyCount = frames[depth].firstKey
            } else if byte != UInt8(ascii: "]") {
                throw JSONFault(.arrayComma, at: offset &- 1)
            }
            depth &-= 1
            // Frame 0 is never written: outside all values nothing is asked.
            if depth > 0 { inObject = frames[depth].isObject }
        }
        return offset
    }

    @inline(__always) private mutating func enter(
        isObject: Bool, at offset: Int
    ) throws(JSONFault) {
        if depth >= limits.depth { throw JSONFault(.depth, at: offset) }
        depth &+= 1
        frames[depth] = JSONFrame(
            node: nodes.count, firstKey: keyCount, isObject: isObject, name: name)
        inObject = isObject
    }

    /// Appends a node named `name`.
    @inline(__always) mutating func append(
        _ kind: SourceNode.Kind, from start: Int, length: Int, needsDecoding: Bool = false
    ) throws(JSONFault) {
        if _slowPath(nodes.count >= limits.nodes) { throw JSONFault(.nodes, at: start) }
        nodes.appendLeaf(name, kind, from: start, length: length, needsDecoding)
    }

    private mutating func dropDuplicate() {
        nodes.count = keptNodes
        droppingDepth = -1
    }
}
