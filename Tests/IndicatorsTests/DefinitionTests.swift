import CanonicalModel
import Indicators
import Terminology
import Testing

/// What a definition may say, and what is said where it may not.
@Suite struct DefinitionTests {
    static let head = """
        indicator: sample
        version: 1.0.0
        title: A sample
        meaning: What it tells.
        theme: prevention
        source: A test.

        """

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: String
        /// Code, line and column of what is found; none for a definition that loads.
        let found: (Int, Int, Int)?
        var advice: String?
    }

    static let rows = [
        Row(
            testDescription: "the shortest", body: "denominator: everybody\nmeasure: count",
            found: nil),
        Row(
            testDescription: "channels of people",
            body: "denominator: everybody\nmeasure: count\nstrata: [delivery_channel]",
            found: (470, 9, 9), advice: "write `of: appointment`, or remove them from `strata`"),
        Row(
            testDescription: "an unknown key",
            body: "denominator: everybody\nmeasure: count\nnumeratr: everybody", found: (252, 9, 1),
            advice: "did you mean `numerator`?"),
        Row(
            testDescription: "an unknown code set",
            body: "denominator: everybody\nnumerator: {problem: hypertnsion}",
            found: (471, 8, 22), advice: "did you mean `hypertension`?"),
        Row(
            testDescription: "an unknown field",
            body: "denominator: everybody\nnumerator: {problem: any, values: {state: [active]}}",
            found: (472, 8, 36), advice: "did you mean `status`?"),
        Row(
            testDescription: "an unknown word of a field",
            body: "denominator: everybody\nnumerator: {problem: any, values: {status: [activ]}}",
            found: (255, 8, 45), advice: "did you mean `active`?"),
        Row(
            testDescription: "a value without unit",
            body: "denominator: everybody\n"
                + "numerator: {observation: any, values: {value: {at_most: 140}}}",
            found: (253, 8, 47), advice: "add `unit: ...`"),
        Row(
            testDescription: "two subjects at once",
            body: "denominator: everybody\nnumerator: {problem: any, encounter: any}",
            found: (470, 8, 12)),
        Row(
            testDescription: "no subject",
            body: "denominator: everybody\nnumerator: {last: P1Y}", found: (470, 8, 12)),
        Row(
            testDescription: "no period",
            body: "denominator: everybody\nnumerator: {problem: any, last: year}",
            found: (470, 8, 33),
            advice: "write a year as `P1Y`, a quarter as `P3M`, thirty days as "
                + "`P30D`"),
        Row(
            testDescription: "the latest of anything",
            body: "denominator: everybody\nnumerator: {problem: any, which: latest}",
            found: (470, 8, 34)),
        Row(
            testDescription: "different codes of what has practitioners",
            body: "denominator: everybody\nnumerator: {encounter: any, different: 5}",
            found: (470, 8, 40)),
        Row(
            testDescription: "an age that nobody has",
            body: "denominator: {age: {min: 75, max: 40}}\nmeasure: count", found: (470, 7, 20)),
        Row(
            testDescription: "more conditions than there are",
            body: "denominator: everybody\n"
                + "numerator: {conditions: {at_least: 2, of: [hypertension]}}",
            found: (470, 8, 25)),
        Row(
            testDescription: "a proportion of nothing", body: "denominator: everybody",
            found: (470, 1, 1), advice: "say what is counted"),
        Row(
            testDescription: "a rate of people",
            body: "denominator: everybody\nmeasure: rate\nnumerator: {problem: any}",
            found: (470, 1, 1), advice: "write `of: encounter`"),
        Row(
            testDescription: "a mean without score", body: "denominator: everybody\nmeasure: mean",
            found: (253, 1, 1)),
        Row(
            testDescription: "a standardised count",
            body: "denominator: everybody\nmeasure: count\nstandardise: true",
            found: (470, 9, 14)),
        Row(
            testDescription: "a rule of comparison that never holds",
            body: "denominator: everybody\nmeasure: count\n"
                + "comparability: [{verdict: with-care, reason: Why.}]", found: (470, 9, 17)),
    ]

    @Test(arguments: rows) func loads(_ row: Row) throws {
        do throws(Diagnostics) {
            _ = try IndicatorDefinition.load(
                yaml: Self.head + row.body, file: "sample.yaml", codeSets: ["hypertension"])
            #expect(row.found == nil)
        } catch {
            let first = try #require(error.all.first)
            let found = (first.code.number, first.position?.line, first.position?.column)
            let expected = try #require(row.found, "\(error)")
            #expect(found == (expected.0, expected.1, expected.2), "\(error)")
            if let advice = row.advice { #expect(first.advice == advice) }
        }
    }

    @Test func theNameIsASlug() {
        let text = Self.head.replacing("sample\n", with: "A sample\n")
        let error = #expect(throws: Diagnostics.self) {
            try IndicatorDefinition.load(
                yaml: text + "denominator: everybody\nmeasure: count", file: "-", codeSets: [])
        }
        #expect(error?.all.first?.code == .invalidIndicator)
    }

    @Test func aWrongExampleIsFound() throws {
        let text =
            Self.head + """
                denominator: {age: {min: 40}}
                numerator: {problem: any}
                examples:
                  - {name: right, on: 2026-06-30, person: {age_years: 39}, gives: outside}
                  - {name: wrong, on: 2026-06-30, person: {age_years: 40}, gives: numerator}
                """
        let definition = try IndicatorDefinition.load(yaml: text, file: "-", codeSets: [])
        let failed = try definition.failedExamples(codeSets: [])
        #expect(failed.map(\.code) == [.failedExample])
        #expect(failed.first?.position?.line == 11)
    }

    /// A site's own list takes the place of the short one.
    @Test func ownCodeSetsComeFirst() throws {
        func set(_ code: String) -> (file: String, yaml: String) {
            (code, "code_set: one\nversion: '1'\ntitle: x\nsource: x\ncodes: [{snomed: '\(code)'}]")
        }
        let library = try IndicatorLibrary(
            definitions: [], codeSets: [[set("38341003")], [set("44054006")]])
        #expect(library.codeSets.map(\.file) == ["38341003"])
        #expect(throws: Diagnostics.self) {
            try IndicatorLibrary(
                definitions: [], codeSets: [[set("38341003"), set("44054006")]])
        }
    }
}
