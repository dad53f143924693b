public import CanonicalModel

/// A format in which a feed has its tables.
public enum TableFormat: String, Sendable, CaseIterable {
    /// RFC 4180; see ``CSVFeed``.
    case csv
    /// See ``ParquetFeed``.
    case parquet
    /// One file for all tables; see ``SQLiteFeed``.
    case sqlite
    /// An object a row and line; only of tables that users define. See ``TableLines``.
    case ndjson

    var mediaType: String {
        switch self {
        case .csv: "text/csv"
        case .parquet: "application/vnd.apache.parquet"
        case .sqlite: "application/vnd.sqlite3"
        case .ndjson: "application/x-ndjson"
        }
    }
}

/// A table of a feed: that of a kind of entry, or one that a file of a user defines.
public struct FeedTable: Sendable {
    /// Where its rows stand in ``FeedOutput/csv``: for a kind ``EntryKind/rawValue``, for others
    /// numbers after those of all kinds.
    public let number: Int
    /// Its name, in snake case: that of its files.
    public let name: String
    /// What a row of it is, without full stop.
    let meaning: String
    /// The kind whose entries are its rows; `nil` where a user defines the table.
    let kind: EntryKind?
    /// The version of the feed schema that has it; `nil` where a user defines the table.
    public var schemaVersion: Int? { kind == nil ? nil : FeedSchema.version }
    /// Its columns, those of every table first.
    let columns: [DescribedColumn]
    /// Where the columns after those of every table are taken from, of a table that users define.
    let sources: [TableColumn]
    let order: [Order]
    private let formats: Set<TableFormat>?

    /// A column by which rows stand in order.
    public struct Order: Sendable, Equatable {
        let column: Int
        let isDescending: Bool
    }

    /// A column of a table that users define, after those of every table.
    public struct Column: Sendable {
        /// The name in the header.
        public let name: String
        /// What it is taken from.
        public let source: TableColumn

        /// A column called `name`.
        public init(_ name: String, _ source: TableColumn) {
            (self.name, self.source) = (name, source)
        }
    }

    /// The table of `kind`; its rows stand in the order of the first date that it has.
    init(_ kind: EntryKind, _ selection: FeedSelection) {
        (number, name, meaning) = (Int(kind.rawValue), kind.name, kind.definition.meaning)
        columns = DescribedColumn.table(kind, selection)
        (self.kind, sources, formats) = (kind, [], nil)
        let date = kind == .patient ? nil : columns.firstIndex { $0.form == .date }
        order = date.map { [Order(column: $0, isDescending: false)] } ?? []
    }

    /// A table that users define.
    ///
    /// - Parameters:
    ///   - number: Its place among those that are defined, from 0.
    ///   - order: Names of columns, and whether the greatest value comes first.
    ///   - formats: Those it is wanted in; `nil` for those of the flow.
    public init(
        defined number: Int, name: String, meaning: String, columns: [Column],
        order: [(column: String, isDescending: Bool)], formats: Set<TableFormat>?
    ) {
        (self.number, self.name) = (EntryKind.allCases.count + number, name)
        (self.meaning, kind, self.formats) = (meaning, nil, formats)
        let all =
            DescribedColumn.envelope + columns.map { $0.source.described.renamed(to: $0.name) }
        self.columns = all
        sources = columns.map(\.source)
        self.order = order.compactMap { key in
            all.firstIndex { $0.name == key.column }.map {
                Order(column: $0, isDescending: key.isDescending)
            }
        }
    }

    /// Whether the table is written as `format`, where the flow has that; what users define may be
    /// lines of JSON where the flow has CSV.
    public func has(_ format: TableFormat) -> Bool {
        formats?.contains(format) ?? (format != .ndjson)
    }

    /// Whether it is the table of `kind`.
    public func isOf(_ kind: EntryKind) -> Bool { self.kind == kind }

    /// The name of its file in `format`, such as `csv/observation.csv`, below the folder of a feed
    /// or of a practice.
    public func fileName(_ format: TableFormat) -> String {
        format == .sqlite
            ? SQLiteFeed.fileName : "\(format.rawValue)/\(name).\(format.rawValue)"
    }

    /// The header row of CSV, with its line end.
    public var header: [UInt8] {
        Array((columns.map(\.name).joined(separator: ",") + "\r\n").utf8)
    }

    /// The name of the column by whose day rows are found.
    var dateColumn: String? {
        order.lazy.map { columns[$0.column] }.first { $0.form == .date }?.name
    }
}

/// A column of the table of a kind of entry, as files of users name it.
public struct TableColumn: Sendable {
    /// The kind of entry.
    public let kind: EntryKind
    /// The field that it is of, or a part of; `nil` for what every table has.
    public let field: Field?
    /// Its place in the widest table of the kind.
    let place: Int
    let described: DescribedColumn

    /// Its name.
    public var name: String { described.name }
    /// What its cells hold.
    public var form: CellForm { described.form }
    /// Every word that it may hold, where there is a closed list.
    public var words: [String] { described.words }
    /// What it means, without full stop.
    public var meaning: String { described.meaning }

    /// Every column that the table of `kind` can have, in order; first those of every table.
    public static func all(of kind: EntryKind) -> [TableColumn] {
        let fields = kind.definition.fields.flatMap { field in
            CSVColumn.columns(of: field).map { _ in field as Field? }
        }
        let columns = DescribedColumn.table(kind, .everything)
        return zip(CSVColumn.envelope.map { _ in nil } + fields, columns).enumerated().map {
            TableColumn(kind: kind, field: $1.0, place: $0, described: $1.1)
        }
    }
}
