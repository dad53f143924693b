import CanonicalModel
import SharingAgreements

/// The days of runs from which on windows of time lie otherwise to one another.
///
/// A window that has a first day stands still, one of the last two years moves with the day of the
/// run, and so the one that reaches back further is not the same for ever; and what begins on a day
/// to come covers nothing until then. Between two of these days all is alike.
enum TurningDays {
    /// - Parameter first: The day of the first run, which is always among them.
    /// - Returns: The days, ascending: of each way in which windows lie, the first.
    ///
    /// Cost: a look at every window for each day of the terms, of which those that no first day and
    /// no turn of a leap year can make different are left out.
    static func days(_ agreements: [Agreement], from first: PartialDate) -> [PartialDate] {
        let windows = RequestSpace.distinct(agreements.flatMap(\.windows))
        let firsts = windows.compactMap { $0.since?.dayNumber }
        let longest = windows.compactMap { $0.last?.days }.max() ?? 0
        let isUneven = !firsts.isEmpty || Set(windows.compactMap { $0.last?.unit }).count > 1
        guard isUneven else { return [first] }
        let term = agreements.compactMap { $0.validUntil?.dayNumber }.max() ?? .max
        let leapYears = 8 * 366
        let last = min(term, max(first.dayNumber, firsts.max() ?? 0) + longest + leapYears)
        var known: Set<[Int]> = []
        var days: [PartialDate] = []
        for number in first.dayNumber...max(first.dayNumber, last) {
            guard let day = PartialDate(dayNumber: number) else { break }
            let starts = windows.map { $0.firstDay(on: day) ?? 0 } + [number + 1]
            let order = starts.map { start in starts.count { $0 < start } }
            if known.insert(order).inserted { days.append(day) }
        }
        return days
    }
}

extension Agreement {
    /// Every window that it cuts something by.
    ///
    /// An inclusion is cut by its own and that of the whole data set.
    fileprivate var windows: [Window] {
        var windows = [window] + inclusions.map(\.window)
        var waiting = cohort.criteria
        while let criterion = waiting.popLast() {
            switch criterion {
            case .condition(let condition): windows.append(condition.window)
            case .all(let parts), .any(let parts), .none(let parts): waiting += parts
            }
        }
        return windows
    }
}
