/// A count that is behind a cell which was published before.
public struct EarlierCount: Sendable, Hashable {
    /// The count, before it was rounded or suppressed.
    public let count: Int
    /// The people behind it.
    public let people: Int
    /// Whether it stands in another flow's table, or in one of other rows and columns.
    public let isOfAnother: Bool

    /// Describes a count.
    public init(count: Int, people: Int, isOfAnother: Bool) {
        (self.count, self.people, self.isOfAnother) = (count, people, isOfAnother)
    }
}

/// Holding counts at what was published before, so that no two tables differ by few people.
///
/// A cell whose count is within the threshold of one that was published of the same cell takes that
/// one; else its own. So any two counts that were ever published of a cell are the same or more
/// than the threshold apart, and a person more or less, in a later run or under another agreement,
/// changes nothing. What it costs: a count may be wrong by as much as the threshold.
/// Source: the release ledger against differencing of the research page on disclosure control.
extension TableTally {
    /// Holds the counts of the rows, and the people behind every cell.
    ///
    /// - Parameter earlier: What was published of a cell, by its position.
    /// - Throws: ``TableRefusal/subtractable(cells:)`` where a total, which is a sum of held
    ///   counts, would still stand beside that of another table with few people between them.
    public mutating func hold(
        under profile: DisclosureProfile, _ earlier: (Int) -> [EarlierCount]
    ) throws(TableRefusal) {
        for cell in 0..<shape.cellCount where !shape.isTotal(cell) {
            hold(cell, earlier(cell), profile.threshold)
        }
        var sums = counts
        shape.addUp(&sums)
        var conflicts = 0
        for cell in 0..<shape.cellCount where shape.isTotal(cell) {
            let known = earlier(cell)
            if !countsPeople { holdPeople(cell, known, profile.threshold) }
            guard profile.totals != .ofPublishedCells else { continue }
            let isClose = known.contains { one in
                let apart = abs(one.count - sums[cell])
                return one.isOfAnother && (1...max(1, profile.threshold)).contains(apart)
                    && Self.differ(one.count, sums[cell], profile)
            }
            if isClose { conflicts += 1 }
        }
        guard conflicts == 0 else { throw .subtractable(cells: conflicts) }
    }

    /// Whether two totals are published as different numbers.
    private static func differ(_ one: Int, _ other: Int, _ profile: DisclosureProfile) -> Bool {
        profile.totals == .exact || profile.rounded(one) != profile.rounded(other)
    }

    private mutating func hold(_ cell: Int, _ known: [EarlierCount], _ threshold: Int) {
        // One person may add more than the threshold to a count of what people have.
        let reach = countsPeople ? threshold : max(threshold, largestShares[cell])
        let own = counts[cell]
        let near = known.filter { abs($0.count - own) <= reach }
            .min { (abs($0.count - own), $0.count) < (abs($1.count - own), $1.count) }
        guard let near else {
            if !countsPeople { holdPeople(cell, known, threshold) }
            return
        }
        counts[cell] = near.count
        if !countsPeople { people[cell] = near.people }
    }

    private mutating func holdPeople(_ cell: Int, _ known: [EarlierCount], _ threshold: Int) {
        let own = people[cell]
        let near = known.map(\.people).filter { abs($0 - own) <= threshold }
            .min { (abs($0 - own), $0) < (abs($1 - own), $1) }
        if let near { people[cell] = near }
    }

    /// What is behind every cell, sums included, to be remembered once the table is published.
    public var standing: [(count: Int, people: Int)] {
        var sums = counts
        shape.addUp(&sums)
        return sums.indices.map { (sums[$0], countsPeople ? sums[$0] : people[$0]) }
    }
}
