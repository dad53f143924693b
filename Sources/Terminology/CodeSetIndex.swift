public import CanonicalModel

/// Membership of a code in up to 64 code sets at once.
///
/// One open-addressed table over the bytes of all codes; half of its slots stay empty.
public struct CodeSetIndex: Sendable {
    /// How many sets one index can hold.
    public static let maximumSets = 64

    private struct Slot {
        var hash: UInt64 = 0
        var sets: UInt64 = 0
        var offset: UInt32 = 0
        var length: UInt32 = 0
    }
    private var slots: [Slot]
    private var arena: [UInt8] = []
    /// The names of the sets, in the order of their bits.
    public let names: [String]

    /// An index of `sets`, whose bits follow their order; at most ``maximumSets``.
    public init(_ sets: [CodeSet]) {
        precondition(sets.count <= Self.maximumSets, "an index holds at most 64 code sets")
        names = sets.map(\.name)
        var capacity = 16
        while capacity < sets.reduce(0, { $0 + $1.codes.count }) * 2 { capacity *= 2 }
        slots = Array(repeating: Slot(), count: capacity)
        for (bit, set) in sets.enumerated() {
            for (system, code) in set.codes { insert(system, Array(code.utf8), 1 << UInt64(bit)) }
        }
    }

    /// The bit of the set called `name`, or `nil` if it is not in the index.
    public func bit(of name: String) -> Int? { names.firstIndex(of: name) }

    /// Bit `i` is set if `code` belongs to set `i`.
    ///
    /// A Read v2 code of 7 bytes (with a term suffix) matches on its first 5; dm+d codes match as
    /// SNOMED CT; a code of an unknown system belongs to nothing.
    ///
    /// Cost: one pass over the bytes and one look-up; no allocation.
    public func membership(_ system: CodeSystem, _ code: ArraySlice<UInt8>) -> UInt64 {
        membership(system, code.span)
    }

    /// As above, for bytes that are not worth a slice: counts no references.
    public func membership(_ system: CodeSystem, _ code: Span<UInt8>) -> UInt64 {
        let code = system == .readV2 && code.count == 7 ? code.extracting(first: 5) : code
        return slots[find(Self.hash(system, code), code)].sets
    }

    private mutating func insert(_ system: CodeSystem, _ code: [UInt8], _ sets: UInt64) {
        let hash = Self.hash(system, code.span)
        let index = find(hash, code.span)
        if slots[index].sets == 0 {
            slots[index] = Slot(
                hash: hash, offset: UInt32(arena.count), length: UInt32(code.count))
            arena += code
        }
        slots[index].sets |= sets
    }

    /// The slot that holds `code`, or the empty one where it would go.
    ///
    /// The system is part of the hash only: equal 64-bit hashes of equal bytes in two systems
    /// cannot occur, because the hash of given bytes is a bijection of its seed.
    private func find(_ hash: UInt64, _ code: Span<UInt8>) -> Int {
        var index = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
        while slots[index].sets != 0 {
            if slots[index].hash == hash, holds(slots[index], code) { break }
            index = (index + 1) & (slots.count - 1)
        }
        return index
    }

    private func holds(_ slot: Slot, _ code: Span<UInt8>) -> Bool {
        guard slot.length == code.count else { return false }
        let start = Int(slot.offset)
        for offset in code.indices where arena[start + offset] != code[offset] { return false }
        return true
    }

    /// FNV-1a, seeded with the system; each step is a bijection of the state.
    private static func hash(_ system: CodeSystem, _ code: Span<UInt8>) -> UInt64 {
        var hash = 0xcbf2_9ce4_8422_2325 ^ UInt64(system.matching.rawValue)
        for offset in code.indices { hash = (hash ^ UInt64(code[offset])) &* 0x100_0000_01b3 }
        return hash
    }
}
