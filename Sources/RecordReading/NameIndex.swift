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

    private struct Slot {
        let fingerprint: Fingerprint
        let symbol: Symbol
    }

    private var slots: [Slot?]
    private var spellings: [[UInt8]]

    init(_ symbols: SymbolTable) {
        spellings = symbols.names.map { Array($0.utf8) }
        var size = 64
        while size < spellings.count * 4 { size *= 2 }
        slots = Array(repeating: nil, count: size)
        for symbol in spellings.indices.dropFirst(2) {
            let padded = spellings[symbol] + [UInt8](repeating: 0, count: padding)
            let fingerprint = padded.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { Fingerprint($0, spellings[symbol].count) }
            }
            guard let fingerprint else { continue }
            var index = Int(truncatingIfNeeded: fingerprint.hash) & (size - 1)
            while slots[index] != nil { index = (index + 1) & (size - 1) }
            slots[index] = Slot(fingerprint: fingerprint, symbol: Symbol(symbol))
        }
    }

    /// The symbol of the name at `bytes`, which has `fingerprint`, or ``SymbolTable/unknown``.
    @inline(__always) func symbol(_ bytes: Bytes, _ fingerprint: Fingerprint, hash: UInt64)
        -> Symbol
    {
        var index = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while let slot = slots[index] {
            if slot.fingerprint == fingerprint,
                fingerprint.length <= 16 || isSpelling(of: slot.symbol, at: bytes)
            {
                return slot.symbol
            }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return SymbolTable.unknown
    }

    private func isSpelling(of symbol: Symbol, at bytes: Bytes) -> Bool {
        let spelling = spellings[Int(symbol)]
        return spelling.indices.allSatisfy { spelling[$0] == bytes[$0] }
    }
}
