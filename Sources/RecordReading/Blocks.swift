/// Sixteen bytes looked at together.
///
/// Written with whole words, since only these compile to vector instructions everywhere: a vector
/// made of one byte that is not a constant becomes a loop (Swift 6.3).
typealias Block = SIMD16<UInt8>

/// One byte in all sixteen places.
@inline(__always) func blockOf(_ byte: UInt8) -> Block {
    unsafeBitCast(SIMD2(every(byte), every(byte)), to: Block.self)
}

extension Block {
    /// All ones for each byte that is `byte`, else zero.
    @inline(__always) func equal(_ byte: UInt8) -> Block {
        unsafeBitCast(self .== blockOf(byte), to: Block.self)
    }

    /// All ones for each byte below `limit`, else zero.
    @inline(__always) func below(_ limit: UInt8) -> Block {
        unsafeBitCast(self .< blockOf(limit), to: Block.self)
    }

    /// The first `count` bytes, at most 16, with zeros behind them.
    @inline(__always) func prefix(_ count: Int) -> Block {
        let places = Block(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let isInside = places .< blockOf(UInt8(truncatingIfNeeded: count))
        return self & unsafeBitCast(isInside, to: Block.self)
    }

    /// Whether no bit is set.
    @inline(__always) var isZero: Bool {
        let words = unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return words[0] | words[1] == 0
    }
}

/// Which of sixteen bytes are of some kind: some bit set for each that is, else zero.
struct Marks {
    private let low: UInt64
    private let high: UInt64

    @inline(__always) init(_ block: Block) {
        let words = unsafeBitCast(block, to: SIMD2<UInt64>.self)
        (low, high) = (UInt64(littleEndian: words[0]), UInt64(littleEndian: words[1]))
    }

    /// Whether there is none.
    @inline(__always) var isEmpty: Bool { low | high == 0 }

    /// The index of the first one, or 16.
    @inline(__always) var first: Int {
        // Chosen, not branched on: in which half it is cannot be foretold.
        firstByte(low != 0 ? low : high) &+ (low != 0 ? 0 : 8)
    }
}

extension UnsafePointer<UInt8> {
    /// The sixteen bytes at `offset`.
    @inline(__always) func block(at offset: Int) -> Block {
        UnsafeRawPointer(self + offset).loadUnaligned(as: Block.self)
    }

    /// The first offset from `start` on whose byte `marks` sets a bit for. It must set one for zero
    /// bytes: the padding ends the scan.
    @inline(__always) func firstMark(from start: Int, _ marks: (Block) -> Block) -> Int {
        var offset = start
        while true {
            let found = marks(block(at: offset))
            if !found.isZero { return offset &+ Marks(found).first }
            offset &+= 16
        }
    }
}
