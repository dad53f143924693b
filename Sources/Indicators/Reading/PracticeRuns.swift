public import CanonicalModel

/// Which parts of a table's file belong to which practice, so that one practice after another can
/// be counted, in the memory of one, however the rows are ordered.
public struct PracticeRuns: Sendable {
    /// Rows of one practice that stand together.
    public struct Run: Sendable, Equatable {
        /// The ODS code.
        public let practice: String
        /// The byte at which the first row begins.
        public let offset: Int
        /// How many bytes the rows have.
        public fileprivate(set) var length: Int
    }

    /// No run is longer, but for a row that is longer by itself.
    public static let longest = 4 << 20

    /// The names of the columns.
    public private(set) var header: [String] = []
    /// The runs, in file order.
    public private(set) var runs: [Run] = []
    /// How many rows there are, the header not counted.
    public private(set) var rowCount = 0
    private let file: String
    private var practiceColumn = 0
    private var practice: [UInt8] = []
    private var position = 0
    private var rows = CSVRows()

    /// Looks through a file from its beginning.
    public init(file: String) { self.file = file }

    /// Takes the next bytes of the file.
    ///
    /// - Parameter isLast: Whether the file ends with them.
    /// - Returns: How many bytes were used; what is left must come again, with what follows it.
    /// - Throws: `malformed-table` without a `practice` column, or with a row of another length.
    public mutating func add(_ bytes: Span<UInt8>, isLast: Bool) throws(Diagnostic) -> Int {
        var offset = 0
        if header.isEmpty {
            guard rows.next(bytes, &offset, isLast: isLast) else { return 0 }
            header = rows.texts(bytes)
            guard let column = header.firstIndex(of: "practice"), header.contains("person_key")
            else {
                throw Diagnostic(
                    .malformedTable, file: file, at: .init(line: 1, column: 1),
                    "the table has no column `practice` or no `person_key`",
                    advice: "give feeds as `sluice convert` writes them")
            }
            practiceColumn = column
            position += offset
        }
        var start = offset
        while rows.next(bytes, &offset, isLast: isLast) {
            guard rows.count == header.count else {
                throw Diagnostic(
                    .malformedTable, file: file,
                    "row \(rowCount + 1) has \(rows.count) cells, not \(header.count)",
                    advice: "the file has been changed since it was written")
            }
            note(bytes.extracting(rows[practiceColumn]), offset - start)
            (start, rowCount) = (offset, rowCount + 1)
        }
        return offset
    }

    private mutating func note(_ cell: Span<UInt8>, _ length: Int) {
        if let last = runs.last, cell.isSame(as: practice.span),
            last.length + length <= Self.longest
        {
            runs[runs.count - 1].length += length
        } else {
            practice.removeAll(keepingCapacity: true)
            for index in cell.indices { practice.append(cell[index]) }
            runs.append(
                Run(
                    practice: String(decoding: practice, as: UTF8.self), offset: position,
                    length: length))
        }
        position += length
    }
}

/// Which columns the tables of some feeds have: those that every file of a table has.
public struct FeedShape: Sendable {
    private(set) var columns: [EntryKind: Set<String>] = [:]

    /// No tables.
    public init() {}

    /// Adds the header of one file of a table.
    public mutating func add(_ header: [String], of kind: EntryKind) {
        columns[kind] = columns[kind]?.intersection(header) ?? Set(header)
    }

    /// Whether the table has one of these columns.
    func has(_ kind: EntryKind, anyOf names: [String]) -> Bool {
        names.contains { columns[kind]?.contains($0) == true }
    }
}
