public import CanonicalModel

extension FeedOutput {
    /// Keeps the rows and resources that `isKept` says, in their order, and takes out the others.
    ///
    /// - Parameters:
    ///   - isKept: Told the kind of table or the type of resource, the other being `nil`; the id;
    ///     and the whole row with its line end.
    ///
    /// Cost: a pass over the bytes.
    public mutating func keep(
        where isKept: (EntryKind?, Int?, Span<UInt8>, Span<UInt8>) -> Bool
    ) {
        for kind in EntryKind.allCases where csvRows[Int(kind.rawValue)] > 0 {
            let index = Int(kind.rawValue)
            csvRows[index] = Self.keep(in: &csv[index], Self.csvRow) { id, row in
                isKept(kind, nil, id, row)
            }
        }
        for type in ndjson.indices where ndjsonRows[type] > 0 {
            ndjsonRows[type] = Self.keep(in: &ndjson[type], Self.resource) { id, row in
                isKept(nil, type, id, row)
            }
        }
    }

    /// Where a row ends, and where its id stands.
    private typealias RowPlaces = (end: Int, id: Range<Int>)

    private static func keep(
        in bytes: inout [UInt8], _ next: (Span<UInt8>, Int) -> RowPlaces,
        _ isKept: (Span<UInt8>, Span<UInt8>) -> Bool
    ) -> Int {
        var (kept, start, count) = ([UInt8](), 0, 0)
        while start < bytes.count {
            let (end, id) = next(bytes.span, start)
            if isKept(bytes.span.extracting(id), bytes.span.extracting(start..<end)) {
                kept += bytes[start..<end]
                count += 1
            }
            start = end
        }
        if kept.count < bytes.count { bytes = kept }
        return count
    }

    /// The id is the first column after those of every table.
    private static func csvRow(_ bytes: Span<UInt8>, _ start: Int) -> RowPlaces {
        let idColumn = CSVColumn.envelope.count
        var (offset, column, isQuoted, id) = (start, 0, false, start..<start)
        var cell = start
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == 0x22 { isQuoted.toggle() }
            if !isQuoted, byte == 0x2C || byte == 0x0D || byte == 0x0A {
                if column == idColumn, id.isEmpty { id = cell..<offset }
                column += 1
                cell = offset + 1
                if byte == 0x0A { return (offset + 1, id) }
            }
            offset += 1
        }
        return (bytes.count, id)
    }

    /// A resource begins with its type and its id.
    private static func resource(_ bytes: Span<UInt8>, _ start: Int) -> RowPlaces {
        var (offset, quotes, id) = (start, 0, start..<start)
        var opened = start
        while offset < bytes.count, bytes[offset] != 0x0A {
            if bytes[offset] == 0x22, quotes < 8 {
                quotes += 1
                // {"resourceType":"X","id":"…": the id stands between the seventh and eighth.
                if quotes == 7 { opened = offset + 1 }
                if quotes == 8 { id = opened..<offset }
            }
            offset += 1
        }
        return (min(offset + 1, bytes.count), id)
    }
}
