public import CanonicalModel

/// Reads releases, maps and value sets into ``TerminologyContent``, one file after another.
///
/// What a file is, is recognised from its header or root, not from its name; only the tables of
/// alternative maps, whose header is not published, are known by their names.
public struct TerminologyLoader: Sendable {
    /// A file to be read: its name in messages, and the hash of its bytes.
    public struct Input: Sendable {
        let name: String
        let sha256: String
        /// Names a file.
        ///
        /// - Parameter sha256: In hexadecimal.
        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }
    /// How the bytes of a file have to be read.
    public enum Form: Sendable {
        case table, xml, json
    }

    /// What has been read.
    public private(set) var content = TerminologyContent()
    /// The first hundred rows that could not be read, with file, line and column.
    public private(set) var findings: [Diagnostic] = []
    /// How many rows could not be read.
    public private(set) var malformedRows = 0
    /// Files of which nothing was taken, each with the reason.
    public private(set) var unused: [(file: String, reason: String)] = []
    static let shownFindings = 100

    /// Nothing read yet.
    public init() {}

    /// How a file has to be read, from its first bytes.
    public static func form(_ bytes: [UInt8]) -> Form {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        switch bytes[start...].first(where: { $0 > 0x20 }) {
        case UInt8(ascii: "<"): return .xml
        case UInt8(ascii: "{"): return .json
        default: return .table
        }
    }

    /// Reads a table: RF2, an NHS cross-map, or CSV.
    ///
    /// - Throws: `unrecognised-terminology` for a header that is not known.
    public mutating func readTable(_ bytes: [UInt8], _ input: Input) throws(Diagnostic) {
        let firstLine = bytes.prefix { $0 != 0x0A }
        let form: TableReader.Form = firstLine.contains(0x09) ? .tabs : .commas
        var reader = TableReader(bytes, form: form)
        guard reader.advance() else {
            throw Diagnostic(.unrecognisedTerminology, file: input.name, "the file is empty")
        }
        let header = (0..<reader.count).map { index in
            reader.text(index).lowercased().filter { $0 != " " }
        }
        guard let table = TerminologyTable(header: header, name: input.name, form: form) else {
            throw Diagnostic(
                .unrecognisedTerminology, file: input.name,
                at: Diagnostic.Position(line: 1, column: 1),
                "this is no RF2 file, NHS cross-map or CSV that is known",
                advice: "a CSV map has the columns `system`, `code` and `snomed`; a set has "
                    + "`set` and `snomed`")
        }
        if let reason = table.reasonUnused {
            unused.append((input.name, reason))
            return
        }
        var rows = TerminologyRows(reader, source: content.sources.count, columns: header)
        rows.skipsHeader = !table.hasHeader
        while rows.advance() {
            do throws(RowFault) {
                try table.read(&rows, into: &content)
            } catch {
                note(
                    Diagnostic(
                        .malformedTerminologyRow, file: input.name,
                        at: Diagnostic.Position(line: rows.line, column: rows.column(error.field)),
                        error.message, advice: error.advice))
            }
        }
        finish(input, kind: table.kind, rows.latest, taken: rows.taken)
    }

    /// Notes a row that cannot be read.
    mutating func note(_ finding: Diagnostic) {
        malformedRows += 1
        malformedInFile += 1
        if findings.count < Self.shownFindings { findings.append(finding) }
    }
    private var malformedInFile = 0

    /// Notes a file as read.
    mutating func finish(_ input: Input, kind: String, _ latest: UInt32, taken: Int) {
        content.sources.append(
            TerminologySource(
                name: input.name, kind: kind, sha256: input.sha256,
                release: latest == 0 ? "" : "\(latest)", rows: taken, skipped: malformedInFile))
        malformedInFile = 0
    }

    /// Notes a file of which nothing is taken.
    mutating func leaveOut(_ input: Input, _ reason: String) {
        unused.append((input.name, reason))
    }

    /// Lets a reader of trees add to the content.
    mutating func change(_ body: (inout TerminologyContent) -> Void) { body(&content) }
}

/// Why a row cannot be read.
struct RowFault: Error {
    let field: Int
    let message: String
    let advice: String

    /// A value that is not what its column holds.
    static func value(_ rows: TerminologyRows, _ field: Int, _ what: String) -> RowFault {
        let text = rows.text(field)
        let name = rows.name(field)
        guard !text.isEmpty else {
            return RowFault(
                field: field, message: "`\(name)` is empty, and should be \(what)",
                advice: "compare the file with its source")
        }
        if CodeExamination.isSpreadsheetNumber(text) {
            return RowFault(
                field: field,
                message: "`\(text)` in `\(name)` is a code that a spreadsheet has turned into a "
                    + "rounded number",
                advice: "take the file from its source again, and do not open it in a spreadsheet")
        }
        return RowFault(
            field: field, message: "`\(text)` in `\(name)` is not \(what)",
            advice: "compare the file with its source")
    }
}

/// The rows of one table, with their columns by place, and what was taken of them.
struct TerminologyRows {
    private var reader: TableReader
    private let columns: [String]
    /// The number that the file will have among the sources.
    let source: Int
    /// Whether the first row is data.
    var skipsHeader = false
    private(set) var latest: UInt32 = 0
    private(set) var taken = 0

    init(_ reader: TableReader, source: Int, columns: [String]) {
        self.reader = reader
        self.source = source
        self.columns = columns
    }

    var line: Int { reader.line }
    var count: Int { reader.count }
    func column(_ field: Int) -> Int { reader.column(field) }
    func name(_ field: Int) -> String {
        field < columns.count ? columns[field] : "column \(field + 1)"
    }
    func field(_ index: Int) -> ArraySlice<UInt8> { reader.field(index) }
    func text(_ index: Int) -> String { reader.text(index) }

    mutating func advance() -> Bool {
        if skipsHeader {
            skipsHeader = false
            return true
        }
        return reader.advance()
    }

    /// Counts the row at hand as taken.
    mutating func take() { taken += 1 }

    // MARK: - Typed fields

    func requireCount(_ wanted: Int) throws(RowFault) {
        guard reader.count != wanted else { return }
        throw RowFault(
            field: min(reader.count, wanted) - 1,
            message: "the row has \(reader.count) columns, and the header \(wanted)",
            advice: "the file may be cut short; take it from its source again")
    }

    /// A SNOMED CT id of any kind.
    func snomed(_ index: Int) throws(RowFault) -> UInt64 {
        guard let id = SnomedCT.number(field(index).span) else {
            throw .value(self, index, "a SNOMED CT id with a valid check digit")
        }
        return id
    }

    /// A SNOMED CT concept id.
    func concept(_ index: Int) throws(RowFault) -> UInt64 {
        let id = try snomed(index)
        guard SnomedCT.isConceptNumber(id) else {
            throw .value(self, index, "the id of a SNOMED CT concept")
        }
        return id
    }

    /// `0` or `1`.
    func flag(_ index: Int) throws(RowFault) -> Bool {
        let bytes = field(index)
        guard bytes.count == 1, let byte = bytes.first, byte == 0x30 || byte == 0x31 else {
            throw .value(self, index, "`0` or `1`")
        }
        return byte == 0x31
    }

    /// A number of up to nine digits.
    func number(_ index: Int) throws(RowFault) -> UInt32 {
        let bytes = field(index)
        guard (1...9).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .value(self, index, "a number")
        }
        return bytes.reduce(0) { $0 * 10 + UInt32($1 - 0x30) }
    }

    /// A date as `20260131`; noted as the latest where it is.
    mutating func date(_ index: Int) throws(RowFault) -> UInt32 {
        guard field(index).count == 8 else { throw .value(self, index, "a date as YYYYMMDD") }
        let date = try number(index)
        guard (1...12).contains(date / 100 % 100), (1...31).contains(date % 100) else {
            throw .value(self, index, "a date as YYYYMMDD")
        }
        latest = max(latest, date)
        return date
    }
}
