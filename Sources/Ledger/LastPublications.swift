public import CanonicalModel
import GRDB

/// When a flow went out, and of which practices.
extension Ledger {
    /// Notes of which practices the run publishes something in a flow.
    public func note(practices: some Sequence<String>, of flow: Int64) throws(Diagnostic) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO pending_practice VALUES (?, ?)")
            for practice in practices { try statement.execute(arguments: [flow, practice]) }
        }
    }

    /// By practice the day of the last run in which something of it was published in a flow, as
    /// `2026-11-01`; `*` stands for every practice, in runs before anybody noted them.
    public func lastDays(of flow: Int64) throws(Diagnostic) -> [String: String] {
        let query = """
            SELECT practice, max(day) AS day FROM run_practice JOIN run ON run.id = run
            WHERE flow = ? AND state = 'published' GROUP BY practice
            """
        return try read { database in
            let rows = try Row.fetchAll(database, sql: query, arguments: [flow])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["practice"], $0["day"]) })
        }
    }
}
