import CanonicalModel
import SharingAgreements
import Testing

/// A category that was taken from a coded entry leaves only if that entry is not kept from view.
@Suite struct CodedEthnicityTests {
    typealias Value = RecordBuilder.Value

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Changes of the agreement.
        let changes: [(String, String)]
        /// What else the entry says, and what stands beside it.
        let values: [String: Value]
        let leaves: Bool
        let mark: String?

        init(
            _ name: String, _ changes: [(String, String)] = [], _ values: [String: Value] = [:],
            mark: String? = nil, leaves: Bool
        ) {
            (testDescription, self.changes, self.values) = (name, changes, values)
            (self.leaves, self.mark) = (leaves, mark)
        }
    }

    static let rows: [Row] = [
        Row("an entry that leaves", leaves: true),
        Row(
            "an entry that the data set does not cover",
            [
                (
                    "- {entry: observation, fields: [code, effective, value, part_of, encounter], "
                        + "why: w}",
                    "- {entry: observation, fields: [code, effective, value, part_of, encounter], "
                        + "codes: diabetes, why: w}"
                )
            ], leaves: true),
        Row(
            "a code that nobody has classified", [],
            ["code": .code(.readV2, "9i0..", .unmapped)], leaves: true),
        Row(
            "an entry of an excluded code", [], ["code": .code(.snomed, "197997008", .native)],
            leaves: false),
        Row("a confidential entry", mark: "nopat", leaves: false),
        Row("one marked in a way that is not known", mark: "other", leaves: false),
        Row(
            "a confidential entry that may leave", [("item: withhold", "item: release")],
            mark: "nopat", leaves: true),
        Row(
            "an entry of a confidential consultation", [], ["encounter": .ref("hidden")],
            leaves: false),
        Row("an entry of another consultation", [], ["encounter": .ref("open")], leaves: true),
        Row("a part of a confidential entry", [], ["part_of": .ref("whole")], leaves: false),
    ]

    @Test(arguments: rows)
    func itLeavesWithItsEntry(_ row: Row) throws {
        let field = [("age_years, sex", "ethnic_category, sex")]
        let rules = [("fields: {age: years,", "fields: {ethnicity: group16,")]
        let compiled = try DataRuleTests.compiled(
            field + rules + row.changes)
        let decision = compiled.decide(
            Self.record(row).record, Sample.facts(), surrogates: Brackets())
        let released = try #require(decision.released).record
        #expect(released.value("<p>", "ethnic_category") == (row.leaves ? "B" : nil))
    }

    @Test(arguments: rows)
    func explainingSaysTheSame(_ row: Row) throws {
        let compiled = try DataRuleTests.compiled(
            [("age_years, sex", "ethnicity, sex")]
                + row.changes)
        let builder = Self.record(row)
        let explanation = compiled.explain(
            builder.record, Sample.facts(), surrogates: Brackets())
        let field = try #require(EntryKind.patient.definition.index(of: "ethnicity"))
        let outcome = explanation.items[0].fields.first { $0.field == field }?.outcome
        let hidden = Explanation.Outcome.withheld("the entry that it was taken from is kept back")
        #expect(outcome == (row.leaves ? .released : hidden))
    }

    /// A patient with a category that was taken from an entry, and what stands around it.
    private static func record(_ row: Row) -> RecordBuilder {
        var builder = Sample.patient(["ethnicity": .code(.other, "B", .mappedUnassured)])
        builder.record.codings[0].systemText = builder.record.appendScratch(
            Array("https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory".utf8))
        builder.add(.encounter, "hidden", mark: "nopat")
        builder.add(.encounter, "open")
        builder.add(
            .observation, "whole", ["code": EntryGateTests.asthma], mark: "nopat")
        builder.record.ethnicitySource = builder.record.entries.count
        builder.add(
            .observation, "e",
            ["code": .code(.snomed, "92401000000106", .native)].merging(row.values) { $1 },
            mark: row.mark)
        return builder
    }
}
