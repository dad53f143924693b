import CanonicalModel

/// The frozen names of a ``SymbolTable`` for look-up by bytes in a few nanoseconds.
///
/// A name is compared by three words and its length, which is the whole of a name of up to 24
/// bytes; longer ones are compared in full as well.
struct NameIndex {
    /// A name's first eight bytes, the next eight, its last eight and its length.
    ///
    /// Equal names have equal fingerprints. The words overlap in a name of fewer than 24 bytes, and
    /// the bytes that a name of fewer than eight does not have are zero.
    struct Fingerprint {
        let low: UInt64
        let middle: UInt64
        let high: UInt64
        let length: UInt32

        /// The fingerprint of no bytes.
        init() { (low, middle, high, length) = (0, 0, 0, 0) }

        /// Reads at least eight bytes from `bytes` on, so these must be padded. No branches: which
        /// length comes next cannot be foretold.
        @inline(__always) init(_ bytes: Bytes, _ length: Int) {
            let halfBits = UInt64(truncatingIfNeeded: 4 &* min(length, 8))
            let mask = ((1 &<< halfBits) &<< halfBits) &- 1
            let last = max(length &- 8, 0)
            low = bytes.word(at: 0) & mask
            middle = bytes.word(at: min(last, 8)) & mask
            high = bytes.word(at: last) & mask
            self.length = UInt32(truncatingIfNeeded: length)
        }

        /// Zero if `other` is equal.
        @inline(__always) func difference(_ other: Fingerprint) -> UInt64 {
            (low ^ other.low) | (middle ^ other.middle) | (high ^ other.high)
                | UInt64(length ^ other.length)
        }

        @inline(__always) var hash: UInt64 {
            let mixed =
                (low &* 0x9E37_79B9_7F4A_7C15) ^ (high &* 0xC2B2_AE3D_27D4_EB4F) ^ UInt64(length)
            return mixed ^ (mixed >> 32)
        }
    }

    /// A name's place; ``SymbolTable/unknown`` in an empty one.
    private struct Slot {
        let fingerprint: Fingerprint
        let symbol: Symbol
    }

    /// `mask + 1` slots, a power of two, a quarter of them used at most.
    private let slots: UnsafeMutablePointer<Slot>
    private let mask: Int
    private let spellings: [[UInt8]]

    init(_ symbols: SymbolTable) {
        spellings = symbols.names.map { Array($0.utf8) }
        var size = 64
        while size < spellings.count * 4 { size *= 2 }
        mask = size - 1
        slots = .allocate(capacity: size)
        slots.initialize(
            repeating: Slot(fingerprint: Fingerprint(), symbol: SymbolTable.unknown),
            count: size)
        for symbol in spellings.indices.dropFirst(2) {
            let padded = spellings[symbol] + [UInt8](repeating: 0, count: padding)
            let fingerprint = padded.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { Fingerprint($0, spellings[symbol].count) }
            }
            guard let fingerprint else { continue }
            var index = Int(truncatingIfNeeded: fingerprint.hash) & mask
            while slots[index].symbol != SymbolTable.unknown { index = (index + 1) & mask }
            slots[index] = Slot(fingerprint: fingerprint, symbol: Symbol(symbol))
        }
    }

    /// Frees the slots; called once, by the index's owner.
    func free() { slots.deallocate() }

    /// The symbol of the name at `bytes`, which has `fingerprint`, or ``SymbolTable/unknown``.
    @inline(__always) func symbol(_ bytes: Bytes, _ fingerprint: Fingerprint, hash: UInt64)
        -> Symbol
    {
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[index]
            // Chosen, not branched on: whether a name is known cannot be foretold.
            let other =
                slot.fingerprint.difference(fingerprint) == 0 ? SymbolTable.unknown : slot.symbol
            if _fastPath(other == SymbolTable.unknown) {
                if _fastPath(fingerprint.length <= 24) || slot.symbol == SymbolTable.unknown
                    || isSpelling(of: slot.symbol, at: bytes)
                {
                    return slot.symbol
                }
            }
            index = (index &+ 1) & mask
        }
    }

    private func isSpelling(of symbol: Symbol, at bytes: Bytes) -> Bool {
        let spelling = spellings[Int(symbol)]
        return spelling.indices.allSatisfy { spelling[$0] == bytes[$0] }
    }
}
