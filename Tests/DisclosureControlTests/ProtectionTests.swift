import DisclosureControl
import Testing

/// Generated tables: whatever is published stays as vague as the profile demands.
@Suite struct ProtectionTests {
    static let profiles = [
        DisclosureProfile.nhsSecondaryCare, .openSAFELY, .midpointSix, .onsLongitudinalStudy,
        TableTests.exact, TableTests.kept, TableTests.guessed,
        TableTests.profile(threshold: 3, suppressesTotals: true),
        DisclosureProfile(name: "zeros hidden", threshold: 5, showsZeros: false, totals: .exact)
            ?? .openSAFELY,
    ]

    @Test(arguments: profiles.indices)
    func whatIsPublishedIsProtected(index: Int) throws {
        let profile = Self.profiles[index]
        var random = SeededNumbers(seed: 11)
        var protected = 0
        for number in 0..<20 {
            let (counts, groups) = Self.table(number, &random)
            let table = try CountTable(counts, groups: groups)
            guard let result = try? table.protected(under: profile) else { continue }
            protected += 1
            let small = result.published.cells.indices.filter { cell in
                let count = Self.count(of: cell, table.shape, counts, groups)
                return result.published.cells[cell] == .suppressed && count <= profile.threshold
            }
            let audit = try TableAudit(
                of: result.published, under: profile,
                knowing: profile.smallAreKnown ? Set(small) : nil)
            #expect(audit == result.audit && audit.tooNarrow.isEmpty)
            for interval in audit.intervals {
                #expect(interval.high.map { $0 - interval.low >= profile.protection } ?? true)
                let truth = Self.count(of: interval.cell, table.shape, counts, groups)
                #expect(truth >= interval.low && truth <= interval.high ?? .max)
            }
            let again = try table.protected(under: profile)
            #expect(again.published == result.published)
        }
        // A third of the tables have hardly a count that could hide another; those are refused.
        #expect(protected >= (profile.suppressesTotals ? 11 : 2))
    }

    /// Whatever is suppressed beyond the small cells is needed.
    @Test func nothingIsSuppressedInVain() throws {
        var random = SeededNumbers(seed: 12)
        var further = 0
        for number in 0..<15 {
            let (counts, groups) = Self.table(number, &random)
            let table = try CountTable(counts, groups: groups)
            guard let result = try? table.protected(under: TableTests.exact) else { continue }
            for (cell, published) in result.published.cells.enumerated() {
                let count = Self.count(of: cell, table.shape, counts, groups)
                guard published == .suppressed, count > 7 else { continue }
                var cells = result.published.cells
                cells[cell] = .count(count)
                let more = try PublishedTable(shape: table.shape, cells: cells)
                let audit = try TableAudit(of: more, under: TableTests.exact)
                #expect(!audit.tooNarrow.isEmpty)
                further += 1
            }
        }
        #expect(further > 20)
    }

    /// 40 by 18 with 60 small cells.
    @Test func aLargeTableIsProtected() throws {
        let result = try CountTable(LargeTable.counts(seed: 1)).protected(under: TableTests.exact)
        #expect(result.smallCells == 60)
        #expect(result.audit.tooNarrow.isEmpty)
    }

    private static func table(
        _ number: Int, _ random: inout SeededNumbers
    ) -> (counts: [[Int]], groups: [[Int]]) {
        let (rows, columns) = (
            Int.random(in: 2...8, using: &random), Int.random(in: 2...6, using: &random)
        )
        let most = [12, 40, 200][number % 3]
        let counts = (0..<rows).map { _ in
            (0..<columns).map { _ in
                Int.random(in: 0..<4, using: &random) == 0
                    ? Int.random(in: 0...7, using: &random)
                    : Int.random(in: 0...most, using: &random)
            }
        }
        guard number.isMultiple(of: 2), rows >= 4 else { return (counts, []) }
        let networks = (0..<rows).map { $0 * 2 / rows }
        return (counts, number.isMultiple(of: 4) ? [networks] : [networks, [0, 0]])
    }

    /// The true count of any cell, added up from the rows that are in its line.
    private static func count(
        of cell: Int, _ shape: TableShape, _ counts: [[Int]], _ groups: [[Int]]
    ) -> Int {
        let (line, column) = shape.place(ofCell: cell)
        let rows = counts.indices.filter { row in
            var (member, start, size) = (row, 0, counts.count)
            for level in groups {
                if start + member == line { return true }
                start += size
                (member, size) = (level[member], (level.max() ?? 0) + 1)
            }
            return start + member == line || line == shape.lineCount - 1
        }
        return rows.reduce(0) {
            $0 + (column == shape.columnCount ? counts[$1].reduce(0, +) : counts[$1][column])
        }
    }
}

/// The table of the speed to reach: 40 by 18, with 60 small cells.
enum LargeTable {
    static func counts(seed: UInt64) -> [[Int]] {
        var random = SeededNumbers(seed: seed)
        var rows = (0..<40).map { _ in (0..<18).map { _ in Int.random(in: 8...120, using: &random) }
        }
        var left = 60
        while left > 0 {
            let row = Int.random(in: 0..<40, using: &random)
            let column = Int.random(in: 0..<18, using: &random)
            guard rows[row][column] > 7 else { continue }
            rows[row][column] = Int.random(in: 1...7, using: &random)
            left -= 1
        }
        return rows
    }
}
