/// Puts the rows of one person in the order of their table: of dates, or as who defines it says.
///
/// The date of a row is the first date that its table has: when something was seen, began, or was
/// issued. Dates and texts are compared as their bytes, so that a year comes before its months, and
/// numbers as numbers; rows without a value come first, and of equal rows each keeps its place.
public struct RowOrder: Sendable {
    private let columns: Int
    private let keys: [FeedTable.Order]
    /// Which keys are numbers.
    private let areNumbers: [Bool]

    /// Prepares the order of a table.
    public init(_ table: FeedTable) {
        (columns, keys) = (table.columns.count, table.order)
        areNumbers = keys.map { key in table.columns[key.column].form == .number }
    }

    /// Sorts CSV rows of the table. Cost: one pass over them, and a copy unless they are in order
    /// already.
    public func sort(_ rows: inout [UInt8]) {
        guard !keys.isEmpty, !rows.isEmpty else { return }
        var (places, values) = ([Range<Int>](), Values())
        var (reader, offset, isSorted) = (CSVReader(), 0, true)
        while offset < rows.count {
            let (start, first) = (offset, values.ranges.count)
            values.ranges += keys.map { _ in 0..<0 }
            for column in 0..<columns {
                reader.read(rows.span, &offset) { bytes in
                    for (index, key) in keys.enumerated() where key.column == column {
                        values.set(first + index, bytes)
                    }
                }
            }
            places.append(start..<offset)
            let row = places.count - 1
            if row > 0, precedes(row, row - 1, values) { isSorted = false }
        }
        guard !isSorted else { return }
        // The order of the first rows of equal values, made stable by their places.
        let order = places.indices.sorted { left, right in
            if precedes(left, right, values) { return true }
            return left < right && !precedes(right, left, values)
        }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(rows.count)
        for row in order { sorted += rows[places[row]] }
        rows = sorted
    }

    /// The values that rows are ordered by, those of the first row first.
    private struct Values {
        var ranges: [Range<Int>] = []
        private(set) var bytes: [UInt8] = []

        mutating func set(_ place: Int, _ value: Span<UInt8>) {
            let start = bytes.count
            for index in value.indices { bytes.append(value[index]) }
            ranges[place] = start..<bytes.count
        }
    }

    private func precedes(_ left: Int, _ right: Int, _ values: Values) -> Bool {
        for (index, key) in keys.enumerated() {
            let (one, other) = (left * keys.count + index, right * keys.count + index)
            let (least, most) = key.isDescending ? (other, one) : (one, other)
            if isBelow(least, most, areNumbers[index], values) { return true }
            if isBelow(most, least, areNumbers[index], values) { return false }
        }
        return false
    }

    private func isBelow(_ left: Int, _ right: Int, _ areNumbers: Bool, _ values: Values) -> Bool {
        let (left, right) = (values.bytes[values.ranges[left]], values.bytes[values.ranges[right]])
        guard areNumbers else { return left.lexicographicallyPrecedes(right) }
        return (CellForm.double(left.span) ?? -.infinity)
            < (CellForm.double(right.span) ?? -.infinity)
    }
}
