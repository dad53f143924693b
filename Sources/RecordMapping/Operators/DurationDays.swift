import CanonicalModel

/// How many days an amount of time is, as a decimal literal.
enum DurationDays {
    /// The days of `amount unit`, such as `4 wk`; an amount in days stays as it is written.
    ///
    /// Source: FHIR Duration: UCUM units of time; systems also write the words. Months and years
    /// have no certain number of days, and what is shorter than an hour is no length of a supply.
    ///
    /// - Returns: `nil` for another unit, or an amount of which the days are no short decimal.
    static func literal(_ bytes: Span<UInt8>) -> [UInt8]? {
        let number = bytes.line(from: 0) { $0 == 0x20 }
        let unit = bytes.extracting(bytes.trimmed(number.upperBound..<bytes.count))
        let literal = bytes.extracting(number)
        guard DecimalLiteral.isValid(literal) else { return nil }
        if units.days.contains(where: { unit.isSame(as: $0) }) {
            return literal.indices.map { literal[$0] }
        }
        guard let amount = millionths(literal) else { return nil }
        if units.weeks.contains(where: { unit.isSame(as: $0) }) { return text(amount * 7) }
        let isExact = units.hours.contains(where: { unit.isSame(as: $0) }) && amount % 24 == 0
        return isExact ? text(amount / 24) : nil
    }

    private static let units: (days: [StaticString], weeks: [StaticString], hours: [StaticString]) =
        (["d", "day", "days"], ["wk", "week", "weeks"], ["h", "hour", "hours"])

    /// A literal without exponent in millionths; `nil` for one of more than six digits on a side.
    private static func millionths(_ literal: Span<UInt8>) -> Int? {
        var (value, decimals, digits) = (0, -1, 0)
        for index in literal.indices {
            switch literal[index] {
            case UInt8(ascii: "."): decimals = 0
            case let byte where byte &- 0x30 < 10:
                value = value * 10 + Int(byte & 0xF)
                digits += 1
                if decimals >= 0 { decimals += 1 }
            default: return nil
            }
            guard digits <= 12, decimals <= 6 else { return nil }
        }
        for _ in max(decimals, 0)..<6 { value *= 10 }
        return value
    }

    private static func text(_ millionths: Int) -> [UInt8] {
        let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest > 0 else { return Array(String(whole).utf8) }
        var decimals = Array(String(1_000_000 + rest).utf8.dropFirst())
        while decimals.last == 0x30 { decimals.removeLast() }
        return Array("\(whole).".utf8) + decimals
    }
}
