import DisclosureControl
import Testing

/// Tables in which a person may count several times: a cell is small by its people.
@Suite struct TallyTests {
    static let kept = DisclosureProfile.nhsSecondaryCare

    /// A tally of two rows and two columns; each share is `row column count`, a person a list.
    static func tally(
        _ people: [[(Int, Int, Int)]], countsPeople: Bool = false, rows: Int = 2
    ) throws -> TableTally {
        let shape = try TableShape(rows: rows, columns: 2)
        var tally = TableTally(shape: shape, countsPeople: countsPeople)
        for person in people {
            tally.add(
                person.map { CellShare(cell: shape.cell(line: $0.0, column: $0.1), count: $0.2) })
        }
        return tally
    }

    static func text(_ table: PublishedTable) -> String {
        (0..<table.shape.lineCount).map { line in
            (0...table.shape.columnCount).map { table[line, $0].description }
                .joined(separator: " ")
        }.joined(separator: " / ")
    }

    @Test func aCellOfOnePersonIsSmallHoweverMuchTheyCount() throws {
        let many = Array(repeating: [(0, 0, 3)], count: 10)
        let table = try Self.tally(many + [[(1, 1, 40)]]).table()
        let published = try table.protected(under: .openSAFELY).published
        #expect(Self.text(published) == "30 0 30 / 0 * * / 30 * 30")
    }

    @Test func whereEverybodyCountsOnceCountsAreOfPeople() throws {
        let tally = try Self.tally(Array(repeating: [(0, 0, 1)], count: 7), countsPeople: true)
        let more = try Self.tally(Array(repeating: [(0, 0, 1)], count: 8), countsPeople: true)
        #expect(
            Self.text(try tally.table().protected(under: .openSAFELY).published)
                == "* 0 * / 0 0 0 / * 0 *")
        #expect(
            Self.text(try more.table().protected(under: .openSAFELY).published)
                == "10 0 10 / 0 0 0 / 10 0 10")
    }

    /// Of a suppressed cell nothing is known to within what one person adds to a small one.
    @Test func totalsAreProtectedByTheLargestShare() throws {
        var random = SeededNumbers(seed: 5)
        var protected = 0
        for _ in 0..<30 {
            let shape = try TableShape(rows: 6, columns: 4)
            var tally = TableTally(shape: shape, countsPeople: false)
            for _ in 0..<400 {
                let row = Int.random(in: 0..<6, using: &random)
                let column = Int.random(in: 0..<4, using: &random)
                if row * column == 2, Int.random(in: 0..<12, using: &random) > 0 { continue }
                let cell = shape.cell(line: row, column: column)
                tally.add([CellShare(cell: cell, count: Int.random(in: 1...9, using: &random))])
            }
            guard let result = try? tally.table().protected(under: Self.kept) else { continue }
            protected += 1
            for interval in result.audit.intervals {
                #expect(interval.low >= 1)
                #expect(interval.high.map { $0 - interval.low >= 7 } ?? true)
            }
        }
        #expect(protected > 10)
    }

    @Test func midpointsHideNobodyAmongCounts() throws {
        let table = try Self.tally([[(0, 0, 9)]]).table()
        #expect(throws: TableRefusal.self) { try table.protected(under: .midpointSix) }
    }

    @Test func nobodyCountsAThousandTimes() throws {
        let table = try Self.tally([[(0, 0, 1_001)]]).table()
        #expect(throws: TableRefusal.self) { try table.protected(under: Self.kept) }
    }

    /// A person in two months is one person in the sum of both.
    @Test func aPersonInTwoCellsIsOnePersonInTheirSum() throws {
        let people = Array(repeating: [(0, 0, 1), (1, 0, 1)], count: 7)
        let table = try Self.tally(people).table()
        let published = try table.protected(under: TableTests.exact).published
        #expect(Self.text(published) == "* 0 * / * 0 * / * 0 *")
    }
}
