import CanonicalModel

/// Describes the tables of a feed for people, from the field table that made them.
public enum DataDictionary {
    /// The dictionary for people, in Markdown.
    public static func markdown(_ feed: FeedDescription) -> String {
        var text = """
            # Data dictionary

            One CSV file a kind of entry: RFC 4180, UTF-8, CR LF line ends, a header row. An empty \
            field was not recorded or is withheld; the two look alike on purpose. Dates are ISO \
            8601 as precise as the record has them, local times without offset; references to \
            other rows are their ids, separated by spaces. Values are never altered: text that \
            begins with `=`, `+`, `-` or `@` stays as it is, so import the files into a \
            spreadsheet as text instead of opening them.

            """
        if let version = feed.schemaVersion {
            text += """

                The tables are of version \(version) of the feed schema, which grows by one when a \
                column goes or changes its meaning; new columns do not count. `manifest.json` says \
                it too, as do the footers of Parquet files (`sluice.feed_schema`) and \
                `PRAGMA user_version` in SQLite.

                """
        }
        if feed.has(.parquet) { text += parquet }
        if feed.has(.sqlite) { text += sqlite }
        if feed.has(.ndjson), feed.selection.tables.contains(where: { $0.has(.ndjson) }) {
            text += lines
        }
        for table in feed.selection.tables {
            text += "\n## \(table.name).csv\n\nA row is \(table.meaning).\n\n"
            text += "| column | type | identifiability | UK Core R4 | meaning |\n"
            text += "|---|---|---|---|---|\n"
            for column in table.columns {
                let words = column.words.isEmpty ? "" : ": " + cell(list(column.words))
                text += "| \(column.name) | \(column.type) | \(column.identifiability.rawValue) | "
                text += "\(cell(column.ukCore)) | \(cell(column.meaning))\(words) |\n"
            }
        }
        return text
    }

    private static let parquet = """

        Parquet files have the same tables, columns and values, named alike but for the ending. An \
        empty value is null, a truth value is a BOOLEAN, references to several rows are a list. \
        After each date stands its day as a DATE, in a column whose name ends in `_day`: null \
        where only the month or the year is known. After each number stands the nearest DOUBLE, in \
        a column whose name ends in `_double`; the number itself keeps the digits it came with.

        """

    private static let sqlite = """

        The file `feed.sqlite` has the same tables, columns and values in typed tables. An empty \
        value is NULL, a truth value 0 or 1; beside dates and numbers stand `_day` (YYYY-MM-DD) \
        and `_double` as in Parquet. `row_id` counts the rows of a table. Beside a reference to an \
        encounter, a course or a part stands the `row_id` of what it names, in a column whose name \
        ends in `_row`, where the feed has it. The table `person` has the people of each practice: \
        deleting one of its rows deletes what is theirs, if foreign keys are switched on.

        """

    private static let lines = """

        Files in `ndjson` have an object a row and line, with a member for each column: numbers \
        with the digits they came with, `true` and `false`, references to several rows as a list, \
        and `null` for an empty value.

        """

    private static func list(_ words: [String]) -> String {
        words.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// A value in a Markdown table.
    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
