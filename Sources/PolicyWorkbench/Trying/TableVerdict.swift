import CanonicalModel
import SharingAgreements

/// What tables count of an example patient, against what is expected.
extension ExampleVerdict {
    mutating func checkTables(_ expected: [Expectation.Table], of agreement: Agreement) {
        for (number, table) in agreement.tables.enumerated() {
            let own = expected.first { $0.id == table.id }
            let (wanted, found) = (own?.cells ?? [], outcome.counted[table.id] ?? [])
            let names = (table.rows + table.columns).map(\.name)
            let clause = cite("tables[\(number)]")
            for cell in wanted where !found.contains(cell) {
                fail(
                    own?.position,
                    "the table `\(table.id)` should count \(Self.words(cell, names)), and does not"
                        + ": it counts \(Self.words(found, names)), by \(clause)", nil)
            }
            for cell in found
            where !wanted.contains(cell) && !wanted.contains(where: cell.isPlace(of:)) {
                fail(
                    own?.position,
                    "the table `\(table.id)` counts \(Self.words(cell, names)), by \(clause), and "
                        + "the example does not name it", "name it if it may be counted")
            }
        }
        // A table that is gone counts nothing of what is wanted.
        for table in expected
        where !table.cells.isEmpty && !agreement.tables.contains(where: { $0.id == table.id }) {
            fail(table.position, "there is no table `\(table.id)`", nil)
        }
    }

    private static func words(_ cells: [CountedCell], _ names: [String]) -> String {
        cells.isEmpty
            ? "nothing of the patient" : cells.map { words($0, names) }.joined(separator: " and ")
    }

    private static func words(_ cell: CountedCell, _ names: [String]) -> String {
        let place = zip(names, cell.values).map { "\($0) \($1)" }.joined(separator: ", ")
        return "`\(place)`" + (cell.count == 1 ? "" : " \(cell.count) times")
    }
}

extension CountedCell {
    /// Whether both are the same cell, however often it is counted.
    fileprivate func isPlace(of other: CountedCell) -> Bool { values == other.values }
}
