public import CanonicalModel
public import Feeds
import StrictYAML
public import Terminology

/// A feed as a user defines it: tables of entry kinds with some of their columns and rows.
///
/// It is made of what an agreement releases, after everything was decided, so that it can leave out
/// and never add.
public struct FeedDefinition: Sendable {
    /// Its name, for manifests.
    public let id: String
    /// Its version, as its author numbers it.
    public let version: String
    /// What it is for.
    public let title: String
    /// The file it was read from.
    public let file: String
    /// What the file says.
    public let text: String
    /// Its tables, in the order of the file.
    public let tables: [Table]

    /// A table that a file defines.
    public struct Table: Sendable {
        /// Its name, in snake case: that of its files.
        public let name: String
        /// What a row of it is, without full stop.
        public let meaning: String
        /// The kind of entry whose rows it has.
        public let kind: EntryKind
        /// The columns after those that every table begins with.
        public let columns: [Column]
        /// Which rows it has.
        let filter: RowFilter
        /// The order of a person's rows.
        public let order: [(column: String, isDescending: Bool)]
        /// The formats it is wanted in; `nil` for those of the flow.
        public let formats: Set<TableFormat>?
        /// Where it begins in the file.
        let position: Diagnostic.Position?
    }

    /// A column that a file names.
    public struct Column: Sendable {
        /// The name in the header.
        public let name: String
        /// What it is taken from: the entry's table, or the patient's.
        public let source: TableColumn
        /// Whether it is the patient's, beside an entry of another kind.
        public let isPatients: Bool
        let position: Diagnostic.Position?

        /// The column as files name it: `code_snomed`, `patient.age_band`.
        public var sourceName: String { (isPatients ? "patient." : "") + source.name }
    }

    /// Reads a definition; strict, so that nothing in it can be without effect.
    ///
    /// - Parameter codeSets: Those that filters may name.
    /// - Throws: Everything that is wrong, with line and column.
    public static func load(
        yaml: String, file: String, codeSets: [CodeSet]
    ) throws(Diagnostics) -> FeedDefinition {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let members = root.members(
            allowed: ["feed", "formats", "tables"], required: ["feed", "tables"])
        let head =
            members["feed"]?.members(
                allowed: ["id", "version", "title"], required: ["id", "version", "title"]) ?? [:]
        let reader = FeedReader(codeSets: codeSets, formats: FeedReader.formats(members["formats"]))
        let tables = members["tables"].map(reader.tables) ?? []
        let definition = FeedDefinition(
            id: head["id"]?.text() ?? "", version: head["version"]?.text() ?? "",
            title: head["title"]?.text() ?? "", file: file, text: yaml, tables: tables)
        if let place = head["id"], !FeedReader.isName(definition.id, mayHave: "-") {
            place.error(
                .invalidFeed, "`\(definition.id)` is not a name",
                advice: "use small letters, digits, `-` and `_`")
        }
        try report.throwIfErrors()
        return definition
    }

    /// What is wrong with several definitions together: tables of one name.
    public static func conflicts(_ definitions: [FeedDefinition]) -> [Diagnostic] {
        var first: [String: String] = [:]
        var findings: [Diagnostic] = []
        for definition in definitions {
            for table in definition.tables {
                if let file = first[table.name] {
                    findings.append(
                        Diagnostic(
                            .duplicateTable, file: definition.file, at: table.position,
                            "`\(file)` has a table `\(table.name)` too",
                            advice: "give each table of a run its own name"))
                }
                first[table.name] = definition.file
            }
        }
        return findings
    }
}
