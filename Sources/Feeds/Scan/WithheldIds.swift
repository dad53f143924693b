import CanonicalModel

/// The ids of what is withheld from a record of which other entries leave under their own ids.
///
/// Suppliers and mappings make ids out of others: a problem is called as the observation that it
/// is made of with `-PROB` after it. Where a withheld id stands in a released one by itself, it is
/// the released one that is seen.
public struct WithheldIds {
    /// Those that no released entry has too.
    public private(set) var ids: Set<ArraySlice<UInt8>>
    private let lengths: [Int]
    /// A mark for each hash: nearly no id that is released gets as far as the set.
    private var marks = [Bool](repeating: false, count: 4096)

    /// - Parameter ids: Those of withheld entries.
    public init(_ ids: [ArraySlice<UInt8>]) {
        self.ids = Set(ids)
        lengths = Set(ids.map(\.count)).subtracting([0]).sorted()
        for id in ids { marks[Self.mark(id.span)] = true }
    }

    /// Lets a released id be: it is forbidden no longer.
    ///
    /// - Returns: Where in it others stand by themselves; most have none.
    public mutating func release(_ id: ArraySlice<UInt8>) -> [Range<Int>] {
        let bytes = id.span
        var parts: [Range<Int>] = []
        var isOne = false
        for start in bytes.indices
        where !IdentifierForms.isWord(IdentifierForms.byte(bytes, start - 1)) {
            for length in lengths where start + length <= bytes.count {
                let part = start..<start + length
                guard IdentifierForms.standsAlone(part, in: bytes),
                    marks[Self.mark(bytes.extracting(part))],
                    ids.contains(id[id.startIndex + start..<id.startIndex + part.upperBound])
                else { continue }
                if part.count == bytes.count { isOne = true } else { parts.append(part) }
            }
        }
        if isOne { ids.remove(id) }
        return parts
    }

    private static func mark(_ id: Span<UInt8>) -> Int { id.tableHash & 4095 }
}
