import CanonicalModel
import Testing

@testable import Feeds
@testable import SQLiteWriting

@Suite struct SQLiteFeedTests {
    @Test func columnsAreTypedAndReferencesLeadToRows() throws {
        let feed = SQLiteFeed(
            selection: FeedSelection([
                .observation: ["id", "effective", "value", "component", "encounter", "part_of"],
                .encounter: ["id"], .medicationIssue: ["id", "medication"],
            ]))
        #expect(feed.kinds == [.observation, .medicationIssue, .encounter])
        let columns = feed.tables[0].columns.map { column in
            "\(column.name) \(column.kind.rawValue)"
                + (column.reference.map { " -> \($0)" } ?? "")
        }
        #expect(
            columns == [
                "person_key TEXT", "practice TEXT", "source_system TEXT", "id TEXT",
                "effective TEXT", "effective_day TEXT", "effective_precision TEXT",
                "value_number TEXT", "value_number_double REAL", "value_comparator TEXT",
                "value_unit TEXT", "value_unit_code TEXT", "value_origin TEXT",
                "value_unit_ucum TEXT", "value_canonical TEXT", "value_canonical_double REAL",
                "value_unit_canonical TEXT", "value_plausible INTEGER", "part_of TEXT",
                "part_of_row INTEGER -> observation", "component INTEGER", "encounter TEXT",
                "encounter_row INTEGER -> encounter",
            ])
        // The feed has no courses, so that an issue leads to none.
        #expect(!feed.tables[1].columns.contains { $0.name == "medication_row" })
        #expect(feed.tables[0].indexes == [["person_key", "effective_day"]])
    }

    @Test func codesAndDatesAreIndexed() {
        let feed = SQLiteFeed(selection: .everything)
        let problem = feed.tables.first { $0.name == "problem" }
        #expect(
            problem?.indexes == [["person_key", "onset_day"], ["code_snomed", "onset_day"]])
        let patient = feed.tables.first { $0.name == "patient" }
        #expect(patient?.indexes == [["person_key"]])
    }
}
