import CanonicalModel
import SharingAgreements
import Testing

@testable import PolicyWorkbench

/// What tables of counts must count of example patients, and which of their clauses that covers.
@Suite struct TableExampleTests {
    static let yaml = """
        agreement: {id: tiny, version: 1.0.0, status: active, title: T,
          valid: {from: 2026-01-01, until: 2026-12-31}}
        parties:
          publishers: [{ods: Y99001}, {ods: Y99002}]
          recipients: [{ods: Y99N01, flows: [f]}]
        purposes: [{id: p, class: population_health, description: d}]
        legal: {article6: '6(1)(e)', article9: '9(2)(h)',
          confidentiality: {basis: not_confidential, why: w}}
        opt_outs: {type1: {apply: true}}
        cohort: {registered_at: publishers, age: {min: 65}}
        dataset:
          include:
            - {entry: patient, fields: [age_band, practice, postcode_district], why: w}
            - {entry: problem, fields: [code, status, onset], last: P1Y, why: w}
          exclude: [{codes: sexual-health, why: w}]
          free_text: withhold
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification:
          level: aggregate
          fields: {age: band10, top_code: 80, postcode: district, event_date: month}
        disclosure_control: {profile: nhs-secondary-care, threshold: 7, rounding: 5,
          secondary: true, zero: show, totals: from_published}
        tables:
          - {id: problems, title: T, count: entries, of: problem, values: {status: [active]},
            rows: [practice, month], columns: [{name: what, codes: [diabetes, stroke]}]}
          - id: people
            title: T
            count: patients
            rows: [{field: postcode_district, values: [ZA1, ZA2]}]
            columns: [age_band]
        flows: [{id: f, recipient: Y99N01, purpose: p, format: table}]
        sign_up:
          - {ods: Y99001, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
          - {ods: Y99002, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
        """

    static func trial(_ cases: String) throws -> ExampleTrial {
        let agreement = try Agreement.load(
            yaml: yaml, file: "a.yaml", codeSets: try Tiny.codeSets())
        return try Tiny.trial(cases, of: agreement)
    }

    static func findings(_ patient: String, _ tables: String) throws -> [String] {
        let cases = "  - name: n\n    patient: \(patient)\n    expect: {tables: \(tables)}\n"
        do {
            let places = try AgreementPlaces(yaml: yaml, file: "a.yaml")
            return try trial(cases).results(places).flatMap(\.failures).map(\.description)
        } catch let error as Diagnostics {
            return error.all.map(\.description)
        }
    }

    private static let zz = "people: [{postcode_district: other, age_band: 70-79}]"
    private static let diabetes = "problem diabetes 2026-02 status active"

    @Test(
        "what is counted is held against what is expected",
        arguments: [
            ("aged 70", "{\(zz)}", nil),
            ("aged 70", "{problems: [], \(zz)}", nil),
            (
                "aged 80, postcode ZA1 1AA", "{people: [{postcode_district: ZA1, age_band: 80+}]}",
                nil
            ),
            (
                "aged 70, \(diabetes)",
                "{problems: [{practice: Y99001, month: 2026-02, what: diabetes}], \(zz)}", nil
            ),
            (
                "aged 70, 2 \(diabetes)",
                "{problems: [{practice: Y99001, month: 2026-02, what: diabetes, times: 2}], \(zz)}",
                nil
            ),
            (
                "aged 70, registered at Y99002, problem other 2026-02 status active",
                "{problems: [{practice: Y99002, month: 2026-02, what: other}], \(zz)}", nil
            ),
            // What is left out, or is of another time, is not counted.
            ("aged 70, problem diabetes 2026-02 status resolved", "{\(zz)}", nil),
            ("aged 70, problem diabetes 2024-02 status active", "{\(zz)}", nil),
            ("aged 64", "{}", "the record should leave, and is withheld as OUTSIDE_AGE"),
            (
                "aged 70, \(diabetes)", "{\(zz)}",
                "the table `problems` counts `practice Y99001, month 2026-02, what diabetes`, by "
                    + "`tables[0]` (a.yaml:24:5), and the example does not name it"
            ),
            (
                "aged 70, 2 \(diabetes)",
                "{problems: [{practice: Y99001, month: 2026-02, what: diabetes}], \(zz)}",
                "the table `problems` should count `practice Y99001, month 2026-02, what "
                    + "diabetes`, and does not: it counts `practice Y99001, month 2026-02, what "
                    + "diabetes` 2 times, by `tables[0]` (a.yaml:24:5)"
            ),
            (
                "aged 70", "{people: [{postcode_district: ZA1, age_band: 70-79}]}",
                "the table `people` should count `postcode_district ZA1, age_band 70-79`"
            ),
            ("aged 70", "{persons: []}", "the agreement has no table `persons`"),
            ("aged 70", "{people: [{age_band: 70-79}]}", "`postcode_district`"),
            (
                "aged 70", "{people: [{postcode_district: ZA1, age_band: 70-79, times: 0}]}",
                "a cell counts something once at least"
            ),
        ] as [(String, String, String?)])
    func holds(_ patient: String, _ tables: String, _ finding: String?) throws {
        let found = try Self.findings(patient, tables)
        if let finding {
            #expect(found.contains { $0.contains(finding) }, "\(found)")
        } else {
            #expect(found.isEmpty)
        }
    }

    private static let whole = """
          - {name: a,
            patient: 'aged 70, postcode ZA1 1AA, 2 problem diabetes 2026-02 status active',
            expect: {tables: {people: [{postcode_district: ZA1, age_band: 70-79}],
              problems: [{practice: Y99001, month: 2026-02, what: diabetes, times: 2}]}}}
          - {name: b, patient: 'aged 70, postcode ZA2 1AA, problem stroke 2026-02 status active',
            expect: {tables: {people: [{postcode_district: ZA2, age_band: 70-79}],
              problems: [{practice: Y99001, month: 2026-02, what: stroke}]}}}
          - {name: c, patient: 'aged 70, problem diabetes 2026-02 status resolved',
            expect: {tables: {people: [{postcode_district: other, age_band: 70-79}]}}}

        """

    /// Each clause of a table has a change; the examples notice it if they say what is counted, and
    /// not if they only say that the record leaves.
    @Test(arguments: [
        "tables[0]: leave it out", "tables[0].count: count patients",
        "tables[0].rows[0]: leave out `practice`", "tables[0].rows[1]: leave out `month`",
        "tables[0].rows[1]: make it `year`", "tables[0].columns[0]: leave out `what`",
        "tables[0].columns[0].codes: leave out `stroke`",
        "tables[0].values.status: take any value, or none", "tables[1]: leave it out",
        "tables[1].rows[0].values: leave out `ZA1`", "tables[1].rows[0].values: leave out `ZA2`",
        "tables[1].columns[0]: leave out `age_band`",
    ])
    func everyClauseIsChanged(_ change: String) throws {
        let places = try AgreementPlaces(yaml: Self.yaml, file: "a.yaml")
        func unnoticed(_ cases: String) throws -> [String] {
            try Self.trial(cases).tryChanges(places).filter { $0.witness == nil }.map {
                "\($0.change.clause): \($0.change.words)"
            }
        }
        #expect(try !unnoticed(Self.whole).contains(change))
        #expect(
            try unnoticed("  - {name: a, patient: aged 70, expect: released}\n").contains(change))
    }

    /// A clause of a table is exercised as soon as somebody is counted by it, said or not.
    @Test func coverageSeesTables() throws {
        let places = try AgreementPlaces(yaml: Self.yaml, file: "a.yaml")
        func missing(_ cases: String) throws -> [String] {
            try Self.trial(cases).coverage(places).missing.map(\.message)
                .filter { $0.contains("`tables") }
        }
        #expect(try missing(Self.whole).isEmpty)
        let one = try missing("  - {name: a, patient: aged 70, expect: released}\n")
        #expect(one.contains { $0.contains("`tables[0]`") })
        #expect(!one.contains { $0.contains("`tables[1]`") })
    }
}
