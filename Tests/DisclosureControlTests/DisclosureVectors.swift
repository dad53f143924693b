import DisclosureControl
import Foundation
import Testing

/// The vectors of tables that another implementation computed, where they are at hand.
struct DisclosureVectors: Decodable {
    struct Cell: Decodable {
        let n: Int, publish: Published
    }
    struct Row: Decodable {
        let cells: [Int], published: [Published]
        let total_recomputed, total_rounded_independently, total_exact: Int
        let interval_if_total_recomputed, interval_if_total_rounded_independently: [Int]
        let interval_if_total_exact: [Int]
    }
    struct Table: Decodable {
        let name: String, counts: [[Int]], primary, secondary, unsolvable: [[Int]], cost: Int
        let intervals: [String: [Int]]
    }
    /// A number, or `*`.
    struct Published: Decodable {
        let count: PublishedCount
        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            count = (try? value.decode(Int.self)).map { .count($0) } ?? .suppressed
        }
    }
    let cell_T7_round5: [Cell]
    let cell_midpoint6: [Cell]
    let row_rounding: [Row]
    let tables: [Table]

    static let file = SharedVectors.file?.deletingLastPathComponent()
        .appending(path: "disclosure-vectors.json")

    static func load() throws -> DisclosureVectors {
        try JSONDecoder().decode(DisclosureVectors.self, from: Data(contentsOf: #require(file)))
    }
}

/// The published vectors of cells, rows and tables.
@Suite(.enabled(if: SharedVectors.file != nil, "needs ../shared/vectors or SLUICE_SHARED"))
struct DisclosureVectorTests {
    @Test func cellsArePublishedSo() throws {
        let vectors = try DisclosureVectors.load()
        for (profile, cells) in [
            (DisclosureProfile.openSAFELY, vectors.cell_T7_round5),
            (.midpointSix, vectors.cell_midpoint6),
        ] {
            for cell in cells {
                let table = try CountTable([[cell.n]]).protected(under: profile)
                #expect(table.published[0, 0] == cell.publish.count)
            }
            #expect(cells.count > 10)
        }
    }

    /// Rows alone, whose total is the only thing known beside the cells.
    @Test func rowsGiveAwayWhatTheVectorsSay() throws {
        for row in try DisclosureVectors.load().row_rounding {
            let cells = row.published.map(\.count)
            for (totals, total, expected) in [
                (
                    DisclosureProfile.Totals.ofPublishedCells, row.total_recomputed,
                    row.interval_if_total_recomputed
                ),
                (
                    .rounded, row.total_rounded_independently,
                    row.interval_if_total_rounded_independently
                ), (.exact, row.total_exact, row.interval_if_total_exact),
            ] {
                let interval = try LoneRow.interval(of: cells, total: total, totals)
                #expect(interval == expected, "\(totals)")
            }
        }
    }

    /// Tables with exact totals that may not be suppressed, protected by seven persons.
    @Test func tablesAreProtectedAsTheVectorsSay() throws {
        for vector in try DisclosureVectors.load().tables {
            let profile = try #require(
                DisclosureProfile(
                    name: "vector", threshold: 7, showsZeros: vector.name != "zeros_sensitive",
                    totals: .exact, suppressesTotals: false, smallAreKnown: false))
            let table = try CountTable(vector.counts)
            guard vector.unsolvable.isEmpty else {
                #expect(throws: TableRefusal.self) { try table.protected(under: profile) }
                continue
            }
            let result = try table.protected(under: profile)
            let shape = table.shape
            let suppressed = Set(
                result.published.cells.indices.filter { result.published.cells[$0] == .suppressed })
            let expected = Set(
                (vector.primary + vector.secondary).map { shape.cell(line: $0[0], column: $0[1]) })
            #expect(suppressed == expected, "\(vector.name)")
            for interval in result.audit.intervals {
                let (row, column) = shape.place(ofCell: interval.cell)
                let known = vector.intervals["\(row),\(column)"]
                #expect([interval.low, interval.high ?? -1] == known, "\(vector.name)")
            }
        }
    }
}

/// A row of rounded cells with a total, and nothing else published.
enum LoneRow {
    /// What can be told of its first suppressed cell, which everybody knows to be 1 to 7.
    static func interval(
        of cells: [PublishedCount], total: Int, _ totals: DisclosureProfile.Totals
    ) throws -> [Int] {
        let profile = try #require(
            DisclosureProfile(
                name: "row", threshold: 7, rounding: .nearest(5), totals: totals,
                suppressesFurther: true))
        let shape = try TableShape(rows: 1, columns: cells.count)
        // The line for everybody is suppressed: it would be the same cells once more.
        var below: [PublishedCount] = cells.map { _ in .suppressed } + [.count(total)]
        if totals == .ofPublishedCells { below = cells + [.count(total)] }
        let table = try PublishedTable(
            shape: shape, cells: cells + [.count(total)] + below)
        let audit = try TableAudit(of: table, under: profile)
        let interval = try #require(audit.intervals.first)
        return [interval.low, min(interval.high ?? 7, 7)]
    }
}
