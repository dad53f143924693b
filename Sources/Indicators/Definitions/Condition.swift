import CanonicalModel

/// What must be true of a person, or of one row, to be counted.
///
/// The words are those of the cohorts of agreements, and a few more that counting needs.
indirect enum Condition: Hashable, Sendable {
    case all([Condition])
    case any([Condition])
    case none([Condition])
    /// Whole years on the last day of the period.
    case age(min: Int?, max: Int?)
    /// Came of this age within the period that ends on the last day.
    case turned(Period, within: Period)
    case born(from: CalendarDay?, until: CalendarDay?)
    case sex([String])
    /// Whether something is known of the person at all.
    case known(Attribute)
    case rows(RowCondition)
    /// Of at least so many of the sets there is a row.
    case sets(atLeast: Int, of: [RowCondition])
    /// The row is of the practitioner whom the person's registration names.
    case usualPractitioner

    /// What may be known of a person.
    enum Attribute: String, CaseIterable, Sendable { case age, sex, ethnicity, district }

    /// This condition and all inside it.
    var everything: [Condition] {
        switch self {
        case .all(let parts), .any(let parts), .none(let parts):
            [self] + parts.flatMap(\.everything)
        default: [self]
        }
    }

    /// The ages of which somebody must be for it to be true, as far as it says so of everybody.
    var ages: ClosedRange<Int> {
        let all = 0...130
        switch self {
        case .age(let least, let most):
            let low = max(0, least ?? 0)
            return low...max(low, min(130, most ?? 130))
        case .all(let parts):
            return parts.reduce(all) { $0.clamped(to: $1.ages) }
        default: return all
        }
    }

    /// The conditions about rows, wherever they stand.
    var rowConditions: [RowCondition] {
        everything.flatMap { condition -> [RowCondition] in
            switch condition {
            case .rows(let rows): [rows]
            case .sets(_, let sets): sets
            default: []
            }
        }
    }
}

/// Rows of one table that there must be.
struct RowCondition: Hashable, Sendable {
    var test: RowTest
    var window = Window()
    /// How many such rows there must be.
    var times = 1
    /// On how many different days there must be such a row.
    var days = 1
    /// Of how many different codes there must be such a row.
    var different = 1
    /// Whether only the newest day with a row of these codes counts.
    var isLatest = false
    /// Of which code sets the newest day is, where not of the row's own.
    var among: [String] = []

    /// When a row must be from; nothing for at any time.
    struct Window: Hashable, Sendable {
        var last: Period?
        var since: CalendarDay?
        /// Before the person came of this age.
        var beforeAge: Period?
        /// Not before the person came of this age.
        var fromAge: Period?
        var isOpen: Bool { last == nil && since == nil && beforeAge == nil && fromAge == nil }
    }
}

/// What one row by itself must be.
struct RowTest: Hashable, Sendable {
    var kind: EntryKind
    /// Code sets, one of which must hold the row's code; none for any code.
    var sets: [String] = []
    var columns: [ColumnTest] = []

    static let resolved = "resolved"
    /// Whether a resolved problem is none: where it is asked for a diagnosis, and nothing is said
    /// of its status.
    var leavesOutResolved: Bool {
        kind == .problem && !sets.isEmpty && !columns.contains { $0.column == "status" }
    }

    /// The test without anything but the codes: whether the row is about the thing at all.
    var candidate: RowTest { RowTest(kind: kind, sets: sets) }
}

/// What one column of a row must hold.
struct ColumnTest: Hashable, Sendable {
    enum Test: Hashable, Sendable {
        case words([String])
        case limits(Limits)
        case present
        case absent
    }
    let column: String
    let test: Test

    /// Bounds of a number, and the units that it may be in; none for a number without unit.
    struct Limits: Hashable, Sendable {
        var low = -Double.infinity
        var lowIsIn = true
        var high = Double.infinity
        var highIsIn = true
        /// In lower case, without spaces.
        var units: [String] = []
        var unitColumn = ""
        /// Where the feed has the amount in the one unit of its measurement, which counts where it
        /// was given in another unit than the limits are; empty where it never has.
        var canonicalColumn = ""
        var canonicalUnitColumn = ""

        func contains(_ value: Double) -> Bool {
            (lowIsIn ? value >= low : value > low) && (highIsIn ? value <= high : value < high)
        }
    }
}
