import CanonicalModel

/// What can be told of a record: `unknown` where something is missing or cannot be read. A release
/// takes it for `no`, an exclusion for `yes`.
enum Truth: UInt8, Comparable {
    case no, unknown, yes

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The days that count, as day numbers.
struct DayRange: Sendable {
    let first: Int
    let last: Int

    /// All days that `window` has in a run on `day`; `nil` if it is open.
    init?(_ window: Agreement.Window, on day: PartialDate) {
        guard let first = window.firstDay(on: day) else { return nil }
        (self.first, last) = (first, day.dayNumber)
    }

    init(first: Int, last: Int) { (self.first, self.last) = (first, last) }

    /// The days of both.
    func clamped(to other: DayRange?) -> DayRange {
        guard let other else { return self }
        return DayRange(first: max(first, other.first), last: min(last, other.last))
    }

    /// Whether an entry is of these days, whatever day its date may mean; its date is that of the
    /// event, or else that of its entry into the record.
    func contains(_ entry: Entry, _ shape: KindShape, in record: CanonicalRecord) -> Truth {
        var date: PartialDate?
        if let event = shape.event, case .date(let known) = record.cell(entry, event) {
            date = known
        } else if let recorded = shape.recorded,
            case .date(let known) = record.cell(entry, recorded)
        {
            date = known
        }
        guard let date else { return .unknown }
        let (low, high) = (date.dayNumber, date.lastDay.dayNumber)
        if low >= first, high <= last { return .yes }
        return low <= last && high >= first ? .unknown : .no
    }
}
