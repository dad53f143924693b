import CanonicalModel
import Feeds
import SQLiteWriting

/// The SQLite file of a feed being written.
struct SQLiteSink {
    private let feed: SQLiteFeed
    private let name: String
    private let folder: String
    private var file: SQLiteFile

    /// Creates the file in the folder of `feedName`; it must not be there.
    init(_ feed: SQLiteFeed, of feedName: String, in folder: String) throws(Diagnostic) {
        (self.feed, self.folder) = (feed, folder)
        name = "\(feedName)/\(SQLiteFeed.fileName)"
        do {
            file = try SQLiteFile(
                path: "\(folder)/\(name)", tables: feed.tables, version: feed.schemaVersion)
        } catch {
            throw Self.unwritable(name, error)
        }
    }

    /// Takes the rows of a transaction.
    struct Rows {
        fileprivate let feed: SQLiteFeed
        fileprivate let name: String
        fileprivate var rows: SQLiteRows

        /// Appends the rows of one person at `practice`.
        mutating func append(_ output: FeedOutput, practice: [UInt8]) throws(Diagnostic) {
            do {
                try feed.append(
                    csv: output.csv, person: String(decoding: output.person, as: UTF8.self),
                    practice: String(decoding: practice, as: UTF8.self), into: &rows)
            } catch {
                throw SQLiteSink.unwritable(name, error)
            }
        }
    }

    /// Writes what `body` appends in one transaction.
    mutating func transaction(
        _ body: (inout Rows?) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        do {
            try file.write { rows in
                var taken: Rows? = Rows(feed: feed, name: name, rows: rows)
                try body(&taken)
                if let taken { rows = taken.rows }
            }
        } catch let error as Diagnostic {
            throw error
        } catch {
            throw Self.unwritable(name, SQLiteFailure(error))
        }
    }

    /// The rows of each kind's table.
    var rows: [(kind: EntryKind, count: Int)] {
        zip(feed.kinds, file.rowCounts).compactMap { kind, count in kind.map { ($0, count) } }
    }

    /// Makes the indexes and closes the file.
    func finish() throws(Diagnostic) -> OutputFile {
        do { try file.finish() } catch { throw Self.unwritable(name, error) }
        return try OutputFile(name, in: folder, rows: file.rowCounts.reduce(0, +))
    }

    /// Writes the tables of counts of a feed into its file, each as a table called after its id.
    static func write(
        _ tables: [PublishedLines], of feedName: String, in folder: String
    ) throws(Diagnostic) -> OutputFile {
        let name = "\(feedName)/\(SQLiteFeed.fileName)"
        do {
            var file = try SQLiteFile(path: "\(folder)/\(name)", tables: tables.map(\.table.sqlite))
            try file.write { rows in
                for (index, (table, lines)) in tables.enumerated() {
                    for line in lines { try rows.append(table.sqlite(line), to: index) }
                }
            }
            try file.finish()
            return try OutputFile(name, in: folder, rows: file.rowCounts.reduce(0, +))
        } catch let error as Diagnostic {
            throw error
        } catch {
            throw unwritable(name, SQLiteFailure(error))
        }
    }

    private static func unwritable(_ name: String, _ failure: SQLiteFailure) -> Diagnostic {
        Diagnostic(
            .unwritableOutput, file: name,
            "it cannot be written: SQLite gives its result code \(failure.code)",
            advice: "nothing was published; make room or permission and run again")
    }
}
