import CanonicalModel
import SharingAgreements
import Testing

@testable import PolicyWorkbench

/// Single changes of an agreement, and which of them examples notice.
@Suite struct ChangeTests {
    static let cases = """
          - {name: old, patient: aged 65, expect: {patient: [pseudonym, age_band 65-69]}}
          - {name: young, patient: aged 64, expect: withheld}

        """

    static func unnoticed(_ cases: String) throws -> [String] {
        try Tiny.trial(cases).tryChanges(Tiny.places()).filter { $0.witness == nil }.map {
            "\($0.change.clause): \($0.change.words)"
        }
    }

    /// Each clause has a change, and each row is noticed by the two examples or not.
    @Test(arguments: [
        ("agreement.status: suspend it", true),
        ("parties.publishers[0]: leave out `Y99001`", true),
        ("sign_up[0]: leave out the signature of `Y99001`", true),
        ("cohort.age.min: leave it out", true),
        ("cohort.age.min: lower it to 64", true),
        ("cohort.age.min: raise it to 66", true),
        ("dataset.include[0].fields: leave out the field `age_band`", true),
        ("deidentification.fields.age: make it `band10`", true),
        ("flows[0]: leave out the flow `f`", true),
        ("parties.publishers: let `ZZ999` be a party and sign", false),
        ("opt_outs.type1: do not apply it", false),
        ("dataset.include[1]: leave it out", false),
        ("dataset.include[1].codes: take any code", false),
        ("dataset.include[1].fields: leave out the field `onset`", false),
        ("dataset.exclude[0]: leave it out", false),
        ("dataset.include: include `document`", false),
        ("deidentification.fields.event_date: make it `day`", false),
        ("confidentiality.item: release it", false),
        ("agreement.valid.until: end a day later", false),
    ])
    func isNoticed(_ change: String, _ isNoticed: Bool) throws {
        let all = try Tiny.agreement().changes(outsiders: []).map { "\($0.clause): \($0.words)" }
        #expect(all.contains(change))
        #expect(try Self.unnoticed(Self.cases).contains(change) != isNoticed)
    }

    /// Where a record has no practice's code, anything may stand in its place.
    @Test(arguments: [
        ("Z99001", "let `Z99001` be a party and sign"),
        ("ESME", "let the record's practice be a party and sign"),
        ("9990000018", "let the record's practice be a party and sign"),
    ])
    func onlyACodeIsTold(_ practice: String, _ expected: String) throws {
        let words = try Tiny.agreement().changes(outsiders: [practice]).map(\.words)
        #expect(words.contains(expected))
    }

    /// A change that alters nothing is none.
    @Test func changesThatChangeNothingAreLeftOut() throws {
        let all = try Tiny.agreement().changes(outsiders: []).map { "\($0.clause): \($0.words)" }
        #expect(Set(all).count == all.count)
        // No birth or death date leaves, so how precise it would be does not matter.
        #expect(!all.contains { $0.contains("birth_date") || $0.contains("death_date") })
    }

    @Test func coverageNamesClausesAndReasons() throws {
        let coverage = try Tiny.trial(Self.cases).coverage(Tiny.places())
        let messages = coverage.missing.map(\.description)
        #expect(
            messages.first
                == "a.yaml:9:12: warning[E352]: no example exercises `opt_outs.type1`: all fare "
                + "the same without it; add a patient who would not: do not apply it")
        #expect(
            messages.contains(
                "a.yaml:15:3: warning[E352]: no example meets EXCLUDED_CODE; The agreement "
                    + "excludes this code."))
        #expect(!messages.contains { $0.contains("OUTSIDE_AGE") })
        #expect(coverage.missingReasons < coverage.missing.count)
        #expect(coverage.reasons > coverage.missingReasons)
    }

    @Test func aNamedOutsiderIsLetIn() throws {
        let cases =
            Self.cases + "  - {name: out, patient: registered at Y99009, expect: withheld}\n"
        let all = try Tiny.trial(cases).tryChanges(Tiny.places())
        let change = try #require(all.first { $0.change.clause == "parties.publishers" })
        #expect(change.change.words == "let `Y99009` be a party and sign")
        #expect(change.witness == "out")
    }
}
