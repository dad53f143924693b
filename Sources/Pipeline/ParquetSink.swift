import CanonicalModel
import Feeds
import ParquetWriting

/// One Parquet file of a feed being written: a table in front of a ``FileSink``.
struct ParquetSink: Sendable {
    let table: FeedTable
    private let feed: ParquetFeed
    private var file: ParquetTable
    private var sink: FileSink
    /// What goes from the feed to the table and on, kept for its memory.
    private var (rows, bytes) = (ParquetRows(), [UInt8]())

    /// Creates the file of `table` in the folder of `feedName`; it must not be there.
    init(_ table: FeedTable, of feedName: String, in folder: String) throws(Diagnostic) {
        (self.table, feed) = (table, ParquetFeed(table))
        file = ParquetTable(
            columns: feed.columns, createdBy: "sluice version \(Sluice.version)",
            metadata: table.schemaVersion.map { [("sluice.feed_schema", "\($0)")] } ?? [])
        sink = try FileSink(name: "\(feedName)/\(table.fileName(.parquet))", in: folder)
    }

    /// The rows written so far.
    var rowCount: Int { file.rowCount }

    /// Appends `csv`, CSV rows of the table.
    mutating func append(csv: [UInt8]) throws(Diagnostic) {
        feed.append(csv: csv, into: &rows)
        file.append(rows, into: &bytes)
        rows.removeAll()
        try drain()
    }

    /// Writes what is left and closes the file.
    mutating func finish() throws(Diagnostic) -> OutputFile {
        file.finish(into: &bytes)
        try drain()
        sink.rows = file.rowCount
        return try OutputFile(&sink)
    }

    private mutating func drain() throws(Diagnostic) {
        guard !bytes.isEmpty else { return }
        try sink.append(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
