import GRDB
import GRDBSQLite

/// Why SQLite did not take something: its result code, and never a value.
public struct SQLiteFailure: Error, Equatable, Sendable {
    /// The extended result code, as SQLite documents it.
    public let code: Int

    init(code: Int) { self.code = code }

    /// The failure that an error of a transaction stands for.
    public init(_ error: any Error) {
        let known = (error as? SQLiteFailure)?.code
        code = known ?? Int((error as? DatabaseError)?.extendedResultCode.rawValue ?? 1)
    }
}

/// A new SQLite file that is filled once: tables of STRICT types, foreign keys that are checked,
/// and one transaction for each call of ``write(_:)``.
///
/// The same calls give the same bytes under one version of SQLite. Nothing is written but the file
/// itself: there is no journal, since a file that is not finished is thrown away. Memory is
/// SQLite's page cache, 2 MB, whatever the size of a transaction.
public struct SQLiteFile: Sendable {
    private let queue: DatabaseQueue
    private let tables: [SQLiteTable]
    /// The rows of each table.
    public private(set) var rowCounts: [Int]

    /// Creates the file at `path`, which must not be there, and its tables.
    ///
    /// - Parameter version: What `PRAGMA user_version` says of them; 0 says nothing.
    public init(
        path: String, tables: [SQLiteTable], version: Int32 = 0
    ) throws(SQLiteFailure) {
        self.tables = tables
        rowCounts = Array(repeating: 0, count: tables.count)
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                for setting in [
                    "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE",
                ] {
                    try database.execute(sql: "PRAGMA \(setting)")
                }
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inTransaction { database in
                if tables.contains(where: \.isOfPeople) {
                    try database.execute(sql: SQLiteTable.personStatement)
                }
                for statement in tables.flatMap(\.statements) {
                    try database.execute(sql: statement)
                }
                try database.execute(sql: "PRAGMA user_version = \(version)")
                return .commit
            }
        } catch {
            throw SQLiteFailure(error)
        }
    }

    /// Writes what `body` appends in one transaction, whose foreign keys are checked at its end.
    ///
    /// - Throws: What SQLite says, or `body`; nothing of the transaction can be relied on then.
    public mutating func write(_ body: (inout SQLiteRows) throws -> Void) throws {
        rowCounts = try queue.writeWithoutTransaction { database in
            var counts = rowCounts
            try database.inTransaction {
                var rows = try SQLiteRows(database, tables, counts)
                try body(&rows)
                counts = rows.counts
                return .commit
            }
            return counts
        }
    }

    /// Makes the indexes, which takes a sort a piece, and closes the file.
    public func finish() throws(SQLiteFailure) {
        do {
            try queue.inTransaction { database in
                for statement in tables.flatMap(\.indexStatements) {
                    try database.execute(sql: statement)
                }
                return .commit
            }
            try queue.close()
        } catch {
            throw SQLiteFailure(error)
        }
    }
}

/// A value of a row.
public enum SQLiteValue: Sendable, Equatable {
    case null
    case text(String)
    case integer(Int64)
    case real(Double)
}

/// Appends rows within a transaction.
public struct SQLiteRows {
    /// The rows of each table, those of this transaction too.
    public private(set) var counts: [Int]
    private let insertions: [Statement]
    /// `nil` in a file without tables of people.
    private let person: Statement?

    init(_ database: Database, _ tables: [SQLiteTable], _ counts: [Int]) throws {
        self.counts = counts
        insertions = try tables.map { try database.cachedStatement(sql: $0.insertion) }
        person =
            tables.contains(where: \.isOfPeople)
            ? try database.cachedStatement(sql: SQLiteTable.personInsertion) : nil
    }

    /// Appends a person at a practice, unless they are there.
    public func append(person key: String, practice: String) throws(SQLiteFailure) {
        do { try person?.execute(arguments: [practice, key]) } catch { throw SQLiteFailure(error) }
    }

    /// Appends a row to the table at `index`, with a value a column.
    ///
    /// - Throws: Also where a value is not of the column's type.
    public mutating func append(
        _ values: [SQLiteValue], to index: Int
    ) throws(SQLiteFailure) {
        counts[index] += 1
        let statement = unsafe insertions[index].sqliteStatement
        unsafe try Self.bind(.integer(Int64(counts[index])), 1, statement)
        for (place, value) in values.enumerated() {
            unsafe try Self.bind(value, CInt(place + 2), statement)
        }
        let stepped = unsafe sqlite3_step(statement)
        // Resetting gives the extended code of what went wrong.
        let code = unsafe sqlite3_reset(statement)
        guard stepped == SQLITE_DONE else { throw SQLiteFailure(code: Int(code)) }
    }

    /// Binds a value by length, so that a text keeps a NUL; `index` counts from 1.
    private static func bind(
        _ value: SQLiteValue, _ index: CInt, _ statement: OpaquePointer
    ) throws(SQLiteFailure) {
        let code =
            switch value {
            case .null: unsafe sqlite3_bind_null(statement, index)
            case .integer(let number): unsafe sqlite3_bind_int64(statement, index, number)
            case .real(let number): unsafe sqlite3_bind_double(statement, index, number)
            case .text(var text):
                text.withUTF8 { bytes in
                    unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                        unsafe sqlite3_bind_text(
                            statement, index, text.baseAddress, CInt(text.count), copying)
                    }
                }
            }
        guard code == SQLITE_OK else { throw SQLiteFailure(code: Int(code)) }
    }

    /// SQLITE_TRANSIENT, a macro that Swift does not import: SQLite copies what it is given.
    private static let copying = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
