import CanonicalModel
import Feeds

/// The tables and resources of one folder, open for writing: those of a feed, or of one practice.
struct FeedFiles: Sendable {
    private let name: String
    private let folder: String
    private let transactionTime: String
    private var csv: [(table: FeedTable, sink: FileSink)] = []
    private var parquet: [ParquetSink] = []
    private var lines: [LinesSink] = []
    private var ndjson: [(file: Int, sink: FileSink, shared: SharedResources?)] = []

    /// Creates the files of `agreement` in the folder `name` below `folder`, with their headers.
    init(
        _ agreement: PreparedAgreement, _ name: String, in folder: String
    ) throws(Diagnostic) {
        (self.name, self.folder) = (name, folder)
        transactionTime = agreement.transactionTime
        let root = "\(folder)/\(name)"
        try Staging.make(root)
        let tables = agreement.selection.tables
        func wanted(_ format: TableFormat) throws(Diagnostic) -> [FeedTable] {
            guard agreement.has(format) else { return [] }
            let wanted = tables.filter { $0.has(format) }
            if !wanted.isEmpty || format == .csv || format == .parquet {
                try Staging.make("\(root)/\(format.rawValue)")
            }
            return wanted
        }
        for table in try wanted(.csv) {
            var sink = try FileSink(name: "\(name)/\(table.fileName(.csv))", in: folder)
            try sink.append(table.header)
            csv.append((table, sink))
        }
        for table in try wanted(.parquet) {
            parquet.append(try ParquetSink(table, of: name, in: folder))
        }
        for table in try wanted(.ndjson) {
            lines.append(try LinesSink(table, of: name, in: folder))
        }
        if let feed = agreement.ukCore {
            try Staging.make("\(root)/ukcore")
            for file in feed.files {
                let name = "\(name)/ukcore/\(UKCoreFeed.fileName(file))"
                let shared =
                    UKCoreFeed.sharedResourceTypes.contains(file) ? SharedResources() : nil
                ndjson.append((file, try FileSink(name: name, in: folder), shared))
            }
        }
    }

    /// Appends the rows of a record, or of a person.
    mutating func append(_ output: FeedOutput) throws(Diagnostic) {
        for index in csv.indices {
            let table = csv[index].table.number
            guard output.rows(table) > 0 else { continue }
            try csv[index].sink.append(output.csv[table])
            csv[index].sink.rows += output.csvRows[table]
        }
        for index in parquet.indices {
            let table = parquet[index].table.number
            guard output.rows(table) > 0 else { continue }
            try parquet[index].append(csv: output.csv[table])
        }
        for index in lines.indices {
            let table = lines[index].table.number
            guard output.rows(table) > 0 else { continue }
            try lines[index].append(csv: output.csv[table], rows: output.csvRows[table])
        }
        for index in ndjson.indices {
            let file = ndjson[index].file
            guard output.ndjsonRows[file] > 0 else { continue }
            guard ndjson[index].shared != nil else {
                try ndjson[index].sink.append(output.ndjson[file])
                ndjson[index].sink.rows += output.ndjsonRows[file]
                continue
            }
            var shared = output.ndjson[file]
            let rows = ndjson[index].shared?.keepNew(in: &shared, of: output.practice) ?? 0
            try ndjson[index].sink.append(shared)
            ndjson[index].sink.rows += rows
        }
    }

    /// How many resources were left out that do not say what the first of their id says.
    var differingResources: Int { ndjson.reduce(0) { $0 + ($1.shared?.differing ?? 0) } }

    /// Closes the files; what was written.
    mutating func finish() throws(Diagnostic) -> [OutputFile] {
        var files: [OutputFile] = []
        for index in csv.indices { files.append(try OutputFile(&csv[index].sink)) }
        for index in parquet.indices { files.append(try parquet[index].finish()) }
        for index in lines.indices { files.append(try lines[index].finish()) }
        for index in ndjson.indices { files.append(try OutputFile(&ndjson[index].sink)) }
        if !ndjson.isEmpty { files.append(try writeBulkManifest()) }
        return files
    }

    private func writeBulkManifest() throws(Diagnostic) -> OutputFile {
        var manifest = BulkManifest(transactionTime: transactionTime)
        for (file, sink, _) in ndjson { manifest.add(file, count: sink.rows) }
        var sink = try FileSink(name: "\(name)/ukcore/\(BulkManifest.fileName)", in: folder)
        try sink.append(manifest.json)
        return try OutputFile(&sink)
    }

    /// The rows written to the table of `kind`; `nil` if there is no such table.
    func rows(_ kind: EntryKind) -> Int? {
        csv.first { $0.table.isOf(kind) }?.sink.rows
            ?? parquet.first { $0.table.isOf(kind) }?.rowCount
    }
}

/// One file of JSON lines being written.
private struct LinesSink: Sendable {
    let table: FeedTable
    private let feed: TableLines
    private var sink: FileSink
    /// Kept for its memory.
    private var bytes: [UInt8] = []

    /// Creates the file of `table` in the folder of `feedName`; it must not be there.
    init(_ table: FeedTable, of feedName: String, in folder: String) throws(Diagnostic) {
        (self.table, feed) = (table, TableLines(table))
        sink = try FileSink(name: "\(feedName)/\(table.fileName(.ndjson))", in: folder)
    }

    /// Appends `csv`, rows of the table.
    mutating func append(csv: [UInt8], rows: Int) throws(Diagnostic) {
        feed.append(csv: csv, into: &bytes)
        try sink.append(bytes)
        bytes.removeAll(keepingCapacity: true)
        sink.rows += rows
    }

    /// Writes what is left and closes the file.
    mutating func finish() throws(Diagnostic) -> OutputFile { try OutputFile(&sink) }
}
