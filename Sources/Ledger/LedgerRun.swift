public import CanonicalModel
import GRDB

/// A run, from its first record to its end.
extension Ledger {
    /// Begins a run, or begins it again: what was noted and not committed is forgotten.
    public func begin() throws(Diagnostic) {
        try write { database in
            if database.isInsideTransaction { try database.rollback() }
            try database.beginTransaction(.immediate)
            for table in Schema.pendingTables {
                try database.execute(sql: "DELETE FROM \(table)")
            }
        }
    }

    /// Forgets what was noted since ``begin()``.
    public func abandon() throws(Diagnostic) {
        try write { database in
            if database.isInsideTransaction { try database.rollback() }
        }
    }

    /// Notes what one record says. A person may be reported several times, once a record.
    public func note(_ report: LedgerReport) throws(Diagnostic) {
        try write { database in
            let subject = try Self.number(of: report.subject, database)
            var (flags, cause) = ([0, 0, 0, 0], String?.none)
            switch report.standing {
            case .unchanged: flags[0] = 1
            case .released(let rows):
                flags[1] = 1
                try Self.add(rows, of: subject, report.version, database)
            case .kept: flags[2] = 1
            case .ended(let why): (flags[3], cause) = (1, why)
            }
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO pending_subject VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (subject) DO UPDATE SET
                        unchanged = max(unchanged, excluded.unchanged),
                        released = max(released, excluded.released),
                        kept = max(kept, excluded.kept), ended = max(ended, excluded.ended),
                        cause = coalesce(cause, excluded.cause)
                    """)
            try statement.execute(
                arguments: [subject, flags[0], flags[1], flags[2], flags[3], cause])
        }
    }

    private static func number(
        of subject: LedgerSubject, _ database: Database
    ) throws -> Int64 {
        let arguments: StatementArguments = [subject.flow, subject.person, subject.practice]
        let find = try database.cachedStatement(
            sql: "SELECT id FROM subject WHERE flow = ? AND person = ? AND practice = ?")
        if let id = try Int64.fetchOne(find, arguments: arguments) { return id }
        let add = try database.cachedStatement(
            sql: "INSERT INTO subject (flow, person, practice) VALUES (?, ?, ?)")
        try add.execute(arguments: arguments)
        return database.lastInsertedRowID
    }

    private static func add(
        _ rows: [LedgerRow], of subject: Int64, _ version: String, _ database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO pending_row VALUES (?, ?, ?, ?, ?)")
        for row in rows {
            try statement.execute(arguments: [subject, row.part, row.id, row.digest, version])
        }
    }

    // MARK: - What is no longer there

    /// How many people of each practice are live in a flow, and how many of these no record of the
    /// run was about.
    public func absences(
        from flow: Int64
    ) throws(Diagnostic) -> [(practice: String, live: Int, absent: Int)] {
        try write { database in
            let query = """
                SELECT practice, count(*) AS live, sum(pending_subject.subject IS NULL) AS absent
                FROM subject LEFT JOIN pending_subject ON pending_subject.subject = subject.id
                WHERE flow = ? AND EXISTS (
                    SELECT 1 FROM sent WHERE sent.subject = subject.id AND ended IS NULL)
                GROUP BY practice ORDER BY practice
                """
            return try Row.fetchAll(database, sql: query, arguments: [flow]).map {
                ($0["practice"], $0["live"], $0["absent"])
            }
        }
    }

    /// Ends what is live of the people of a practice whom no record of the run was about.
    public func endAbsent(
        from practice: String, of flow: Int64, cause: String
    ) throws(Diagnostic) {
        try write { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO pending_end
                    SELECT sent.id, ?, 1 FROM subject JOIN sent ON sent.subject = subject.id
                    WHERE flow = ? AND practice = ? AND ended IS NULL AND NOT EXISTS (
                        SELECT 1 FROM pending_subject WHERE pending_subject.subject = subject.id)
                    """, arguments: [cause, flow, practice])
        }
    }

    /// Ends what is live of a person whom no record of the run was about.
    public func endAbsent(person: String, of flow: Int64, cause: String) throws(Diagnostic) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO pending_end
                    SELECT sent.id, ?, 1 FROM subject JOIN sent ON sent.subject = subject.id
                    WHERE flow = ? AND person = ? AND ended IS NULL AND NOT EXISTS (
                        SELECT 1 FROM pending_subject WHERE pending_subject.subject = subject.id)
                    """)
            try statement.execute(arguments: [cause, flow, person])
        }
    }

    /// Ends the rows that were live of people whom the run was about, and are not among theirs now.
    ///
    /// A row with the id of another one takes its place, and is not deleted. A record that has all
    /// that is live leaves nothing to end, whatever other records of the person have.
    public func endVanished() throws(Diagnostic) {
        try write { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO pending_end
                    SELECT id,
                        CASE WHEN replaced THEN 'ROW_CHANGED' ELSE coalesce(cause, 'ROW_GONE') END,
                        NOT replaced
                    FROM (
                        SELECT sent.id AS id, pending_subject.cause AS cause, EXISTS (
                            SELECT 1 FROM pending_row AS other
                            WHERE other.subject = sent.subject AND other.part = sent.part
                            AND other.row = sent.row) AS replaced
                        FROM pending_subject JOIN sent ON sent.subject = pending_subject.subject
                        WHERE sent.ended IS NULL AND unchanged = 0
                        AND (pending_subject.ended = 1 OR kept = 0) AND NOT EXISTS (
                            SELECT 1 FROM pending_row AS same
                            WHERE same.subject = sent.subject AND same.part = sent.part
                            AND same.row = sent.row AND same.digest = sent.digest))
                    """)
        }
    }
}
