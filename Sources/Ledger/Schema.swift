import GRDB

/// The tables of a ledger, and how an older one becomes the newest.
///
/// No column holds a clinical value, and none an NHS number: people are pseudonyms or keyed
/// digests, rows are ids and keyed digests.
enum Schema {
    /// The tables that a run fills and that are empty between runs.
    static let pendingTables = [
        "pending_subject", "pending_row", "pending_end", "pending_read", "pending_held",
        "pending_practice", "pending_count", "pending_objection",
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: flows, runs and what was sent") { database in
            try database.execute(sql: live)
            try database.execute(sql: pending)
        }
        migrator.registerMigration("2: practices, counts of tables, and what was removed") {
            try $0.execute(sql: practicesAndCounts)
        }
        migrator.registerMigration("3: what records say of objections") {
            try $0.execute(sql: objections)
        }
        migrator.registerMigration("4: by which key people and rows are known") {
            try $0.execute(sql: key)
        }
        return migrator
    }

    /// `sent` keeps a row for ever: live with the recipient while `ended` is null.
    private static let live = """
        CREATE TABLE flow (
            id INTEGER PRIMARY KEY, agreement TEXT NOT NULL, name TEXT NOT NULL,
            identifiable INTEGER NOT NULL, UNIQUE (agreement, name));
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, day TEXT NOT NULL,
            whole INTEGER NOT NULL,
            manifest TEXT NOT NULL, output TEXT NOT NULL, staging TEXT NOT NULL);
        CREATE TABLE run_flow (
            run INTEGER NOT NULL REFERENCES run, flow INTEGER NOT NULL REFERENCES flow,
            sequence INTEGER NOT NULL, previous TEXT, added INTEGER NOT NULL,
            changed INTEGER NOT NULL, unchanged INTEGER NOT NULL, deleted INTEGER NOT NULL,
            live INTEGER NOT NULL, PRIMARY KEY (run, flow)) WITHOUT ROWID;
        CREATE TABLE subject (
            id INTEGER PRIMARY KEY, flow INTEGER NOT NULL REFERENCES flow, person TEXT NOT NULL,
            practice TEXT NOT NULL, UNIQUE (flow, person, practice));
        CREATE INDEX subject_practice ON subject (flow, practice);
        CREATE TABLE sent (
            id INTEGER PRIMARY KEY, subject INTEGER NOT NULL REFERENCES subject,
            part TEXT NOT NULL, row TEXT NOT NULL, digest INTEGER NOT NULL,
            version TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
            ended INTEGER REFERENCES run, cause TEXT);
        CREATE UNIQUE INDEX sent_live ON sent (subject, part, row, digest) WHERE ended IS NULL;
        CREATE INDEX sent_subject ON sent (subject);
        CREATE TABLE held (
            id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, file TEXT NOT NULL,
            record TEXT NOT NULL, sha256 TEXT NOT NULL, code INTEGER NOT NULL, name TEXT NOT NULL,
            scope TEXT NOT NULL, rule TEXT NOT NULL, entry TEXT NOT NULL, field TEXT NOT NULL,
            offset INTEGER NOT NULL, ended INTEGER REFERENCES run);
        CREATE INDEX held_open ON held (file) WHERE ended IS NULL;
        """

    /// Of which practices a run published something (`*` for all, before anybody noted it); the
    /// counts behind published cells of tables; what was removed for being old.
    private static let practicesAndCounts = """
        CREATE TABLE run_practice (
            run INTEGER NOT NULL REFERENCES run, flow INTEGER NOT NULL REFERENCES flow,
            practice TEXT NOT NULL, PRIMARY KEY (flow, practice, run)) WITHOUT ROWID;
        INSERT INTO run_practice SELECT run, flow, '*' FROM run_flow;
        CREATE TABLE pending_practice (
            flow INTEGER NOT NULL, practice TEXT NOT NULL, PRIMARY KEY (flow, practice))
            WITHOUT ROWID;
        CREATE TABLE table_count (
            cell TEXT NOT NULL, flow INTEGER NOT NULL REFERENCES flow, count INTEGER NOT NULL,
            people INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run,
            PRIMARY KEY (cell, flow, count, people)) WITHOUT ROWID;
        CREATE TABLE pending_count (
            cell TEXT NOT NULL, flow INTEGER NOT NULL, count INTEGER NOT NULL,
            people INTEGER NOT NULL, PRIMARY KEY (cell, flow, count, people)) WITHOUT ROWID;
        CREATE TABLE pruned (
            id INTEGER PRIMARY KEY, day TEXT NOT NULL, before TEXT NOT NULL,
            flow INTEGER NOT NULL REFERENCES flow, rows INTEGER NOT NULL,
            people INTEGER NOT NULL);
        """

    /// What the newest record of a person at each practice says of their Type 1 objection, the
    /// person as a keyed digest; days as ``PartialDate/dayNumber`` counts them.
    private static let objections = """
        CREATE TABLE objection (
            person TEXT NOT NULL, practice TEXT NOT NULL, dissent INTEGER,
            undated INTEGER NOT NULL, withdrawal INTEGER, PRIMARY KEY (person, practice))
            WITHOUT ROWID;
        CREATE TABLE pending_objection (
            person TEXT NOT NULL, practice TEXT NOT NULL, dissent INTEGER,
            undated INTEGER NOT NULL, withdrawal INTEGER, PRIMARY KEY (person, practice))
            WITHOUT ROWID;
        """

    /// A digest of nothing by the ledger's key, which tells another key.
    private static let key = """
        CREATE TABLE ledger_key (
            id INTEGER PRIMARY KEY CHECK (id = 1), digest INTEGER NOT NULL);
        """

    /// What a run that goes on has seen; emptied when it is settled.
    private static let pending = """
        CREATE TABLE pending_subject (
            subject INTEGER PRIMARY KEY, unchanged INTEGER NOT NULL, released INTEGER NOT NULL,
            kept INTEGER NOT NULL, ended INTEGER NOT NULL, cause TEXT);
        CREATE TABLE pending_row (
            subject INTEGER NOT NULL, part TEXT NOT NULL, row TEXT NOT NULL,
            digest INTEGER NOT NULL, version TEXT NOT NULL,
            PRIMARY KEY (subject, part, row, digest)) WITHOUT ROWID;
        CREATE TABLE pending_end (
            sent INTEGER PRIMARY KEY, cause TEXT NOT NULL, deletes INTEGER NOT NULL);
        CREATE TABLE pending_read (file TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE pending_held (
            file TEXT NOT NULL, record TEXT NOT NULL, sha256 TEXT NOT NULL, code INTEGER NOT NULL,
            name TEXT NOT NULL, scope TEXT NOT NULL, rule TEXT NOT NULL, entry TEXT NOT NULL,
            field TEXT NOT NULL, offset INTEGER NOT NULL);
        """
}
