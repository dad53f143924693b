import ParquetWriting
public import SQLiteWriting

/// A table of counts in the formats that tables of rows have.
extension TableFeed {
    /// The lines as a Parquet file: the columns of the CSV file, the count a whole number of 64
    /// bits, null where it is kept back.
    ///
    /// - Parameter createdBy: Who wrote it, as `NAME version 1.2.3`.
    public func parquet(_ lines: [Line], createdBy: String) -> [UInt8] {
        let columns =
            dimensions.map { ParquetColumn($0.name, .string) }
            + [ParquetColumn("count", .int64), ParquetColumn("state", .string)]
        var rows = ParquetRows()
        for line in lines {
            for value in line.values { rows.append(value) }
            if let count = line.count { rows.append(Int64(count)) } else { rows.appendNull() }
            rows.append(line.state)
            rows.endRow()
        }
        var (file, bytes) = (ParquetTable(columns: columns, createdBy: createdBy), [UInt8]())
        file.append(rows, into: &bytes)
        file.finish(into: &bytes)
        return bytes
    }

    /// The table as SQLite has it: the columns of the CSV file, the count INTEGER, NULL where it is
    /// kept back.
    public var sqlite: SQLiteTable {
        let columns =
            dimensions.map { SQLiteColumn($0.name, .text) }
            + [SQLiteColumn("count", .integer), SQLiteColumn("state", .text)]
        return SQLiteTable(id, columns: columns, indexes: [], isOfPeople: false)
    }

    /// The values of a row.
    public func sqlite(_ line: Line) -> [SQLiteValue] {
        line.values.map(SQLiteValue.text)
            + [line.count.map { .integer(Int64($0)) } ?? .null, .text(line.state)]
    }
}
