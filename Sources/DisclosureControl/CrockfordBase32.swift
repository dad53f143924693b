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
        appendDigits(8, of: high >> 24, to: &output)
        appendDigits(8, of: high << 16 | low >> 48, to: &output)
        appendDigits(8, of: low >> 8, to: &output)
        appendDigits(8, of: low << 32 | UInt64(last), to: &output)
    }

    /// Appends the lowest `count` groups of five bits, the highest of them first.
    private static func appendDigits(_ count: Int, of value: UInt64, to output: inout [UInt8]) {
        for index in (0..<count).reversed() {
            output.append(alphabet[Int(truncatingIfNeeded: value >> UInt64(5 * index) & 31)])
        }
    }
}
