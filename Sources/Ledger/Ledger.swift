public import CanonicalModel
import FoundationEssentials
import GRDB

/// What is live with the recipients of feeds: which rows of whom, under which version, since which
/// run.
///
/// A run is one transaction that is written before its output appears and says where that will be;
/// ``settle(_:)`` makes it the truth after. Whoever opens a ledger in between finds
/// ``unsettled()`` and looks whether the output is there. One run at a time: the caller holds a
/// lock.
public final class Ledger: Sendable {
    let pool: DatabasePool
    let path: String

    /// Opens a ledger, which is made if the file is empty; brings an older one up to date.
    ///
    /// - Parameter path: A file that is there, readable by its owner only.
    public init(_ path: String) throws(Diagnostic) {
        var configuration = Configuration()
        // A run is one transaction over many calls.
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        self.path = path
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read(Schema.migrator.hasBeenSuperseded) {
                throw Diagnostic(
                    .ledgerUnusable, file: path, "a newer Sluice has written to the ledger",
                    advice: "nothing was published; run that version")
            }
            try Schema.migrator.migrate(pool)
        } catch {
            throw Self.unusable(path, error)
        }
    }

    // MARK: - Access

    func read<Value>(_ body: (Database) throws -> Value) throws(Diagnostic) -> Value {
        do {
            return try pool.unsafeRead(body)
        } catch {
            throw Self.unusable(path, error)
        }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(Diagnostic) -> Value {
        do {
            return try pool.unsafeReentrantWrite(body)
        } catch {
            throw Self.unusable(path, error)
        }
    }

    private static func unusable(_ path: String, _ error: any Error) -> Diagnostic {
        if let error = error as? Diagnostic { return error }
        let why = (error as? DatabaseError)?.message ?? "it is no ledger"
        return Diagnostic(
            .ledgerUnusable, file: path, "the ledger cannot be used: \(why.lowercased())",
            advice: "nothing was published; look at the file, and at the room on its disk")
    }

    /// Whether `digest`, which a run's key makes of what is always the same, is the one that the
    /// ledger was begun with; the first that it is asked of is.
    public func hasKey(_ digest: Int64) throws(Diagnostic) -> Bool {
        try write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO ledger_key (id, digest) VALUES (1, ?)",
                arguments: [digest])
            return try Int64.fetchOne(database, sql: "SELECT digest FROM ledger_key") == digest
        }
    }

    // MARK: - Flows

    /// The number of a flow, which is made if it is not there.
    public func flow(
        agreement: String, name: String, isIdentifiable: Bool
    ) throws(Diagnostic) -> Int64 {
        try write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO flow (agreement, name, identifiable) VALUES (?, ?, ?)",
                arguments: [agreement, name, isIdentifiable])
            let query = "SELECT id FROM flow WHERE agreement = ? AND name = ?"
            return try Int64.fetchOne(database, sql: query, arguments: [agreement, name]) ?? 0
        }
    }

    /// The manifest with which a flow was published last, and its place in the row of them, from 1;
    /// `(0, nil)` if it never was.
    public func last(of flow: Int64) throws(Diagnostic) -> (sequence: Int, manifest: String?) {
        try read { database in
            let query = """
                SELECT run_flow.sequence, run.manifest FROM run_flow JOIN run ON run.id = run
                WHERE flow = ? AND state = 'published' ORDER BY sequence DESC LIMIT 1
                """
            let row = try Row.fetchOne(database, sql: query, arguments: [flow])
            return row.map { ($0["sequence"], $0["manifest"]) } ?? (0, nil)
        }
    }

    /// The number of the last run that was published; 0 if none was.
    public func lastRun() throws(Diagnostic) -> Int64 {
        try read { database in
            let query = "SELECT max(id) FROM run WHERE state = 'published'"
            return try Int64.fetchOne(database, sql: query) ?? 0
        }
    }

    /// The rows of a person that are live: one look at an index.
    public func live(_ subject: LedgerSubject) throws(Diagnostic) -> Set<LedgerRow> {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT part, row, digest FROM sent JOIN subject ON subject.id = subject
                    WHERE flow = ? AND person = ? AND practice = ? AND ended IS NULL
                    """)
            let rows = try Row.fetchCursor(
                statement, arguments: [subject.flow, subject.person, subject.practice])
            var live: Set<LedgerRow> = []
            while let row = try rows.next() {
                live.insert(LedgerRow(part: row[0], id: row[1], digest: row[2]))
            }
            return live
        }
    }
}
