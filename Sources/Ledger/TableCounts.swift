public import CanonicalModel
import GRDB

/// What is behind a cell of a table that was published: kept by the controller, never published.
public struct LedgerCount: Sendable, Hashable {
    /// What the cell is of, such as `people|practice=Y99001|sex=male`.
    public let cell: String
    /// The flow that it was published in.
    public let flow: Int64
    /// The count that was published, before it was rounded or suppressed.
    public let count: Int
    /// The people behind it.
    public let people: Int

    /// Describes a count.
    public init(cell: String, flow: Int64, count: Int, people: Int) {
        (self.cell, self.flow, self.count, self.people) = (cell, flow, count, people)
    }
}

/// Counts of tables, so that no two that are published can be told apart by few people.
extension Ledger {
    /// Notes what is behind a table of the run.
    public func note(_ counts: [LedgerCount]) throws(Diagnostic) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO pending_count VALUES (?, ?, ?, ?)")
            for count in counts {
                try statement.execute(
                    arguments: [count.cell, count.flow, count.count, count.people])
            }
        }
    }

    /// Everything that was published of one cell, in any flow, and what this run has noted of it.
    ///
    /// - Complexity: One look at each of two indexes.
    public func counts(of cell: String) throws(Diagnostic) -> [LedgerCount] {
        // What was noted and not committed is seen by whoever writes.
        try write { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT cell, flow, count, people FROM table_count WHERE cell = ?
                    UNION SELECT cell, flow, count, people FROM pending_count WHERE cell = ?
                    """)
            return try Row.fetchAll(statement, arguments: [cell, cell]).map {
                LedgerCount(cell: $0[0], flow: $0[1], count: $0[2], people: $0[3])
            }
        }
    }
}
