import CanonicalModel

/// The clock of Europe/London, for writing local times with their offset.
///
/// Sources: Summer Time Act 1972; Summer Time Orders 1980 to 1994; from 1996 Directive 2000/84/EC
/// and the Summer Time Order 2002 (last Sundays of March and October, 01:00 UTC); British Standard
/// Time Act 1968 (an hour ahead all year to 31 October 1971). Checked against the IANA time zone
/// database.
enum BritishTime {
    /// Minutes east of UTC at a local clock time; `nil` before 27 October 1968.
    ///
    /// The hour that comes twice in autumn counts as summer time, the first of the two; the hour
    /// that spring leaves out counts as winter time, as the clock that showed it did.
    static func offset(year: Int, month: Int, day: Int, hour: Int) -> Int? {
        let clock = (month * 100 + day) * 100 + hour
        switch year {
        case ..<1968: return nil
        case 1968: return clock < 10_27_00 ? nil : 60
        case 1969, 1970: return 60
        case 1971: return clock < 10_31_03 ? 60 : 0
        default:
            guard month == 3 || month == 10 else { return (4...9).contains(month) ? 60 : 0 }
            return isSummer(year, clock) ? 60 : 0
        }
    }

    /// In March or October.
    private static func isSummer(_ year: Int, _ clock: Int) -> Bool {
        // Until 1980 clocks changed at 02:00 GMT, since then at 01:00 GMT.
        let change = year <= 1980 ? 2 : 1
        let start = (300 + springSunday(year)) * 100 + change + 1
        let end = (1000 + autumnSunday(year)) * 100 + change + 1
        return clock >= start && clock < end
    }

    /// The third Sunday of March until 1980, then its last.
    private static func springSunday(_ year: Int) -> Int {
        sunday(onOrAfter: year <= 1980 ? 16 : 25, month: 3, year: year)
    }

    /// The day after the fourth Saturday of October until 1989, then its fourth Sunday, from 1996
    /// its last.
    private static func autumnSunday(_ year: Int) -> Int {
        let earliest = year <= 1989 ? 23 : year <= 1995 ? 22 : 25
        return sunday(onOrAfter: earliest, month: 10, year: year)
    }

    private static func sunday(onOrAfter day: Int, month: Int, year: Int) -> Int {
        guard let date = PartialDate(.day, year: year, month: month, day: day) else { return day }
        let weekday = (date.dayNumber + 1) % 7  // 0001-01-01 was a Monday; 0 is Sunday
        return day + (7 - weekday) % 7
    }
}

/// The date types of FHIR R4.
enum FHIRDate: Sendable {
    /// A calendar date, perhaps partial.
    case date
    /// A date, or a time with seconds and offset.
    case dateTime
    /// A time with seconds and offset, and nothing less.
    case instant
}

extension Row {
    /// Appends a date as FHIR has it, without quotes; the clock value and the day never move.
    ///
    /// Seconds that are not known are written as 00, which FHIR R4 (dateTime) allows; a local time
    /// before 27 October 1968 is written as its day.
    ///
    /// - Returns: `false`, and nothing appended, where `type` needs more than is known.
    mutating func writeFHIR(_ date: PartialDate, as type: FHIRDate) -> Bool {
        let offset = date.precision >= .minute && type != .date ? Self.offset(of: date) : nil
        guard offset != nil || type != .instant else { return false }
        let precision = date.precision
        let shown = offset == nil ? Swift.min(precision, .day) : Swift.max(precision, .second)
        write(DateText(date, precision: shown, offset: offset))
        return true
    }

    /// Minutes east of UTC, where that is known.
    private static func offset(of date: PartialDate) -> Int? {
        date.offset
            ?? BritishTime.offset(
                year: date.year, month: date.month, day: date.day, hour: date.hour)
    }
}
