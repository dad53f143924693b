public import CanonicalModel
import GRDB

/// What went to a recipient, or was called back, in one run.
public struct LedgerEvent: Sendable, Equatable {
    /// The number of the run, and its day.
    public let run: Int64, day: String
    /// The agreement, its flow and the version under which the rows were sent.
    public let agreement: String, flow: String, version: String
    /// The table or type of resource.
    public let part: String
    /// Why the rows are no longer there, such as `TYPE1_OPT_OUT`; `nil` where they were sent.
    public let cause: String?
    /// How many rows, of how many people.
    public let rows: Int, people: Int
}

/// A run as the ledger knows it, in one flow.
public struct LedgerRunLine: Sendable, Equatable {
    /// The number of the run, and its day.
    public let run: Int64, day: String
    /// The agreement and its flow.
    public let agreement: String, flow: String
    /// Its place among the manifests of the flow, from 1; its SHA-256, and that of the one before.
    public let sequence: Int, manifest: String, previous: String?
    /// Where its output appeared.
    public let output: String
    /// What it changed.
    public let change: LedgerChange
}

/// Questions to a ledger; only runs that were published count.
extension Ledger {
    /// Whom a question is about.
    public enum Question: Sendable {
        /// A person, by pseudonym or by the digest of an identifiable flow.
        case person(String)
        /// Everybody of a practice.
        case practice(String)
        /// A run.
        case run(Int64)
    }

    /// What was sent and called back, run by run.
    public func history(of question: Question) throws(Diagnostic) -> [LedgerEvent] {
        let (condition, argument): (String, DatabaseValue) =
            switch question {
            case .person(let person): ("subject.person = ?", person.databaseValue)
            case .practice(let practice): ("subject.practice = ?", practice.databaseValue)
            case .run(let run): ("run.id = ?", run.databaseValue)
            }
        func events(_ column: String, _ cause: String) -> String {
            """
            SELECT run.id AS run, day, agreement, name, version, part, \(cause) AS cause,
                count(*) AS rows, count(DISTINCT subject.person) AS people
            FROM sent JOIN run ON run.id = sent.\(column) JOIN subject ON subject.id = sent.subject
                JOIN flow ON flow.id = subject.flow
            WHERE state = 'published' AND \(condition)
            GROUP BY run.id, flow.id, version, part, \(cause)
            """
        }
        let query = """
            \(events("run", "NULL")) UNION ALL \(events("ended", "cause"))
            ORDER BY run, agreement, name, cause, part, version
            """
        return try read { database in
            try Row.fetchAll(database, sql: query, arguments: [argument, argument]).map {
                LedgerEvent(
                    run: $0["run"], day: $0["day"], agreement: $0["agreement"], flow: $0["name"],
                    version: $0["version"], part: $0["part"], cause: $0["cause"],
                    rows: $0["rows"], people: $0["people"])
            }
        }
    }

    /// Every run, in the order of their numbers.
    public func runs() throws(Diagnostic) -> [LedgerRunLine] {
        let query = """
            SELECT run.id AS run, day, agreement, name, sequence, manifest, previous, output,
                added, changed, unchanged, deleted, live
            FROM run_flow JOIN run ON run.id = run_flow.run JOIN flow ON flow.id = run_flow.flow
            WHERE state = 'published' ORDER BY run.id, flow.id
            """
        return try read { database in
            try Row.fetchAll(database, sql: query).map { row in
                var change = LedgerChange()
                (change.added, change.changed) = (row["added"], row["changed"])
                (change.unchanged, change.deleted) = (row["unchanged"], row["deleted"])
                change.live = row["live"]
                return LedgerRunLine(
                    run: row["run"], day: row["day"], agreement: row["agreement"],
                    flow: row["name"], sequence: row["sequence"], manifest: row["manifest"],
                    previous: row["previous"], output: row["output"], change: change)
            }
        }
    }

    /// What is wrong within the ledger itself; nothing, unless somebody changed it.
    public func check() throws(Diagnostic) -> [String] {
        try read { database in
            var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check")
                .filter { $0 != "ok" }
            let live = """
                SELECT agreement || ' ' || name FROM flow
                JOIN run_flow AS last ON last.flow = flow.id AND sequence = (
                    SELECT max(sequence) FROM run_flow JOIN run ON run.id = run
                    WHERE flow = flow.id AND state = 'published')
                WHERE live <> (
                    SELECT count(*) FROM sent JOIN subject ON subject.id = subject
                    WHERE subject.flow = flow.id AND ended IS NULL)
                """
            problems += try String.fetchAll(database, sql: live).map {
                "`\($0)` has another number of live rows than its last run left"
            }
            let gaps = """
                SELECT agreement || ' ' || name FROM run_flow JOIN flow ON flow.id = flow
                GROUP BY flow HAVING max(sequence) <> count(*) OR min(sequence) <> 1
                """
            problems += try String.fetchAll(database, sql: gaps).map {
                "a run of `\($0)` is missing"
            }
            return problems
        }
    }

    /// The flows that the ledger has.
    public func flows() throws(Diagnostic) -> [(id: Int64, agreement: String, name: String)] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT id, agreement, name FROM flow ORDER BY id")
                .map { ($0["id"], $0["agreement"], $0["name"]) }
        }
    }

    /// Whether rows of a person were ever sent out of a practice, in any flow of an agreement.
    public func knows(
        person: String, of practice: String, agreement: String
    ) throws(Diagnostic) -> Bool {
        let query = """
            SELECT count(*) FROM subject JOIN flow ON flow.id = flow
            WHERE person = ? AND practice = ? AND agreement = ? AND EXISTS (
                SELECT 1 FROM sent WHERE sent.subject = subject.id)
            """
        return try read { database in
            try Int.fetchOne(database, sql: query, arguments: [person, practice, agreement]) != 0
        }
    }
}
