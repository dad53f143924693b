import CanonicalModel

extension JSONParser {
    /// A member name at its opening quote, and the colon; the offset of the member's value.
    @inline(__always) mutating func key(at quote: Int) throws(JSONFault) -> Int {
        guard bytes[quote] == UInt8(ascii: "\"") else { throw JSONFault(.name, at: quote) }
        let start = quote &+ 1
        let block = bytes.block(at: start)
        // Whatever else may not be in a name makes it one that is not found.
        let length = Marks(block.equal(UInt8(ascii: "\""))).first
        let known = met.find(block.prefix(length))
        var colon = start &+ length &+ 1
        if _fastPath(Int(known.shortLength) == length) {
            name = known.symbol
            try note(UInt64(known.number), from: start, length: length)
        } else {
            colon = try unusualKey(from: start)
        }
        if bytes[colon] <= 0x20 { colon = bytes.skippingWhiteSpace(from: colon) }
        guard bytes[colon] == UInt8(ascii: ":") else { throw JSONFault(.colon, at: colon) }
        let value = colon &+ 1
        return bytes[value] > 0x20 ? value : bytes.skippingWhiteSpace(from: value)
    }

    /// Notes a name to find duplicates of it in the same object.
    ///
    /// - Parameter identity: Its number, or its hash with the highest bit set; what it is never
    ///   changes while a record is read.
    @inline(__always) private mutating func note(
        _ identity: UInt64, from start: Int, length: Int
    ) throws(JSONFault) {
        let mark = 1 &<< (identity & 63)
        if _slowPath(seen & mark != 0) { findDuplicate(identity, from: start, length: length) }
        seen |= mark
        if _slowPath(keyCount >= keyCeiling) { try makeKeyRoom(at: start) }
        keys[keyCount] = JSONKey(
            identity: identity, offset: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: length))
        keyCount &+= 1
    }

    private mutating func makeKeyRoom(at start: Int) throws(JSONFault) {
        let most = frames[depth].firstKey + limits.membersPerObject
        if keyCount >= most { throw JSONFault(.members, at: start) }
        if keyCount == keyCapacity {
            storage.growKeys(count: keyCount)
            (keys, keyCapacity) = (storage.keys, storage.keyCapacity)
        }
        keyCeiling = min(most, keyCapacity)
    }

    @inline(never) private mutating func findDuplicate(
        _ identity: UInt64, from start: Int, length: Int
    ) {
        for index in frames[depth].firstKey..<keyCount where keys[index].identity == identity {
            // Numbers are of one name; hashes may be of two.
            let isSame =
                identity >> 63 == 0
                || decoded(Int(keys[index].offset), Int(keys[index].length))
                    == decoded(start, length)
            if isSame { noteDuplicate(at: start) }
        }
    }

    /// A name that is new, long or has escapes: `"\u0069d"` is `id`. The offset after its closing
    /// quote.
    @inline(never) private mutating func unusualKey(from start: Int) throws(JSONFault) -> Int {
        var end = bytes.endOfPlainString(from: start)
        let isPlain = bytes[end] == UInt8(ascii: "\"")
        if !isPlain { end = try bytes.endOfEscapedString(from: end) }
        if end - start > limits.nameLength { throw JSONFault(.nameLength, at: start) }
        var identity: UInt64
        if isPlain {
            (name, identity) = identify(bytes + start, length: end - start)
        } else {
            let spelling = decoded(start, end - start)
            let padded = spelling + repeatElement(0, count: padding)
            (name, identity) = padded.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { identify($0, length: spelling.count) }
                    ?? (SymbolTable.unknown, 0)
            }
        }
        try note(identity, from: start, length: end - start)
        return end + 1
    }

    /// The symbol of the name of `length` bytes at `spelling`, which is padded, and what it is
    /// known by in ``note(_:from:length:)``.
    ///
    /// A name is kept only if no byte of it needs an escape, so that it is found by its spelling.
    private func identify(_ spelling: Bytes, length: Int) -> (Symbol, UInt64) {
        guard 1...NameTable.longest ~= length, spelling.endOfPlainString(from: 0) == length else {
            return identifyUnkept(spelling, length: length)
        }
        let key = NameTable.Key(spelling, length: length)
        var known = met.find(key)
        if known.number == 0 {
            known = met.keep(key, length: length, identifyUnkept(spelling, length: length).0)
            if known.number == 0 { return identifyUnkept(spelling, length: length) }
        }
        return (known.symbol, UInt64(known.number))
    }

    @inline(never) private func identifyUnkept(
        _ spelling: Bytes, length: Int
    ) -> (Symbol, UInt64) {
        let fingerprint = NameIndex.Fingerprint(spelling, length)
        let hash = fingerprint.hash
        return (names.symbol(spelling, fingerprint, hash: hash), hash | 1 << 63)
    }

    /// The string of `length` source bytes at `start` with its escapes resolved.
    private func decoded(_ start: Int, _ length: Int) -> [UInt8] {
        let raw = Array(UnsafeBufferPointer(start: bytes + start, count: length))
        let node = SourceNode(
            name: SymbolTable.unknown, kind: .string,
            needsDecoding: raw.contains(UInt8(ascii: "\\")), end: 1, offset: 0,
            length: UInt32(truncatingIfNeeded: length))
        var output: [UInt8] = []
        SourceTree(bytes: raw, nodes: [node]).decode(0, into: &output)
        return output
    }

    /// Leaves out the member that begins here; a member inside one left out is gone already.
    private mutating func noteDuplicate(at start: Int) {
        guard droppingDepth < 0 else { return }
        (droppingDepth, keptNodes) = (depth, nodes.count)
        let duplicate = JSONDuplicate(name: name, offset: start)
        let count = duplicates.count { $0.isKnown == duplicate.isKnown }
        if count < JSONReader.mostDuplicates { duplicates.append(duplicate) }
    }
}
