import CanonicalModel
import SharingAgreements
import Testing

/// The gates that a whole record passes or not: one row, one claim.
@Suite struct PatientGateTests {
    private func reasons(
        _ compiled: CompiledAgreement, _ builder: RecordBuilder = Sample.patient(),
        _ facts: PatientFacts = Sample.facts()
    ) -> [Reason] {
        let decision = compiled.decide(builder.record, facts, surrogates: Brackets())
        #expect((decision.released == nil) == !decision.patientReasons.isEmpty)
        #expect(decision.entryReasons.count == builder.record.entries.count)
        return decision.patientReasons.reasons
    }

    static let terms: [(String, [Reason])] = [
        ("2025-12-31", [Reason.notInForce, .practiceNotSigned]),
        ("2026-01-01", []),
        ("2026-12-31", []),
        ("2027-01-01", [.notInForce]),
        ("2026-06", [.notInForce]),
    ]

    @Test(arguments: terms)
    func inForce(_ run: String, _ expected: [Reason]) throws {
        #expect(reasons(try Sample.compiled(on: run)) == expected)
    }

    @Test(arguments: ["draft", "suspended", "terminated"])
    func onlyAnActiveAgreementReleases(_ status: String) throws {
        let compiled = try Sample.compiled("status: active", "status: \(status)")
        #expect(reasons(compiled) == [.notActive])
    }

    static let practices: [(String, [Reason])] = [
        ("Y99001", [Reason]()),
        ("Y99002", [.practiceNotSigned]),
        ("Y99003", [.practiceNotParty]),
        ("y99001", [.practiceNotParty]),
        ("", [.practiceNotParty]),
    ]

    @Test(arguments: practices)
    func practice(_ ods: String, _ expected: [Reason]) throws {
        let builder = Sample.patient(registration: [
            "practice": .text(ods), "type": .word("regular"),
        ])
        #expect(reasons(try Sample.compiled(), builder, Sample.facts(practice: ods)) == expected)
    }

    static let signatures: [(String, String, [Reason])] = [
        ("version: '1.2', by", "version: '1.1', by", [.practiceNotSigned]),
        ("at: 2026-01-01, evidence", "at: 2026-06-01, evidence", []),
        ("at: 2026-01-01, evidence", "at: 2026-06-02, evidence", [.practiceNotSigned]),
        (
            "sign_up:", "withdrawals: [{ods: Y99001, at: 2026-06-01}]\nsign_up:",
            [.practiceWithdrawn]
        ),
        ("sign_up:", "withdrawals: [{ods: Y99001, at: 2026-06-02}]\nsign_up:", []),
        (
            "sign_up:", "withdrawals: [{ods: Y99001, at: 2026-01-01}]\nsign_up:",
            [.practiceWithdrawn]
        ),
        ("sign_up:", "withdrawals: [{ods: Y99001, at: 2025-06-01}]\nsign_up:", []),
        ("sign_up:", "withdrawals: [{ods: Y99002, at: 2026-02-01}]\nsign_up:", []),
        ("version: 1.2.0", "version: 1.2.9", []),
        ("version: 1.2.0", "version: 1.3.0", [.practiceNotSigned]),
    ]

    @Test(arguments: signatures)
    func signature(_ old: String, _ new: String, _ expected: [Reason]) throws {
        #expect(reasons(try Sample.compiled(old, new)) == expected)
    }

    @Test(arguments: [("f", true), ("g", false), (nil, true)])
    func flow(_ name: String?, _ isAgreed: Bool) throws {
        let expected: [Reason] = isAgreed ? [] : [.flowNotAgreed]
        #expect(reasons(try Sample.compiled(flow: name)) == expected)
    }

    static let identities: [(String?, String?, [Reason])] = [
        ("9990000018", "PSEUDO", [Reason]()),
        (nil, "PSEUDO", [.identityUnknown]),
        ("9990000018", nil, [.identityUnknown]),
        ("9990000019", "PSEUDO", [.identityUnknown]),
        ("9999999999", "PSEUDO", [.identityUnknown]),
    ]

    @Test(arguments: identities)
    func identity(_ number: String?, _ pseudonym: String?, _ expected: [Reason]) throws {
        let facts = Sample.facts(number: number, pseudonym: pseudonym)
        #expect(reasons(try Sample.compiled(), Sample.patient(), facts) == expected)
    }

    @Test func twoPatientsInOneRecordAreNobody() throws {
        var builder = Sample.patient()
        builder.add(.patient, "q")
        #expect(reasons(try Sample.compiled(), builder) == [.identityUnknown])
    }

    static let marks: [(String, String, [Reason])] = [
        ("nopat", "record: withhold", [Reason.recordConfidential]),
        ("restricted", "record: withhold", [.recordConfidential]),
        ("other", "record: withhold", [.recordConfidentialityUnknown]),
        ("nopat", "record: release", []),
        ("other", "record: release", [.recordConfidentialityUnknown]),
    ]

    @Test(arguments: marks)
    func recordMark(_ mark: String, _ rule: String, _ expected: [Reason]) throws {
        let compiled =
            rule == "record: withhold"
            ? try Sample.compiled() : try Sample.compiled("record: withhold", rule)
        #expect(reasons(compiled, Sample.patient(mark: mark)) == expected)
    }

    /// Run date 2026-06-01, ages 65 to 100. A birthday on the run date counts; a birth on
    /// 29 February counts from 1 March.
    static let births: [(String, String, Reason?)] = [
        ("1961-06-01", "2026-06-01", nil),
        ("1961-06-02", "2026-06-01", Reason.outsideAge),
        ("1960-02-29", "2025-02-28", .outsideAge),
        ("1960-02-29", "2025-03-01", nil),
        ("1925-06-02", "2026-06-01", nil),
        ("1925-06-01", "2026-06-01", .outsideAge),
        ("1961-05", "2026-06-01", nil),
        ("1961-06", "2026-06-01", .ageUnknown),
        ("1961-07", "2026-06-01", .outsideAge),
        ("1960", "2026-06-01", nil),
        ("1961", "2026-06-01", .ageUnknown),
        ("1962", "2026-06-01", .outsideAge),
        ("1925", "2026-06-01", .ageUnknown),
        ("2026-06-02", "2026-06-01", .ageUnknown),
        ("", "2026-06-01", .ageUnknown),
    ]

    @Test(arguments: births)
    func age(_ birth: String, _ run: String, _ expected: Reason?) throws {
        let text = Sample.yaml
            .replacing("age: {min: 65}", with: "age: {min: 65, max: 100}")
            .replacing("from: 2026-01-01", with: "from: 2020-01-01")
            .replacing("at: 2026-01-01", with: "at: 2020-01-01")
        let agreement = try Agreement.load(yaml: text, file: "a", codeSets: Sample.codeSets())
        let compiled = CompiledAgreement(agreement, flow: "f", runDate: try #require(day(run)))
        let builder = Sample.patient(["birth_date": .date(day(birth))])
        #expect(reasons(compiled, builder) == [expected].compactMap { $0 })
    }

    static let deaths: [([String: RecordBuilder.Value], [Reason])] = [
        ([:], []),
        (["deceased": .yes], [.deceased]),
        (["death_date": .date(day("2026-05"))], [.deceased]),
    ]

    @Test(arguments: deaths.indices)
    func death(_ row: Int) throws {
        let (change, expected) = Self.deaths[row]
        #expect(reasons(try Sample.compiled(), Sample.patient(change)) == expected)
        let compiled = try Sample.compiled("age: {min: 65}", "deceased: release, age: {min: 65}")
        #expect(reasons(compiled, Sample.patient(change)) == [])
    }

    typealias Values = [String: RecordBuilder.Value]
    static let registrations: [(Values?, Reason?)] = [
        (["practice": .text("Y99001"), "type": .word("regular")], nil),
        (["practice": .text("Y99002"), "type": .word("regular")], .notRegistered),
        (["type": .word("regular")], nil),
        (["practice": .text("Y99001")], .registrationUnknown),
        (["type": .word("temporary")], .notRegistered),
        (["type": .word("private")], .notRegistered),
        (["type": .word("regular"), "start": .date(day("2026-06-01"))], nil),
        (["type": .word("regular"), "start": .date(day("2026-06-02"))], .notRegistered),
        (["type": .word("regular"), "start": .date(day("2026-06"))], .registrationUnknown),
        (["type": .word("regular"), "end": .date(day("2026-06-01"))], nil),
        (["type": .word("regular"), "end": .date(day("2026-05-31"))], .notRegistered),
        (["type": .word("regular"), "end": .date(day("2026"))], .registrationUnknown),
        (["type": .word("regular"), "end": .date(day("2025"))], .notRegistered),
        (nil, .registrationUnknown),
    ]

    @Test(arguments: registrations.indices)
    func registration(_ row: Int) throws {
        let (values, expected) = Self.registrations[row]
        let builder = Sample.patient(registration: values)
        #expect(reasons(try Sample.compiled(), builder) == [expected].compactMap { $0 })
    }

    @Test func oneCurrentRegistrationAmongOldOnesIsEnough() throws {
        var builder = Sample.patient(registration: ["type": .word("temporary")])
        builder.add(.registration, "r2", ["type": .word("regular")])
        #expect(reasons(try Sample.compiled(), builder) == [])
    }

    @Test func anAgreementMayAcceptRecordsWithoutRegistration() throws {
        let compiled = try Sample.compiled(
            "age: {min: 65}", "unstated_registration: release, age: {min: 65}")
        #expect(reasons(compiled, Sample.patient(registration: nil)) == [])
        let moved = Sample.patient(registration: ["practice": .text("Y99002")])
        #expect(reasons(compiled, moved) == [.notRegistered])
    }

    @Test func theFirstGateGivesThePrimaryReason() throws {
        let builder = Sample.patient(["deceased": .yes, "birth_date": .date(day("1999"))])
        let decision = try Sample.compiled().decide(
            builder.record, Sample.facts(number: nil), surrogates: Brackets())
        #expect(decision.patientReason == .identityUnknown)
        #expect(decision.patientReasons.reasons == [.identityUnknown, .deceased, .outsideAge])
        #expect(decision.reasons == Array(repeating: Reason.identityUnknown.rawValue, count: 2))
    }
}
