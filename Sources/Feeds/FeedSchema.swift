import CanonicalModel

/// The tables of a feed in SQL that DuckDB and SQLite both read: every column that an agreement can
/// let out, so that queries of all feeds can stand on one schema.
///
/// The columns are those of Parquet and SQLite feeds. Lists of references are texts, as in CSV.
public enum FeedSchema {
    /// Grows by one when a column goes or changes its meaning; new columns do not count.
    public static let version = 1

    /// The statements that make the tables, empty.
    public static var sql: String {
        var text = """
            -- The tables of a Sluice feed, version \(version): every column that an agreement can \
            let out.
            -- Made by `sluice model --format sql`, for DuckDB and SQLite.

            """
        for kind in EntryKind.allCases {
            text += "\n-- A row is \(kind.definition.meaning).\nCREATE TABLE \(kind.name) (\n"
            let columns = zip(
                CSVColumn.table(kind, .everything), CellForm.table(kind, .everything))
            text += columns.flatMap(lines).map { "    \($0)" }.joined(separator: ",\n")
            text += "\n);\n"
        }
        return text
    }

    private static func lines(_ column: CSVColumn, _ form: CellForm) -> [String] {
        let name = "\"\(column.name)\""
        switch form {
        case .text, .texts: return ["\(name) VARCHAR"]
        case .truth: return ["\(name) BOOLEAN"]
        case .date: return ["\(name) VARCHAR", "\"\(column.name)_day\" DATE"]
        case .number: return ["\(name) VARCHAR", "\"\(column.name)_double\" DOUBLE"]
        }
    }
}
