/// Reads the cells of rows that ``CSVFeed`` wrote.
public struct CSVReader {
    /// A quoted cell without its quotes.
    private var unquoted: [UInt8] = []

    /// A reader, which keeps its memory from cell to cell.
    public init() {}

    /// Calls `body` with the cell at `offset`, which moves behind it and its comma or line end.
    public mutating func read<Result>(
        _ rows: Span<UInt8>, _ offset: inout Int, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        defer {
            let isLast = offset < rows.count && rows[offset] == 0x0D
            offset = min(offset + (isLast ? 2 : 1), rows.count)
        }
        if offset < rows.count, rows[offset] == 0x22 {
            unquote(rows, &offset)
            return body(unquoted.span)
        }
        let start = offset
        while offset < rows.count, rows[offset] != 0x2C, rows[offset] != 0x0D { offset &+= 1 }
        return body(rows.extracting(start..<offset))
    }

    private mutating func unquote(_ rows: Span<UInt8>, _ offset: inout Int) {
        unquoted.removeAll(keepingCapacity: true)
        offset += 1
        while offset < rows.count {
            if rows[offset] == 0x22 {
                offset += 1
                // Of two quotes one stands for itself; one alone ends the cell.
                guard offset < rows.count, rows[offset] == 0x22 else { return }
            }
            unquoted.append(rows[offset])
            offset += 1
        }
    }
}
