/// A date or time known to a stated precision, packed into 8 bytes; it is never padded or moved.
///
/// A time without offset is local to Europe/London and stays so; an offset is kept as given.
/// Source: FHIR R4 `dateTime`; HL7 v3 `TS`.
public struct PartialDate: Hashable, Sendable {
    /// How much of a date is known, from least to most.
    public enum Precision: UInt8, Sendable, Comparable, CaseIterable {
        case year, month, day, minute, second, millisecond
        /// Least precise first.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
        /// `year`, `month`, `day`, `minute`, `second` or `millisecond`.
        public var name: StaticString {
            switch self {
            case .year: "year"
            case .month: "month"
            case .day: "day"
            case .minute: "minute"
            case .second: "second"
            case .millisecond: "millisecond"
            }
        }
    }

    private let packed: UInt64

    /// A calendar date (proleptic Gregorian) of the years 1 to 4095; `nil` if it does not exist.
    ///
    /// - Parameters:
    ///   - offset: Minutes east of UTC, -840 to 840, or `nil` for local time.
    public init?(
        _ precision: Precision, year: Int, month: Int = 1, day: Int = 1, hour: Int = 0,
        minute: Int = 0, second: Int = 0, millisecond: Int = 0, offset: Int? = nil
    ) {
        guard (1...4095).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, of: year), (0...23).contains(hour),
            (0...59).contains(minute), (0...59).contains(second), (0...999).contains(millisecond),
            (-840...840).contains(offset ?? 0)
        else { return nil }
        var packed = UInt64(year)
        packed = packed << 4 | UInt64(month)
        packed = packed << 5 | UInt64(day)
        packed = packed << 5 | UInt64(hour)
        packed = packed << 6 | UInt64(minute)
        packed = packed << 6 | UInt64(second)
        packed = packed << 10 | UInt64(millisecond)
        packed = packed << 11 | UInt64((offset ?? -1024) + 1024)
        self.packed = packed << 3 | UInt64(precision.rawValue)
    }

    /// What is known of it.
    public var precision: Precision { Precision(rawValue: UInt8(packed & 7)) ?? .year }
    /// 1 to 4095.
    public var year: Int { Int(packed >> 50) }
    /// 1 to 12; 1 where the precision is the year.
    public var month: Int { Int(packed >> 46 & 0xF) }
    /// 1 to 31; 1 where the precision is less than the day.
    public var day: Int { Int(packed >> 41 & 0x1F) }
    /// 0 to 23.
    public var hour: Int { Int(packed >> 36 & 0x1F) }
    /// 0 to 59.
    public var minute: Int { Int(packed >> 30 & 0x3F) }
    /// 0 to 59.
    public var second: Int { Int(packed >> 24 & 0x3F) }
    /// 0 to 999.
    public var millisecond: Int { Int(packed >> 14 & 0x3FF) }
    /// Minutes east of UTC, or `nil` for local time.
    public var offset: Int? {
        let stored = Int(packed >> 3 & 0x7FF)
        return stored == 0 ? nil : stored - 1024
    }

    /// The same date known no better than `limit`.
    public func generalised(to limit: Precision) -> PartialDate {
        guard precision > limit else { return self }
        let keepsTime = limit >= .minute
        return PartialDate(
            limit, year: year, month: limit >= .month ? month : 1, day: limit >= .day ? day : 1,
            hour: keepsTime ? hour : 0, minute: keepsTime ? minute : 0,
            second: limit >= .second ? second : 0, offset: keepsTime ? offset : nil) ?? self
    }

    /// Days since 0001-01-01 of the (first) day, for comparing calendar dates.
    public var dayNumber: Int {
        let before = year - 1
        let leap = Self.isLeap(year) && month > 2 ? 1 : 0
        // The days of a common year before the month: 0, 31, 59, 90 and so on.
        let cumulative = (367 * month - 362) / 12 - (month > 2 ? 2 : 0)
        return before * 365 + before / 4 - before / 100 + before / 400 + cumulative + leap + day - 1
    }

    /// Whole years from this date to `other`; a birth on 29 February counts from 1 March in common
    /// years, as the law of England counts age.
    public func wholeYears(until other: PartialDate) -> Int {
        let hadBirthday = (other.month, other.day) >= (month, day)
        return other.year - year - (hadBirthday ? 0 : 1)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }
}
