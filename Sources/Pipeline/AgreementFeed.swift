import CanonicalModel
import Feeds
import SharingAgreements

/// The files of one agreement's feed, open for writing.
struct AgreementFeed: Sendable {
    private let name: String
    private var csv: [(kind: EntryKind, sink: FileSink)] = []
    private var parquet: [ParquetSink] = []
    private var ndjson: [(file: Int, sink: FileSink)] = []
    /// What the scan found in files that are of nobody.
    private(set) var found = ScanFindings()
    /// What was written, once the files are closed.
    private(set) var files: [OutputFile] = []

    /// Creates the files of `agreement` below `folder`, with their headers and data dictionary.
    init(_ agreement: PreparedAgreement, in folder: String) throws(Diagnostic) {
        name = agreement.folder
        let root = "\(folder)/\(name)"
        try Staging.make(root)
        if let feed = agreement.csv {
            try Staging.make("\(root)/csv")
            for kind in feed.kinds {
                var sink = try FileSink(
                    name: "\(name)/csv/\(CSVFeed.fileName(kind))", in: folder)
                try sink.append(feed.header(kind))
                csv.append((kind, sink))
            }
        }
        if let feed = agreement.parquet {
            try Staging.make("\(root)/parquet")
            for kind in feed.kinds {
                parquet.append(try ParquetSink(kind, feed, of: name, in: folder))
            }
        }
        if let feed = agreement.ukCore {
            try Staging.make("\(root)/ukcore")
            for file in feed.files {
                ndjson.append(
                    (
                        file,
                        try FileSink(
                            name: "\(name)/ukcore/\(UKCoreFeed.fileName(file))", in: folder)
                    ))
            }
        }
        let texts = [
            ("data-dictionary.md", Array(Self.dictionary(agreement).utf8)),
            ("data-dictionary.json", DataDictionary.json(agreement.selection)),
        ]
        for (file, bytes) in texts {
            agreement.scan.scan(text: bytes, file: file, into: &found)
            try write(bytes, file, folder)
        }
    }

    private static func dictionary(_ agreement: PreparedAgreement) -> String {
        DataDictionary.markdown(agreement.selection, withParquet: agreement.parquet != nil)
    }

    private mutating func write(
        _ bytes: [UInt8], _ file: String, _ folder: String
    ) throws(Diagnostic) {
        var sink = try FileSink(name: "\(name)/\(file)", in: folder)
        try sink.append(bytes)
        files.append(try OutputFile(&sink))
    }

    /// Appends the rows of one record.
    mutating func append(_ output: FeedOutput) throws(Diagnostic) {
        for index in csv.indices {
            let kind = Int(csv[index].kind.rawValue)
            guard output.csvRows[kind] > 0 else { continue }
            try csv[index].sink.append(output.csv[kind])
            csv[index].sink.rows += output.csvRows[kind]
        }
        for index in parquet.indices {
            let kind = Int(parquet[index].kind.rawValue)
            guard output.csvRows[kind] > 0 else { continue }
            try parquet[index].append(csv: output.csv[kind])
        }
        for index in ndjson.indices {
            let file = ndjson[index].file
            guard output.ndjsonRows[file] > 0 else { continue }
            try ndjson[index].sink.append(output.ndjson[file])
            ndjson[index].sink.rows += output.ndjsonRows[file]
        }
    }

    /// Closes the files.
    mutating func finish() throws(Diagnostic) {
        for index in csv.indices { files.append(try OutputFile(&csv[index].sink)) }
        for index in parquet.indices { files.append(try parquet[index].finish()) }
        for index in ndjson.indices { files.append(try OutputFile(&ndjson[index].sink)) }
        files.sort { $0.file < $1.file }
    }

    /// The rows written to the table of `kind`; `nil` if the feed has no such table.
    func rows(_ kind: EntryKind) -> Int? {
        csv.first { $0.kind == kind }?.sink.rows ?? parquet.first { $0.kind == kind }?.rowCount
    }
}

/// A file that was written, as the manifest lists it.
struct OutputFile: Sendable, Encodable {
    let file: String
    let bytes: Int
    let rows: Int
    let sha256: String

    /// Finishes `sink`.
    init(_ sink: inout FileSink) throws(Diagnostic) {
        sha256 = Hexadecimal.text(try sink.finish())
        (file, bytes, rows) = (sink.name, sink.byteCount, sink.rows)
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
