import CanonicalModel

/// The ids that may not stand in a feed, to be found by the first eight letters or digits that
/// stand together in each.
///
/// Shorter ids could be anything and are not looked for.
struct SourceIds: Sendable {
    private struct Id {
        let key: UInt64
        /// Where the key begins in the id.
        let offset: Int
        let bytes: [UInt8]
        let isNumber: Bool
    }
    private var ids: [Id] = []
    private var isSorted = true
    /// A bit for each key's hash, so that nearly every word is passed over at once.
    private var marks = [UInt64](repeating: 0, count: 1024)

    var isEmpty: Bool { ids.isEmpty }

    mutating func removeAll() {
        for id in ids {
            let hash = Self.hash(id.key)
            marks[hash >> 6] = 0
        }
        ids.removeAll(keepingCapacity: true)
        isSorted = true
    }

    mutating func insert(_ id: ArraySlice<UInt8>) {
        var (run, isNumber) = (0, true)
        for (offset, byte) in id.enumerated() {
            guard IdentifierForms.isWord(byte) else {
                run = 0
                continue
            }
            if !IdentifierForms.isDigit(byte) { isNumber = false }
            run += 1
            guard run == 8 else { continue }
            let bytes = Array(id)
            let rest = bytes[(offset + 1)...]
            let key = bytes.span.word(at: offset - 7)
            let hash = Self.hash(key)
            marks[hash >> 6] |= 1 << UInt64(hash & 63)
            ids.append(
                Id(
                    key: key, offset: offset - 7, bytes: bytes,
                    isNumber: isNumber && rest.allSatisfy(IdentifierForms.isDigit)))
            isSorted = false
            return
        }
    }

    /// To be called when every id is in.
    mutating func finish() {
        if !isSorted { ids.sort { $0.key < $1.key } }
        isSorted = true
    }

    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 48)
    }

    /// Whether the word that begins at `start` may be one.
    @inline(__always) func mayHave(_ bytes: Span<UInt8>, at start: Int) -> Bool {
        let hash = Self.hash(bytes.word(at: start))
        return marks[hash >> 6] >> UInt64(hash & 63) & 1 == 1
    }

    /// Whether a whole id has its first word at `start`, and whether it is digits alone.
    func id(in bytes: Span<UInt8>, at start: Int) -> (isNumber: Bool, Void)? {
        let key = bytes.word(at: start)
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle].key < key { low = middle + 1 } else { high = middle }
        }
        while low < ids.count, ids[low].key == key {
            let (id, begin) = (ids[low], start - ids[low].offset)
            let end = begin + id.bytes.count
            if begin >= 0, end <= bytes.count,
                bytes.extracting(begin..<end).isSame(as: id.bytes.span),
                !IdentifierForms.isWord(IdentifierForms.byte(bytes, begin - 1)),
                !IdentifierForms.isWord(IdentifierForms.byte(bytes, end))
            {
                return (id.isNumber, ())
            }
            low += 1
        }
        return nil
    }
}
