import CanonicalModel
import Feeds
import StrictYAML
import Terminology

/// Reads the tables of a definition; what is wrong goes into the report of the declaration.
struct FeedReader {
    let codeSets: [CodeSet]
    let formats: Set<TableFormat>?

    /// The formats that `place` lists; `nil` without one.
    static func formats(_ place: Declaration?) -> Set<TableFormat>? {
        let words = TableFormat.allCases.map(\.rawValue)
        return place.map { place in
            let items = place.itemsOrSelf()
            if items.isEmpty {
                place.error(
                    .invalidFeed, "there is no format", advice: "name one, or leave the key out")
            }
            return Set(
                items.compactMap { $0.word(of: words, "format").flatMap(TableFormat.init) })
        }
    }

    /// Whether `text` is a name: small letters, digits and `_`, a letter first.
    static func isName(_ text: String, mayHave other: Character = "_") -> Bool {
        guard let first = text.first, ("a"..."z").contains(first), text.count <= 60 else {
            return false
        }
        return text.allSatisfy { character in
            ("a"..."z").contains(character) || ("0"..."9").contains(character) || character == "_"
                || character == other
        }
    }

    func tables(_ section: Declaration) -> [FeedDefinition.Table] {
        var tables: [FeedDefinition.Table] = []
        let items = section.items()
        for item in items {
            guard let table = table(item) else { continue }
            if tables.contains(where: { $0.name == table.name }) {
                item.error(
                    .duplicateTable, "two tables are called `\(table.name)`",
                    advice: "give each its own name")
            }
            tables.append(table)
        }
        if section.isSequence, items.isEmpty {
            section.error(.invalidFeed, "there is no table", advice: "add `- table: ...`")
        }
        if items.count > Self.maximumTables {
            section.error(
                .invalidFeed, "there are more than \(Self.maximumTables) tables",
                advice: "make several feeds of them")
        }
        return tables
    }

    private static let maximumTables = 64

    private func table(_ place: Declaration) -> FeedDefinition.Table? {
        let members = place.members(
            allowed: ["table", "meaning", "entry", "columns", "where", "order"],
            required: ["table", "entry", "columns"])
        let name = members["table"]?.text() ?? ""
        if let place = members["table"] { check(name, place) }
        let kinds = EntryKind.allCases.map(\.name)
        guard let word = members["entry"]?.word(of: kinds, "kind of entry"),
            let kind = EntryKind(name: word)
        else { return nil }
        let known = place.report.diagnostics.count
        let columns = members["columns"].map { self.columns($0, kind) } ?? []
        // An order by columns that are wrong themselves would be called wrong for nothing.
        let ordering = place.report.diagnostics.count == known ? members["order"] : nil
        let filter = FilterReader(kind: kind, codeSets: codeSets)
        return FeedDefinition.Table(
            name: name, meaning: members["meaning"]?.text() ?? kind.definition.meaning,
            kind: kind, columns: columns,
            filter: members["where"].map(filter.all) ?? .all([]),
            order: ordering.map { order($0, columns) } ?? [], formats: formats,
            position: place.position)
    }

    private func check(_ name: String, _ place: Declaration) {
        guard Self.isName(name) else {
            return place.error(
                .invalidFeed, "`\(name)` is not a name of a table",
                advice: "use small letters, digits and `_`, a letter first")
        }
        guard EntryKind(name: name) == nil, name != "person" else {
            return place.error(
                .duplicateTable, "every feed has a table `\(name)` of its own",
                advice: "call this one otherwise")
        }
    }

    // MARK: - Columns

    private func columns(_ section: Declaration, _ kind: EntryKind) -> [FeedDefinition.Column] {
        var columns: [FeedDefinition.Column] = []
        var taken = Set(Self.reserved)
        for item in section.items() {
            for column in self.column(item, kind) {
                let names = Self.names(column.name, column.source.form)
                if !taken.isDisjoint(with: names) {
                    item.error(
                        .duplicateTable, "the table has a column `\(column.name)` already",
                        advice: "give this one another name with `as`")
                }
                taken.formUnion(names)
                columns.append(column)
            }
        }
        if section.isSequence, section.items().isEmpty {
            section.error(.invalidFeed, "the table has no column", advice: "name one")
        }
        return columns
    }

    /// What every table begins with, in any format.
    private static let reserved = ["person_key", "practice", "source_system", "row_id"]

    /// The names that a column has in all formats.
    private static func names(_ name: String, _ form: CellForm) -> [String] {
        switch form {
        case .text, .texts, .truth: [name]
        case .date: [name, "\(name)_day"]
        case .number: [name, "\(name)_double"]
        }
    }

    private func column(_ item: Declaration, _ kind: EntryKind) -> [FeedDefinition.Column] {
        var (source, renamed) = (item, Declaration?.none)
        if item.isMapping {
            let members = item.members(allowed: ["column", "as"], required: ["column", "as"])
            guard let column = members["column"] else { return [] }
            (source, renamed) = (column, members["as"])
        }
        guard let text = source.text(),
            let found = ColumnName(text, of: kind, at: source.position, source.report)
        else { return [] }
        if found.columns.contains(where: { $0.field == nil }) {
            source.error(
                .invalidFeed, "every table begins with `\(text)` already",
                advice: "remove it here")
            return []
        }
        let name = renamed?.text()
        if let renamed, let name, !Self.isName(name) {
            renamed.error(
                .invalidFeed, "`\(name)` is not a name of a column",
                advice: "use small letters, digits and `_`, a letter first")
        }
        return found.columns.map { column in
            FeedDefinition.Column(
                name: Self.name(of: column, found, as: name), source: column,
                isPatients: found.isPatients, position: source.position)
        }
    }

    /// The name of a column that was asked for as `found`: of a field with several columns, each
    /// keeps its ending.
    private static func name(
        of column: TableColumn, _ found: ColumnName, as name: String?
    ) -> String {
        guard let name else {
            return found.isPatients && !column.name.hasPrefix("patient_")
                ? "patient_\(column.name)" : column.name
        }
        guard found.isField, let field = column.field, column.name.hasPrefix(field.name) else {
            return name
        }
        return name + column.name.dropFirst(field.name.count)
    }

    // MARK: - Order

    private func order(
        _ section: Declaration, _ columns: [FeedDefinition.Column]
    ) -> [(column: String, isDescending: Bool)] {
        let names = Self.reserved.prefix(3) + columns.map(\.name)
        return section.items().compactMap { item in
            var (place, isDescending) = (item, false)
            if item.isMapping {
                let members = item.members(allowed: ["descending"], required: ["descending"])
                guard let column = members["descending"] else { return nil }
                (place, isDescending) = (column, true)
            }
            return place.word(of: Array(names), "column of this table").map { ($0, isDescending) }
        }
    }
}

/// What a name in a definition stands for: a column, a field with all its columns, or either of the
/// patient.
struct ColumnName {
    let columns: [TableColumn]
    let isPatients: Bool
    /// Whether it names a field.
    let isField: Bool

    /// Looks `text` up; what is wrong is said at `position`.
    init?(
        _ text: String, of kind: EntryKind, at position: Diagnostic.Position?,
        _ report: DeclarationReport
    ) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        isPatients = parts.count == 2 && parts[0] == "patient"
        guard parts.count == 1 || isPatients else {
            report.error(
                .unknownColumn, at: position, "`\(text)` is not a column",
                advice: "beside the entry's own, only columns of `patient.` can be had")
            return nil
        }
        let kind = isPatients ? EntryKind.patient : kind
        let name = parts.last ?? ""
        let all = TableColumn.all(of: kind)
        let ofField = all.filter { $0.field?.name == name }
        isField = !ofField.isEmpty
        columns = isField ? ofField : all.filter { $0.name == name }
        guard columns.isEmpty else { return }
        let known = kind.definition.fields.map(\.name) + all.map(\.name)
        report.error(
            .unknownColumn, at: position, "`\(kind.name)` has no field or column `\(name)`",
            advice: suggestion(name, among: known)
                ?? "`sluice model \(kind.name)` lists its fields, and the dictionary of a feed its "
                + "columns")
    }
}
