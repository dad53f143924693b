/// SipHash-2-4 with 128 bits of output: a keyed hash for short inputs, some ten times faster than
/// HMAC-SHA256.
///
/// Source: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF" (2012), and its
/// reference implementation for the 128-bit output.
struct SipHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    /// Starts with a 128-bit key.
    private init(_ key: Key) {
        v0 = key.low ^ 0x736f_6d65_7073_6575
        v1 = key.high ^ 0x646f_7261_6e64_6f6d ^ 0xee
        v2 = key.low ^ 0x6c79_6765_6e65_7261
        v3 = key.high ^ 0x7465_6462_7974_6573
    }

    /// Two words: a key or a hash, their bytes in little-endian order.
    struct Key: Sendable, Equatable {
        var low: UInt64
        var high: UInt64
    }

    /// The hash of `message` under `key`; allocates nothing.
    static func hash(_ message: Span<UInt8>, key: Key) -> Key {
        var state = SipHash(key)
        var offset = 0
        while offset + 8 <= message.count {
            state.compress(word(message, at: offset, count: 8))
            offset += 8
        }
        let last = word(message, at: offset, count: message.count - offset)
        state.compress(last | UInt64(truncatingIfNeeded: message.count) << 56)
        return state.finish()
    }

    /// Up to eight bytes as a little-endian word.
    static func word(_ bytes: Span<UInt8>, at offset: Int, count: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<count { word |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        return word
    }

    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func finish() -> Key {
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let low = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return Key(low: low, high: v0 ^ v1 ^ v2 ^ v3)
    }

    private mutating func round() {
        v0 &+= v1
        v2 &+= v3
        v1 = v1 << 13 | v1 >> 51
        v3 = v3 << 16 | v3 >> 48
        v1 ^= v0
        v3 ^= v2
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v1
        v0 &+= v3
        v1 = v1 << 17 | v1 >> 47
        v3 = v3 << 21 | v3 >> 43
        v1 ^= v2
        v3 ^= v0
        v2 = v2 << 32 | v2 >> 32
    }
}
