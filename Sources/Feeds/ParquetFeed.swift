import CanonicalModel
public import ParquetWriting

/// Lays out a table as Parquet, with the cells of its CSV rows.
///
/// A column has the name and, as text, the very value that it has in CSV, but truth values and
/// lists of ids have types of their own. Beside a date stands its day, where the day is known
/// (`…_day`), and beside a number its nearest double (`…_double`). A missing value is null.
/// Rows are made from CSV rows, so that the two formats cannot disagree and what was scanned is
/// what is written.
public struct ParquetFeed: Sendable {
    /// The columns of the table.
    public let columns: [ParquetColumn]
    /// What the columns hold as CSV has them.
    private let forms: [CellForm]

    /// Lays `table` out.
    public init(_ table: FeedTable) {
        forms = table.columns.map(\.form)
        columns = table.columns.flatMap { column in
            let name = column.name
            return switch column.form {
            case .text: [ParquetColumn(name, .string)]
            case .texts: [ParquetColumn(name, .strings)]
            case .truth: [ParquetColumn(name, .boolean)]
            case .date: [ParquetColumn(name, .string), ParquetColumn("\(name)_day", .date)]
            case .number: [ParquetColumn(name, .string), ParquetColumn("\(name)_double", .double)]
            }
        }
    }

    /// Appends CSV rows of the table, without header.
    public func append(csv rows: [UInt8], into output: inout ParquetRows) {
        var reader = CSVReader()
        var offset = 0
        while offset < rows.count {
            for form in forms {
                reader.read(rows.span, &offset) { Self.append($0, form, &output) }
            }
            output.endRow()
        }
    }

    private static func append(_ cell: Span<UInt8>, _ form: CellForm, _ output: inout ParquetRows) {
        if cell.isEmpty {
            output.appendNull()
            if form == .date || form == .number { output.appendNull() }
            return
        }
        switch form {
        case .text: output.append(cell)
        case .texts: appendList(cell, &output)
        case .truth: output.append(cell[0] == UInt8(ascii: "t"))
        case .date:
            output.append(cell)
            if let day = day(cell) { output.append(day) } else { output.appendNull() }
        case .number:
            output.append(cell)
            if let number = CellForm.double(cell) {
                output.append(number)
            } else {
                output.appendNull()
            }
        }
    }

    private static func appendList(_ cell: Span<UInt8>, _ output: inout ParquetRows) {
        var (starts, start) = ([0], 0)
        for index in cell.indices where cell[index] == 0x20 { starts.append(index + 1) }
        output.beginList(count: starts.count)
        starts.append(cell.count + 1)
        for next in starts.dropFirst() {
            output.append(cell.extracting(start..<next - 1))
            start = next
        }
    }

    /// Days from 0001-01-01 to 1970-01-01.
    private static let epoch = 719_162

    /// The day of ISO 8601 text; `nil` where only the month or the year is known.
    private static func day(_ text: Span<UInt8>) -> Int32? {
        guard text.count >= 10 else { return nil }
        func digits(_ range: Range<Int>) -> Int {
            range.reduce(0) { $0 * 10 + Int(text[$1] & 0xF) }
        }
        let (year, month, day) = (digits(0..<4), digits(5..<7), digits(8..<10))
        return PartialDate(.day, year: year, month: month, day: day).map {
            Int32($0.dayNumber - epoch)
        }
    }
}
