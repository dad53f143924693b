public import CanonicalModel
import GRDB

/// What the newest record of a person at a practice says of their Type 1 objection.
public struct LedgerObjection: Sendable, Hashable {
    /// A keyed digest of the NHS number.
    public let person: String
    /// The ODS code of the practice.
    public let practice: String
    /// The latest day of a dissent, and by which a withdrawal had been given; as
    /// ``PartialDate/dayNumber``.
    public let latestDissent: Int?, latestWithdrawal: Int?
    /// Whether there is a dissent without a date.
    public let hasUndatedDissent: Bool

    /// Describes it.
    public init(
        person: String, practice: String, latestDissent: Int?, hasUndatedDissent: Bool,
        latestWithdrawal: Int?
    ) {
        (self.person, self.practice) = (person, practice)
        (self.latestDissent, self.latestWithdrawal) = (latestDissent, latestWithdrawal)
        self.hasUndatedDissent = hasUndatedDissent
    }
}

/// Objections that records state, which count for the person whatever run reads their records.
extension Ledger {
    /// All that are known.
    public func objections() throws(Diagnostic) -> [LedgerObjection] {
        try read { database in
            let query = "SELECT person, practice, dissent, undated, withdrawal FROM objection"
            return try Row.fetchAll(database, sql: query).map {
                LedgerObjection(
                    person: $0[0], practice: $0[1], latestDissent: $0[2],
                    hasUndatedDissent: $0[3], latestWithdrawal: $0[4])
            }
        }
    }

    /// Notes what the records of a run say; one that says nothing takes back what was said.
    public func note(_ objections: [LedgerObjection]) throws(Diagnostic) {
        try write { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO pending_objection VALUES (?, ?, ?, ?, ?)")
            for objection in objections {
                try statement.execute(
                    arguments: [
                        objection.person, objection.practice, objection.latestDissent,
                        objection.hasUndatedDissent, objection.latestWithdrawal,
                    ])
            }
        }
    }

    /// Makes what a run noted the newest word.
    static func takeUpObjections(_ database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO objection SELECT * FROM pending_objection;
                DELETE FROM objection
                WHERE dissent IS NULL AND withdrawal IS NULL AND undated = 0
                """)
    }
}
