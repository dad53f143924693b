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

    /// The version of the feed's schema; `nil` where users define all its tables.
    var schemaVersion: Int? {
        selection.tables.lazy.compactMap(\.schemaVersion).first
    }

    /// Whether the feed has tables of `format`.
    func has(_ format: TableFormat) -> Bool {
        files.contains { $0.path.hasSuffix(".\(format.rawValue)") }
    }

    /// The formats that the feed has `table` in.
    func formats(of table: FeedTable) -> [TableFormat] {
        TableFormat.allCases.filter { !files(of: table, $0).isEmpty }
    }

    /// The files of `table` in `format`, one a practice where practices have folders.
    func files(of table: FeedTable, _ format: TableFormat) -> [File] {
        guard table.has(format) else { return [] }
        let name = table.fileName(format)
        return files.filter { $0.path == name || $0.path.hasSuffix("/" + name) }
    }
}

/// A column and where its field stands in UK Core.
@dynamicMemberLookup struct DescribedColumn: Sendable {
    private(set) var column: CSVColumn
    /// What its cells hold.
    let form: CellForm
    let ukCore: String
    subscript<Value>(dynamicMember path: KeyPath<CSVColumn, Value>) -> Value {
        column[keyPath: path]
    }

    /// The columns that every table begins with.
    static let envelope = CSVColumn.envelope.map {
        DescribedColumn(column: $0, form: .text, ukCore: "")
    }

    /// The same column under another name.
    func renamed(to name: String) -> DescribedColumn {
        var column = self
        column.column.name = name
        return column
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
