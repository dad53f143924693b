import CanonicalModel
import Crypto
import Feeds
import SharingAgreements

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the files of a feed stand in its folder.
public enum FeedLayout: Sendable {
    /// One file a table, with the rows of all practices as their records came.
    case flat
    /// One folder a practice, its rows in the order of person and date.
    case byPractice
}

/// The files of one agreement's feed, open for writing.
struct AgreementFeed: Sendable {
    private let agreement: PreparedAgreement
    private let folder: String
    private var name: String { agreement.folder }
    /// The tables of all practices, where they stand in one folder.
    private var flat: FeedFiles?
    /// What is written in the end: practice by practice, person by person.
    private var spool: RecordSpool?
    private let layout: FeedLayout
    /// Whether counts of tables are held at what was published before.
    private let holdsCounts: Bool
    private var rowCounts: [EntryKind: Int] = [:]
    /// What the scan found in files that are of nobody.
    private(set) var found = ScanFindings()
    /// How many resources were left out that do not say what the first of their id says.
    private(set) var differingResources = 0
    /// What was written, once the files are closed.
    private(set) var files: [OutputFile] = []

    /// Creates the files of `agreement` below `folder`.
    init(
        _ agreement: PreparedAgreement, in folder: String, layout: FeedLayout = .flat,
        holdsCounts: Bool = false
    ) throws(Diagnostic) {
        (self.agreement, self.folder, self.layout) = (agreement, folder, layout)
        self.holdsCounts = holdsCounts
        try Staging.make("\(folder)/\(agreement.folder)")
        if layout == .flat { flat = try FeedFiles(agreement, agreement.folder, in: folder) }
        if layout == .byPractice || agreement.sqlite != nil {
            spool = try RecordSpool(in: "\(folder)/\(agreement.folder)")
        }
    }

    /// Appends the rows of one record.
    mutating func append(_ output: FeedOutput) throws(Diagnostic) {
        try flat?.append(output)
        try spool?.append(output)
    }

    /// Writes what was put aside, and closes the files.
    mutating func finish() throws(Diagnostic) {
        var rows: [(kind: EntryKind, count: Int)] = []
        if var spool {
            defer { spool.close() }
            rows = try write(&spool)
        }
        if var flat {
            files += try flat.finish()
            count(flat)
        }
        for (kind, count) in rows where rowCounts[kind] == nil { rowCounts[kind] = count }
        try writeDictionary()
        files.sort { $0.file < $1.file }
    }

    private mutating func count(_ files: FeedFiles) {
        for kind in EntryKind.allCases {
            guard let rows = files.rows(kind) else { continue }
            rowCounts[kind, default: 0] += rows
        }
        differingResources += files.differingResources
    }

    /// What a recipient might stumble over, once the files are closed.
    var finding: Diagnostic? {
        guard differingResources > 0 else { return nil }
        return Diagnostic(
            .differingResources, .warning, file: name,
            "\(differingResources) professionals or organisations stand otherwise in one record "
                + "than in another of the same practice, under one id; the first of each stands",
            advice: "export the practice's records at one time, so that they say the same")
    }

    /// Writes the rows in their order; the rows of each table of the SQLite file, if there is one.
    private mutating func write(
        _ spool: inout RecordSpool
    ) throws(Diagnostic) -> [(kind: EntryKind, count: Int)] {
        var database = try agreement.sqlite.map { feed throws(Diagnostic) in
            try SQLiteSink(feed, of: name, in: folder)
        }
        let orders = agreement.selection.tables.map { ($0.number, RowOrder($0)) }
        var output = FeedOutput()
        for (practice, records) in try spool.sorted() {
            var files: FeedFiles?
            if layout == .byPractice {
                let name = "\(name)/\(PracticeFolder.name(practice))"
                files = try FeedFiles(agreement, name, in: folder)
            }
            func write(_ rows: inout SQLiteSink.Rows?) throws(Diagnostic) {
                try spool.people(records, &output) { output throws(Diagnostic) in
                    for (table, order) in orders where output.rows(table) > 0 {
                        order.sort(&output.csv[table])
                    }
                    try files?.append(output)
                    try rows?.append(output, practice: practice)
                }
            }
            var none: SQLiteSink.Rows?
            if database == nil { try write(&none) } else { try database?.transaction(write) }
            guard var files else { continue }
            self.files += try files.finish()
            count(files)
        }
        guard let database else { return [] }
        files.append(try database.finish())
        return database.rows
    }

    private mutating func writeDictionary() throws(Diagnostic) {
        for (file, bytes) in agreement.isAggregate ? tableTexts : rowTexts {
            agreement.scan.scan(text: bytes, file: file, into: &found)
            var sink = try FileSink(name: "\(name)/\(file)", in: folder)
            try sink.append(bytes)
            files.append(try OutputFile(&sink))
        }
    }

    /// What the tables of an aggregate flow are, for people and for programs.
    private var tableTexts: [(file: String, bytes: [UInt8])] {
        let rule = Conversion.heldRule(agreement.compiled.agreement.disclosure)
        let tables = agreement.tableFeeds.map { holdsCounts ? $0.adding(rule: rule) : $0 }
        return [
            ("data-dictionary.md", Array(TableFeed.markdown(tables).utf8)),
            ("data-dictionary.json", TableFeed.json(tables)),
        ]
    }

    /// What the tables of rows are, for people and for programs.
    private var rowTexts: [(file: String, bytes: [UInt8])] {
        let flow = agreement.compiled.flow
        let feed = FeedDescription(
            selection: agreement.selection, agreement: agreement.compiled.agreement.id,
            version: agreement.compiled.agreement.version.description,
            purpose: flow?.purpose ?? "",
            files: files.sorted { $0.file < $1.file }.map { file in
                FeedDescription.File(
                    path: String(file.file.dropFirst(name.count + 1)), bytes: file.bytes,
                    sha256: file.sha256)
            })
        return [
            ("data-dictionary.md", Array(DataDictionary.markdown(feed).utf8)),
            (DataPackage.fileName, DataPackage.json(feed)),
            (DataContract.fileName, DataContract.yaml(feed)),
        ]
    }

    /// Adds a file that was made at the end of the run.
    private mutating func add(_ bytes: [UInt8], _ file: String, lines: Int) throws(Diagnostic) {
        let path = "\(name)/\(file)"
        try Staging.make("\(folder)/\(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])")
        var sink = try FileSink(name: path, in: folder)
        sink.rows = lines
        try sink.append(bytes)
        files.append(try OutputFile(&sink))
        files.sort { $0.file < $1.file }
    }

    /// Writes the tables of counts, made at the end of the run, in every format of the flow.
    mutating func add(
        _ tables: [PublishedLines], _ agreement: PreparedAgreement
    ) throws(Diagnostic) {
        for (table, lines) in tables {
            try add(table.csv(lines), table.fileName, lines: lines.count)
            guard agreement.hasFormat(TableFormat.parquet.rawValue) else { continue }
            let bytes = table.parquet(lines, createdBy: "sluice version \(Sluice.version)")
            try add(bytes, table.parquetName, lines: lines.count)
        }
        guard agreement.hasFormat(TableFormat.sqlite.rawValue), !tables.isEmpty else { return }
        files.append(try SQLiteSink.write(tables, of: name, in: folder))
        files.sort { $0.file < $1.file }
    }

    /// The rows written to the table of `kind`; `nil` if the feed has no such table.
    func rows(_ kind: EntryKind) -> Int? { rowCounts[kind] }
}

/// A table of counts as it is published.
typealias PublishedLines = (table: TableFeed, lines: [TableFeed.Line])

/// The name of a practice's folder, as readers of partitioned tables expect it.
enum PracticeFolder {
    /// `practice=` and the code; what is no letter or digit becomes `_` and two hexadecimal digits.
    static func name(_ practice: [UInt8]) -> String {
        practice.reduce(into: "practice=") { name, byte in
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber {
                name.append(character)
            } else {
                name += "_" + Hexadecimal.text([byte])
            }
        }
    }
}

/// A file that was written, as the manifest lists it.
struct OutputFile: Sendable, Encodable {
    let file: String
    let bytes: Int
    let rows: Int?
    let sha256: String

    /// Finishes `sink`.
    ///
    /// - Parameter countsRows: Whether the number of its rows may be told.
    init(_ sink: inout FileSink, countsRows: Bool = true) throws(Diagnostic) {
        sha256 = Hexadecimal.text(try sink.finish())
        (file, bytes, rows) = (sink.name, sink.byteCount, countsRows ? sink.rows : nil)
    }

    /// Describes a file that another program's library wrote, which is read once for its digest.
    init(_ file: String, in folder: String, rows: Int) throws(Diagnostic) {
        let path = "\(folder)/\(file)"
        let descriptor = try Files.open(path)
        defer { close(descriptor) }
        var (hash, size) = (SHA256(), 0)
        var block = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = try Files.read(descriptor, path, into: &block, from: 0)
            if count == 0 { break }
            hash.update(data: block[..<count])
            size += count
        }
        (self.file, bytes, self.rows) = (file, size, rows)
        sha256 = Hexadecimal.text(Array(hash.finalize()))
    }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that hexadecimal digits of either case stand for; `nil` for anything else.
    static func bytes(_ digits: [UInt8]) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            let pair = digits[start..<start + 2].map {
                Character(UnicodeScalar($0)).hexDigitValue ?? 256
            }
            guard let byte = UInt8(exactly: pair[0] * 16 + pair[1]) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
