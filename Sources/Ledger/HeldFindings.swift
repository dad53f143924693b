public import CanonicalModel
import GRDB

/// Something that went to quarantine: where it stands and why, never what it says.
public struct HeldFinding: Sendable, Hashable {
    /// The file that it is in, and within it the record.
    public var file: String, record: String
    /// SHA-256 of the file; empty where it could not be read.
    public var sha256 = ""
    /// The number and name of the diagnostic, and what of a record it is about: `record`, `entry`
    /// or `field`.
    public let code: Int, name: String, scope: String
    /// The rule of the mapping, the kind of entry and its field, where it is about one.
    public let rule: String, entry: String, field: String
    /// Where in the record.
    public let offset: Int

    /// Describes a finding.
    public init(
        file: String, record: String, code: Int, name: String, scope: String, rule: String,
        entry: String, field: String, offset: Int
    ) {
        (self.file, self.record, self.code, self.name) = (file, record, code, name)
        (self.scope, self.rule, self.entry) = (scope, rule, entry)
        (self.field, self.offset) = (field, offset)
    }
}

/// Quarantine: what is held until a mapping or a code set is mended.
extension Ledger {
    /// Notes what a run has read and what of it went to quarantine. Once the run is settled, this
    /// takes the place of what was held of these files.
    public func hold(
        _ findings: [HeldFinding], read files: some Sequence<String>
    ) throws(Diagnostic) {
        try write { database in
            for file in files {
                let statement = try database.cachedStatement(
                    sql: "INSERT OR IGNORE INTO pending_read VALUES (?)")
                try statement.execute(arguments: [file])
            }
            for finding in findings {
                let statement = try database.cachedStatement(
                    sql: "INSERT INTO pending_held VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                try statement.execute(
                    arguments: [
                        finding.file, finding.record, finding.sha256, finding.code, finding.name,
                        finding.scope, finding.rule, finding.entry, finding.field, finding.offset,
                    ])
            }
        }
    }

    /// What is held, with the run that held it.
    public func held() throws(Diagnostic) -> [(run: Int64, finding: HeldFinding)] {
        try read { database in
            let query = "SELECT * FROM held WHERE ended IS NULL ORDER BY file, offset, code, rule"
            return try Row.fetchAll(database, sql: query).map { row in
                var finding = HeldFinding(
                    file: row["file"], record: row["record"], code: row["code"],
                    name: row["name"], scope: row["scope"], rule: row["rule"],
                    entry: row["entry"], field: row["field"], offset: row["offset"])
                finding.sha256 = row["sha256"]
                return (row["run"], finding)
            }
        }
    }

    /// The last run in which rows of a person were sent or called back; 0 if none ever was.
    public func lastChange(of subject: LedgerSubject) throws(Diagnostic) -> Int64 {
        try read { database in
            let query = """
                SELECT max(max(run, coalesce(ended, 0)))
                FROM sent JOIN subject ON subject.id = subject
                WHERE flow = ? AND person = ? AND practice = ?
                """
            let arguments: StatementArguments = [subject.flow, subject.person, subject.practice]
            return try Int64.fetchOne(database, sql: query, arguments: arguments) ?? 0
        }
    }
}
