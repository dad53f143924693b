public import CanonicalModel

extension Agreement {
    /// A length of time in calendar units, `P2Y`.
    public struct Period: Hashable, Sendable {
        /// Years, months, weeks or days.
        public enum Unit: String, Sendable {
            case years = "Y"
            case months = "M"
            case weeks = "W"
            case days = "D"
        }
        /// How many.
        public let count: Int
        /// Of what.
        public let unit: Unit

        /// Its greatest length in days, to keep it sensible.
        package var days: Int {
            switch unit {
            case .years: count * 366
            case .months: count * 31
            case .weeks: count * 7
            case .days: count
            }
        }

        /// The day number of the first day of the period that ends on `day`.
        ///
        /// Where the day does not exist that many months before (29 February), it is the day
        /// after, so that a window is never wider than it says.
        func start(before day: PartialDate) -> Int {
            switch unit {
            case .weeks: return day.dayNumber - count * 7
            case .days: return day.dayNumber - count
            case .years, .months:
                let months = unit == .years ? count * 12 : count
                let month = day.year * 12 + day.month - 1 - months
                guard month >= 12 else { return 0 }
                let (year, rest) = month.quotientAndRemainder(dividingBy: 12)
                if let exact = PartialDate(.day, year: year, month: rest + 1, day: day.day) {
                    return exact.dayNumber
                }
                let next = PartialDate(
                    .day, year: (month + 1) / 12, month: (month + 1) % 12 + 1)
                return next?.dayNumber ?? day.dayNumber
            }
        }
    }

    /// From when on entries count; both limits hold where both are stated.
    public struct Window: Hashable, Sendable {
        /// The first day.
        public internal(set) var since: PartialDate?
        /// The period before the run.
        public internal(set) var last: Period?

        /// The first day number that counts in a run on `day`; `nil` for no limit.
        package func firstDay(on day: PartialDate) -> Int? {
            let days = [since?.dayNumber, last.map { $0.start(before: day) }].compactMap { $0 }
            return days.max()
        }
    }
}
