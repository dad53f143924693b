/// A date or time as somebody recorded it: possibly partial, possibly one that does not exist.
///
/// Written in the tables as `2019`, `2019-03`, `2019-03-12` or `2019-03-12T10:30:00`.
struct Moment: Hashable, Sendable, ExpressibleByStringLiteral {
    var year: Int
    /// 0 where unknown.
    var month = 0
    /// 0 where unknown.
    var day = 0
    /// -1 where unknown.
    var hour = -1
    var minute = 0
    var second = 0

    /// No date at all, which formats leave out.
    static let unknown = Moment(0)

    init(_ year: Int, _ month: Int = 0, _ day: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    init(stringLiteral text: String) {
        let parts = text.utf8.split { !(0x30...0x39).contains($0) }.map { digits in
            digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        self.init(parts.first ?? 0, parts.count > 1 ? parts[1] : 0, parts.count > 2 ? parts[2] : 0)
        guard parts.count > 4 else { return }
        (hour, minute) = (parts[3], parts[4])
        second = parts.count > 5 ? parts[5] : 0
    }

    /// The same day at a time of day.
    func at(_ hour: Int, _ minute: Int, _ second: Int = 0) -> Moment {
        var moment = self
        (moment.hour, moment.minute, moment.second) = (hour, minute, second)
        return moment
    }

    /// The day alone.
    var date: Moment { Moment(year, month, day) }

    /// Days since 1 March 0000 of the proleptic Gregorian calendar.
    var dayNumber: Int {
        let (shifted, years) = ((max(month, 1) + 9) % 12, max(month, 1) < 3 ? year - 1 : year)
        let leapDays = years / 4 - years / 100 + years / 400
        return 365 * years + leapDays + (153 * shifted + 2) / 5 + max(day, 1) - 1
    }

    /// The day with a number, the inverse of ``dayNumber``.
    init(dayNumber: Int) {
        let era = dayNumber / 146_097
        let inEra = dayNumber - era * 146_097
        let years = (inEra - inEra / 1_460 + inEra / 36_524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * years + years / 4 - years / 100)
        let shifted = (5 * inYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        self.init(
            years + era * 400 + (month < 3 ? 1 : 0), month, inYear - (153 * shifted + 2) / 5 + 1)
    }

    /// `days` later, at the same time of day.
    func adding(days: Int) -> Moment {
        let moved = Moment(dayNumber: dayNumber + days)
        return hour < 0 ? moved : moved.at(hour, minute, second)
    }

    /// `minutes` later, within the day.
    func adding(minutes: Int) -> Moment {
        let all = min(hour * 60 + minute + minutes, 23 * 60 + 59)
        return at(all / 60, all % 60, second)
    }

    /// Whole years from here to `later`.
    func years(until later: Moment) -> Int {
        let hadBirthday = (later.month, later.day) >= (month, day)
        return later.year - year - (hadBirthday ? 0 : 1)
    }

    /// Whether British Summer Time is in force on this day (of the present rule).
    var isSummerTime: Bool {
        guard month >= 3, month <= 10 else { return false }
        guard month == 3 || month == 10 else { return true }
        let lastSunday = 31 - (Moment(year, month, 31).dayNumber + 3) % 7
        return month == 3 ? day >= lastSunday : day < lastSunday
    }
}
