import CanonicalModel

/// What can be told of an attribute of a request; missing and invalid values are `unknown`, which
/// a release takes for no and an exclusion for yes.
enum Known: UInt8, Comparable {
    case no, unknown, yes

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension PartialDate {
    /// The day with this number, counted from 0001-01-01.
    init?(dayNumber: Int) {
        guard dayNumber >= 0 else { return nil }
        // Never too late a year, and at most one too early.
        var year = max(1, dayNumber * 400 / 146_097)
        while let next = PartialDate(.year, year: year + 1), next.dayNumber <= dayNumber {
            year += 1
        }
        var month = 1
        while month < 12, let next = PartialDate(.month, year: year, month: month + 1),
            next.dayNumber <= dayNumber
        {
            month += 1
        }
        guard let first = PartialDate(.month, year: year, month: month) else { return nil }
        self.init(.day, year: year, month: month, day: dayNumber - first.dayNumber + 1)
    }

    /// The day numbers that the date may mean.
    var possibleDays: ClosedRange<Int> {
        let first = dayNumber
        switch precision {
        case .year:
            let next = PartialDate(.year, year: year + 1)?.dayNumber
            return first...(next.map { $0 - 1 } ?? first)
        case .month:
            let next =
                month == 12
                ? PartialDate(.year, year: year + 1)
                : PartialDate(.month, year: year, month: month + 1)
            return first...(next.map { $0.dayNumber - 1 } ?? first)
        default: return first...first
        }
    }

    /// `2026-11-22`, `2026-11` or `2026`.
    var text: String {
        var bytes: [UInt8] = []
        generalised(to: .day).append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// When an entry is from, as far as windows of time can tell.
struct DateCells {
    /// A date of each cell; `nil` for an entry without one.
    let values: [PartialDate?]
    /// The day numbers at which something begins: windows, and what is yet to come.
    private let boundaries: [Int]
    private let numbers: [[Int]: Int]
    private let today: Int

    /// - Parameter firsts: The first days of windows, all of which end on `today`.
    init(firsts: Set<Int>, today: Int) {
        self.today = today
        let boundaries = firsts.isEmpty ? [] : firsts.union([today + 1]).sorted()
        var values: [PartialDate?] = []
        var numbers: [[Int]: Int] = [:]
        func add(_ date: PartialDate) {
            let days = date.possibleDays
            let place = [days.lowerBound, days.upperBound].map { day in
                boundaries.count { $0 <= day }
            }
            guard numbers[place] == nil else { return }
            numbers[place] = values.count
            values.append(date)
        }
        // What is recent comes first, so that examples are of it.
        for boundary in boundaries.reversed() {
            if let day = PartialDate(dayNumber: boundary - 1) { add(day) }
        }
        for boundary in boundaries.reversed() {
            guard let day = PartialDate(dayNumber: boundary) else { continue }
            // A date that is partly known and lies on both sides of a boundary is the month or the
            // year of that boundary; there is no other.
            for precision in [PartialDate.Precision.day, .month, .year] {
                add(day.generalised(to: precision))
            }
        }
        (self.boundaries, self.numbers) = (boundaries, numbers)
        self.values = values + [nil]
    }

    /// The cell of a date that may mean these days.
    func cell(_ days: ClosedRange<Int>?) -> Int {
        guard let days, !boundaries.isEmpty else { return values.count - 1 }
        let place = [days.lowerBound, days.upperBound].map { day in
            boundaries.count { $0 <= day }
        }
        return numbers[place] ?? values.count - 1
    }

    /// For each cell whether it is of the window that begins on `first`.
    func isWithin(_ first: Int) -> [Known] {
        values.map { date in
            guard let days = date?.possibleDays else { return .unknown }
            if days.lowerBound >= first, days.upperBound <= today { return .yes }
            return days.lowerBound <= today && days.upperBound >= first ? .unknown : .no
        }
    }
}

/// How old a patient may be, as far as limits of age can tell.
struct AgeCells {
    /// The youngest and oldest that the patient may be, for each cell; `nil` where neither is
    /// known, or the birth is to come.
    let values: [ClosedRange<Int>?]
    /// The ages at which something begins.
    private let boundaries: [Int]

    init(_ limits: [(least: Int?, greatest: Int?)]) {
        let ages = limits.flatMap { [$0.least, $0.greatest.map { $0 + 1 }] }.compactMap { $0 }
        boundaries = Set(ages).filter { $0 > 0 }.sorted()
        let starts = ([0] + boundaries).map { $0...$0 }
        // A birth date that is partly known leaves two neighbouring ages open at most.
        values = starts.reversed() + boundaries.map { $0 - 1...$0 } + [nil]
    }

    /// The cell of the ages that a patient may have.
    func cell(_ ages: ClosedRange<Int>?) -> Int {
        guard let ages, ages.lowerBound >= 0 else { return values.count - 1 }
        let places = [ages.lowerBound, ages.upperBound].map { age in
            boundaries.count { $0 <= age }
        }
        return places[0] == places[1]
            ? boundaries.count - places[0] : boundaries.count + places[1]
    }

    /// For each cell whether the patient certainly is of these ages.
    func isWithin(_ least: Int?, _ greatest: Int?) -> [Bool] {
        values.map { ages in
            guard least != nil || greatest != nil else { return true }
            guard let ages else { return false }
            return ages.lowerBound >= least ?? 0 && ages.upperBound <= greatest ?? .max
        }
    }
}
