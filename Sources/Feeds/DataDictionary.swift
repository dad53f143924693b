import CanonicalModel

/// Describes the tables of a feed, from the field table that made them.
public enum DataDictionary {
    /// The dictionary for people, in Markdown.
    ///
    /// - Parameter withParquet: Whether the feed has Parquet files too.
    public static func markdown(_ selection: FeedSelection, withParquet: Bool = false) -> String {
        var text = """
            # Data dictionary

            One CSV file a kind of entry: RFC 4180, UTF-8, CR LF line ends, a header row. An empty \
            field was not recorded or is withheld; the two look alike on purpose. Dates are ISO \
            8601 as precise as the record has them, local times without offset; references to \
            other rows are their ids, separated by spaces. Values are never altered: text that \
            begins with `=`, `+`, `-` or `@` stays as it is, so import the files into a \
            spreadsheet as text instead of opening them.

            """
        if withParquet { text += parquet }
        for kind in EntryKind.allCases where selection.includes(kind) {
            text += "\n## \(CSVFeed.fileName(kind))\n\nA row is \(kind.definition.meaning).\n\n"
            text += "| column | type | identifiability | UK Core R4 | meaning |\n"
            text += "|---|---|---|---|---|\n"
            for column in columns(kind, selection) {
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

    /// The dictionary for machines: a Frictionless Data Package with a Table Schema a table.
    ///
    /// Source: Data Package and Table Schema specifications, version 1. `sluice:…` are our own
    /// properties, which the specification allows.
    public static func json(_ selection: FeedSelection) -> [UInt8] {
        var output = Array(#"{"profile":"tabular-data-package","name":"sluice-feed","#.utf8)
        output.append(contentsOf: #""resources":["#.utf8)
        for kind in EntryKind.allCases where selection.includes(kind) {
            output.appendComma()
            appendResource(kind, selection, into: &output)
        }
        output.append(contentsOf: "]}\n".utf8)
        return output
    }

    private static func appendResource(
        _ kind: EntryKind, _ selection: FeedSelection, into output: inout [UInt8]
    ) {
        let name = kind.name.split(separator: "_").joined(separator: "-")
        output.append(contentsOf: "{".utf8)
        append("name", name, into: &output)
        append("path", CSVFeed.fileName(kind), into: &output)
        append("profile", "tabular-data-resource", into: &output)
        append("description", kind.definition.meaning, into: &output)
        output.append(contentsOf: #","encoding":"utf-8","dialect":{"delimiter":",","#.utf8)
        output.append(contentsOf: #""lineTerminator":"\r\n","header":true},"schema":{"#.utf8)
        output.append(contentsOf: #""missingValues":[""],"fields":["#.utf8)
        for column in columns(kind, selection) {
            output.appendComma()
            appendField(column, into: &output)
        }
        output.append(contentsOf: "]}}".utf8)
    }

    private static func appendField(_ column: Column, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        append("name", column.name, into: &output)
        append("type", column.type, into: &output)
        append("description", column.meaning, into: &output)
        append("sluice:identifiability", column.identifiability.rawValue, into: &output)
        if !column.ukCore.isEmpty { append("sluice:ukCore", column.ukCore, into: &output) }
        if !column.words.isEmpty {
            output.append(contentsOf: #","constraints":{"enum":["#.utf8)
            for word in column.words {
                output.appendComma()
                output.appendJSON(Array(word.utf8)[...])
            }
            output.append(contentsOf: "]}".utf8)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func append(_ key: String, _ value: String, into output: inout [UInt8]) {
        output.appendComma()
        output.append(contentsOf: #""\#(key)":"#.utf8)
        output.appendJSON(Array(value.utf8)[...])
    }

    /// A column and where its field stands in UK Core.
    @dynamicMemberLookup private struct Column {
        let column: CSVColumn
        let ukCore: String
        subscript<Value>(dynamicMember path: KeyPath<CSVColumn, Value>) -> Value {
            column[keyPath: path]
        }
    }

    private static func columns(_ kind: EntryKind, _ selection: FeedSelection) -> [Column] {
        let definition = kind.definition
        let fields = selection.fields[Int(kind.rawValue)].map { definition.fields[$0] }
        let paths = fields.flatMap { field in
            let path = field.ukCore.flatMap { path in
                definition.resource.map { "\($0).\(path)" }
            }
            return CSVColumn.columns(of: field).map { _ in path ?? "" }
        }
        return zip(CSVColumn.table(kind, selection), CSVColumn.envelope.map { _ in "" } + paths)
            .map { Column(column: $0, ukCore: $1) }
    }

    private static func list(_ words: [String]) -> String {
        words.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// A value in a Markdown table.
    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
