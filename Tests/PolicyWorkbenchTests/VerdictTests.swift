import CanonicalModel
import SharingAgreements
import Testing

@testable import PolicyWorkbench

/// What is said of an example that does not hold: which clause decided, and where it stands.
@Suite struct VerdictTests {
    @Test(arguments: [
        (
            "aged 64", "released",
            "t.yaml:6:13: error[E351]: n: the record should leave, and is withheld as OUTSIDE_AGE "
                + "by `cohort.age` (a.yaml:10:37); The patient is younger or older than the "
                + "agreement covers."
        ),
        (
            "aged 65", "withheld OUTSIDE_AGE",
            "t.yaml:6:13: error[E351]: n: nothing of the record should leave, and it leaves: no "
                + "clause keeps it back; expected was OUTSIDE_AGE"
        ),
        (
            "aged 64, Type 1 dissent 2024", "withheld TYPE1_OPT_OUT",
            "t.yaml:6:13: error[E351]: n: the record should be withheld as TYPE1_OPT_OUT, and is "
                + "withheld as TYPE1_OPT_OUT by `opt_outs.type1` (a.yaml:9:12), OUTSIDE_AGE by "
                + "`cohort.age` (a.yaml:10:37); name every reason, or only `withheld`"
        ),
        (
            "problem stroke", "{patient: released, problem: released}",
            "t.yaml:6:33: error[E351]: n: `problem-1` should leave, and is withheld as "
                + "CODE_NOT_IN_DATASET by `dataset.include[1]` (a.yaml:14:7); The agreement covers "
                + "this kind of entry, but not this code."
        ),
        (
            "problem diabetes", "{patient: released, problem: withheld}",
            "t.yaml:6:33: error[E351]: n: `problem-1` should not leave, and leaves by "
                + "`dataset.include[1]` (a.yaml:14:7) and `deidentification.fields.event_date` "
                + "(a.yaml:21:24)"
        ),
        (
            "problem diabetes", "{patient: released}",
            "t.yaml:6:13: error[E351]: n: `problem-1` leaves by `dataset.include[1]` (a.yaml:14:7) "
                + "and `deidentification.fields.event_date` (a.yaml:21:24), and the example does "
                + "not name it; name it with its fields if it may leave"
        ),
        (
            "problem diabetes 2023-05-06", "{patient: released, problem: [code, onset 2023]}",
            "t.yaml:6:49: error[E351]: n: `onset` of `problem-1` should leave as `2023`, and "
                + "leaves as `2023-05` by `deidentification.fields.event_date` (a.yaml:21:24)"
        ),
        (
            "problem diabetes", "{patient: released, problem: [code, onset, status]}",
            "t.yaml:6:56: error[E351]: n: `status` of `problem-1` should leave, and does not: no "
                + "clause that covers this entry names this field (`dataset.include` "
                + "(a.yaml:12:3))"
        ),
        (
            "problem diabetes", "{patient: [pseudonym], problem: released}",
            "t.yaml:6:14: error[E351]: n: `age_band` of `patient` leaves by `dataset.include[0]` "
                + "(a.yaml:13:7), and the example does not name it; name it if it may leave"
        ),
        (
            "problem sexual-health", "{patient: released, problem: withheld EXCLUDED_CODE}",
            "t.yaml:6:33: error[E351]: n: `problem-1` should be withheld as EXCLUDED_CODE, and is "
                + "withheld as CODE_NOT_IN_DATASET by `dataset.include[1]` (a.yaml:14:7), "
                + "EXCLUDED_CODE by `dataset.exclude[0]` (a.yaml:15:13); name every reason, or "
                + "only `withheld`"
        ),
    ])
    func says(_ patient: String, _ expect: String, _ message: String) throws {
        #expect(try Tiny.findings(patient, expect) == [message])
    }

    /// What would leave of a record that is withheld can be stated beside.
    @Test func aWithheldRecordIsExplainedAsIfItWereNot() throws {
        let expect = "{record: withheld TYPE1_OPT_OUT, patient: [pseudonym, age_band 70-74]}"
        #expect(try Tiny.findings("aged 70, Type 1 dissent 2024", expect) == [])
    }

    /// Words beside a code are no part of it.
    @Test func wordsBesideACodeAreNamed() throws {
        let agreement = try Tiny.agreement()
        let change = agreement.changes(outsiders: []).first { $0.words == "release free text" }
        let releasing = try #require(change).applied(to: agreement)
        let cases =
            "  - {name: n, patient: problem diabetes undated, "
            + "expect: {patient: released, problem: [code]}}\n"
        let trial = try Tiny.trial(cases, of: releasing)
        let messages = try trial.results(Tiny.places()).flatMap(\.failures).map(\.message)
        #expect(
            messages == [
                "n: the words beside `code` of `problem-1` leave, by `dataset.free_text` "
                    + "(a.yaml:16:3)"
            ])
    }
}
