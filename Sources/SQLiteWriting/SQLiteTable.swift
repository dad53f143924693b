/// One column of a ``SQLiteTable``.
public struct SQLiteColumn: Sendable, Equatable {
    /// What a column of a STRICT table holds.
    ///
    /// Source: SQLite, "STRICT Tables".
    public enum Kind: String, Sendable {
        case text = "TEXT"
        case integer = "INTEGER"
        case real = "REAL"
    }

    /// The name, as the table's header has it.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// The table to whose ``SQLiteTable/rowName`` its values refer, if to any.
    public let reference: String?

    /// Declares a column.
    public init(_ name: String, _ kind: Kind, references table: String? = nil) {
        (self.name, self.kind, reference) = (name, kind, table)
    }

    var definition: String {
        let reference = reference.map {
            " REFERENCES \(SQLiteTable.quoted($0)) (\(SQLiteTable.rowName)) ON DELETE CASCADE"
                + " DEFERRABLE INITIALLY DEFERRED"
        }
        return "\(SQLiteTable.quoted(name)) \(kind.rawValue)" + (reference ?? "")
    }
}

/// One table of a file: a number a row as primary key, typed columns, indexes, and, unless it is of
/// counts, the person that each row is of.
public struct SQLiteTable: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Its columns after the primary key.
    public let columns: [SQLiteColumn]
    /// The columns of each index.
    public let indexes: [[String]]
    /// Whether each row is of a person.
    public let isOfPeople: Bool

    /// The primary key of every table: rows count from 1.
    public static let rowName = "row_id"
    /// The table of the people at each practice, to which every row of every other refers.
    public static let person = "person"
    /// The columns that tell people apart, which every table has.
    public static let personKey = ["practice", "person_key"]

    /// Declares a table; `columns` must have those of ``personKey`` if its rows are of people.
    public init(
        _ name: String, columns: [SQLiteColumn], indexes: [[String]], isOfPeople: Bool = true
    ) {
        (self.name, self.columns, self.indexes) = (name, columns, indexes)
        self.isOfPeople = isOfPeople
    }

    /// The statements that make the table.
    var statements: [String] {
        let key = Self.personKey.map(Self.quoted).joined(separator: ", ")
        let person =
            isOfPeople
            ? ", FOREIGN KEY (\(key)) REFERENCES \(Self.person) (\(key)) ON DELETE CASCADE" : ""
        let table = """
            CREATE TABLE \(Self.quoted(name)) (\(Self.rowName) INTEGER PRIMARY KEY, \
            \(columns.map(\.definition).joined(separator: ", "))\(person)) STRICT
            """
        return [table]
    }

    /// The statements that make the indexes, of which those of references let a person or a
    /// practice be deleted without reading every row.
    var indexStatements: [String] {
        let references = columns.filter { $0.reference != nil }.map { [$0.name] }
        return ((isOfPeople ? [Self.personKey] : []) + indexes + references).map { columns in
            let index = Self.quoted("\(name)_by_\(columns.joined(separator: "_"))")
            let list = columns.map(Self.quoted).joined(separator: ", ")
            return "CREATE INDEX \(index) ON \(Self.quoted(name)) (\(list))"
        }
    }

    var insertion: String {
        let places = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
        return "INSERT INTO \(Self.quoted(name)) VALUES (\(places))"
    }

    static let personStatement = """
        CREATE TABLE \(person) (practice TEXT NOT NULL, person_key TEXT NOT NULL, \
        PRIMARY KEY (practice, person_key)) STRICT, WITHOUT ROWID
        """
    static let personInsertion = "INSERT OR IGNORE INTO \(person) VALUES (?, ?)"

    /// A name as SQL quotes it.
    static func quoted(_ name: String) -> String {
        "\""
            + name.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
