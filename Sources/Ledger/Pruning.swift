public import CanonicalModel
import GRDB

/// Removing what is older than an agreement lets the controller keep.
///
/// What is live with a recipient stays, and so do all runs with the digests of their manifests, by
/// which feeds are checked, and the counts behind published tables, which name nobody.
extension Ledger {
    /// What was removed of a flow.
    public struct Pruned: Sendable, Equatable {
        /// Rows that were called back, or replaced, before the day.
        public var rows = 0
        /// People of whom nothing is left.
        public var people = 0

        /// Nothing.
        public init() {}
    }

    /// Removes what of a flow ended before a day, and notes that it did.
    ///
    /// - Parameters:
    ///   - day: As `2020-11-22`.
    ///   - today: Noted beside it.
    ///   - isTrial: Whether everything stays as it is, and is only counted.
    public func prune(
        _ flow: Int64, endedBefore day: String, on today: String, isTrial: Bool
    ) throws(Diagnostic) -> Pruned {
        try change(isTrial) { database in
            var pruned = Pruned()
            try database.execute(
                sql: """
                    DELETE FROM sent WHERE ended IN (
                        SELECT id FROM run WHERE day < ? AND state = 'published')
                    AND subject IN (SELECT id FROM subject WHERE flow = ?)
                    """, arguments: [day, flow])
            pruned.rows = database.changesCount
            try database.execute(
                sql: """
                    DELETE FROM subject WHERE flow = ? AND NOT EXISTS (
                        SELECT 1 FROM sent WHERE sent.subject = subject.id)
                    """, arguments: [flow])
            pruned.people = database.changesCount
            if pruned.rows + pruned.people > 0 {
                try database.execute(
                    sql: """
                        INSERT INTO pruned (day, before, flow, rows, people)
                        VALUES (?, ?, ?, ?, ?)
                        """, arguments: [today, day, flow, pruned.rows, pruned.people])
            }
            return pruned
        }
    }

    /// Removes findings about files that were mended, or left out, in runs before a day.
    ///
    /// - Returns: How many.
    public func pruneFindings(
        endedBefore day: String, isTrial: Bool
    ) throws(Diagnostic) -> Int {
        try change(isTrial) { database in
            try database.execute(
                sql: """
                    DELETE FROM held WHERE ended IN (
                        SELECT id FROM run WHERE day < ? AND state = 'published')
                    """, arguments: [day])
            return database.changesCount
        }
    }

    private func change<Value>(
        _ isTrial: Bool, _ body: (Database) throws -> Value
    ) throws(Diagnostic) -> Value {
        try write { database in
            try database.beginTransaction(.immediate)
            do {
                let value = try body(database)
                if isTrial { try database.rollback() } else { try database.commit() }
                return value
            } catch {
                if database.isInsideTransaction { try database.rollback() }
                throw error
            }
        }
    }
}
