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
    let met: NameTable
    let frames: UnsafeMutablePointer<JSONFrame>
    var keys: UnsafeMutablePointer<JSONKey>
    var keyCapacity: Int
    var keyCount = 0
    /// How many keys there may be before room is made, or the object has too many.
    var keyCeiling = 0
    /// Of the names noted in the innermost object, a bit each, so that most new ones need not be
    /// looked for.
    var seen: UInt64 = 0
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
    /// How many nodes there may be before room is made, or there are too many.
    private var ceiling = 0
    var duplicates: [JSONDuplicate] = []

    init(_ bytes: Bytes, _ count: Int, _ storage: JSONStorage) {
        (self.bytes, self.count, self.storage) = (bytes, count, storage)
        (names, limits, nodes) = (storage.names, storage.limits, storage.nodes)
        nodes.count = 0
        (met, frames) = (storage.met, storage.frames)
        (keys, keyCapacity) = (storage.keys, storage.keyCapacity)
        met.prepare()
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
            if inObject { offset = try key(at: offset) }
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset = try string(at: offset)
            } else if byte == UInt8(ascii: "{") {
                let inside = try enter(isObject: true, at: offset)
                try append(.object, from: offset, length: 0)
                offset = inside
                if bytes[offset] != UInt8(ascii: "}") { continue }
            } else if byte == UInt8(ascii: "[") {
                offset = try enter(isObject: false, at: offset)
                if bytes[offset] != UInt8(ascii: "]") { continue }
            } else {
                offset = try scalar(at: offset)
            }
            if depth == 0 { return offset }
            offset = skippingWhiteSpace(from: offset)
            while bytes[offset] != UInt8(ascii: ",") {
                offset = try leave(at: offset)
                if depth == 0 { return offset }
                offset = skippingWhiteSpace(from: offset)
            }
            if _slowPath(droppingDepth == depth) { dropDuplicate() }
            offset = skippingWhiteSpace(from: offset &+ 1)
            if !inObject { name = frames[depth].name }
        }
    }

    /// A number or a literal; the offset after it.
    @inline(__always) private mutating func scalar(at offset: Int) throws(JSONFault) -> Int {
        switch bytes[offset] {
        case UInt8(ascii: "t"):
            try literal(at: offset, 0x6575_7274, length: 4, .boolean)  // `true`
        case UInt8(ascii: "f"):
            try literal(at: offset, 0x65_736C_6166, length: 5, .boolean)  // `false`
        case UInt8(ascii: "n"):
            try literal(at: offset, 0x6C6C_756E, length: 4, .null)  // `null`
        default: try number(at: offset)
        }
    }

    @inline(__always) private func skippingWhiteSpace(from start: Int) -> Int {
        _fastPath(bytes[start] > 0x20) ? start : bytes.skippingWhiteSpace(from: start)
    }

    /// Opens the object, whose node is the next, or the array whose bracket is at `offset`; the
    /// offset of what is in it.
    @inline(__always) private mutating func enter(
        isObject: Bool, at offset: Int
    ) throws(JSONFault) -> Int {
        if depth >= limits.depth { throw JSONFault(.depth, at: offset) }
        depth &+= 1
        frames[depth] = JSONFrame(
            node: nodes.count, firstKey: keyCount, isObject: isObject, name: name, seen: seen,
            keyCeiling: keyCeiling)
        (inObject, seen) = (isObject, 0)
        keyCeiling = min(keyCount &+ limits.membersPerObject, keyCapacity)
        return skippingWhiteSpace(from: offset &+ 1)
    }

    /// Closes the innermost object or array; the offset after its bracket, which is at `offset`.
    @inline(__always) private mutating func leave(at offset: Int) throws(JSONFault) -> Int {
        let byte = bytes[offset]
        if _slowPath(droppingDepth == depth) { dropDuplicate() }
        if inObject {
            if byte != UInt8(ascii: "}") { throw JSONFault(.objectComma, at: offset) }
            nodes.close(frames[depth].node, at: offset &+ 1)
            keyCount = frames[depth].firstKey
        } else if byte != UInt8(ascii: "]") {
            throw JSONFault(.arrayComma, at: offset)
        }
        (seen, keyCeiling) = (frames[depth].seen, frames[depth].keyCeiling)
        depth &-= 1
        inObject = frames[depth].isObject
        return offset &+ 1
    }

    /// Appends a node named `name`.
    @inline(__always) mutating func append(
        _ kind: SourceNode.Kind, from start: Int, length: Int, needsDecoding: Bool = false
    ) throws(JSONFault) {
        if _slowPath(nodes.count >= ceiling) { try makeRoom(at: start) }
        nodes.put(name, kind, from: start, to: start &+ length, needsDecoding)
    }

    @inline(__always) private mutating func makeRoom(at start: Int) throws(JSONFault) {
        if nodes.count >= limits.nodes { throw JSONFault(.nodes, at: start) }
        nodes.reserve(1)
        ceiling = min(nodes.room, limits.nodes)
    }

    private mutating func dropDuplicate() {
        nodes.count = keptNodes
        droppingDepth = -1
    }
}
