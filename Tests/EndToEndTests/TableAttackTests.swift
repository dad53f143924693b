import Foundation
import Testing

/// An attacker who reads the published file, and tries every table that could be behind it.
@Suite struct TableAttackTests {
    /// What is published of two practices by four words for sex; `nil` where suppressed.
    private struct Published {
        var cells: [[Int?]] = []
        var hidden: [(row: Int, column: Int)] = []

        init(_ csv: String) {
            let counts = csv.split(separator: "\r\n").dropFirst().map { line in
                Int(line.split(separator: ",", omittingEmptySubsequences: false)[2])
            }
            for line in 0..<3 { cells.append(Array(counts[line * 5..<line * 5 + 5])) }
            for row in 0..<2 {
                for column in 0..<4 where cells[row][column] == nil {
                    hidden.append((row, column))
                }
            }
        }

        /// Every way to fill the suppressed cells so that all published sums hold.
        func tables(from range: (Int, Int) -> ClosedRange<Int>) -> [[Int]] {
            var (found, counts) = ([[Int]](), cells.prefix(2).map { $0.prefix(4).map { $0 ?? 0 } })
            func fits() -> Bool {
                let rows = counts.map { $0.reduce(0, +) }
                let columns = (0..<4).map { counts[0][$0] + counts[1][$0] }
                return (0..<2).allSatisfy { cells[$0][4] ?? rows[$0] == rows[$0] }
                    && (0..<4).allSatisfy { cells[2][$0] ?? columns[$0] == columns[$0] }
                    && cells[2][4] ?? rows.reduce(0, +) == rows.reduce(0, +)
            }
            func fill(_ index: Int) {
                guard index < hidden.count else {
                    if fits() { found.append(hidden.map { counts[$0.row][$0.column] }) }
                    return
                }
                let (row, column) = hidden[index]
                for count in range(row, column) {
                    counts[row][column] = count
                    fill(index + 1)
                }
            }
            fill(0)
            return found
        }
    }

    static let practices = ["Y99001", "Y99002"]
    static let sexes = ["male", "female", "other", "unknown"]

    /// Totals are exact, so that they could be subtracted from: only suppression protects.
    @Test(arguments: [
        [[2, 9, 0, 0], [8, 10, 0, 0]], [[2, 3, 0, 0], [8, 10, 0, 0]],
        [[1, 7, 0, 0], [3, 9, 4, 0]],
        [[0, 8, 1, 0], [6, 0, 7, 0]], [[3, 3, 0, 0], [3, 3, 0, 0]], [[1, 0, 0, 0], [0, 9, 9, 0]],
    ])
    func noSmallCountIsNarrowedDown(_ counts: [[Int]]) throws {
        let scratch = try Scratch()
        var groups: [(practice: String, sex: String, count: Int)] = []
        for (row, practice) in Self.practices.enumerated() {
            for (column, sex) in Self.sexes.enumerated() {
                groups.append((practice, sex, counts[row][column]))
            }
        }
        let agreement = TableTests.agreement(
            "- {id: people, count: patients, rows: [practice], columns: [sex]}",
            "profile: custom, threshold: 3, totals: exact, secondary: true")
        let outcome = try TableTests.convert(MadePerson.many(groups), agreement, in: scratch)
        // What cannot be protected is not there to be attacked.
        guard outcome.status == 0 else {
            #expect(outcome.status == 4)
            #expect(try !scratch.files(below: "feed").keys.contains { $0.contains("tables") })
            return
        }
        let published = Published(try scratch.read("feed/c/tables/people.csv"))
        let small = published.hidden.filter { counts[$0.row][$0.column] <= 3 }
        #expect(!small.isEmpty)
        for knowsTheSmall in [false, true] {
            let tables = published.tables { row, column in
                guard knowsTheSmall else { return 1...24 }
                return counts[row][column] <= 3 ? 1...3 : 4...24
            }
            #expect(!tables.isEmpty)
            for (index, cell) in published.hidden.enumerated()
            where counts[cell.row][cell.column] <= 3 {
                let found = tables.map { $0[index] }
                let width = (found.max() ?? 0) - (found.min() ?? 0)
                #expect(width >= 2, "\(cell) is known to within \(width)")
            }
        }
    }
}
