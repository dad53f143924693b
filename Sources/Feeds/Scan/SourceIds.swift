import CanonicalModel

/// The ids that may not stand in a feed, to be found by the first eight letters or digits that
/// stand together in each.
///
/// Shorter ids could be anything and are not looked for.
///
/// Cost: a word that begins as some id does is searched for by halves among the ids that have the
/// same length and the same place of those eight; however many ids begin alike, none is compared
/// with all of them.
struct SourceIds: Sendable {
    private struct Id {
        let key: UInt64
        /// Where the key begins in the id.
        let offset: Int
        /// Where the id stands in ``bytes``.
        let start: Int
        let count: Int
        let isNumber: Bool
        var range: Range<Int> { start..<start + count }

        /// Whether ids of this form, which are searched at once, come before those of `other`.
        func isBefore(formOf other: Id) -> Bool {
            (key, offset, count) < (other.key, other.offset, other.count)
        }
    }
    private var ids: [Id] = []
    private var bytes: [UInt8] = []
    private var isSorted = true
    /// Ids that may stand although one of the others stands in them, and how much of each stands
    /// before and after that.
    private var longer: Set<[UInt8]> = []
    private var surroundings: Set<Surroundings> = []
    private struct Surroundings: Hashable { let before, after: Int }
    /// A bit for each key's hash, so that nearly every word is passed over at once.
    private var marks = [UInt64](repeating: 0, count: 1024)

    var isEmpty: Bool { ids.isEmpty }

    mutating func removeAll() {
        for id in ids {
            let hash = Self.hash(id.key)
            marks[hash >> 6] = 0
        }
        ids.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        longer.removeAll(keepingCapacity: true)
        surroundings.removeAll(keepingCapacity: true)
        isSorted = true
    }

    /// Lets `id` stand, in which one that may not has its place at `part`.
    mutating func permit(_ id: ArraySlice<UInt8>, around part: Range<Int>) {
        longer.insert(Array(id))
        surroundings.insert(
            Surroundings(before: part.lowerBound, after: id.count - part.upperBound))
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
            let start = bytes.count
            bytes += id
            let rest = bytes[(start + offset + 1)...]
            let key = bytes.span.word(at: start + offset - 7)
            let hash = Self.hash(key)
            marks[hash >> 6] |= 1 << UInt64(hash & 63)
            ids.append(
                Id(
                    key: key, offset: offset - 7, start: start, count: id.count,
                    isNumber: isNumber && rest.allSatisfy(IdentifierForms.isDigit)))
            isSorted = false
            return
        }
    }

    /// To be called when every id is in.
    mutating func finish() {
        guard !isSorted else { return }
        ids.sort { [bytes] left, right in
            if left.isBefore(formOf: right) { return true }
            if right.isBefore(formOf: left) { return false }
            return bytes[left.range].lexicographicallyPrecedes(bytes[right.range])
        }
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
    func id(in text: Span<UInt8>, at start: Int) -> (isNumber: Bool, Void)? {
        let key = text.word(at: start)
        var first = firstId(in: 0..<ids.count) { $0.key >= key }
        while first < ids.count, ids[first].key == key {
            let form = ids[first]
            let end = firstId(in: first..<ids.count) { form.isBefore(formOf: $0) }
            let place = start - form.offset..<start - form.offset + form.count
            if let id = id(among: first..<end, in: text, from: place.lowerBound),
                !isInLonger(text, place)
            {
                return (id.isNumber, ())
            }
            first = end
        }
        return nil
    }

    /// The one of some ids of one form that stands by itself at `start`.
    private func id(among some: Range<Int>, in text: Span<UInt8>, from start: Int) -> Id? {
        let end = start + ids[some.lowerBound].count
        guard start >= 0, end <= text.count,
            IdentifierForms.standsAlone(start..<end, in: text)
        else { return nil }
        let place = firstId(in: some) { difference(of: $0, from: text, at: start) >= 0 }
        guard place < some.upperBound, difference(of: ids[place], from: text, at: start) == 0
        else { return nil }
        return ids[place]
    }

    /// Whether the id at `place` is part of one that may stand.
    private func isInLonger(_ text: Span<UInt8>, _ place: Range<Int>) -> Bool {
        surroundings.contains { around in
            let (start, end) = (place.lowerBound - around.before, place.upperBound + around.after)
            guard start >= 0, end <= text.count,
                IdentifierForms.standsAlone(start..<end, in: text)
            else { return false }
            return longer.contains((start..<end).map { text[$0] })
        }
    }

    /// Less than nothing if the id comes before the text of its length at `start`; 0 if it is it.
    private func difference(of id: Id, from text: Span<UInt8>, at start: Int) -> Int {
        for index in 0..<id.count where bytes[id.start + index] != text[start + index] {
            return Int(bytes[id.start + index]) - Int(text[start + index])
        }
        return 0
    }

    /// The place of the first id in `range` of which `isReached` is true, as it is of all after.
    private func firstId(in range: Range<Int>, where isReached: (Id) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isReached(ids[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
