/// Rows sorted into classes that have the same values in every column.
struct RowClasses {
    /// The class of each row, numbered in the order in which classes appear.
    private(set) var labels: [Int32]
    /// The first row of each class.
    private(set) var firstRows: [Int] = []

    /// The rows of each class.
    var sizes: [Int] {
        var sizes = Array(repeating: 0, count: firstRows.count)
        for label in labels { sizes[Int(label)] += 1 }
        return sizes
    }

    /// The classes by the values of all columns; one class where there is no column.
    init(of columns: [[Int]], rowCount: Int) {
        labels = Array(repeating: 0, count: rowCount)
        var keys = Array(repeating: UInt64(0), count: rowCount)
        var span: UInt64 = 1
        for column in columns {
            if Self.append(column, to: &keys, &span) { continue }
            // Too many digits for one word: what is there becomes numbers without gaps.
            number(keys, below: span)
            (keys, span) = (labels.map { UInt64($0) }, UInt64(firstRows.count))
            if Self.append(column, to: &keys, &span) { continue }
            let values = RowClasses(numbering: column)
            _ = Self.append(values.labels.map { Int($0) }, to: &keys, &span)
        }
        number(keys, below: span)
    }

    /// The classes of one column whose values may lie far apart.
    private init(numbering column: [Int]) {
        labels = []
        number(column.map { UInt64(bitPattern: Int64($0)) }, below: .max)
    }

    /// The classes of rows that are in one class here and have the same value.
    func refined(by column: [Int]) -> RowClasses {
        RowClasses(of: [labels.map { Int($0) }, column], rowCount: labels.count)
    }

    /// Makes the values of `column` the next digit of every key, each below `span`.
    ///
    /// - Returns: `false`, and nothing changed, where that does not fit into 64 bits.
    private static func append(
        _ column: [Int], to keys: inout [UInt64], _ span: inout UInt64
    ) -> Bool {
        guard let least = column.min(), let greatest = column.max() else { return true }
        let (radix, isTooWide) = UInt64(bitPattern: Int64(greatest &- least))
            .addingReportingOverflow(1)
        let (product, overflows) = span.multipliedReportingOverflow(by: radix)
        guard !isTooWide, !overflows else { return false }
        for row in column.indices {
            keys[row] = keys[row] &* radix &+ UInt64(bitPattern: Int64(column[row] &- least))
        }
        span = product
        return true
    }

    /// Gives every row the number of its key: by a list where keys are small, by a table else.
    private mutating func number(_ keys: [UInt64], below span: UInt64) {
        labels = Array(repeating: 0, count: keys.count)
        firstRows = []
        let isSmall = span <= UInt64(4 * keys.count + 64)
        let bits = isSmall ? 0 : 65 - (2 * keys.count).leadingZeroBitCount
        let size = isSmall ? Int(span) : 1 << bits
        var table = Array(repeating: Int32(-1), count: size)
        for row in keys.indices {
            let key = keys[row]
            // The golden ratio spreads keys over the table; a taken place leads to the next.
            let spread = isSmall ? key : (key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits)
            var place = Int(spread)
            while table[place] >= 0, keys[firstRows[Int(table[place])]] != key {
                place = (place + 1) & (size - 1)
            }
            if table[place] < 0 {
                table[place] = Int32(firstRows.count)
                firstRows.append(row)
            }
            labels[row] = table[place]
        }
    }
}
