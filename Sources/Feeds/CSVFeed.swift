public import CanonicalModel

/// Writes one CSV table a kind of entry.
///
/// RFC 4180: UTF-8, CR LF, a header row, quotes where a field holds a comma, a quote, a line end or
/// a space at either end. Values are never altered, so also not against spreadsheets that take a
/// leading `=` for a formula: the data dictionary says so. A component is a row of its own.
public struct CSVFeed: Sendable {
    private let selection: FeedSelection
    /// By kind and selected field: the words of a code field.
    private let words: [[[[UInt8]]]]
    /// By kind and selected field: how many commas stand for an absent value.
    private let emptyCommas: [[Int]]

    /// Lays the tables out.
    public init(selection: FeedSelection) {
        self.selection = selection
        let fields = EntryKind.allCases.map { kind in
            selection.fields[Int(kind.rawValue)].map { kind.definition.fields[$0] }
        }
        words = fields.map { $0.map(Self.words) }
        emptyCommas = fields.map { $0.map { CSVColumn.columns(of: $0).count - 1 } }
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
    /// Cost: no allocation but the growth of the buffers.
    public func append(_ released: ReleasedRecord, into output: inout FeedOutput) {
        let record = released.record
        for entry in record.entries {
            let kind = Int(entry.kind.rawValue)
            let fields = selection.fields[kind]
            if fields.isEmpty { continue }
            output.csv[kind].appendCSV(record.bytes(released.personKey))
            output.csv[kind].append(UInt8(ascii: ","))
            output.csv[kind].appendCSV(record.bytes(released.practice))
            output.csv[kind].append(UInt8(ascii: ","))
            output.csv[kind].appendCSV(released.sourceSystem[...])
            for column in fields.indices {
                output.csv[kind].append(UInt8(ascii: ","))
                append(record, entry, fields[column], column, into: &output.csv[kind])
            }
            output.csv[kind].append(0x0D)
            output.csv[kind].append(0x0A)
            output.csvRows[kind] += 1
        }
    }

    private func append(
        _ record: CanonicalRecord, _ entry: Entry, _ field: Int, _ column: Int,
        into output: inout [UInt8]
    ) {
        let kind = Int(entry.kind.rawValue)
        switch record.cell(entry, field) {
        case .absent:
            output.append(contentsOf: repeatElement(0x2C, count: emptyCommas[kind][column]))
        case .text(let text), .reference(let text): output.appendCSV(record.bytes(text))
        case .code(let word): output.append(contentsOf: words[kind][column][Int(word)])
        case .date(let date):
            date.append(to: &output)
            output.append(UInt8(ascii: ","))
            output.append(contentsOf: Self.precisions[Int(date.precision.rawValue)])
        case .concept(let index):
            output.appendCSV(record.concepts[Int(index)], of: record)
        case .quantity(let index):
            output.appendCSV(record.quantities[Int(index)], of: record)
        case .boolean(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .references(let start, let count):
            for index in Int(start)..<Int(start + count) {
                if index > Int(start) { output.append(0x20) }
                output.append(contentsOf: record.bytes(record.references[index]))
            }
        }
    }

    private static func words(of field: Field) -> [[UInt8]] {
        guard case .code(let vocabulary) = field.type else { return [] }
        return vocabulary.words.map { Array($0.utf8) }
    }

    private static let precisions = PartialDate.Precision.allCases.map { Array("\($0.name)".utf8) }
}
