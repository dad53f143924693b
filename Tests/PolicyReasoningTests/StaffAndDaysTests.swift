import CanonicalModel
import SharingAgreements
import Testing

@testable import PolicyReasoning

/// Professionals leave only with what names them, and windows lie otherwise on later days: neither
/// may be taken as it is not.
@Suite struct StaffAndDaysTests {
    private static let staff = """
            - {entry: practitioner, fields: [role, organisation], why: w}
            - {entry: organisation, fields: [name], why: w}
        """
    private static let byProblem =
        "    - {entry: problem, fields: [practitioner], codes: one, why: w}\n" + staff
    private static let byEncounter =
        "    - {entry: encounter, fields: [practitioner], why: w}\n" + staff

    private static let byAnyOther =
        "{entry: problem, fields: [practitioner, code], codes: two, why: w}"

    static func agreement(_ parts: [String: String]) throws -> Agreement {
        var made = MadeAgreement(parts: MadeAgreement.plainest)
        made.parts.merge(parts) { $1 }
        made.sets = [0, 1, 2, 3, 6, 5].map { [MadeAgreement.codes[$0]] }
        made.list = [MadeAgreement.numbers[1]]
        return try made.agreement()
    }

    @Test(
        "what never leaves is proved, and else shown",
        arguments: [
            // Nothing that leaves has a field that names.
            (["staff": staff], "entry practitioner", true),
            (["staff": staff], "entry organisation", true),
            (["staff": byProblem], "entry practitioner", false),
            (["staff": byProblem], "entry organisation", false),
            // It begins to be covered on a later day of the term.
            (
                ["problem": "{entry: problem, fields: [code], since: 2026-09-01, why: w}"],
                "entry problem", false
            ),
            // It would begin after the term.
            (
                ["problem": "{entry: problem, fields: [code], since: 2027-09-01, why: w}"],
                "entry problem", true
            ),
            // Both hold of one problem from the day on which two months reach back less far.
            (
                [
                    "any": "  any_of: [{problem: one, since: 2026-05-01}]",
                    "none": "  none_of: [{problem: one, last: P2M}]",
                ],
                "entry patient", false
            ),
            (
                [
                    "any": "  any_of: [{problem: one, since: 2026-05-01}]",
                    "none": "  none_of: [{problem: one, since: 2026-05-01}]",
                ],
                "entry patient", true
            ),
        ])
    func isProved(_ parts: [String: String], _ never: String, _ isProved: Bool) throws {
        let today = try #require(MadeRecord.today)
        let outcome = try Assertion(never, codeSets: []).holds(
            of: try Self.agreement(parts), codeSets: [], on: today)
        if case .proved = outcome { #expect(isProved) } else { #expect(!isProved) }
    }

    @Test(
        "what differs of professionals is what names them, too",
        arguments: [
            (["staff": byProblem], ["staff": byProblem], Verdict.same),
            (["staff": byProblem], ["staff": byEncounter], .both),
            (["staff": byProblem], ["staff": byProblem, "problem": byAnyOther], .more),
            (["staff": staff], ["staff": byEncounter], .more),
            (["staff": byEncounter], ["staff": staff], .less),
        ])
    func compares(_ old: [String: String], _ new: [String: String], _ verdict: Verdict) throws {
        let today = try #require(MadeRecord.today)
        let comparison = try Comparison(
            (try Self.agreement(old), Supposition()), (try Self.agreement(new), Supposition()),
            on: today)
        let found = comparison.groups.flatMap(\.differences).filter {
            $0.kind == .practitioner || $0.kind == .organisation
        }
        #expect(Verdict(found.map(\.verdict)) == verdict)
        // The organisation fares like the professional, who names it in turn.
        #expect(Set(found.map(\.kind)).count == (verdict == .same ? 0 : 2))
    }

    @Test("what differs on a later day only is a difference, with an example of that day")
    func comparesLaterDays() throws {
        let today = try #require(MadeRecord.today)
        let old = try Self.agreement([
            "problem": "{entry: problem, fields: [code], codes: one, why: w}"
        ])
        let new = try Self.agreement([
            "problem": "{entry: problem, fields: [code], codes: one, why: w}",
            "further": "{entry: problem, fields: [code], codes: two, since: 2026-09-01, why: w}",
        ])
        var plain = try Comparison((old, Supposition()), (new, Supposition()), on: today)
        func problems(_ comparison: Comparison) -> [Comparison.Difference] {
            comparison.groups.flatMap(\.differences).filter { $0.kind == .problem }
        }
        #expect(problems(plain).isEmpty)
        plain = try Comparison(
            ofEveryDayFrom: today, (old, Supposition()), (new, Supposition()))
        #expect(problems(plain).map(\.verdict) == [.more])
        #expect(problems(plain).first?.more?.day == "2026-09-01")
    }

    /// A consent that is yet to come counts for none, so more codes of consent may mean less.
    @Test func moreCodesOfConsentAreNotMoreConsent() throws {
        let today = try #require(MadeRecord.today)
        var made = MadeAgreement(parts: MadeAgreement.plainest)
        made.parts["coded"] = "  coded: [{dissent: refused, withdrawal: agreed, why: w}]"
        made.sets = [0, 1, 2, 3, 6, 5].map { [MadeAgreement.codes[$0]] }
        made.list = [MadeAgreement.numbers[1]]
        var other = made
        other.sets[4].append(MadeAgreement.codes[4])
        let comparison = try Comparison(
            (try made.agreement(), Supposition()), (try other.agreement(), Supposition()),
            on: today)
        #expect(comparison.verdict == .both)
    }
}
