/// A table of counts of people, with all its sums, as only its controller sees it.
public struct CountTable: Sendable {
    /// Its rows, columns and groups.
    public let shape: TableShape
    /// The count of every cell, sums included, in the order of ``TableShape/cell(line:column:)``.
    let counts: [Int]

    /// The largest count of one cell.
    public static let largestCount = 1 << 32

    /// A table of the counts of its rows, whose sums are made here.
    ///
    /// - Parameters:
    ///   - rows: One list a row, one count a column; rows and columns without anybody included.
    ///   - groups: As for ``TableShape/init(rows:columns:groups:)``.
    /// - Throws: ``TableRefusal/invalid(_:)`` for rows of different lengths, and counts below 0 or
    ///   above ``largestCount``.
    public init(_ rows: [[Int]], groups: [[Int]] = []) throws(TableRefusal) {
        let columns = rows.first?.count ?? 0
        shape = try TableShape(rows: rows.count, columns: columns, groups: groups)
        guard rows.allSatisfy({ $0.count == columns }) else {
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
}
