public import CanonicalModel

/// Puts the rows of one person in the order of their dates.
///
/// The date of a row is the first date that its table has: when something was seen, began, or was
/// issued. Dates are compared as ISO 8601 text, so that a year comes before its months; rows
/// without a date come first, and of equal dates each keeps its place.
public struct RowOrder: Sendable {
    /// By kind: how many columns the table has, and which is its date.
    private let tables: [(columns: Int, date: Int?)]

    /// Prepares the tables of a feed.
    public init(selection: FeedSelection) {
        tables = EntryKind.allCases.map { kind in
            let forms = CellForm.table(kind, selection)
            return (forms.count, kind == .patient ? nil : forms.firstIndex(of: .date))
        }
    }

    /// The name of the date column of the table of `kind`; `nil` without one.
    static func dateColumn(_ kind: EntryKind, _ selection: FeedSelection) -> String? {
        guard kind != .patient else { return nil }
        let index = CellForm.table(kind, selection).firstIndex(of: .date)
        return index.map { CSVColumn.table(kind, selection)[$0].name }
    }

    /// Sorts `rows`, which ``CSVFeed`` wrote of `kind`. Cost: one pass over them, and a copy unless
    /// they are in order already.
    public func sort(_ rows: inout [UInt8], of kind: EntryKind) {
        let (columns, date) = tables[Int(kind.rawValue)]
        guard let date, !rows.isEmpty else { return }
        var found: [(bytes: Range<Int>, date: Range<Int>)] = []
        var (reader, offset, isSorted) = (CSVReader(), 0, true)
        while offset < rows.count {
            let start = offset
            var cell = start..<start
            for column in 0..<columns {
                let first = offset
                reader.read(rows.span, &offset) { bytes in
                    if column == date { cell = first..<first + bytes.count }
                }
            }
            if let last = found.last, precedes(rows, cell, last.date) { isSorted = false }
            found.append((start..<offset, cell))
        }
        guard !isSorted else { return }
        // The order of the first rows of equal dates, made stable by their places.
        let order = found.indices.sorted { left, right in
            if precedes(rows, found[left].date, found[right].date) { return true }
            return left < right && !precedes(rows, found[right].date, found[left].date)
        }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(rows.count)
        for row in order { sorted += rows[found[row].bytes] }
        rows = sorted
    }

    private func precedes(_ rows: [UInt8], _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        rows[left].lexicographicallyPrecedes(rows[right])
    }
}
