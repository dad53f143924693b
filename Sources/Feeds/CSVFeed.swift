public import CanonicalModel
public import Measurements

/// Writes one CSV table a kind of entry.
///
/// RFC 4180: UTF-8, CR LF, a header row, quotes where a field holds a comma, a quote, a line end or
/// a space at either end. Values are never altered, so also not against spreadsheets that take a
/// leading `=` for a formula: the data dictionary says so. A component is a row of its own.
public struct CSVFeed: Sendable {
    private let selection: FeedSelection
    /// What amounts are in their canonical units.
    public var measurements = Measurements.none
    private var tables: [Table] = []
    /// The columns of the fields of all kinds.
    private var columns: [Column] = []
    /// The words of all code fields.
    private var words = ByteTable()

    /// How the entries of one kind become rows.
    private struct Table: Sendable {
        /// The selected fields, a bit each; none if the feed has no such table.
        var selected: UInt64 = 0
        /// Where ``CSVFeed/columns`` has the columns of its first field.
        var firstField = 0
        /// How many commas follow the envelope.
        var commas = 0
    }

    /// The columns of one field.
    private struct Column: Sendable {
        /// How many commas stand before its value.
        let before: Int
        /// How many columns it has.
        let width: Int
        /// Where the words of a code field begin.
        let firstWord: Int
        /// For an amount in a canonical unit: the field that says of what.
        let measured: Int?
    }

    /// Lays the tables out.
    public init(selection: FeedSelection) {
        self.selection = selection
        for kind in EntryKind.allCases {
            var table = Table(firstField: columns.count)
            for (index, field) in kind.definition.fields.enumerated() {
                let isSelected = selection.fields[Int(kind.rawValue)].contains(index)
                let width = isSelected ? CSVColumn.columns(of: field).count : 0
                columns.append(
                    Column(
                        before: table.commas + 1, width: width, firstWord: words.ranges.count,
                        measured: field.isMeasured ? kind.definition.index(of: "code") : nil))
                table.commas += width
                if isSelected { table.selected |= 1 << UInt64(index) }
                guard isSelected, case .code(let vocabulary) = field.type else { continue }
                for word in vocabulary.words { words.append(word) }
            }
            tables.append(table)
        }
    }

    /// The kinds that the feed has a table for, in the order of ``EntryKind``.
    public var kinds: [EntryKind] { EntryKind.allCases.filter(selection.includes) }

    /// The header row of `kind`, with its line end.
    public func header(_ kind: EntryKind) -> [UInt8] {
        let columns = CSVColumn.table(kind, selection)
        return Array((columns.map(\.name).joined(separator: ",") + "\r\n").utf8)
    }

    /// Appends a row for every entry of a kind that the feed has.
    ///
    /// Cost: no allocation but the growth of the buffers, and one a record.
    public func append(_ released: ReleasedRecord, into output: inout FeedOutput) {
        var envelope: [UInt8] = []
        envelope.appendRow(of: released.record) { row in
            row.writeCSV(released.personKey)
            row.write(UInt8(ascii: ","))
            row.writeCSV(released.practice)
            row.write(UInt8(ascii: ","))
            row.writeCSV(released.sourceSystem.span)
        }
        for index in released.record.entries.indices {
            let entry = released.record.entries[index]
            let kind = Int(entry.kind.rawValue)
            let table = tables[kind]
            if table.selected == 0 { continue }
            output.csv[kind].appendRow(of: released.record) { row in
                row.write(envelope.span)
                append(entry, of: released.record, released.present[index], table, into: &row)
            }
            output.csvRows[kind] += 1
        }
    }

    private func append(
        _ entry: Entry, of record: CanonicalRecord, _ present: UInt64, _ table: Table,
        into row: inout Row
    ) {
        var (commas, fields) = (0, table.selected & present)
        while fields != 0 {
            let field = fields.trailingZeroBitCount
            let column = columns[table.firstField + field]
            row.write(repeating: UInt8(ascii: ","), count: column.before - commas)
            append(record.cell(entry, field), of: record, column, into: &row)
            if let code = column.measured {
                append(measured: entry, field, code, of: record, into: &row)
            }
            commas = column.before + column.width - 1
            fields &= fields - 1
        }
        row.write(repeating: UInt8(ascii: ","), count: table.commas - commas)
        row.write(0x0D)
        row.write(0x0A)
    }

    private func append(
        _ cell: Cell, of record: CanonicalRecord, _ column: Column,
        into row: inout Row
    ) {
        switch cell {
        case .absent: break
        case .text(let text), .reference(let text): row.writeCSV(text)
        case .code(let word): row.write(words, column.firstWord + Int(word))
        case .date(let date):
            row.write(DateText(date))
            row.write(UInt8(ascii: ","))
            row.write(Self.precisions, Int(date.precision.rawValue))
        case .concept(let index):
            let concept = record.concepts[Int(index)]
            row.writeCSV(concept, record.codings.span.extracting(concept.range))
        case .quantity(let index): row.writeCSV(record.quantities[Int(index)])
        case .boolean(let value): row.write(value ? "true" : "false")
        case .references(let start, let count):
            for index in Int(start)..<Int(start + count) {
                if index > Int(start) { row.write(0x20) }
                row.write(record.references[index])
            }
        }
    }

    /// The four columns after an amount; `code` is the field that says what was measured.
    private func append(
        measured entry: Entry, _ field: Int, _ code: Int, of record: CanonicalRecord,
        into row: inout Row
    ) {
        guard case .quantity(let index) = record.cell(entry, field) else { return }
        let quantity = record.quantities[Int(index)]
        let (given, text) = (record.bytes(quantity.unitCode), record.bytes(quantity.unit))
        let unit = measurements.unit(code: given.span, text: text.span)
        row.write(UInt8(ascii: ","))
        if let unit { row.writeCSV(Array(unit.utf8).span) }
        var membership: UInt64 = 0
        if unit != nil, case .concept(let concept) = record.cell(entry, code) {
            for coding in record.codings(of: record.concepts[Int(concept)]) {
                membership |= measurements.membership(
                    coding.system, record.bytes(coding.code).span)
            }
        }
        let canonical = measurements.canonical(
            membership, number: record.bytes(quantity.number).span, code: given.span,
            text: text.span)
        row.write(UInt8(ascii: ","))
        if let canonical { row.writeCSV(Array(canonical.number.utf8).span) }
        row.write(UInt8(ascii: ","))
        if let canonical { row.writeCSV(Array(canonical.unit.utf8).span) }
        row.write(UInt8(ascii: ","))
        if let canonical { row.write(canonical.isPlausible ? "true" : "false") }
    }

    private static let precisions = ByteTable(
        PartialDate.Precision.allCases.map { "\($0.name)" })
}
