import DisclosureControl
import Testing

/// Tables as they are published.
@Suite struct TableTests {
    @Test(arguments: [
        (0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (998, "1000"),
    ])
    func sevenAndFiveIs(count: Int, expected: String) throws {
        let table = try CountTable([[count]]).protected(under: .openSAFELY)
        #expect(table.published[0, 0].description == expected)
    }

    @Test(arguments: [
        (0, "0"), (1, "3"), (6, "3"), (7, "9"), (12, "9"), (13, "15"), (1000, "999"),
    ])
    func midpointIs(count: Int, expected: String) throws {
        let table = try CountTable([[count]]).protected(under: .midpointSix)
        #expect(table.published[0, 0].description == expected)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let counts: [[Int]]
        var groups: [[Int]] = []
        let profile: DisclosureProfile
        /// Line by line, the total last in each.
        let expected: String
    }

    static let rows = [
        Row(
            testDescription: "totals are sums of published cells", counts: [[3, 8, 16, 23]],
            profile: .openSAFELY, expected: "* 10 15 25 50 / * 10 15 25 50"),
        Row(
            testDescription: "a total of nothing but suppressed cells is not 0",
            counts: [[3, 4], [0, 0], [20, 0]], profile: .openSAFELY,
            expected: "* * * / 0 0 0 / 20 0 20 / 20 * 20"),
        Row(
            testDescription: "groups add up their rows", counts: [[8, 9], [20, 2], [30, 31]],
            groups: [[0, 0, 1]], profile: .openSAFELY,
            expected: "10 10 20 / 20 * 20 / 30 30 60 / 30 10 40 / 30 30 60 / 60 40 100"),
        Row(
            testDescription: "further cells are suppressed", counts: four, profile: kept,
            expected: "* 50 10 * 85 / 8 19 22 15 64 / * 32 12 * 64 / * 40 30 * 91 / "
                + "46 141 74 43 304"),
        Row(
            testDescription: "the next smallest would not do", counts: naive, profile: kept,
            expected: "* * 40 * 69 / * 48 0 * 59 / 30 47 0 0 77 / 26 * 11 * 67 / "
                + "80 126 51 15 272"),
        Row(
            testDescription: "a small total is suppressed, and what gives it away",
            counts: [[1, 2, 3], [20, 30, 40], [9, 15, 25]], profile: exact,
            expected: "* * * * / 20 30 40 90 / * * * * / 30 47 68 145"),
        Row(
            testDescription: "small cells are taken for small", counts: small,
            profile: .nhsSecondaryCare,
            expected: "* * 0 * / 90 80 70 240 / 60 50 40 * / 155 135 110 405"),
        Row(
            testDescription: "small cells are not taken for small", counts: small,
            profile: guessed,
            expected: "* * 0 15 / 90 80 70 240 / 60 50 40 150 / 155 135 110 405"),
    ]
    // 6 + 7 = 13 is published as 15, which nothing but 6 + 7 and 7 + 7 gives: known to be small,
    // both would be as good as told.
    static let small = [[6, 7, 0], [90, 80, 70], [60, 50, 40]]
    static let four = [[20, 50, 10, 5], [8, 19, 22, 15], [17, 32, 12, 3], [1, 40, 30, 20]]
    static let naive = [[14, 14, 40, 1], [10, 48, 0, 1], [30, 47, 0, 0], [26, 17, 11, 13]]
    static let guessed =
        DisclosureProfile(
            name: "guessed", threshold: 7, rounding: .nearest(5), totals: .rounded,
            smallAreKnown: false) ?? .openSAFELY
    static let exact = profile(suppressesTotals: true)
    static let kept = profile(suppressesTotals: false)

    static func profile(
        threshold: Int = 7, suppressesTotals: Bool, suppressesFurther: Bool = true
    ) -> DisclosureProfile {
        DisclosureProfile(
            name: "exact", threshold: threshold, totals: .exact,
            suppressesFurther: suppressesFurther, suppressesTotals: suppressesTotals,
            smallAreKnown: false)
            ?? .onsLongitudinalStudy
    }

    @Test(arguments: rows)
    func isPublishedSo(row: Row) throws {
        let table = try CountTable(row.counts, groups: row.groups)
        let published = try table.protected(under: row.profile).published
        let lines = (0..<table.shape.lineCount).map { line in
            (0...table.shape.columnCount).map { published[line, $0].description }
                .joined(separator: " ")
        }
        #expect(lines.joined(separator: " / ") == row.expected)
    }

    @Test func theReportCountsCells() throws {
        let result = try CountTable(Self.four).protected(under: Self.kept)
        #expect((result.smallCells, result.furtherCells) == (3, 3))
        #expect(result.audit.intervals.count == 6)
    }

    @Test(arguments: [
        ([[3, 0, 0], [0, 30, 40], [0, 15, 25]], kept, TableRefusal.smallTotals(cells: 2)),
        ([[3, 9], [9, 0]], kept, .unprotectable(cells: 1)),
        (
            [[1, 8, 8]], profile(suppressesTotals: true, suppressesFurther: false),
            .disclosive(cells: 2)
        ),
        (
            [[3, 30], [40, 50]], profile(suppressesTotals: true, suppressesFurther: false),
            .disclosive(cells: 1)
        ),
    ])
    func isRefused(counts: [[Int]], profile: DisclosureProfile, expected: TableRefusal) throws {
        let table = try CountTable(counts)
        #expect(throws: expected) { try table.protected(under: profile) }
    }

    @Test(
        arguments: [
            ([], []), ([[]], []), ([[1, 2], [3]], []), ([[-1]], []), ([[1 << 40]], []),
            ([[1], [2]], [[0]]), ([[1], [2]], [[0, 2]]), ([[1], [2]], [[0, 0], [0, 0]]),
            ([[1], [2]], [[0, -1]]),
        ] as [([[Int]], [[Int]])])
    func isNoTable(counts: [[Int]], groups: [[Int]]) throws {
        let refusal = try #require(throws: TableRefusal.self) {
            try CountTable(counts, groups: groups)
        }
        guard case .invalid = refusal else {
            Issue.record("refused for another reason")
            return
        }
    }

    @Test func refusalsTellNoCounts() {
        let refusals: [TableRefusal] = [
            .smallTotals(cells: 2), .unprotectable(cells: 3), .disclosive(cells: 4), .inconsistent,
            .invalid("reason"),
        ]
        #expect(Set(refusals.map(\.description)).count == refusals.count)
    }

    @Test(arguments: [
        (1, DisclosureProfile.Rounding.none), (-1, .none), (1001, .none), (7, .nearest(1)),
        (7, .nearest(1001)), (7, .midpoint(6)), (5, .midpoint(5)),
    ])
    func isNoProfile(threshold: Int, rounding: DisclosureProfile.Rounding) {
        #expect(
            DisclosureProfile(
                name: "x", threshold: threshold, rounding: rounding, totals: .ofPublishedCells)
                == nil)
    }

    @Test func midpointsNeedTotalsOfPublishedCells() {
        #expect(
            DisclosureProfile(name: "x", threshold: 6, rounding: .midpoint(6), totals: .rounded)
                == nil)
    }

    @Test func namesAreUnique() {
        let names = DisclosureProfile.named.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
