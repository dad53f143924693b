/// What one person adds to one cell of a table's rows.
public struct CellShare: Sendable, Equatable {
    /// The cell, in the order of ``TableShape/cell(line:column:)``; never a total.
    public let cell: Int
    /// How many of what is counted; at least 1.
    public var count: Int

    /// A share of a cell.
    public init(cell: Int, count: Int) { (self.cell, self.count) = (cell, count) }
}

/// The counts of one table while they grow, a person at a time.
///
/// Memory is that of the table, however many people are counted. Where a person may count several
/// times, as somebody does who is seen three times in a month, it keeps beside each count how many
/// people are behind it, and the most that one of them adds: a cell is small by its people.
public struct TableTally: Sendable {
    /// Rows, columns and groups.
    public let shape: TableShape
    /// Whether every person counts once at most.
    public let countsPeople: Bool
    var counts: [Int]
    var people: [Int] = []
    private(set) var largestShares: [Int] = []

    /// Nobody counted yet.
    ///
    /// - Parameter countsPeople: Whether every person counts once at most, so that counts are
    ///   counts of people.
    public init(shape: TableShape, countsPeople: Bool) {
        (self.shape, self.countsPeople) = (shape, countsPeople)
        counts = Array(repeating: 0, count: shape.cellCount)
        if !countsPeople { (people, largestShares) = (counts, counts) }
    }

    /// Adds what one person has in the table, each cell once.
    ///
    /// - Complexity: O(cells of the person × levels of groups).
    public mutating func add(_ shares: [CellShare]) {
        for share in shares { counts[share.cell] += share.count }
        guard !countsPeople else { return }
        var touched: [Int: Int] = [:]
        for share in shares {
            let (row, column) = shape.place(ofCell: share.cell)
            for line in shape.lines(of: row) {
                for place in [column, shape.columnCount] {
                    touched[shape.cell(line: line, column: place), default: 0] += share.count
                }
            }
        }
        for (cell, count) in touched {
            people[cell] += 1
            largestShares[cell] = max(largestShares[cell], count)
        }
    }

    /// The table of what was counted.
    ///
    /// - Throws: ``TableRefusal/invalid(_:)`` for a count above ``CountTable/largestCount``.
    public func table() throws(TableRefusal) -> CountTable {
        let rows = (0..<shape.rowCount).map { row in
            (0..<shape.columnCount).map { counts[shape.cell(line: row, column: $0)] }
        }
        return try CountTable(
            rows, shape: shape,
            behind: countsPeople ? nil : .init(people: people, largestShares: largestShares))
    }
}

extension TableShape {
    /// A line and every line that it is part of.
    func lines(of row: Int) -> [Int] {
        var (lines, line) = ([row], row)
        while line < parents.count {
            line = parents[line]
            lines.append(line)
        }
        return lines
    }
}
