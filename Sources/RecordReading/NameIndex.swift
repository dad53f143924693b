import CanonicalModel

/// The frozen names of a ``SymbolTable`` for look-up by bytes in a few nanoseconds.
///
/// A name is compared by its first and last eight bytes and its length, which is the whole of a
/// name of up to 16 bytes; longer ones are compared in full as well.
struct NameIndex {
    /// A name's first and last bytes and length; equal names have equal fingerprints.
    struct Fingerprint: Equatable {
        let low: UInt64
        let high: UInt64
        let length: UInt32

        /// The fingerprint of no bytes.
        init() { (low, high, length) = (0, 0, 0) }

        /// Reads up to eight bytes from `bytes` on, so these must be padded.
        @inline(__always) init(_ bytes: Bytes, _ length: Int) {
            let word = bytes.word(at: 0)
            if length >= 8 {
                (low, high) = (word, bytes.word(at: length &- 8))
            } else {
                low = word & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
                high = 0
            }
            self.length = UInt32(truncatingIfNeeded: length)
        }

        @inline(__always) var hash: UInt64 {
            let mixed =
                (low &* 0x9E37_79B9_7F4A_7C15) ^ (high &* 0xC2B2_AE3D_27D4_EB4F) ^ UInt64(length)
            return mixed ^ (mixed >> 32)
        }
    }

    /// A name's place; ``SymbolTable/text`` in an empty one.
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
            repeating: Slot(fingerprint: Fingerprint(), symbol: SymbolTable.text), count: size)
        for symbol in spellings.indices.dropFirst(2) {
            let padded = spellings[symbol] + [UInt8](repeating: 0, count: padding)
            let fingerprint = padded.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { Fingerprint($0, spellings[symbol].count) }
            }
            guard let fingerprint else { continue }
            var index = Int(truncatingIfNeeded: fingerprint.hash) & mask
            while slots[index].symbol != SymbolTable.text { index = (index + 1) & mask }
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
        while slots[index].symbol != SymbolTable.text {
            let slot = slots[index]
            if slot.fingerprint == fingerprint,
                fingerprint.length <= 16 || isSpelling(of: slot.symbol, at: bytes)
            {
                return slot.symbol
            }
            index = (index &+ 1) & mask
        }
        return SymbolTable.unknown
    }

    private func isSpelling(of symbol: Symbol, at bytes: Bytes) -> Bool {
        let spelling = spellings[Int(symbol)]
        return spelling.indices.allSatisfy { spelling[$0] == bytes[$0] }
    }
}
