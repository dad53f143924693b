/// What is published of one cell: a count, perhaps rounded, or that it is kept back.
///
/// Zero and kept back are never the same; why a cell is kept back is not told.
public enum PublishedCount: Sendable, Equatable, CustomStringConvertible {
    case count(Int)
    case suppressed

    /// The count, or `*`.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .suppressed: "*"
        }
    }
}

/// A table as everybody may see it, sums included.
public struct PublishedTable: Sendable, Equatable {
    /// Its rows, columns and groups.
    public let shape: TableShape
    /// What is published of every cell, in the order of ``TableShape/cell(line:column:)``.
    public let cells: [PublishedCount]

    /// A table that somebody published, to be audited.
    ///
    /// - Throws: ``TableRefusal/invalid(_:)`` where the number of cells is not that of the shape.
    public init(shape: TableShape, cells: [PublishedCount]) throws(TableRefusal) {
        guard cells.count == shape.cellCount else {
            throw .invalid("the table has not as many cells as its shape")
        }
        (self.shape, self.cells) = (shape, cells)
    }

    /// The cell of a line and a column; ``TableShape/columnCount`` is the column of totals.
    public subscript(line: Int, column: Int) -> PublishedCount {
        cells[shape.cell(line: line, column: column)]
    }
}
