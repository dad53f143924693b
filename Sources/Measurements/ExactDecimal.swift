/// A decimal number, exactly: a whole number of some power of ten.
struct ExactDecimal: Sendable, Equatable {
    let mantissa: Int128
    /// How many of the digits stand after the point; at most ``maximumScale``.
    let scale: Int

    private static let maximumScale = 18
    private static let maximumDigits = 18

    init(mantissa: Int128, scale: Int) { (self.mantissa, self.scale) = (mantissa, scale) }

    /// Reads a literal such as `-12.50` or `1.5e3`; `nil` for anything else, or with more than 18
    /// digits before or after the exponent is taken.
    init?(_ text: Span<UInt8>) {
        let end = text.indices.first { text[$0] | 0x20 == 0x65 } ?? text.count
        guard let plain = Self.plain(text.extracting(0..<end)) else { return nil }
        guard end < text.count else {
            self = plain
            return
        }
        let isSigned = end + 1 < text.count && [0x2B, 0x2D].contains(text[end + 1])
        let start = end + (isSigned ? 2 : 1)
        guard (1...3).contains(text.count - start) else { return nil }
        var exponent = 0
        for index in start..<text.count {
            guard case 0x30...0x39 = text[index] else { return nil }
            exponent = exponent * 10 + Int(text[index] & 0xF)
        }
        let scale = plain.scale - (text[end + 1] == 0x2D ? -exponent : exponent)
        guard (-Self.maximumDigits...Self.maximumScale).contains(scale) else { return nil }
        let mantissa = plain.mantissa * Self.power(max(-scale, 0))
        guard mantissa.magnitude < Self.power(Self.maximumDigits) else { return nil }
        self.init(mantissa: mantissa, scale: max(scale, 0))
    }

    private static func plain(_ text: Span<UInt8>) -> ExactDecimal? {
        var (mantissa, digits, scale) = (Int128(0), 0, -1)
        var start = 0
        if let first = text.indices.first, text[first] == 0x2D || text[first] == 0x2B { start = 1 }
        for index in start..<text.count {
            switch text[index] {
            case 0x30...0x39:
                mantissa = mantissa * 10 + Int128(text[index] & 0xF)
                digits += 1
                if scale >= 0 { scale += 1 }
            case 0x2E where scale < 0: scale = 0
            default: return nil
            }
            guard digits <= maximumDigits else { return nil }
        }
        guard digits > 0 else { return nil }
        return ExactDecimal(
            mantissa: start == 1 && text[0] == 0x2D ? -mantissa : mantissa, scale: max(scale, 0))
    }

    /// The digits, with a point where there is one; no digit is left out or added.
    var text: String {
        var digits = Array(String(mantissa.magnitude).utf8)
        if digits.count <= scale {
            digits.insert(contentsOf: repeatElement(0x30, count: scale + 1 - digits.count), at: 0)
        }
        if scale > 0 { digits.insert(0x2E, at: digits.count - scale) }
        return (mantissa < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self)
    }

    /// Negative, zero or positive, as it is less than, equal to or more than `other`.
    func compared(to other: ExactDecimal) -> Int {
        let left = mantissa * Self.power(max(0, other.scale - scale))
        let right = other.mantissa * Self.power(max(0, scale - other.scale))
        return left < right ? -1 : left > right ? 1 : 0
    }

    /// Ten to the power of `exponent`, 0 to 36.
    static func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(Int128(1)) { power, _ in power * 10 }
    }
}

/// How an amount in one unit becomes one in another: (amount + plus) × times ÷ over, rounded.
struct UnitConversion: Sendable, Equatable {
    var plus = ExactDecimal(mantissa: 0, scale: 0)
    var times = ExactDecimal(mantissa: 1, scale: 0)
    var over = ExactDecimal(mantissa: 1, scale: 0)
    /// How many digits after the point the result has; halves are rounded away from zero.
    var digits = 0

    /// The amount in the other unit; `nil` where it has too many digits to be exact.
    func convert(_ amount: ExactDecimal) -> ExactDecimal? {
        let sum =
            amount.mantissa * ExactDecimal.power(max(0, plus.scale - amount.scale))
            + plus.mantissa * ExactDecimal.power(max(0, amount.scale - plus.scale))
        let up = over.scale + digits
        let down = max(amount.scale, plus.scale) + times.scale
        guard up <= 36, down <= 36 else { return nil }
        let (product, isTooLarge) = sum.multipliedReportingOverflow(by: times.mantissa)
        let (top, isAlso) = product.multipliedReportingOverflow(by: ExactDecimal.power(up))
        let (bottom, isTooSmall) = over.mantissa.multipliedReportingOverflow(
            by: ExactDecimal.power(down))
        guard !isTooLarge, !isAlso, !isTooSmall, bottom > 0 else { return nil }
        let (quotient, rest) = top.magnitude.quotientAndRemainder(
            dividingBy: bottom.magnitude)
        let rounded = Int128(quotient) + (rest >= bottom.magnitude - rest ? 1 : 0)
        return ExactDecimal(mantissa: top < 0 ? -rounded : rounded, scale: digits)
    }
}
