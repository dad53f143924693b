public import CanonicalModel
import GRDB

/// A row that a recipient says they hold.
public struct HeldRow: Sendable {
    /// The table or type of resource, the pseudonym, the practice and the id, as in the feed; the
    /// pseudonym is not looked at in an identifiable flow.
    public let part: String, person: String, practice: String, row: String

    /// Names a row.
    public init(part: String, person: String, practice: String, row: String) {
        (self.part, self.person, self.practice, self.row) = (part, person, practice, row)
    }
}

/// How what a recipient says they hold compares with what they should.
public struct Reconciliation: Sendable, Equatable {
    /// A difference, and how many rows of a table have it.
    public struct Difference: Sendable, Equatable {
        /// The table or type of resource, and the practice.
        public let part: String, practice: String
        /// For rows that they hold and should not: why they were called back, or `nil` where they
        /// were never sent.
        public let cause: String?
        /// How many.
        public let rows: Int
    }
    /// Rows that they should hold and do.
    public var agreed = 0
    /// Rows that they should hold and do not.
    public var missing: [Difference] = []
    /// Rows that they hold and should not.
    public var surplus: [Difference] = []

    /// Nothing compared.
    public init() {}

    /// Whether the two are the same.
    public var isComplete: Bool { missing.isEmpty && surplus.isEmpty }
}

extension Ledger {
    /// Compares what a recipient says they hold of a flow with what is live.
    ///
    /// Cost: the rows are kept in a temporary table; a look at an index each.
    public func reconcile(
        _ flow: Int64, with rows: [HeldRow]
    ) throws(Diagnostic) -> Reconciliation {
        try write { database in
            defer { try? database.execute(sql: "DROP TABLE IF EXISTS temp.held") }
            try database.execute(
                sql: """
                    CREATE TEMP TABLE held (
                        part TEXT, person TEXT, practice TEXT, row TEXT,
                        PRIMARY KEY (practice, part, row, person)) WITHOUT ROWID;
                    CREATE TEMP VIEW IF NOT EXISTS known AS
                        SELECT subject.flow, part, row, practice, ended, cause,
                            CASE WHEN identifiable THEN '' ELSE person END AS person
                        FROM sent JOIN subject ON subject.id = sent.subject
                            JOIN flow ON flow.id = subject.flow;
                    """)
            let isIdentifiable =
                try Bool.fetchOne(
                    database, sql: "SELECT identifiable FROM flow WHERE id = ?", arguments: [flow])
                ?? false
            for row in rows {
                let add = try database.cachedStatement(
                    sql: "INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?)")
                let person = isIdentifiable ? "" : row.person
                try add.execute(arguments: [row.part, person, row.practice, row.row])
            }
            return try Self.compare(flow, database)
        }
    }

    private static func compare(_ flow: Int64, _ database: Database) throws -> Reconciliation {
        var result = Reconciliation()
        let live = "SELECT part, row, practice, person FROM known WHERE flow = ? AND ended IS NULL"
        result.agreed =
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM (\(live)) NATURAL JOIN held", arguments: [flow]) ?? 0
        let missing = """
            SELECT part, practice, NULL AS cause, count(*) AS rows FROM (
                \(live) EXCEPT SELECT part, row, practice, person FROM held)
            GROUP BY practice, part ORDER BY practice, part
            """
        let surplus = """
            SELECT part, practice, cause, count(*) AS rows FROM (
                SELECT extra.*, (
                    SELECT cause FROM known WHERE flow = ? AND known.part = extra.part
                    AND known.row = extra.row AND known.practice = extra.practice
                    AND known.person = extra.person ORDER BY ended DESC LIMIT 1) AS cause
                FROM (SELECT part, row, practice, person FROM held EXCEPT \(live)) AS extra)
            GROUP BY practice, part, cause ORDER BY practice, part, cause
            """
        func differences(_ sql: String, _ arguments: StatementArguments) throws
            -> [Reconciliation.Difference]
        {
            try Row.fetchAll(database, sql: sql, arguments: arguments).map {
                Reconciliation.Difference(
                    part: $0["part"], practice: $0["practice"], cause: $0["cause"],
                    rows: $0["rows"])
            }
        }
        result.missing = try differences(missing, [flow])
        result.surplus = try differences(surplus, [flow, flow])
        return result
    }
}
