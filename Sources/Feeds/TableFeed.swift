public import DisclosureControl

/// Lays out a table of counts that was made safe: one line a cell, as CSV, Parquet or a table of a
/// SQLite file.
public struct TableFeed: Sendable {
    /// A column of the file whose values place a cell in the table.
    public struct Dimension: Sendable {
        let name: String
        let values: [String]

        /// A column with all its values.
        public init(name: String, values: [String]) { (self.name, self.values) = (name, values) }
    }

    /// Names the file.
    public let id: String
    private let title: String
    private let counted: String
    let dimensions: [Dimension]
    private var rules: String

    /// Describes a table.
    ///
    /// - Parameters:
    ///   - counted: What is counted, such as `patients`.
    ///   - dimensions: Those of the rows, then those of the columns.
    ///   - rules: How it was made safe, a sentence.
    public init(
        id: String, title: String, counted: String, dimensions: [Dimension], rules: String
    ) {
        (self.id, self.title, self.counted) = (id, title, counted)
        (self.dimensions, self.rules) = (dimensions, rules)
    }

    /// The name of the CSV file below the folder of the feed.
    public var fileName: String { "tables/\(id).csv" }
    /// The name of the Parquet file below the folder of the feed.
    public var parquetName: String { "tables/\(id).parquet" }

    /// The table with another sentence in the rules by which it was made safe.
    public func adding(rule: String) -> TableFeed {
        var table = self
        table.rules += " " + rule
        return table
    }

    /// One cell of the table: what places it, its count, and whether that is a count, nobody, or
    /// kept back.
    public struct Line: Sendable {
        let values: [String]
        /// `nil` where it is kept back.
        let count: Int?

        /// `count`, `zero` or `suppressed`.
        var state: String { count.map { $0 == 0 ? "zero" : "count" } ?? "suppressed" }
    }

    /// Every cell, sums included.
    ///
    /// - Parameters:
    ///   - line: The values of a line in the dimensions of the rows.
    ///   - column: The values of a column in those of the columns.
    public func lines(
        _ table: PublishedTable, line: (Int) -> [String], column: (Int) -> [String]
    ) -> [Line] {
        let columns = (0...table.shape.columnCount).map(column)
        return (0..<table.shape.lineCount).flatMap { number in
            let values = line(number)
            return columns.enumerated().map { place, own in
                guard case .count(let count) = table[number, place] else {
                    return Line(values: values + own, count: nil)
                }
                return Line(values: values + own, count: count)
            }
        }
    }

    /// The names of the columns.
    var header: [String] { dimensions.map(\.name) + ["count", "state"] }

    /// The lines as RFC 4180, with a header row.
    public func csv(_ lines: [Line]) -> [UInt8] {
        var output = Array((header.joined(separator: ",") + "\r\n").utf8)
        for line in lines {
            for value in line.values { output += "\(value),".utf8 }
            output += "\(line.count.map { "\($0)" } ?? ""),\(line.state)\r\n".utf8
        }
        return output
    }

    // MARK: - Dictionary

    /// The dictionary of several tables for people, in Markdown.
    public static func markdown(_ tables: [TableFeed]) -> String {
        var text = """
            # Data dictionary

            One CSV file a table: RFC 4180, UTF-8, CR LF line ends, a header row; a line a cell. \
            `all` stands for the sum over a column's values. `state` is `count`, `zero` or \
            `suppressed`: a cell that is suppressed is not nobody. Why one is suppressed is not \
            told.

            """
        for table in tables {
            text += "\n## \(table.fileName)\n\n"
            if !table.title.isEmpty { text += "\(table.title). " }
            text += "Counted are \(table.counted). \(table.rules)\n\n"
            text += "| column | values |\n|---|---|\n"
            for dimension in table.dimensions {
                let values = dimension.values.map { "`\($0)`" } + ["`all`"]
                text += "| \(dimension.name) | \(values.joined(separator: ", ")) |\n"
            }
            text += "| count | whole number; empty where suppressed |\n"
            text += "| state | `count`, `zero`, `suppressed` |\n"
        }
        return text
    }

    /// The dictionary for machines: a Frictionless Data Package with a Table Schema a table.
    ///
    /// Source: Data Package and Table Schema specifications, version 1.
    public static func json(_ tables: [TableFeed]) -> [UInt8] {
        var output = Array(#"{"profile":"tabular-data-package","name":"sluice-feed","#.utf8)
        output.append(contentsOf: #""resources":["#.utf8)
        for table in tables {
            output.appendComma()
            table.appendResource(into: &output)
        }
        output.append(contentsOf: "]}\n".utf8)
        return output
    }

    private func appendResource(into output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        Self.append("name", id, into: &output)
        Self.append("path", fileName, into: &output)
        Self.append("profile", "tabular-data-resource", into: &output)
        Self.append("description", "\(title). Counted are \(counted). \(rules)", into: &output)
        output.append(contentsOf: #","encoding":"utf-8","dialect":{"delimiter":",","#.utf8)
        output.append(contentsOf: #""lineTerminator":"\r\n","header":true},"schema":{"#.utf8)
        output.append(contentsOf: #""missingValues":[""],"fields":["#.utf8)
        for dimension in dimensions {
            Self.appendField(dimension.name, "string", dimension.values + ["all"], into: &output)
        }
        Self.appendField("count", "integer", [], into: &output)
        Self.appendField("state", "string", ["count", "zero", "suppressed"], into: &output)
        output.append(contentsOf: "]}}".utf8)
    }

    private static func appendField(
        _ name: String, _ type: String, _ values: [String], into output: inout [UInt8]
    ) {
        output.appendComma()
        output.append(UInt8(ascii: "{"))
        append("name", name, into: &output)
        append("type", type, into: &output)
        if !values.isEmpty {
            output.append(contentsOf: #","constraints":{"enum":["#.utf8)
            for value in values {
                output.appendComma()
                output.appendJSON(Array(value.utf8)[...])
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
}
