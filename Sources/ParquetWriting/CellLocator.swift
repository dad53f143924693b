/// Finds where the cells of rows begin, so that each column can take its own in one go.
struct CellLocator: Sendable {
    /// Where the cells of the rows at hand begin, column by column, each with room for a stretch.
    private(set) var starts: [UInt32]
    /// Which columns hold lists.
    private let lists: [Bool]

    /// The rows that are located at once.
    static let stretch = 1024

    init(_ columns: [ParquetColumn]) {
        lists = columns.map { $0.kind == .strings }
        starts = Array(repeating: 0, count: columns.count * Self.stretch)
    }

    /// The part of ``starts`` that has `rows` rows of `column`.
    static func range(_ column: Int, rows: Int) -> Range<Int> {
        column * stretch..<column * stretch + rows
    }

    /// Locates rows from `offset` on, which moves behind them, up to `rows` or the first that goes
    /// beyond `bytes`; gives how many they are.
    mutating func locate(
        _ cells: Span<UInt8>, _ offset: inout Int, rows: Int, bytes: Int
    ) -> Int {
        let (count, end) = (min(rows, Self.stretch), offset + bytes)
        let lists = lists
        var row = 0
        var starts = starts.mutableSpan
        while row < count, offset < end {
            var place = row
            for index in lists.indices {
                starts[place] = UInt32(offset)
                place &+= Self.stretch
                let first = Int(cells[offset])
                if first < 0x80, !lists[index] {
                    // A head of one byte says how far it is to the next.
                    offset &+= first == 0 ? 1 : first
                    continue
                }
                let head = cells.varint(&offset)
                if lists[index] {
                    for _ in 1..<max(head, 1) { offset += cells.varint(&offset) - 1 }
                } else {
                    offset &+= head &- 1
                }
            }
            row += 1
        }
        return row
    }
}
