public import CanonicalModel
public import SQLiteWriting

/// Lays out the tables of a feed as SQLite tables, with the cells of the CSV tables.
///
/// Texts are TEXT as CSV has them, truth values INTEGER 0 or 1, numbers TEXT with the digits they
/// came with and beside them REAL (`…_double`); beside a date stands its day as `YYYY-MM-DD`, where
/// the day is known (`…_day`). Beside a reference stands the row of the entry that it names
/// (`…_row`), where the feed has it: a foreign key. Every row refers to its `person`, so that
/// deleting one, or a practice's, deletes what is theirs. Rows are made from CSV rows, so that what
/// was scanned is what is written.
public struct SQLiteFeed: Sendable {
    /// The tables, in the order of the feed.
    public let tables: [SQLiteTable]
    /// The kinds of the tables; `nil` for one that users define.
    public let kinds: [EntryKind?]
    private let layouts: [Layout]

    /// How the rows of one table are read.
    private struct Layout: Sendable {
        /// Where its rows stand; see ``FeedTable/number``.
        let number: Int
        let forms: [CellForm]
        /// The column of the ids; `nil` if the table has none.
        let id: Int?
        /// By column: the table whose rows it names.
        let targets: [Int: Int]
    }

    /// The kind of the entries that a reference names; `nil` where they may be of any.
    private static func target(of field: String, _ kind: EntryKind) -> EntryKind? {
        switch field {
        case "encounter": .encounter
        case "medication": .medication
        case "part_of": kind
        default: nil
        }
    }

    /// Lays the tables out.
    public init(selection: FeedSelection) {
        let tables = selection.tables.filter { $0.has(.sqlite) }
        let kinds = tables.map(\.kind)
        self.kinds = kinds
        schemaVersion = Int32(tables.lazy.compactMap(\.schemaVersion).first ?? 0)
        let layouts = tables.map { table in
            guard let kind = table.kind else {
                return Layout(
                    number: table.number, forms: table.columns.map(\.form), id: nil, targets: [:])
            }
            var targets: [Int: Int] = [:]
            for field in kind.definition.fields where field.type == .reference {
                guard let column = table.columns.firstIndex(where: { $0.name == field.name }),
                    let target = Self.target(of: field.name, kind),
                    selection.fields[Int(target.rawValue)].contains(0)
                else { continue }
                targets[column] = kinds.firstIndex(of: target)
            }
            let hasId = selection.fields[Int(kind.rawValue)].first == 0
            return Layout(
                number: table.number, forms: table.columns.map(\.form),
                id: hasId ? CSVColumn.envelope.count : nil, targets: targets)
        }
        self.layouts = layouts
        self.tables = zip(tables, layouts).map { Self.table($0, $1, tables.map(\.name)) }
    }

    /// The version of the schema of the tables, for `PRAGMA user_version`; 0 where users define
    /// all of them.
    public let schemaVersion: Int32

    /// The name of the file, below the feed's folder.
    public static let fileName = "feed.sqlite"

    private static func table(
        _ table: FeedTable, _ layout: Layout, _ names: [String]
    ) -> SQLiteTable {
        var columns: [SQLiteColumn] = []
        for (index, column) in table.columns.enumerated() {
            let form = layout.forms[index]
            columns.append(SQLiteColumn(column.name, form == .truth ? .integer : .text))
            if form == .date { columns.append(SQLiteColumn("\(column.name)_day", .text)) }
            if form == .number { columns.append(SQLiteColumn("\(column.name)_double", .real)) }
            if let target = layout.targets[index] {
                columns.append(
                    SQLiteColumn(
                        "\(column.name)_row", .integer, references: names[target]))
            }
        }
        let date = table.dateColumn.map { "\($0)_day" }
        let code = columns.contains { $0.name == "code_snomed" } ? "code_snomed" : nil
        let indexes = [
            ["person_key"] + [date].compactMap(\.self),
            code.map { [$0] + [date].compactMap(\.self) },
        ]
        return SQLiteTable(table.name, columns: columns, indexes: indexes.compactMap(\.self))
    }

    /// Appends the rows of one person at one practice: `csv` by ``FeedTable/number``, without
    /// headers.
    ///
    /// Of entries with one id the first is the one that references name.
    ///
    /// - Throws: `SQLiteFailure`.
    public func append(
        csv: [[UInt8]], person: String, practice: String, into rows: inout SQLiteRows
    ) throws(SQLiteFailure) {
        try rows.append(person: person, practice: practice)
        let ids = layouts.indices.map { table in
            isTarget(table) ? numbers(csv[layouts[table].number], table, rows) : [:]
        }
        for (table, layout) in layouts.enumerated() where csv.indices.contains(layout.number) {
            try append(csv[layout.number], table, ids, &rows)
        }
    }

    private func isTarget(_ table: Int) -> Bool {
        layouts.contains { $0.targets.values.contains(table) }
    }

    /// The numbers that the rows of `table` will have, by id.
    private func numbers(_ csv: [UInt8], _ table: Int, _ rows: SQLiteRows) -> [String: Int64] {
        var (numbers, reader, offset) = ([String: Int64](), CSVReader(), 0)
        var number = Int64(rows.counts[table])
        let layout = layouts[table]
        while offset < csv.count {
            number += 1
            for column in layout.forms.indices {
                reader.read(csv.span, &offset) { cell in
                    guard column == layout.id, !cell.isEmpty else { return }
                    let id = Self.text(cell)
                    if numbers[id] == nil { numbers[id] = number }
                }
            }
        }
        return numbers
    }

    private func append(
        _ csv: [UInt8], _ table: Int, _ ids: [[String: Int64]], _ rows: inout SQLiteRows
    ) throws(SQLiteFailure) {
        var (values, reader, offset) = ([SQLiteValue](), CSVReader(), 0)
        let layout = layouts[table]
        while offset < csv.count {
            values.removeAll(keepingCapacity: true)
            for (column, form) in layout.forms.enumerated() {
                reader.read(csv.span, &offset) { cell in
                    Self.append(cell, form, &values)
                    guard let target = layout.targets[column] else { return }
                    let row = ids[target][Self.text(cell)]
                    values.append(row.map(SQLiteValue.integer) ?? .null)
                }
            }
            try rows.append(values, to: table)
        }
    }

    private static func append(
        _ cell: Span<UInt8>, _ form: CellForm, _ values: inout [SQLiteValue]
    ) {
        let text = cell.isEmpty ? SQLiteValue.null : .text(text(cell))
        switch form {
        case .text, .texts: values.append(text)
        case .truth:
            values.append(cell.isEmpty ? .null : .integer(cell[0] == UInt8(ascii: "t") ? 1 : 0))
        case .date:
            values.append(text)
            values.append(
                cell.count >= 10 ? .text(Self.text(cell.extracting(first: 10))) : .null)
        case .number:
            values.append(text)
            values.append(CellForm.double(cell).map(SQLiteValue.real) ?? .null)
        }
    }

    private static func text(_ cell: Span<UInt8>) -> String {
        unsafe cell.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
