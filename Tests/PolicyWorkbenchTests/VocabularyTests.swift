import CanonicalModel
import SharingAgreements
import Testing

@testable import PolicyWorkbench

/// How example patients are described, and what is said of a description that is not understood.
@Suite struct VocabularyTests {
    /// Descriptions of patients who fare as said.
    @Test(arguments: [
        ("born 1950", "released"),
        ("{born: 1950}", "released"),
        ("[born 1950, registered at Y99001]", "released"),
        ("aged 65", "released"),
        ("aged 64", "withheld OUTSIDE_AGE"),
        ("born 1961-06-01", "released"),
        ("born 1961-06-02", "withheld OUTSIDE_AGE"),
        ("born 1961-06", "withheld AGE_UNKNOWN"),
        ("born unknown", "withheld AGE_UNKNOWN"),
        ("Type 1 dissent 2024-02-01", "withheld TYPE1_OPT_OUT"),
        ("type 1 dissent undated", "withheld TYPE1_OPT_OUT"),
        ("{Type 1 dissent: 2024-02-01, aged: 70}", "withheld TYPE1_OPT_OUT"),
        ("Type 1 dissent 2024, Type 1 withdrawal 2025", "released"),
        ("died 2020", "withheld DECEASED"),
        ("died", "withheld DECEASED"),
        ("unreadable deceased", "withheld DEATH_UNKNOWN"),
        ("unreadable registration", "withheld REGISTRATION_UNKNOWN"),
        ("no registration", "withheld REGISTRATION_UNKNOWN"),
        ("registered at Y99002", "withheld PRACTICE_NOT_PARTY"),
        ("registered at Y99001 since 2026-07", "withheld NOT_REGISTERED"),
        ("registered until 2020 as temporary", "withheld NOT_REGISTERED"),
        ("registered at Y99002, held by Y99001", "withheld NOT_REGISTERED"),
        ("no NHS number", "withheld IDENTITY_UNKNOWN"),
        ("confidential", "withheld RECORD_CONFIDENTIAL"),
        ("confidential unknown", "withheld RECORD_CONFIDENTIALITY_UNKNOWN"),
        ("stopped, aged 64", "withheld STOPPED, OUTSIDE_AGE"),
        ("test patient, national opt-out, local objection", "released"),
    ])
    func fares(_ patient: String, _ expect: String) throws {
        #expect(try Tiny.findings(patient, expect) == [])
    }

    /// Entries that fare as said.
    @Test(arguments: [
        ("problem diabetes 2023-05-06", "problem: [code, onset 2023-05]"),
        ("problem diabetes 2023", "problem: {code: '73211009', onset: 2023}"),
        ("problem diabetes", "problem: [code, onset 2026-05]"),
        ("problem diabetes undated", "problem: [code]"),
        ("problem diabetes 2023 without onset", "problem: [code]"),
        ("problem diabetes onset 2020-02-03", "problem: [code, onset 2020-02]"),
        ("problem snomed:73211009", "problem: released"),
        ("{problem: {codes: diabetes, date: 2023-05-06, id: x}}", "x: [code, onset 2023-05]"),
        ("{problem: [diabetes 2023, diabetes 2024]}", "{problem-1: released, problem-2: released}"),
        ("2 problem diabetes", "problem: released"),
        ("problem stroke", "problem: withheld CODE_NOT_IN_DATASET"),
        ("problem words", "problem: withheld CODE_NOT_IN_DATASET UNCLASSIFIED"),
        ("problem diabetes confidential", "problem: withheld ITEM_CONFIDENTIAL"),
        ("observation 2023 value 5 mmol/L", "observation: withheld NOT_IN_DATASET"),
    ])
    func entriesFare(_ patient: String, _ expect: String) throws {
        let entries = expect.hasPrefix("{") ? "\(expect.dropFirst().dropLast())" : expect
        #expect(try Tiny.findings(patient, "{patient: released, \(entries)}") == [])
    }

    /// The whole message, word for word: columns count from the start of the line.
    @Test(arguments: [
        (
            "born 1950, problm frailty",
            "t.yaml:5:25: error[E350]: `problm` does not begin anything that is said of a patient; "
                + "did you mean `problem`?"
        ),
        (
            "born 1950-02-30",
            "t.yaml:5:19: error[E350]: `1950-02-30` is not a date that exists; write it as `2023`, "
                + "`2023-05` or `2023-05-06`"
        ),
        (
            "problem diabetis 2023",
            "t.yaml:5:22: error[E350]: there is no code set `diabetis`; did you mean `diabetes`?"
        ),
        (
            "problem diabetes 2023 severity bad",
            "t.yaml:5:36: error[E350]: `severity` is neither a field of `problem` nor a date; "
                + "known here: `abatement`, `category`, `code`, `confidential`, `encounter`, "
                + "`id`, `items`, `note`, `onset`, `practitioner`, `recorded`, `significance`, "
                + "`status`, `undated`, `without`"
        ),
        (
            "problem diabetes status activ",
            "t.yaml:5:31: error[E350]: `activ` is not a known problem status; did you mean "
                + "`active`?"
        ),
        (
            "registered at b86001",
            "t.yaml:5:28: error[E350]: a practice is named by its ODS code; 3 to 12 capitals and "
                + "digits"
        ),
        (
            "born 1950 registered at Y99001",
            "t.yaml:5:24: error[E350]: `registered` is not understood here; separate what is said "
                + "of a patient by commas"
        ),
        (
            "without postcod",
            "t.yaml:5:22: error[E350]: `patient` has no field `postcod`; did you mean `postcode`?"
        ),
        (
            "aged old",
            "t.yaml:5:19: error[E350]: `aged` takes whole years; say `aged 65`"
        ),
    ])
    func refuses(_ patient: String, _ message: String) throws {
        #expect(try Tiny.findings(patient, "released") == [message])
    }

    @Test(arguments: [
        (
            "withheld TYPE1_OPTOUT",
            "t.yaml:6:13: error[E350]: `TYPE1_OPTOUT` is not a reason; did you mean "
                + "`TYPE1_OPT_OUT`?"
        ),
        (
            "leaves",
            "t.yaml:6:13: error[E350]: it is not said what is expected; write `released`, "
                + "`withheld`, `withheld TYPE1_OPT_OUT`, or the fields"
        ),
        (
            "{encounter: released}",
            "t.yaml:6:14: error[E350]: the patient has no entry `encounter`; known here: "
                + "`patient`, `record`, `registration`, `tables`"
        ),
        (
            "{patient: [age_bnd]}",
            "t.yaml:6:24: error[E350]: `patient` has no field `age_bnd`; did you mean `age_band`?"
        ),
    ])
    func refusesAnExpectation(_ expect: String, _ message: String) throws {
        #expect(try Tiny.findings("born 1950", expect) == [message])
    }

    @Test func theFileNamesItsAgreement() throws {
        let text = "examples: other\nrun_date: 2026-06-01\ncases: [{name: n, expect: released}]"
        let error = #expect(throws: Diagnostics.self) {
            try ExampleFile(
                yaml: text, file: "t.yaml", agreement: try Tiny.agreement(),
                codeSets: try Tiny.codeSets())
        }
        #expect(
            error?.description
                == "t.yaml:1:11: error[E350]: the examples are of `other`, and the agreement is "
                + "`tiny`")
    }

    @Test(arguments: ["national list 8 dais old", "everything stoped", "local list maybe"])
    func refusesARun(_ run: String) throws {
        let cases = "  - {name: n, run: \(run), expect: released}\n"
        #expect(throws: Diagnostics.self) { try Tiny.trial(cases) }
    }

    /// A patient of each number is one by the rules, and none is of a person.
    @Test(arguments: [ExamplePatient.Number.usual, .test, .listed])
    func numbersAreValid(_ number: ExamplePatient.Number) throws {
        let valid = try #require(ExampleNumbers.number(number))
        #expect(valid.isTestNumber == (number == .test))
        #expect(valid.isTestNumber || valid.value < 10_000)
    }
}
