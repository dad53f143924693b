public import CanonicalModel
import GRDB

/// The end of a run: what it changes, and that its output and the ledger agree.
extension Ledger {
    /// What the run changes for a flow. Call it when everything that ends has been ended.
    public func change(of flow: Int64) throws(Diagnostic) -> LedgerChange {
        try write { database in
            func count(_ sql: String) throws -> Int {
                try Int.fetchOne(database, sql: sql, arguments: [flow]) ?? 0
            }
            var change = LedgerChange()
            let ends = """
                SELECT count(*) FROM pending_end JOIN sent ON sent.id = pending_end.sent
                JOIN subject ON subject.id = sent.subject WHERE flow = ? AND deletes =
                """
            change.deleted = try count("\(ends) 1")
            change.changed = try count("\(ends) 0")
            let new = try count(
                """
                SELECT count(*) FROM pending_row JOIN subject ON subject.id = pending_row.subject
                WHERE flow = ? AND NOT EXISTS (
                    SELECT 1 FROM sent WHERE sent.subject = pending_row.subject
                    AND sent.part = pending_row.part AND sent.row = pending_row.row
                    AND sent.digest = pending_row.digest AND ended IS NULL)
                """)
            let before = try count(
                """
                SELECT count(*) FROM sent JOIN subject ON subject.id = sent.subject
                WHERE flow = ? AND ended IS NULL
                """)
            change.added = max(0, new - change.changed)
            change.live = before + new - change.deleted - change.changed
            change.unchanged = before - change.deleted - change.changed
            return change
        }
    }

    /// Calls `body` for each row that the recipient of a flow must delete, by practice, person,
    /// table and id.
    public func deletions(
        from flow: Int64, _ body: (LedgerDeletion) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        try write { database in
            let query = """
                SELECT person, practice, part, row, identifiable
                FROM pending_end JOIN sent ON sent.id = pending_end.sent
                    JOIN subject ON subject.id = sent.subject JOIN flow ON flow.id = subject.flow
                WHERE flow.id = ? AND deletes = 1 ORDER BY practice, person, part, row
                """
            let rows = try Row.fetchCursor(database, sql: query, arguments: [flow])
            while let row = try rows.next() {
                let isIdentifiable: Bool = row["identifiable"]
                try body(
                    LedgerDeletion(
                        person: isIdentifiable ? nil : row["person"], practice: row["practice"],
                        part: row["part"], row: row["row"]))
            }
        }
    }

    /// Writes the run down, so that it outlives this process, before its output appears.
    ///
    /// - Parameters:
    ///   - isWhole: Whether the run read everything that there is, so that nothing that was held of
    ///     earlier files is worth another try.
    ///   - flows: For each flow its change, and the manifest before this one.
    /// - Returns: The number of the run.
    public func commit(
        _ run: (day: String, manifest: String, output: String, staging: String),
        isWhole: Bool, flows: [Int64: (change: LedgerChange, sequence: Int, previous: String?)]
    ) throws(Diagnostic) -> Int64 {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO run (state, day, whole, manifest, output, staging)
                    VALUES ('pending', ?, ?, ?, ?, ?)
                    """, arguments: [run.day, isWhole, run.manifest, run.output, run.staging])
            let id = database.lastInsertedRowID
            for (flow, entry) in flows.sorted(by: { $0.key < $1.key }) {
                let change = entry.change
                try database.execute(
                    sql: "INSERT INTO run_flow VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        id, flow, entry.sequence, entry.previous, change.added, change.changed,
                        change.unchanged, change.deleted, change.live,
                    ])
            }
            try database.commit()
            return id
        }
    }

    /// The run that was written down and not settled, if there is one.
    public func unsettled() throws(Diagnostic) -> UnsettledRun? {
        try read { database in
            let query = "SELECT * FROM run WHERE state = 'pending'"
            return try Row.fetchOne(database, sql: query).map {
                UnsettledRun(
                    id: $0["id"], manifest: $0["manifest"], output: $0["output"],
                    staging: $0["staging"])
            }
        }
    }

    /// Makes a run that was written down the truth, since its output has appeared.
    public func settle(_ run: Int64) throws(Diagnostic) {
        try transaction { database in
            try database.execute(
                sql: """
                    UPDATE sent SET ended = ?, cause = (
                        SELECT cause FROM pending_end WHERE pending_end.sent = sent.id)
                    WHERE id IN (SELECT sent FROM pending_end)
                    """, arguments: [run])
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO sent (subject, part, row, digest, version, run)
                    SELECT subject, part, row, digest, version, ? FROM pending_row
                    """, arguments: [run])
            try database.execute(
                sql: """
                    UPDATE held SET ended = ? WHERE ended IS NULL AND (
                        (SELECT whole FROM run WHERE id = ?)
                        OR file IN (SELECT file FROM pending_read))
                    """, arguments: [run, run])
            try database.execute(
                sql: """
                    INSERT INTO held (
                        run, file, record, sha256, code, name, scope, rule, entry, field, offset)
                    SELECT ?, * FROM pending_held
                    """, arguments: [run])
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO run_practice (run, flow, practice)
                    SELECT ?, flow, practice FROM pending_practice
                    """, arguments: [run])
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO table_count (cell, flow, count, people, run)
                    SELECT cell, flow, count, people, ? FROM pending_count
                    """, arguments: [run])
            try Self.takeUpObjections(database)
            try database.execute(
                sql: "UPDATE run SET state = 'published' WHERE id = ?", arguments: [run])
            try Self.clear(database)
        }
    }

    /// Forgets a run that was written down, since its output has never appeared.
    public func drop(_ run: Int64) throws(Diagnostic) {
        try transaction { database in
            try database.execute(sql: "DELETE FROM run_flow WHERE run = ?", arguments: [run])
            try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run])
            try Self.clear(database)
        }
    }

    private static func clear(_ database: Database) throws {
        for table in Schema.pendingTables {
            try database.execute(sql: "DELETE FROM \(table)")
        }
    }

    func transaction(_ body: (Database) throws -> Void) throws(Diagnostic) {
        try write { database in
            try database.inTransaction(.immediate) {
                try body(database)
                return .commit
            }
        }
    }
}
