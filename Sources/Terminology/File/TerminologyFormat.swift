/// How a terminology file is laid out: little-endian, one header, then columns of equal items.
///
/// Bytes 0 to 7 are ``magic``, then the version (4), the number of columns (4), the length of the
/// file (8) and the checksum of everything after it (8); then for each ``Column`` in order its
/// offset (8) and its number of items (8). Columns begin at multiples of 8. A file of another
/// version is not read: it is built again from its sources.
enum TerminologyFormat {
    /// `SLUICETM`.
    static let magic: UInt64 = 0x4D54_4543_4955_4C53
    static let version: UInt32 = 1
    /// Where the checked part begins.
    static let checkedFrom = 32
    static let maximumBytes = 1 << 36

    /// The columns; `…Starts` hold one more item than what they belong to, so that the items of
    /// number `i` are those from `starts[i]` to before `starts[i + 1]` of the columns after it.
    enum Column: Int, CaseIterable {
        /// Concept ids in rising order; a concept's number is its place here.
        case conceptIds, conceptSlots, conceptFlags, conceptTimes, conceptTermStarts
        case conceptTermLengths
        case parentStarts, parents, childStarts, children
        /// History and dm+d links, of a ``ConceptLink/Kind`` each.
        case linkStarts, linkKinds, linkTargets
        case refsetNameStarts, refsetNameLengths, refsetSlots
        case refsetMemberStarts, refsetMembers, memberStarts, memberRefsets
        /// Maps of concepts to other systems: the number of the map's refset, group and priority.
        case targetStarts, targetRefsets, targetDetails, targetTextStarts, targetTextLengths
        case descriptionIds, descriptionSlots, descriptionConcepts, descriptionFlags
        case descriptionTermStarts, descriptionTermLengths
        /// Codes of other systems: the system's raw value and the code's bytes.
        case codeKeyStarts, codeKeyLengths, codeSlots, candidateStarts
        case candidateTargets, candidateFlags, candidateTerms
        /// What the file was made from: a line a source, its parts separated by tabs.
        case sources
        /// UTF-8 of all terms, map targets and names.
        case text

        /// Bytes an item.
        var width: Int {
            switch self {
            case .text, .descriptionFlags, .sources: 1
            case .conceptIds, .descriptionIds, .candidateTerms: 8
            default: 4
            }
        }
    }

    static let headerBytes = checkedFrom + Column.allCases.count * 16

    /// Four chains of multiplications over eight bytes at a time; each step is a bijection of its
    /// chain, so that one changed word always changes the sum.
    static func checksum(_ bytes: RawSpan) -> UInt64 {
        var (a, b, c, d) = (UInt64(1), UInt64(2), UInt64(3), UInt64(4))
        let blocks = bytes.byteCount / 32
        unsafe bytes.withUnsafeBytes { buffer in
            for block in 0..<blocks {
                a = step(a, unsafe word(buffer, block * 32))
                b = step(b, unsafe word(buffer, block * 32 + 8))
                c = step(c, unsafe word(buffer, block * 32 + 16))
                d = step(d, unsafe word(buffer, block * 32 + 24))
            }
        }
        for offset in blocks * 32..<bytes.byteCount { a = step(a, UInt64(bytes.byte(offset))) }
        return step(step(step(step(UInt64(bytes.byteCount), a), b), c), d)
    }

    @inline(__always) private static func step(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        let product = (sum ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 32
    }

    @unsafe @inline(__always) private static func word(
        _ bytes: UnsafeRawBufferPointer, _ offset: Int
    ) -> UInt64 {
        unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Where an id is looked for first; part of the format.
    @inline(__always) static func hash(_ id: UInt64) -> Int {
        let product = id &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (product ^ product >> 32) & 0x7FFF_FFFF_FFFF)
    }

    /// Where the code of a system is looked for first: FNV-1a; part of the format.
    static func hash(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Int {
        var hash = (0xcbf2_9ce4_8422_2325 ^ UInt64(prefix)) &* 0x100_0000_01b3
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7FFF_FFFF_FFFF)
    }

    /// The size of a table of slots for `count` items: a power of two, at most half of it used.
    static func slotCount(_ count: Int) -> Int {
        var size = 16
        while size < count * 2 { size *= 2 }
        return size
    }
}

extension RawSpan {
    /// One byte, checked.
    @inline(__always) func byte(_ offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
