/// What an attacker knows of each cell by itself: from its published count, the counts that are
/// published so; from its suppression, what the profile says.
struct AttackerBounds {
    /// Stands for no bound; larger than all that is published together.
    static let unbounded = 1 << 60

    var low: [Int] = []
    var high: [Int] = []
    /// The cells that may hold a small count.
    private(set) var guarded: [Int] = []

    /// - Parameter small: The cells that the attacker knows to be small among those suppressed.
    init(
        of table: PublishedTable, under profile: DisclosureProfile, small: Set<Int>?
    ) throws(TableRefusal) {
        var sum = 0
        for (cell, published) in table.cells.enumerated() {
            let (line, column) = table.shape.place(ofCell: cell)
            let isSum = line >= table.shape.rowCount || column == table.shape.columnCount
            let (low, high): (Int, Int)
            switch published {
            case .suppressed:
                (low, high) = Self.suppressed(small?.contains(cell), profile)
            case .count(let value):
                guard let counts = Self.counts(publishedAs: value, isSum, profile) else {
                    throw .inconsistent
                }
                (low, high) = counts
                sum += value
                guard sum < Self.unbounded / 2 else { throw .inconsistent }
            }
            self.low.append(low)
            self.high.append(high)
            let least = profile.showsZeros ? max(low, 1) : low
            if least <= min(high, profile.threshold) { guarded.append(cell) }
        }
    }

    /// The least and the greatest count of a suppressed cell, of which it may be known whether it
    /// is small.
    private static func suppressed(
        _ isSmall: Bool?, _ profile: DisclosureProfile
    ) -> (Int, Int) {
        let least = profile.showsZeros ? 1 : 0
        switch isSmall ?? (profile.suppressesFurther ? nil : true) {
        case true: return (least, max(least, profile.threshold))
        case false: return (profile.threshold + 1, unbounded)
        case nil: return (least, unbounded)
        }
    }

    /// The least and the greatest count that is published as `value`, found by trying.
    private static func counts(
        publishedAs value: Int, _ isSum: Bool, _ profile: DisclosureProfile
    ) -> (Int, Int)? {
        guard value >= 0, value < unbounded / 2 else { return nil }
        if isSum && profile.totals == .ofPublishedCells { return (value, value) }
        let reach: Int
        switch profile.rounding {
        case .none: reach = 0
        case .nearest(let base), .midpoint(let base): reach = base
        }
        let isHidden = isSum ? profile.suppressesTotals : true
        let fitting = (max(0, value - reach)...value + reach).filter { count in
            if isHidden && profile.isSmall(count) { return false }
            let isExact = isSum && profile.totals == .exact
            return (isExact ? count : profile.rounded(count)) == value
        }
        guard let first = fitting.first, let last = fitting.last else { return nil }
        return (first, last)
    }

    /// Whether there is no upper bound of a cell.
    func isOpen(_ cell: Int) -> Bool { high[cell] >= Self.unbounded }

    /// The interval of a cell as it stands here.
    func interval(of cell: Int) -> TableAudit.Interval {
        TableAudit.Interval(
            cell: cell, low: low[cell], high: isOpen(cell) ? nil : high[cell])
    }

    /// Whether `other` claims nothing that is excluded here.
    func contains(_ other: TableAudit.Interval) -> Bool {
        low[other.cell] <= other.low && other.low <= other.high ?? .max
            && (other.high ?? Self.unbounded) <= high[other.cell]
    }
}
