/// Crockford's base 32: no I, L, O or U, so that nobody misreads it and it spells nothing.
///
/// Source: Douglas Crockford, "Base 32" (crockford.com/base32.html), without check symbol.
enum CrockfordBase32 {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Appends 128 bits as 26 digits, `high` first.
    static func append(high: UInt64, low: UInt64, to output: inout [UInt8]) {
        var value = UInt128(high) << 64 | UInt128(low)
        for _ in 0..<26 {
            output.append(alphabet[Int(truncatingIfNeeded: value >> 123)])
            value <<= 5
        }
    }

    /// Appends 160 bits as 32 digits, `high` first.
    static func append(high: UInt64, low: UInt64, last: UInt32, to output: inout [UInt8]) {
        let words = (
            digits(of: high >> 24), digits(of: high << 16 | low >> 48), digits(of: low >> 8),
            digits(of: low << 32 | UInt64(last))
        )
        unsafe withUnsafeBytes(of: words) { unsafe output.append(contentsOf: $0) }
    }

    /// The eight digits of the lowest 40 bits, in the order of memory; no branch, no table.
    private static func digits(of value: UInt64) -> UInt64 {
        var (rest, groups) = (value, UInt64(0))
        for _ in 0..<8 {
            groups = groups << 8 | rest & 31
            rest >>= 5
        }
        // From 0 on the digits; the letters begin with A at 10 and leave out I, L, O and U.
        var text = groups &+ every(0x30) &+ above(9, groups) &* 7
        for last in [17, 19, 21, 26] as [UInt64] { text &+= above(last, groups) }
        return text.littleEndian
    }

    /// 1 in each byte of `groups` that is above `limit`; no byte may be above 127.
    private static func above(_ limit: UInt64, _ groups: UInt64) -> UInt64 {
        (groups &+ every(127 - limit)) >> 7 & every(1)
    }

    /// The same value in each byte.
    private static func every(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
}
