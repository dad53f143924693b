public import CanonicalModel
import DisclosureControl

extension Agreement {
    /// How often a flow may go out: at most once in each of these.
    public enum Schedule: String, Sendable, CaseIterable {
        case daily, weekly, monthly, quarterly, annually
        /// Whenever somebody asks.
        case onDemand = "on_demand"
        /// Once, and never again.
        case oneOff = "one_off"

        /// Whether two days lie in one day, week from Monday (ISO 8601), month, quarter or year.
        func isOnePeriod(_ one: PartialDate, _ other: PartialDate) -> Bool {
            switch self {
            case .daily: one.dayNumber == other.dayNumber
            case .weekly: Self.week(one) == Self.week(other)
            case .monthly: (one.year, one.month) == (other.year, other.month)
            case .quarterly:
                (one.year, (one.month - 1) / 3) == (other.year, (other.month - 1) / 3)
            case .annually: one.year == other.year
            case .onDemand: false
            case .oneOff: true
            }
        }

        /// Weeks since Monday, 1 January of the year 1, which has the day number 0.
        private static func week(_ day: PartialDate) -> Int { day.dayNumber / 7 }
    }

    /// How often a flow goes out, and how much time lies between two at least.
    public struct Timing: Hashable, Sendable {
        /// How often at most; `nil` where nothing is agreed.
        public let schedule: Schedule?
        /// The least time between two; `nil` where nothing is agreed.
        public let minimumInterval: Period?

        /// Whether it matters when the flow went out last.
        public var isLimited: Bool {
            minimumInterval != nil || schedule != nil && schedule != .onDemand
        }

        /// Why a flow that went out on the day `last` may not go out on `day`, without full stop;
        /// `nil` where it may. A day before the last one is never late enough.
        public func objection(to day: PartialDate, after last: PartialDate) -> String? {
            if let minimumInterval, minimumInterval.start(before: day) < last.dayNumber {
                return "the agreement has at least `\(minimumInterval)` between two"
            }
            guard let schedule else { return nil }
            if schedule == .oneOff { return "the agreement has it go out once" }
            guard schedule != .onDemand else { return nil }
            return schedule.isOnePeriod(day, last) || day.dayNumber < last.dayNumber
                ? "the agreement has it go out \(schedule.rawValue)" : nil
        }

        /// The first day after `last` on which it may go out; `nil` for never.
        public func nextDay(after last: PartialDate) -> PartialDate? {
            guard schedule != .oneOff else { return nil }
            return (1...73_300).lazy.compactMap(last.shifted(byDays:)).first {
                objection(to: $0, after: last) == nil
            }
        }
    }
}

extension Agreement.Period {
    /// The first day of the period that ends on `day`; what is before it is older than the period.
    public func firstDay(before day: PartialDate) -> PartialDate? {
        day.shifted(byDays: start(before: day) - day.dayNumber)
    }
}
