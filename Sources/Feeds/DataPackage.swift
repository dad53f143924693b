import CanonicalModel

/// Describes the tables of a feed for machines: a Frictionless Data Package with a Table Schema a
/// table.
///
/// Where the feed has CSV, the package is of its CSV files; else of its Parquet files, or the
/// SQLite file. `sluice:…` are our own properties, which the specification allows.
///
/// Source: Data Package, Data Resource and Table Schema specifications, version 1.
public enum DataPackage {
    /// The name of its file, as the specification has it.
    public static let fileName = "datapackage.json"

    /// The package as JSON, one line a resource.
    public static func json(_ feed: FeedDescription) -> [UInt8] {
        let tables = feed.selection.tables.compactMap { table in
            feed.formats(of: table).first.map { (table, $0) }
        }
        let isCSV = !tables.isEmpty && tables.allSatisfy { $0.1 == .csv }
        var output = [UInt8(ascii: "{")]
        output.appendMember(
            "profile", isCSV ? "tabular-data-package" : "data-package")
        output.appendMember("name", feed.agreement.lowercased())
        output.appendMember("version", feed.version)
        if let version = feed.schemaVersion {
            output.append(contentsOf: #","sluice:feedSchema":\#(version)"#.utf8)
        }
        output.append(contentsOf: #","resources":["#.utf8)
        for (table, format) in tables {
            output.appendComma()
            output.append(0x0A)
            append(table, format, feed, into: &output)
        }
        if tables.isEmpty { appendResources(feed, into: &output) }
        output.append(contentsOf: "\n]}\n".utf8)
        return output
    }

    private static func append(
        _ table: FeedTable, _ format: TableFormat, _ feed: FeedDescription,
        into output: inout [UInt8]
    ) {
        output.append(contentsOf: "{".utf8)
        output.appendMember("name", table.name.split(separator: "_").joined(separator: "-"))
        appendPath(feed.files(of: table, format), into: &output)
        output.appendMember("format", format.rawValue)
        output.appendMember("mediatype", format.mediaType)
        output.appendMember("description", table.meaning)
        switch format {
        case .csv:
            output.appendMember("profile", "tabular-data-resource")
            output.append(contentsOf: #","encoding":"utf-8","dialect":{"delimiter":",","#.utf8)
            output.append(contentsOf: #""lineTerminator":"\r\n","header":true}"#.utf8)
        case .parquet, .ndjson: break
        case .sqlite: output.append(contentsOf: #","dialect":{"table":"\#(table.name)"}"#.utf8)
        }
        output.append(contentsOf: #","schema":{"missingValues":[""],"fields":["#.utf8)
        for column in table.columns {
            output.appendComma()
            appendField(column, into: &output)
        }
        output.append(contentsOf: "]}}".utf8)
    }

    /// One path with its digest, or the list of those of all practices, which are one table.
    private static func appendPath(
        _ files: [FeedDescription.File], into output: inout [UInt8]
    ) {
        output.appendComma()
        if files.count == 1, let file = files.first {
            output.append(contentsOf: #""path":"#.utf8)
            output.appendJSON(Array(file.path.utf8)[...])
            output.append(contentsOf: #","bytes":\#(file.bytes)"#.utf8)
            return output.appendMember("hash", "sha256:" + file.sha256)
        }
        output.append(contentsOf: #""path":["#.utf8)
        for file in files {
            output.appendComma()
            output.appendJSON(Array(file.path.utf8)[...])
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func appendField(_ column: DescribedColumn, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        output.appendMember("name", column.name)
        output.appendMember("type", column.type)
        output.appendMember("description", column.meaning)
        output.appendMember("sluice:identifiability", column.identifiability.rawValue)
        if !column.ukCore.isEmpty { output.appendMember("sluice:ukCore", column.ukCore) }
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

    /// The files of resources, of a feed that has no tables.
    private static func appendResources(
        _ feed: FeedDescription, into output: inout [UInt8]
    ) {
        for file in feed.files where file.path.hasSuffix(".ndjson") {
            output.appendComma()
            output.append(contentsOf: "\n{".utf8)
            let name = file.path.lowercased().map { character in
                character.isLetter || character.isNumber || character == "." ? character : "-"
            }
            output.appendMember("name", String(name))
            appendPath([file], into: &output)
            output.appendMember("format", "ndjson")
            output.appendMember("mediatype", "application/fhir+ndjson")
            output.append(UInt8(ascii: "}"))
        }
    }
}

extension [UInt8] {
    /// Appends a member of an object, both as JSON strings.
    mutating func appendMember(_ key: String, _ value: String) {
        appendComma()
        append(contentsOf: #""\#(key)":"#.utf8)
        appendJSON(Array(value.utf8)[...])
    }
}
