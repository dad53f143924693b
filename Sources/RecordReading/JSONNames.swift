import CanonicalModel

extension JSONParser {
    /// Looks a member name up, and notes it to find duplicates of it in the same object.
    ///
    /// - Parameters:
    ///   - spelling: The name with its escapes resolved, padded, and `length` bytes long.
    ///   - start: The source offset after the opening quote; `end` is that of the closing one.
    @inline(__always) mutating func noteName(
        _ spelling: Bytes, length: Int, from start: Int, to end: Int
    ) throws(JSONFault) {
        let fingerprint = NameIndex.Fingerprint(spelling, length)
        let hash = fingerprint.hash
        name = names.symbol(spelling, fingerprint, hash: hash)
        let mark = 1 &<< (hash >> 58)
        if _slowPath(frames[depth].seen & mark != 0) {
            findDuplicate(hash, spelling, length, at: start)
        }
        frames[depth].seen |= mark
        try note(hash, start, end &- start, memberCount: keyCount &- frames[depth].firstKey)
    }

    @inline(never) private mutating func findDuplicate(
        _ hash: UInt64, _ spelling: Bytes, _ length: Int, at start: Int
    ) {
        for index in frames[depth].firstKey..<keyCount where keys[index].hash == hash {
            if isSame(keys[index], spelling, length) { noteDuplicate(at: start) }
        }
    }

    @inline(__always) private mutating func note(
        _ hash: UInt64, _ start: Int, _ length: Int, memberCount: Int
    ) throws(JSONFault) {
        if length > limits.nameLength { throw JSONFault(.nameLength, at: start) }
        if memberCount >= limits.membersPerObject { throw JSONFault(.members, at: start) }
        if keyCount == keyCapacity {
            storage.growKeys(count: keyCount)
            (keys, keyCapacity) = (storage.keys, storage.keyCapacity)
        }
        keys[keyCount] = JSONKey(
            hash: hash, offset: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: length))
        keyCount &+= 1
    }

    /// A name with escapes: `"\u0069d"` is `id`.
    @inline(never) mutating func noteEscapedName(from start: Int, to end: Int) throws(JSONFault) {
        var spelling = decoded(start, end - start)
        let length = spelling.count
        spelling.append(contentsOf: repeatElement(0, count: padding))
        let fault = spelling.withUnsafeBufferPointer { buffer -> JSONFault? in
            guard let bytes = buffer.baseAddress else { return nil }
            do throws(JSONFault) {
                try noteName(bytes, length: length, from: start, to: end)
                return nil
            } catch {
                return error
            }
        }
        if let fault { throw fault }
    }

    /// Whether the noted `key` is the name of `length` bytes at `spelling`.
    private func isSame(_ key: JSONKey, _ spelling: Bytes, _ length: Int) -> Bool {
        decoded(Int(key.offset), Int(key.length))
            .elementsEqual(UnsafeBufferPointer(start: spelling, count: length))
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
        if duplicates.count < 100 {
            duplicates.append(JSONDuplicate(name: name, offset: start))
        }
    }
}
