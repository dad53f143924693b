@testable import DisclosureControl
import Testing

/// Counts that are held at what was published before.
@Suite struct HoldingTests {
    private static let rules = DisclosureProfile.openSAFELY

    private static func tally(_ counts: [Int]) throws -> TableTally {
        let shape = try TableShape(rows: counts.count, columns: 1)
        var tally = TableTally(shape: shape, countsPeople: true)
        for (row, count) in counts.enumerated() where count > 0 {
            tally.add([CellShare(cell: shape.cell(line: row, column: 0), count: count)])
        }
        return tally
    }

    static let rows: [(own: Int, earlier: [Int], held: Int)] = [
        (20, [], 20), (21, [20], 20), (27, [20], 20), (28, [20], 28), (13, [20], 20),
        (12, [20], 12), (19, [20, 28], 20), (24, [20, 28], 20), (25, [20, 28], 28), (3, [0], 0),
        (0, [3], 3), (8, [0], 8), (40, [20, 28], 40),
    ]

    @Test(arguments: rows)
    func aCountIsHeldAtTheNearest(_ own: Int, _ earlier: [Int], _ held: Int) throws {
        var tally = try Self.tally([own])
        try tally.hold(under: Self.rules) { cell in
            cell == 0
                ? earlier.map { EarlierCount(count: $0, people: $0, isOfAnother: false) } : []
        }
        #expect(tally.standing.first?.count == held)
    }

    /// However counts wander, no two that are published are 1 to 7 people apart.
    @Test func nothingThatIsPublishedIsFewPeopleApart() throws {
        var random = SeededNumbers(seed: 11)
        var (known, compared) = ([Set<Int>](repeating: [], count: 5), 0)
        var counts = [0, 5, 30, 100, 8]
        for _ in 0..<400 {
            for row in counts.indices {
                counts[row] = max(0, counts[row] + Int.random(in: -4...4, using: &random))
            }
            var tally = try Self.tally(counts)
            let shape = tally.shape
            let before = known
            try tally.hold(under: Self.rules) { cell in
                let (line, column) = shape.place(ofCell: cell)
                guard line < 5, column == 0 else { return [] }
                return before[line].map {
                    EarlierCount(count: $0, people: $0, isOfAnother: false)
                }
            }
            for row in counts.indices {
                let held = tally.standing[shape.cell(line: row, column: 0)].count
                #expect(abs(held - counts[row]) <= 7)
                for other in known[row] where other != held {
                    #expect(abs(other - held) > 7)
                    compared += 1
                }
                known[row].insert(held)
            }
        }
        #expect(compared > 1000)
    }

    /// One person may add more than the threshold to a count of what people have.
    @Test func contactsAreHeldByWhatOnePersonAdds() throws {
        let shape = try TableShape(rows: 1, columns: 1)
        var tally = TableTally(shape: shape, countsPeople: false)
        for _ in 0..<9 { tally.add([CellShare(cell: 0, count: 2)]) }
        tally.add([CellShare(cell: 0, count: 20)])
        try tally.hold(under: .nhsSecondaryCare) { _ in
            [EarlierCount(count: 18, people: 9, isOfAnother: false)]
        }
        #expect(tally.standing.first?.count == 18 && tally.standing.first?.people == 9)
    }

    @Test(arguments: [
        (99, true, true), (99, false, false), (100, true, false), (90, true, false),
        (91, true, true),
    ])
    func totalsOfAnotherFlowAreNotToBeSubtracted(
        _ other: Int, _ isOfAnother: Bool, _ isRefused: Bool
    ) throws {
        var tally = try Self.tally([60, 40])
        let profile = DisclosureProfile.onsLongitudinalStudy
        let last = tally.shape.cellCount - 1
        do throws(TableRefusal) {
            try tally.hold(under: profile) { cell in
                cell == last
                    ? [EarlierCount(count: other, people: other, isOfAnother: isOfAnother)] : []
            }
            #expect(!isRefused)
        } catch {
            #expect(isRefused && error == .subtractable(cells: 1))
        }
        // Sums of what is published tell nothing new.
        try tally.hold(under: .openSAFELY) { _ in
            [EarlierCount(count: other, people: other, isOfAnother: true)]
        }
    }
}
