import CanonicalModel
import DefinedFeeds
import Feeds
import Foundation
import Terminology
import Testing

/// What files that define feeds say, and what is said of those that are wrong.
///
/// The messages stand in `mistakes.txt`; `SLUICE_WRITE_MISTAKES=1` writes it anew, to be read
/// before it is committed.
@Suite struct FeedDefinitionTests {
    private static let sound = """
        feed: {id: review, version: 1.0.0, title: A review}
        formats: [csv, ndjson]
        tables:
          - table: raised
            meaning: a raised pressure
            entry: observation
            columns:
              - patient.sex
              - {column: effective, as: measured}
              - {column: code, as: what}
              - value_number
            where:
              code: pressure
              value_number: {at_least: 140}
              effective: {since: 2025-01-01}
              status: final
            order: [measured, {descending: value_number}]
        """

    private static func load(_ yaml: String) throws(Diagnostics) -> FeedDefinition {
        let codes = try CodeSet.load(
            yaml: """
                {code_set: pressure, version: "1", title: t, source: made up,
                 codes: [{snomed: '271649006', term: t}]}
                """, file: "pressure.yaml")
        return try FeedDefinition.load(yaml: yaml, file: "a.yaml", codeSets: [codes])
    }

    @Test func aDefinitionIsWhatItsFileSays() throws {
        let feed = try Self.load(Self.sound)
        #expect([feed.id, feed.version, feed.title] == ["review", "1.0.0", "A review"])
        let table = try #require(feed.tables.first)
        #expect(table.name == "raised" && table.kind == .observation)
        #expect(table.formats == [.csv, .ndjson])
        #expect(
            table.columns.map { "\($0.name) \($0.sourceName)" } == [
                "patient_sex patient.sex", "measured effective",
                "measured_precision effective_precision", "what_snomed code_snomed",
                "what_source code_source", "what_source_system code_source_system",
                "what_term code_term", "what_status code_status", "value_number value_number",
            ])
        #expect(
            table.rowsInWords == "a code of `pressure` stands in code_snomed and value_number is "
                + "at least 140 and effective is since 2025-01-01 and status is `final`")
    }

    @Test func everyKindCanBeHadWhole() throws {
        for kind in EntryKind.allCases {
            let fields = kind.definition.fields.map(\.name).joined(separator: ", ")
            let feed = try Self.load(
                """
                feed: {id: whole, version: '1', title: t}
                tables: [{table: whole_\(kind.name), entry: \(kind.name), columns: [\(fields)]}]
                """)
            #expect(feed.tables[0].columns.count == TableColumn.all(of: kind).count - 3)
        }
    }

    private static let mistakes: [(name: String, old: String, new: String)] = [
        ("a misspelt key", "formats:", "format:"),
        ("a misspelt key of a table", "meaning:", "meening:"),
        ("a misspelt key of a column", "as: measured", "to: measured"),
        ("no entry", "    entry: observation\n", ""),
        ("no version", "version: 1.0.0, ", ""),
        ("an id with capitals", "id: review", "id: Review"),
        ("a format that there is not", "ndjson", "excel"),
        ("a kind that there is not", "entry: observation", "entry: observations"),
        ("a name with a space", "table: raised", "table: raised pressure"),
        ("the name of a kind", "table: raised", "table: problem"),
        ("a field that there is not", "column: effective", "column: efective"),
        ("a column that there is not", "- value_number", "- value_nmber"),
        ("a column of another entry", "patient.sex", "encounter.type"),
        ("a patient's field that there is not", "patient.sex", "patient.gender"),
        ("what every table has", "- value_number", "- practice"),
        ("a column twice", "- value_number", "- {column: status, as: measured}"),
        ("a column that a format makes", "- value_number", "- {column: status, as: measured_day}"),
        ("a name of a column with a dash", "as: what", "as: what-was"),
        ("a code set that there is not", "code: pressure", "code: presure"),
        ("a quantity without its unit", "value_number: {at", "value: {at"),
        ("a word that there is not", "status: final", "status: finale"),
        ("a test of what there is not", "status: final", "state: final"),
        ("a list of nothing", "status: final", "status: []"),
        ("no format", "[csv, ndjson]", "[]"),
        ("a filter of nothing", "status: final", "not: {}"),
        ("alternatives of nothing", "status: final", "any: []"),
        ("no limit", "{at_least: 140}", "{}"),
        ("two limits on a side", "at_least: 140", "at_least: 140, more_than: 150"),
        ("limits that exclude one another", "at_least: 140", "at_least: 140, less_than: 140"),
        ("a number in words", "at_least: 140", "at_least: high"),
        ("a limit that there is not", "at_least: 140", "min: 140"),
        ("a day as one writes it at home", "since: 2025-01-01", "since: 01/01/2025"),
        ("a day that there is not", "since: 2025-01-01", "since: 2025-02-30"),
        ("a day with a sign in it", "since: 2025-01-01", "since: 2025-+1-01"),
        (
            "days that exclude one another", "since: 2025-01-01",
            "since: 2025-01-01, before: 2024-01-01"
        ),
        ("a period in weeks", "since: 2025-01-01", "last: P2W"),
        ("two beginnings", "since: 2025-01-01", "since: 2025-01-01, last: P1Y"),
        ("an order by what the table has not", "order: [measured", "order: [effective"),
        ("an order that goes up", "descending:", "ascending:"),
        ("no table", Self.sound.components(separatedBy: "tables:").last ?? "", " []\n"),
        (
            "two tables of one name", "tables:",
            "tables:\n  - {table: raised, entry: problem, columns: [id]}"
        ),
        ("a tab", "    meaning", "\tmeaning"),
    ]

    @Test func mistakesAreNamedWithPlaceAndAdvice() throws {
        var text = ""
        for (name, old, new) in Self.mistakes {
            let wrong = Self.sound.replacing(old, with: new, maxReplacements: 1)
            #expect(wrong != Self.sound, "\(name)")
            text += "## \(name)\n\n"
            do throws(Diagnostics) {
                _ = try Self.load(wrong)
                Issue.record("\(name): nothing is found")
            } catch {
                for finding in error.all {
                    #expect(finding.position != nil, "\(name)")
                    text += "\(finding)\n"
                }
            }
            text += "\n"
        }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("mistakes.txt")
        if ProcessInfo.processInfo.environment["SLUICE_WRITE_MISTAKES"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        let (found, wanted) = (
            text.components(separatedBy: "\n"), expected.components(separatedBy: "\n")
        )
        for (line, other) in zip(found, wanted) { #expect(line == other) }
        #expect(found.count == wanted.count)
    }

    @Test func twoFilesMayNotDefineOneTable() throws {
        let feed = try Self.load(Self.sound)
        #expect(FeedDefinition.conflicts([feed]).isEmpty)
        let findings = FeedDefinition.conflicts([feed, feed])
        #expect(findings.map(\.code) == [.duplicateTable])
        #expect(findings.first?.position == Diagnostic.Position(line: 4, column: 5))
    }
}
