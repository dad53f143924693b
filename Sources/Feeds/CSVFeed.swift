public import CanonicalModel

/// Writes one CSV table a kind of entry.
///
/// RFC 4180: UTF-8, CR LF, a header row, quotes where a field holds a comma, a quote, a line end or
/// a space at either end. Values are never altered, so also not against spreadsheets that take a
/// leading `=` for a formula: the data dictionary says so. A component is a row of its own.
public struct CSVFeed: Sendable {
    private let selection: FeedSelection
    /// The columns of all kinds.
    private var columns: [Column] = []
    /// By kind: its part of ``columns``.
    private var columnsOfKind: [Range<Int>] = []
    /// The words of all code fields.
    private var words = ByteTable()

    /// One selected field.
    private struct Column: Sendable {
        let field: Int
        /// How many commas stand for an absent value, that before it among them.
        let commas: Int
        /// Where the words of a code field begin.
        let firstWord: Int
    }

    /// Lays the tables out.
    public init(selection: FeedSelection) {
        self.selection = selection
        for kind in EntryKind.allCases {
            let first = columns.count
            for index in selection.fields[Int(kind.rawValue)] {
                let field = kind.definition.fields[index]
                columns.append(
                    Column(
                        field: index, commas: CSVColumn.columns(of: field).count,
                        firstWord: words.ranges.count))
                guard case .code(let vocabulary) = field.type else { continue }
                for word in vocabulary.words { words.append(word) }
            }
            columnsOfKind.append(first..<columns.count)
        }
    }

    /// The name of the file of `kind`, such as `observation.csv`.
    public static func fileName(_ kind: EntryKind) -> String { "\(kind.name).csv" }

    /// The kinds that the feed has a table for, in the order of ``EntryKind``.
    public var kinds: [EntryKind] { EntryKind.allCases.filter(selection.includes) }

    /// The header row of `kind`, with its line end.
    public func header(_ kind: EntryKind) -> [UInt8] {
        let fields = selection.fields[Int(kind.rawValue)].map { kind.definition.fields[$0] }
        let columns = CSVColumn.envelope + fields.flatMap(CSVColumn.columns)
        return Array((columns.map(\.name).joined(separator: ",") + "\r\n").utf8)
    }

    /// Appends a row for every entry of a kind that the feed has.
    ///
    /// Cost: no allocation but the growth of the buffers, and one a record.
    public func append(_ released: ReleasedRecord, into output: inout FeedOutput) {
        var envelope: [UInt8] = []
        envelope.appendRow { row in
            row.writeCSV(released.personKey, of: released.record)
            row.write(UInt8(ascii: ","))
            row.writeCSV(released.practice, of: released.record)
            row.write(UInt8(ascii: ","))
            row.writeCSV(released.sourceSystem.span)
        }
        for index in released.record.entries.indices {
            let entry = released.record.entries[index]
            let kind = Int(entry.kind.rawValue)
            let columns = columnsOfKind[kind]
            if columns.isEmpty { continue }
            output.csv[kind].appendRow { row in
                row.write(envelope.span)
                append(released.record, entry, columns, into: &row)
            }
            output.csvRows[kind] += 1
        }
    }

    private func append(
        _ record: CanonicalRecord, _ entry: Entry, _ selected: Range<Int>,
        into row: inout OutputSpan<UInt8>
    ) {
        var commas = 0
        for index in selected {
            let column = columns[index]
            let cell = record.cell(entry, column.field)
            if case .absent = cell {
                commas += column.commas
                continue
            }
            row.write(repeating: UInt8(ascii: ","), count: commas + 1)
            commas = 0
            append(cell, of: record, column, into: &row)
        }
        row.write(repeating: UInt8(ascii: ","), count: commas)
        row.write("\r\n")
    }

    private func append(
        _ cell: Cell, of record: CanonicalRecord, _ column: Column,
        into row: inout OutputSpan<UInt8>
    ) {
        switch cell {
        case .absent: break
        case .text(let text), .reference(let text): row.writeCSV(text, of: record)
        case .code(let word): row.write(words, column.firstWord + Int(word))
        case .date(let date):
            guard row.freeCapacity > PartialDate.maximumTextLength else { return row.fill() }
            date.append(to: &row)
            row.write(UInt8(ascii: ","))
            row.write(Self.precisions, Int(date.precision.rawValue))
        case .concept(let index): row.writeCSV(record.concepts[Int(index)], of: record)
        case .quantity(let index): row.writeCSV(record.quantities[Int(index)], of: record)
        case .boolean(let value): row.write(value ? "true" : "false")
        case .references(let start, let count):
            for index in Int(start)..<Int(start + count) {
                if index > Int(start) { row.write(0x20) }
                record.withBytes(of: record.references[index]) { id in row.write(id) }
            }
        }
    }

    private static let precisions = ByteTable(
        PartialDate.Precision.allCases.map { "\($0.name)" })
}
