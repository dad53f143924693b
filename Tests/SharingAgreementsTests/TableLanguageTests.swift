import CanonicalModel
import DisclosureControl
import SharingAgreements
import Terminology
import Testing

/// An agreement for counts; each row of a test changes a line or two.
enum Counting {
    static let yaml = """
        agreement: {id: c, version: 1.0.0, status: active, title: T,
          valid: {from: 2026-01-01, until: 2026-12-31}}
        parties:
          publishers: [{ods: Y99001}, {ods: Y99002}, {ods: Y99003}]
          recipients: [{ods: Y99N01, flows: [f]}]
        purposes: [{id: p, class: service_planning, description: d}]
        legal: {article6: '6(1)(e)', article9: '9(2)(h)',
          confidentiality: {basis: not_confidential, why: w}}
        opt_outs: {type1: {apply: true}}
        cohort: {registered_at: publishers, unstated_registration: release}
        dataset:
          include:
            - {entry: patient, fields: [age_band, sex, practice, postcode_district], why: w}
            - {entry: problem, fields: [code, status, onset], why: w}
            - {entry: encounter, fields: [status, start], last: P6M, why: w}
          free_text: withhold
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification:
          level: aggregate
          fields: {age: band10, top_code: 80, event_date: month, postcode: district}
        disclosure_control: {profile: opensafely}
        tables:
          - {id: people, count: patients, rows: [practice], columns: [age_band]}
          - id: contacts
            count: entries
            of: encounter
            values: {status: [finished]}
            rows: [practice, month]
            columns: [sex, status]
        flows: [{id: f, recipient: Y99N01, purpose: p, format: table}]
        sign_up:
          - {ods: Y99001, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
          - {ods: Y99002, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
        """

    static func load(
        _ old: String = "", _ new: String = ""
    ) throws -> (agreement: Agreement?, findings: [Diagnostic]) {
        let text = old.isEmpty ? yaml : yaml.replacing(old, with: new)
        guard old.isEmpty || text != yaml else { throw NothingToReplace(text: old) }
        do {
            let agreement = try Agreement.load(
                yaml: text, file: "a.yaml", codeSets: try Sample.codeSets())
            return (agreement, agreement.notes)
        } catch {
            return (nil, error.all)
        }
    }

    static func compiled(_ old: String = "", _ new: String = "") throws -> CompiledAgreement {
        let (agreement, findings) = try load(old, new)
        guard let agreement, let run = day("2026-06-10") else { throw Diagnostics(findings) }
        return CompiledAgreement(agreement, flow: nil, runDate: run)
    }
}

/// What the language of tables refuses, and where.
@Suite struct TableLanguageTests {
    static let errors: [(String, String, String, String?)] = [
        ("id: people", "id: People", "23:10: error[E314]: `People` is not an id", "lower-case"),
        ("id: contacts", "id: people", "24:9: error[E309]: the table `people`", nil),
        ("count: patients", "count: people", "23:25: error[E255]", "`entries`"),
        ("count: patients", "cuont: patients", "23:18: error[E252]", "did you mean `count`?"),
        ("    of: encounter\n", "", "24:5: error[E253]: the key `of` is missing", "encounter"),
        ("of: encounter", "of: encouter", "26:9: error[E306]", "did you mean `encounter`?"),
        ("of: encounter", "of: patient", "26:9: error[E344]: entries of a patient", "patients"),
        ("of: encounter", "of: allergy", "26:9: error[E345]: the data set has no `allergy`", nil),
        ("values: {status: [finished]}", "codes: diabetes", "27:12: error[E345]", "`fields`"),
        ("values: {status", "values: {staus", "27:14: error[E307]", "did you mean `status`?"),
        ("rows: [practice]", "rows: []", "23:41: error[E320]: there are no rows", nil),
        (
            "rows: [practice]", "rows: [practice, sex, practice, sex]",
            "23:41: error[E344]: a table has at most 3 dimensions in its rows", "small"
        ),
        ("[age_band]}", "[ageband]}", "23:63: error[E344]: `ageband`", "did you mean `age_band`?"),
        ("[age_band]}", "[age_years]}", "23:63: error[E345]: the data set does not", "`fields`"),
        ("[age_band]}", "[ethnic_category]}", "23:63: error[E345]", "dataset.include"),
        ("[age_band]}", "[status]}", "23:63: error[E344]: `status` is nothing", nil),
        ("[age_band]}", "[month]}", "23:63: error[E344]: `patient` has no time", "encounter"),
        ("[practice, month]", "[practice, weekday]", "28:22: error[E345]: dates are", "`month`"),
        ("[practice, month]", "[practice, weekday]", "which has no weekday", "`event_date: day`"),
        (", last: P6M", "", "28:22: error[E344]: the time of `encounter`", "`last: P1Y`"),
        ("[sex, status]", "[sex, sex]", "24:5: error[E309]: two columns", nil),
        (
            "count: patients, rows: [practice], columns: [age_band]}",
            "count: patients, of: problem, rows: [practice], columns: [status]}",
            "23:5: error[E344]: `status` may put one person into several cells", "entries"
        ),
        (
            "id: people, count: patients,", "id: people, count: entries, of: encounter,",
            "24:5: error[E346]: `people` and `contacts` are both about `encounter`", "dimension"
        ),
        (
            "count: entries\n    of: encounter\n    values: {status: [finished]}\n"
                + "    rows: [practice, month]\n    columns: [sex, status]",
            "count: patients\n    of: encounter\n    rows: [practice]\n    columns: [sex]",
            "24:5: error[E346]: `people` and `contacts` are both about `patient`", "dimension"
        ),
        (
            "columns: [age_band]}", "columns: [{name: seen, has: encounter}]}",
            "24:5: error[E346]", "one table of both"
        ),
        (
            "columns: [age_band]}", "columns: [{name: seen, has: allergy}]}",
            "error[E345]: the data set has no `allergy`", nil
        ),
        (
            "columns: [age_band]}", "columns: [{has: problem, codes: diabetes}]}",
            "23:63: error[E253]: the key `name`", "heads a column"
        ),
        (
            "columns: [age_band]}", "columns: [{name: Seen It, has: problem}]}",
            "23:70: error[E314]: `Seen It` is not a name", "underscores"
        ),
        (
            "columns: [age_band]}", "columns: [{name: dm, has: problem, codes: diabets}]}",
            "error[E308]", "did you mean `diabetes`?"
        ),
        (
            "columns: [age_band]}", "columns: [{name: x}]}",
            "23:63: error[E344]: the dimension does not say", "`codes: [...]`"
        ),
        (
            "columns: [age_band]}", "columns: [{name: x, kind: y, has: problem}]}",
            "23:73: error[E252]", nil
        ),
        (
            "columns: [age_band]}", "columns: [{field: postcode_district}]}",
            "23:63: error[E253]: the key `values`", "all others are one"
        ),
        (
            "columns: [age_band]}", "columns: [{field: postcode, values: [LS6]}]}",
            "23:71: error[E255]: `postcode` is not a known field", "`postcode_district`"
        ),
        (
            "columns: [age_band]}", "columns: [{field: postcode_district, values: [LS6, ls7]}]}",
            "error[E314]: `ls7` is not the outward part", "capitals"
        ),
        (
            "columns: [age_band]}", "columns: [{field: postcode_district, values: [LS6, LS6]}]}",
            "error[E309]: `LS6` stands twice", nil
        ),
        (
            "rows: [practice]", "rows: [{name: dm, codes: [diabetes, diabetis]}]", "error[E308]",
            nil
        ),
        (", last: P6M", ", since: 1850-01-01", "24:5: error[E347]: `contacts` has more", "coarser"),
        ("level: aggregate", "level: pseudonymised", "23:3: error[E344]: tables of counts", nil),
        ("profile: opensafely", "profile: opensafly", "error[E255]", "did you mean `opensafely`?"),
        (
            "profile: opensafely", "profile: opensafely, threshold: 5",
            "error[E302]: `opensafely` has the threshold 7", "`profile: custom`"
        ),
        (
            "profile: opensafely", "profile: opensafely, rounding: 7",
            "error[E302]: `opensafely` does not round to 7", "custom"
        ),
        (
            "profile: opensafely", "profile: opensafely, totals: exact",
            "error[E302]: `opensafely` does not make its totals so", "`from_published`"
        ),
        ("profile: opensafely", "threshold: 1", "error[E314]: 1 is too small", "2 to 100"),
        ("profile: opensafely", "profile: custom", "error[E325]: neither a profile", "threshold"),
        ("profile: opensafely", "zero: show", "error[E325]: neither a profile", nil),
        (
            "profile: opensafely", "profile: midpoint6, zero: suppress",
            "error[E302]: these rules for small numbers cannot hold", "all but `profile`"
        ),
        (
            "profile: opensafely", "profile: midpoint6",
            "25:12: error[E344]: midpoints hide small counts of people", "nhs-secondary-care"
        ),
        ("profile: opensafely", "profile: opensafely, below_k: warn", "error[E325]", "add `k: 5`"),
    ]

    @Test(arguments: errors)
    func refuses(_ old: String, _ new: String, _ finding: String, _ advice: String?) throws {
        let (agreement, findings) = try Counting.load(old, new)
        #expect(agreement == nil)
        let texts = findings.map(\.description)
        #expect(
            texts.contains { text in
                text.hasPrefix("a.yaml:") && text.contains(finding)
                    && (advice.map { text.contains($0) } ?? true)
            }, "\(texts)")
        #expect(findings.allSatisfy { $0.position != nil })
    }

    @Test(arguments: [
        (Counting.yaml, "profile: opensafely", "profile: opensafely, k: 5", "`k` is about rows"),
        (
            Complete.yaml, "ppie", "ppie", "`profile` hides nobody in the rows that leave"
        ),
    ])
    func warns(_ yaml: String, _ old: String, _ new: String, _ message: String) throws {
        let (_, findings) =
            yaml == Counting.yaml
            ? try Counting.load(old, new) : try Complete.load()
        #expect(
            findings.contains {
                $0.code.name == "without-effect" && $0.message.contains(message)
                    && $0.severity == .warning
            }, "\(findings)")
    }

    @Test func theSampleLoads() throws {
        let (agreement, findings) = try Counting.load()
        let loaded = try #require(agreement, "\(findings)")
        #expect(loaded.tables.map(\.id) == ["people", "contacts"])
        #expect(loaded.disclosure == .openSAFELY)
    }

    @Test func withoutATableNothingLeaves() throws {
        let text = Counting.yaml
        let from = try #require(text.firstRange(of: "tables:")?.lowerBound)
        let to = try #require(text.firstRange(of: "flows: [{")?.lowerBound)
        let (agreement, findings) = try Counting.load(String(text[from..<to]), "")
        #expect(findings.contains { $0.code.name == "counts-only" })
        let compiled = CompiledAgreement(
            try #require(agreement), flow: nil, runDate: try #require(day("2026-06-10")))
        let decision = compiled.decide(
            Sample.patient().record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == [.countsOnly])
    }

    // MARK: - Profiles

    @Test(arguments: [
        ("profile: nhs-secondary-care", DisclosureProfile.nhsSecondaryCare),
        ("profile: ons-longitudinal-study", .onsLongitudinalStudy),
        ("profile: nhs-secondary-care, threshold: 7, rounding: 5", .nhsSecondaryCare),
    ])
    func aNamedProfileIsWhatItsNameSays(_ text: String, _ expected: DisclosureProfile) throws {
        #expect(try Counting.load("profile: opensafely", text).agreement?.disclosure == expected)
    }

    @Test func aCustomProfileIsWhatTheKeysSay() throws {
        let text = "profile: custom, threshold: 9, rounding: 3, zero: suppress, totals: rounded"
        let profile = try #require(
            Counting.load("profile: opensafely", text).agreement?.disclosure)
        #expect(profile.threshold == 9 && profile.rounding == .nearest(3))
        #expect(!profile.showsZeros && profile.totals == .rounded && profile.suppressesFurther)
    }
}
