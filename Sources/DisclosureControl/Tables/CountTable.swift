/// A table of counts of people, or of what people have, with all its sums, as only its controller
/// sees it.
public struct CountTable: Sendable {
    /// Who is behind the counts of a table in which a person may count several times.
    struct Behind: Sendable {
        /// The people behind each cell, sums included.
        let people: [Int]
        /// The most that one person adds to each cell.
        let largestShares: [Int]
    }

    /// Its rows, columns and groups.
    public let shape: TableShape
    /// The count of every cell, sums included, in the order of ``TableShape/cell(line:column:)``.
    let counts: [Int]
    /// `nil` where every person counts once, so that counts are of people.
    private let behind: Behind?

    /// The largest count of one cell.
    public static let largestCount = 1 << 32

    /// A table of the counts of its rows, whose sums are made here; everybody counts once.
    ///
    /// - Parameters:
    ///   - rows: One list a row, one count a column; rows and columns without anybody included.
    ///   - groups: As for ``TableShape/init(rows:columns:groups:)``.
    /// - Throws: ``TableRefusal/invalid(_:)`` for rows of different lengths, and counts below 0 or
    ///   above ``largestCount``.
    public init(_ rows: [[Int]], groups: [[Int]] = []) throws(TableRefusal) {
        let columns = rows.first?.count ?? 0
        let shape = try TableShape(rows: rows.count, columns: columns, groups: groups)
        try self.init(rows, shape: shape, behind: nil)
    }

    /// A table of what people have, such as appointments, of which one person may have many.
    ///
    /// - Parameters:
    ///   - rows: One list a row: a part a column, and last that of the whole row, whose people are
    ///     fewer than those of its parts where somebody is in two. People of several rows count
    ///     once for each.
    ///   - groups: As for ``TableShape/init(rows:columns:groups:)``.
    /// - Throws: As ``init(_:groups:)``.
    public init(
        ofWhatPeopleHave rows: [[PeoplesCount]], groups: [[Int]] = []
    ) throws(TableRefusal) {
        let columns = (rows.first?.count ?? 0) - 1
        let shape = try TableShape(rows: rows.count, columns: columns, groups: groups)
        guard rows.allSatisfy({ $0.count == columns + 1 }) else {
            throw .invalid("the rows of a table have the same number of columns")
        }
        var people = Array(repeating: 0, count: shape.cellCount)
        var largestShares = people
        for (row, parts) in rows.enumerated() {
            for line in shape.lines(of: row) {
                for (column, part) in parts.enumerated() {
                    let cell = shape.cell(line: line, column: column)
                    people[cell] += part.people
                    largestShares[cell] = max(largestShares[cell], part.largestShare)
                }
            }
        }
        try self.init(
            rows.map { $0.dropLast().map(\.count) }, shape: shape,
            behind: Behind(people: people, largestShares: largestShares))
    }

    /// A table of a shape that is known already.
    init(_ rows: [[Int]], shape: TableShape, behind: Behind?) throws(TableRefusal) {
        self.shape = shape
        self.behind = behind
        guard rows.allSatisfy({ $0.count == shape.columnCount }) else {
            throw .invalid("the rows of a table have the same number of columns")
        }
        var counts = Array(repeating: 0, count: shape.cellCount)
        for (row, values) in rows.enumerated() {
            for (column, count) in values.enumerated() {
                guard (0...Self.largestCount).contains(count) else {
                    throw .invalid("counts of people are from 0 to \(Self.largestCount)")
                }
                counts[shape.cell(line: row, column: column)] = count
            }
        }
        shape.addUp(&counts)
        self.counts = counts
    }

    /// Whether a cell is suppressed for being small: for having few people behind it.
    func isSmall(_ cell: Int, under profile: DisclosureProfile) -> Bool {
        profile.isSmall(behind?.people[cell] ?? counts[cell])
    }

    /// The profile as it is meant for this table.
    ///
    /// Where a person may count several times, a cell of few people may hold any count, so that
    /// nobody knows a suppressed one to be at most the threshold; in return none may be known more
    /// closely than what one person adds to it, or the others behind it could tell that apart.
    ///
    /// - Throws: ``TableRefusal/invalid(_:)`` where the profile hides people among counts only.
    func fitting(_ profile: DisclosureProfile) throws(TableRefusal) -> DisclosureProfile {
        guard let behind else { return profile }
        if case .midpoint = profile.rounding {
            throw .invalid("midpoints hide small counts of people, not of what people have")
        }
        guard profile.totals != .ofPublishedCells else { return profile }
        let shares = counts.indices.filter { isSmall($0, under: profile) }
            .map { behind.largestShares[$0] }
        let fitting = DisclosureProfile(
            name: profile.name, threshold: profile.threshold, rounding: profile.rounding,
            showsZeros: profile.showsZeros, totals: profile.totals,
            suppressesTotals: profile.suppressesTotals, smallAreKnown: false,
            protection: max(profile.threshold, shares.max() ?? 0))
        guard let fitting else {
            throw .invalid("one person counts more than a thousand times in one cell")
        }
        return fitting
    }
}

/// A count of what people have, and who is behind it.
public struct PeoplesCount: Sendable, Equatable {
    /// How many they have.
    public let count: Int
    /// How many people have any.
    public let people: Int
    /// The most that one of them has.
    public let largestShare: Int

    /// Describes a count.
    public init(count: Int, people: Int, largestShare: Int) {
        (self.count, self.people, self.largestShare) = (count, people, largestShare)
    }
}
