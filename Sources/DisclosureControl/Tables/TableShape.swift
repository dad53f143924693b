/// How many rows and columns a table has, and how its rows are grouped, such as practices in
/// primary-care networks in integrated care boards.
///
/// A table is published in *lines*: first its rows, then the groups of each level, and last the
/// line for everybody. Each line has a cell a column, and after them its total.
public struct TableShape: Sendable, Equatable {
    /// Rows that are not sums of others.
    public let rowCount: Int
    /// Columns, the total not counted.
    public let columnCount: Int
    /// Rows, groups and the line for everybody.
    public let lineCount: Int
    /// The line that each line is part of; none for the last.
    let parents: [Int]

    /// The most cells of one table, sums included.
    public static let largest = 200_000

    /// A table of rows and columns, with rows grouped.
    ///
    /// - Parameters:
    ///   - groups: For each level upwards, the group of every member of the level below, numbered
    ///     from 0 without gaps; `[[0, 0, 1]]` puts the first two of three rows together. The line
    ///     for everybody is not among them.
    /// - Throws: ``TableRefusal/invalid(_:)``.
    public init(rows: Int, columns: Int, groups: [[Int]] = []) throws(TableRefusal) {
        guard rows > 0, columns > 0, columns <= Self.largest else {
            throw .invalid("a table needs rows and columns")
        }
        var parents: [Int] = []
        var members = rows
        for level in groups {
            let count = (level.max() ?? -1) + 1
            guard level.count == members, count > 0, Set(level) == Set(0..<count) else {
                throw .invalid("each level of groups numbers those of every member from 0")
            }
            let start = parents.count + members
            parents += level.map { start + $0 }
            members = count
        }
        parents += Array(repeating: parents.count + members, count: members)
        guard parents.count < Self.largest / (columns + 1) else {
            throw .invalid("the table has more than \(Self.largest) cells")
        }
        (rowCount, columnCount, lineCount) = (rows, columns, parents.count + 1)
        self.parents = parents
    }

    /// All cells, sums included.
    public var cellCount: Int { lineCount * (columnCount + 1) }

    /// The position of a cell in the lists of cells: line by line, the total last in its line.
    ///
    /// - Parameter column: A column, or ``columnCount`` for the total of the line.
    public func cell(line: Int, column: Int) -> Int { line * (columnCount + 1) + column }

    /// The line and the column of a cell, the other way.
    public func place(ofCell cell: Int) -> (line: Int, column: Int) {
        let (line, column) = cell.quotientAndRemainder(dividingBy: columnCount + 1)
        return (line, column)
    }

    /// Whether a cell is a sum of others.
    public func isTotal(_ cell: Int) -> Bool {
        let (line, column) = place(ofCell: cell)
        return line >= rowCount || column == columnCount
    }

    /// Makes every total from the cells of the rows; totals must be 0 before.
    func addUp(_ values: inout [Int]) {
        for row in 0..<rowCount {
            let first = cell(line: row, column: 0)
            values[first + columnCount] = values[first..<first + columnCount].reduce(0, +)
        }
        // A line stands before the line that it is part of.
        for (line, parent) in parents.enumerated() {
            for column in 0...columnCount {
                values[cell(line: parent, column: column)] +=
                    values[cell(line: line, column: column)]
            }
        }
    }
}
