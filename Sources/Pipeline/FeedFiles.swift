import CanonicalModel
import Feeds

/// The tables and resources of one folder, open for writing: those of a feed, or of one practice.
struct FeedFiles: Sendable {
    private let name: String
    private let folder: String
    private let transactionTime: String
    private var csv: [(kind: EntryKind, sink: FileSink)] = []
    private var parquet: [ParquetSink] = []
    private var ndjson: [(file: Int, sink: FileSink)] = []

    /// Creates the files of `agreement` in the folder `name` below `folder`, with their headers.
    init(
        _ agreement: PreparedAgreement, _ name: String, in folder: String
    ) throws(Diagnostic) {
        (self.name, self.folder) = (name, folder)
        transactionTime = agreement.transactionTime
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
                let name = "\(name)/ukcore/\(UKCoreFeed.fileName(file))"
                ndjson.append((file, try FileSink(name: name, in: folder)))
            }
        }
    }

    /// Appends the rows of a record, or of a person.
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

    /// Closes the files; what was written.
    mutating func finish() throws(Diagnostic) -> [OutputFile] {
        var files: [OutputFile] = []
        for index in csv.indices { files.append(try OutputFile(&csv[index].sink)) }
        for index in parquet.indices { files.append(try parquet[index].finish()) }
        for index in ndjson.indices { files.append(try OutputFile(&ndjson[index].sink)) }
        if !ndjson.isEmpty { files.append(try writeBulkManifest()) }
        return files
    }

    private func writeBulkManifest() throws(Diagnostic) -> OutputFile {
        var manifest = BulkManifest(transactionTime: transactionTime)
        for (file, sink) in ndjson { manifest.add(file, count: sink.rows) }
        var sink = try FileSink(name: "\(name)/ukcore/\(BulkManifest.fileName)", in: folder)
        try sink.append(manifest.json)
        return try OutputFile(&sink)
    }

    /// The rows written to the table of `kind`; `nil` if there is no such table.
    func rows(_ kind: EntryKind) -> Int? {
        csv.first { $0.kind == kind }?.sink.rows ?? parquet.first { $0.kind == kind }?.rowCount
    }
}
