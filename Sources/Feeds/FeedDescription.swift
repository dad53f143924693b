import CanonicalModel

/// What a feed is and which files it has, for the files that describe it.
public struct FeedDescription: Sendable {
    /// A file of the feed, by its path below the feed's folder.
    public struct File: Sendable {
        let path: String
        let bytes: Int
        let sha256: String

        /// Describes a file.
        public init(path: String, bytes: Int, sha256: String) {
            (self.path, self.bytes, self.sha256) = (path, bytes, sha256)
        }
    }

    /// The format in which a feed has its tables.
    enum TableFormat: String, CaseIterable {
        case csv, parquet, sqlite

        var mediaType: String {
            switch self {
            case .csv: "text/csv"
            case .parquet: "application/vnd.apache.parquet"
            case .sqlite: "application/vnd.sqlite3"
            }
        }
    }

    let selection: FeedSelection
    let agreement: String
    let version: String
    let purpose: String
    let files: [File]

    /// Describes a feed.
    ///
    /// - Parameters:
    ///   - selection: The tables and columns.
    ///   - agreement: The id of the agreement that it stands on.
    ///   - version: The version of the agreement.
    ///   - purpose: The id of the purpose of its flow.
    ///   - files: Its files, in the order of their paths.
    public init(
        selection: FeedSelection, agreement: String, version: String, purpose: String,
        files: [File]
    ) {
        (self.selection, self.agreement, self.version) = (selection, agreement, version)
        (self.purpose, self.files) = (purpose, files)
    }

    /// The kinds that the feed has a table for.
    var kinds: [EntryKind] { EntryKind.allCases.filter(selection.includes) }

    /// The formats that the feed has.
    var formats: [TableFormat] {
        TableFormat.allCases.filter { format in
            files.contains { $0.path.hasSuffix(".\(format.rawValue)") }
        }
    }

    /// The files of the table of `kind` in `format`, one a practice where practices have folders.
    func files(of kind: EntryKind, _ format: TableFormat) -> [File] {
        let name =
            switch format {
            case .csv: "csv/" + CSVFeed.fileName(kind)
            case .parquet: "parquet/" + ParquetFeed.fileName(kind)
            case .sqlite: SQLiteFeed.fileName
            }
        return files.filter { $0.path == name || $0.path.hasSuffix("/" + name) }
    }
}

/// A column and where its field stands in UK Core.
@dynamicMemberLookup struct DescribedColumn {
    let column: CSVColumn
    /// What its cells hold.
    let form: CellForm
    let ukCore: String
    subscript<Value>(dynamicMember path: KeyPath<CSVColumn, Value>) -> Value {
        column[keyPath: path]
    }

    /// The columns of the table of `kind`.
    static func table(_ kind: EntryKind, _ selection: FeedSelection) -> [DescribedColumn] {
        let definition = kind.definition
        let fields = selection.fields[Int(kind.rawValue)].map { definition.fields[$0] }
        let paths = fields.flatMap { field in
            let path = field.ukCore.flatMap { path in
                definition.resource.map { "\($0).\(path)" }
            }
            return CSVColumn.columns(of: field).map { _ in path ?? "" }
        }
        let columns = zip(
            CSVColumn.table(kind, selection), CellForm.table(kind, selection))
        return zip(columns, CSVColumn.envelope.map { _ in "" } + paths).map {
            DescribedColumn(column: $0.0, form: $0.1, ukCore: $1)
        }
    }
}
