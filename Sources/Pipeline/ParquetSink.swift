import CanonicalModel
import Feeds
import ParquetWriting

/// One Parquet file of a feed being written: a table in front of a ``FileSink``.
struct ParquetSink: Sendable {
    let kind: EntryKind
    private let feed: ParquetFeed
    private var table: ParquetTable
    private var sink: FileSink
    /// What goes from the feed to the table and on, kept for its memory.
    private var (rows, bytes) = (ParquetRows(), [UInt8]())

    /// Creates the file of `kind` in the folder of `feedName`; it must not be there.
    init(
        _ kind: EntryKind, _ feed: ParquetFeed, of feedName: String, in folder: String
    ) throws(Diagnostic) {
        (self.kind, self.feed) = (kind, feed)
        table = ParquetTable(
            columns: feed.columns(kind), createdBy: "sluice version \(Sluice.version)")
        let name = "\(feedName)/parquet/\(ParquetFeed.fileName(kind))"
        sink = try FileSink(name: name, in: folder)
    }

    /// The rows written so far.
    var rowCount: Int { table.rowCount }

    /// Appends `csv`, rows of the CSV table of the kind.
    mutating func append(csv: [UInt8]) throws(Diagnostic) {
        feed.append(csv: csv, of: kind, into: &rows)
        table.append(rows, into: &bytes)
        rows.removeAll()
        try drain()
    }

    /// Writes what is left and closes the file.
    mutating func finish() throws(Diagnostic) -> OutputFile {
        table.finish(into: &bytes)
        try drain()
        sink.rows = table.rowCount
        return try OutputFile(&sink)
    }

    private mutating func drain() throws(Diagnostic) {
        guard !bytes.isEmpty else { return }
        try sink.append(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
