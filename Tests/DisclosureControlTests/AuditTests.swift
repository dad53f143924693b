import DisclosureControl
import Testing

/// The attacker's computation, against trying every table.
@Suite struct AuditTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let cells: String
        let columns: Int
        let totals: DisclosureProfile.Totals
        /// Intervals of the suppressed cells in order, `-` for no upper bound.
        let expected: String
    }

    static let rows = [
        Row(
            testDescription: "one alone in its row", cells: "* 20 23 / 9 30 39 / 12 50 62",
            columns: 2, totals: .exact, expected: "3-3"),
        Row(
            testDescription: "two in a row, seen through the columns",
            cells: "* * 23 / 9 30 39 / 12 50 62", columns: 2, totals: .exact,
            expected: "3-3 20-20"),
        Row(
            testDescription: "a square", cells: "* * 23 / * * 39 / 12 50 62", columns: 2,
            totals: .exact, expected: "1-11 12-22 1-11 28-38"),
        Row(
            testDescription: "hidden totals", cells: "* 20 * / 9 30 39 / * 50 *", columns: 2,
            totals: .exact, expected: "1- 21- 10- 60-"),
        Row(
            testDescription: "sums of published cells tell nothing",
            cells: "* 20 20 / 10 30 40 / 10 50 60", columns: 2, totals: .ofPublishedCells,
            expected: "1-7"),
        Row(
            testDescription: "rounded totals narrow", cells: "* 10 10 15 / * 10 10 15", columns: 3,
            totals: .rounded, expected: "1-1 1-1"),
    ]

    @Test(arguments: rows)
    func findsIntervals(row: Row) throws {
        let table = try Self.table(row.cells, columns: row.columns)
        let rounding: DisclosureProfile.Rounding = row.totals == .exact ? .none : .nearest(5)
        let profile = try #require(
            DisclosureProfile(name: "t", threshold: 7, rounding: rounding, totals: row.totals))
        let audit = try TableAudit(of: table, under: profile)
        let found = audit.intervals.map { "\($0.low)-\($0.high.map { "\($0)" } ?? "")" }
        #expect(found.joined(separator: " ") == row.expected)
    }

    @Test(arguments: [
        "9 20 28 / 9 20 28", "* 20 20 / * 20 20", "* 9 9 / 10 9 19", "3 20 23 / 3 20 23",
        "-9 20 11 / -9 20 11",
    ])
    func contradictionsAreFound(cells: String) throws {
        let table = try Self.table(cells, columns: 2)
        let profile = try #require(DisclosureProfile(name: "t", threshold: 7, totals: .exact))
        #expect(throws: TableRefusal.inconsistent) { try TableAudit(of: table, under: profile) }
    }

    @Test(arguments: ["* 20 25 / * 20 25", "10 20 35 / 10 20 35", "10 20 30 / 10 20 35"])
    func totalsThatAreNotSumsAreFound(cells: String) throws {
        let table = try Self.table(cells, columns: 2)
        #expect(throws: TableRefusal.inconsistent) {
            try TableAudit(of: table, under: .openSAFELY)
        }
    }

    @Test func aTableHasTheCellsOfItsShape() throws {
        let shape = try TableShape(rows: 1, columns: 2)
        #expect(throws: TableRefusal.self) { try PublishedTable(shape: shape, cells: []) }
    }

    static func table(_ text: String, columns: Int) throws -> PublishedTable {
        let cells: [PublishedCount] = text.split(whereSeparator: { " /".contains($0) }).map {
            Int($0).map { .count($0) } ?? .suppressed
        }
        let shape = try TableShape(rows: cells.count / (columns + 1) - 1, columns: columns)
        return try PublishedTable(shape: shape, cells: cells)
    }
}

/// Small tables with anything suppressed, and all counts that could be behind them.
@Suite struct BruteForceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let rows: Int
        let columns: Int
        var groups: [[Int]] = []
        var rounding = DisclosureProfile.Rounding.none
        var totals = DisclosureProfile.Totals.exact
        var showsZeros = true
        func isSmall(_ count: Int) -> Bool { count == 0 ? !showsZeros : count <= 2 }
        /// Whether the attacker knows which suppressed cells are small.
        var isKnown = false
        /// Greater than any count that is bounded where no cell of a row is above 3.
        var limit: Int { 3 * rows * columns + 1 }
    }

    static let cases = [
        Case(testDescription: "two by two", rows: 2, columns: 2),
        Case(testDescription: "two by three", rows: 2, columns: 3),
        Case(testDescription: "small known", rows: 2, columns: 3, isKnown: true),
        Case(testDescription: "zeros hidden", rows: 2, columns: 2, showsZeros: false),
        Case(testDescription: "groups", rows: 3, columns: 1, groups: [[0, 0, 1]]),
        Case(
            testDescription: "rounded", rows: 2, columns: 2, rounding: .nearest(3),
            totals: .rounded),
        Case(
            testDescription: "rounded, in groups", rows: 3, columns: 1, groups: [[0, 1, 1]],
            rounding: .nearest(2), totals: .rounded),
        Case(
            testDescription: "rounded cells, exact totals", rows: 2, columns: 2,
            rounding: .nearest(3)),
    ]

    @Test(arguments: cases)
    func auditAgrees(row: Case) throws {
        let profile = try #require(
            DisclosureProfile(
                name: "t", threshold: 2, rounding: row.rounding, showsZeros: row.showsZeros,
                totals: row.totals))
        var random = SeededNumbers(seed: 7)
        for _ in 0..<12 {
            let (published, small) = try Self.published(row, &random)
            let audit = try TableAudit(
                of: published, under: profile, knowing: row.isKnown ? small : nil)
            let expected = Self.intervals(of: published, small, row)
            for interval in audit.intervals {
                let found = [interval.low, interval.high ?? row.limit]
                #expect(found == expected[interval.cell])
            }
        }
    }

    /// A table with its small cells suppressed, and others by chance, but no more than three of
    /// its rows.
    private static func published(
        _ row: Case, _ random: inout SeededNumbers
    ) throws -> (PublishedTable, small: Set<Int>) {
        let shape = try TableShape(rows: row.rows, columns: row.columns, groups: row.groups)
        while true {
            let counts = (0..<row.rows).map { _ in
                (0..<row.columns).map { _ in Int.random(in: 0...3, using: &random) }
            }
            let all = everyCount(counts, row)
            let small = Set(all.indices.filter { row.isSmall(all[$0]) })
            let cells = all.enumerated().map { cell, count in
                let isChosen = count > 0 && Int.random(in: 0..<3, using: &random) == 0
                return small.contains(cell) || isChosen
                    ? PublishedCount.suppressed
                    : .count(written(count, isTotal(cell, shape), row))
            }
            let hidden = cells.indices.count { cells[$0] == .suppressed && !isTotal($0, shape) }
            if hidden <= 3 { return (try PublishedTable(shape: shape, cells: cells), small) }
        }
    }

    /// The least and the greatest count of each cell over all tables that look like this one.
    private static func intervals(
        of published: PublishedTable, _ small: Set<Int>, _ row: Case
    ) -> [[Int]] {
        let shape = published.shape
        var found = Array(repeating: [Int.max, Int.min], count: shape.cellCount)
        var counts = Array(
            repeating: Array(repeating: 0, count: row.columns), count: row.rows)
        func looksSo(_ count: Int, _ cell: Int) -> Bool {
            if case .count(let value) = published.cells[cell] {
                return !row.isSmall(count) && written(count, isTotal(cell, shape), row) == value
            }
            if row.isKnown { return count > 0 && row.isSmall(count) == small.contains(cell) }
            return count > 0 || !row.showsZeros
        }
        func tryAll(_ index: Int) {
            guard index < row.rows * row.columns else {
                let all = everyCount(counts, row)
                guard all.indices.allSatisfy({ looksSo(all[$0], $0) }) else { return }
                for (cell, count) in all.enumerated() {
                    let seen = min(count, row.limit)
                    found[cell] = [min(found[cell][0], seen), max(found[cell][1], seen)]
                }
                return
            }
            let (line, column) = index.quotientAndRemainder(dividingBy: row.columns)
            for count in 0...row.limit where looksSo(count, shape.cell(line: line, column: column))
            {
                counts[line][column] = count
                tryAll(index + 1)
            }
        }
        tryAll(0)
        return found
    }

    private static func written(_ count: Int, _ isTotal: Bool, _ row: Case) -> Int {
        guard case .nearest(let base) = row.rounding, row.totals == .rounded || !isTotal
        else { return count }
        return count / base * base + (count % base * 2 >= base ? base : 0)
    }

    private static func isTotal(_ cell: Int, _ shape: TableShape) -> Bool {
        let (line, column) = shape.place(ofCell: cell)
        return line >= shape.rowCount || column == shape.columnCount
    }

    /// The counts of all cells, added up here once more.
    private static func everyCount(_ counts: [[Int]], _ row: Case) -> [Int] {
        var lines = counts
        var members = counts
        for level in row.groups {
            let groups = (0...(level.max() ?? 0)).map { group in
                (0..<row.columns).map { column in
                    members.indices.filter { level[$0] == group }
                        .reduce(0) { $0 + members[$1][column] }
                }
            }
            lines += groups
            members = groups
        }
        lines.append((0..<row.columns).map { column in members.reduce(0) { $0 + $1[column] } })
        return lines.flatMap { $0 + [$0.reduce(0, +)] }
    }
}
