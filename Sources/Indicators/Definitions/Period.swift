public import CanonicalModel

/// A length of time on the calendar, such as a year or three months.
public struct Period: Hashable, Sendable {
    enum Unit: Character { case years = "Y", months = "M", weeks = "W", days = "D" }
    let count: Int
    let unit: Unit

    /// Reads `P1Y`, `P3M`, `P2W` or `P30D`; `nil` for anything else, and for more than 200 years.
    public init?(_ text: String) {
        guard text.first == "P", let last = text.last, let unit = Unit(rawValue: last),
            let count = Int(text.dropFirst().dropLast()), count > 0, count <= 2_400,
            unit != .years || count <= 200
        else { return nil }
        (self.count, self.unit) = (count, unit)
    }

    /// The period as it is written: `P1Y`.
    var text: String { "P\(count)\(unit.rawValue)" }

    /// `12 months`, `1 year`.
    var inWords: String {
        let name = "\(unit)"
        return count == 1 ? "1 \(name.dropLast())" : "\(count) \(name)"
    }

    /// The first day of the period of this length that ends on `last`: that after the same day so
    /// long before, so that the three months up to 30 June begin on 1 April.
    func firstDay(until last: CalendarDay) -> CalendarDay {
        added(to: CalendarDay(number: last.number + 1), times: -1)
    }

    /// The day this much later, or earlier for a negative `sign`; the last of the month where the
    /// month has no such day.
    func added(to day: CalendarDay, times sign: Int = 1) -> CalendarDay {
        switch unit {
        case .days: CalendarDay(number: day.number + Int32(sign * count))
        case .weeks: CalendarDay(number: day.number + Int32(sign * count * 7))
        case .months: day.adding(months: sign * count)
        case .years: day.adding(months: sign * count * 12)
        }
    }
}

/// A day of the calendar, as days since 0001-01-01.
public struct CalendarDay: Hashable, Sendable, Comparable {
    /// Days since 0001-01-01.
    public let number: Int32

    /// A day by its number.
    public init(number: Int32) { self.number = number }

    /// The first day of what is known of a date.
    public init(_ date: PartialDate) { number = Int32(date.dayNumber) }

    /// Reads `YYYY-MM-DD`; `nil` for anything else.
    public init?(_ text: String) {
        guard let date = PartialDate(dayText: text) else { return nil }
        self.init(date)
    }

    /// Earlier days first.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// Year, month and day.
    var parts: (year: Int, month: Int, day: Int) {
        // Days since 0000-03-01, in eras of 400 years. Source: H. Hinnant, "chrono-compatible
        // low-level date algorithms", civil_from_days.
        let shifted = Int(number) + 306
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let isNext = month >= 10
        return (era * 400 + year + (isNext ? 1 : 0), isNext ? month - 9 : month + 3, day)
    }

    /// 0 for Monday to 6 for Sunday: 0001-01-01 was a Monday.
    var weekday: Int { Int(number) % 7 }

    func adding(months: Int) -> CalendarDay {
        let (year, month, day) = parts
        let total = max(year * 12 + month - 1 + months, 12)
        for last in stride(from: day, through: 28, by: -1) {
            if let date = PartialDate(
                .day, year: total / 12, month: total % 12 + 1, day: last)
            {
                return CalendarDay(date)
            }
        }
        let date = PartialDate(.day, year: total / 12, month: total % 12 + 1, day: min(day, 28))
        return date.map { CalendarDay($0) } ?? self
    }

    /// Whole years from this day to `other`; a birth on 29 February counts from 1 March in common
    /// years.
    func years(until other: CalendarDay) -> Int {
        let (from, to) = (parts, other.parts)
        return to.year - from.year - ((to.month, to.day) >= (from.month, from.day) ? 0 : 1)
    }

    /// `2026-11-21`.
    public var text: String {
        let (year, month, day) = parts
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
