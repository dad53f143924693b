/// Crockford's base 32: no I, L, O or U, so that nobody misreads it and it spells nothing.
///
/// Source: Douglas Crockford, "Base 32" (crockford.com/base32.html), without check symbol.
enum CrockfordBase32 {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Appends `bytes`, most significant bit first; the last digit is filled with zero bits.
    static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        var (held, count) = (UInt32(0), 0)
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                output.append(alphabet[Int(held >> UInt32(count) & 31)])
            }
            held &= 0xFF
        }
        if count > 0 { output.append(alphabet[Int(held << UInt32(5 - count) & 31)]) }
    }

    /// Appends 128 bits as 26 digits, `high` first.
    static func append(high: UInt64, low: UInt64, to output: inout [UInt8]) {
        var value = UInt128(high) << 64 | UInt128(low)
        for _ in 0..<26 {
            output.append(alphabet[Int(truncatingIfNeeded: value >> 123)])
            value <<= 5
        }
    }
}
