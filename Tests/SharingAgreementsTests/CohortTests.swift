import CanonicalModel
import SharingAgreements
import Testing

/// The conditions of a cohort: what is unknown is neither a reason to release nor to be sure.
@Suite struct CohortTests {
    typealias Value = RecordBuilder.Value
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let conditions: String
        let entries: [(EntryKind, [String: Value])]
        let expected: Reason?

        init(
            _ conditions: String, _ name: String, _ expected: Reason?,
            _ entries: (EntryKind, [String: Value])...
        ) {
            testDescription = "\(conditions): \(name)"
            (self.conditions, self.entries, self.expected) = (conditions, entries, expected)
        }
    }

    static func problem(
        _ code: String, _ onset: String? = nil, _ status: MapStatus = .native,
        state: String = "active"
    ) -> (EntryKind, [String: Value]) {
        (
            .problem,
            [
                "code": .code(.snomed, code, status), "onset": .date(onset.flatMap { day($0) }),
                "status": .word(state),
            ]
        )
    }

    static func hba1c(
        _ number: String, _ unit: String = "mmol/mol", on date: String = "2026-01-01",
        status: String = "final"
    ) -> (EntryKind, [String: Value]) {
        (
            .observation,
            [
                "code": .code(.snomed, "43396009", .native),
                "value": .number(number, unit: unit), "effective": .date(day(date)),
                "status": .word(status),
            ]
        )
    }

    static let diabetes = "73211009"
    static let heart = "84114007"
    static let other = "195967001"
    static let one = "any_of: [{problem: diabetes}]"
    static let none = "none_of: [{problem: diabetes}]"
    static let recent = "any_of: [{problem: diabetes, last: P2Y}]"
    static let active = "any_of: [{problem: diabetes, values: {status: [active]}}]"
    static let two = "any_of: [{conditions: {at_least: 2, of: [diabetes, heart]}}]"
    static let high =
        "any_of: [{observation: hba1c, values: {value: {at_least: 48, unit: mmol/mol}}}]"
    static let low =
        "any_of: [{observation: hba1c, values: {value: {less_than: 48, unit: mmol/mol}}}]"
    static let twice = "any_of: [{observation: hba1c, times: 2, last: P1Y}]"
    static let joined =
        "all_of: [{any_of: [{problem: diabetes}, {problem: heart}]}, "
        + "{none_of: [{observation: hba1c}]}]"
    static let words = (EntryKind.problem, ["code": Value.phrase("sugar")])

    static let rows: [Row] = [
        Row(one, "there", nil, problem(diabetes)),
        Row(one, "not there", .notInCohort),
        Row(one, "another", .notInCohort, problem(other)),
        Row(
            one, "in another kind", .notInCohort,
            (.observation, ["code": .code(.snomed, diabetes, .native)])),
        Row(one, "by a Read code", nil, (.problem, ["code": .code(.readV2, "C10..", .mapped)])),
        Row(one, "perhaps: words only", .cohortUnknown, words),
        Row(one, "perhaps: no code", .cohortUnknown, (.problem, [:])),
        Row(
            one, "perhaps: an unassured map", .cohortUnknown,
            problem(diabetes, nil, .mappedUnassured)),
        Row(one, "perhaps and certainly", nil, words, problem(diabetes)),
        Row(none, "there", .notInCohort, problem(diabetes)),
        Row(none, "not there", nil, problem(other)),
        Row(none, "perhaps: words only", .cohortUnknown, words),
        Row(
            none, "perhaps: a local code", .cohortUnknown,
            (.problem, ["code": .code(.emisLocal, "X1", .unmapped)])),
        Row(
            none, "perhaps: an unassured map", .cohortUnknown,
            problem(diabetes, nil, .mappedUnassured)),
        Row(recent, "inside", nil, problem(diabetes, "2024-06-01")),
        Row(recent, "the day before", .notInCohort, problem(diabetes, "2024-05-31")),
        Row(recent, "on the day of the run", nil, problem(diabetes, "2026-06-01")),
        Row(recent, "to come", .notInCohort, problem(diabetes, "2026-06-02")),
        Row(recent, "a year within", nil, problem(diabetes, "2025")),
        Row(recent, "a year that begins before", .cohortUnknown, problem(diabetes, "2024")),
        Row(recent, "a month that goes on", .cohortUnknown, problem(diabetes, "2026-06")),
        Row(recent, "undated", .cohortUnknown, problem(diabetes)),
        Row(active, "active", nil, problem(diabetes)),
        Row(active, "resolved", .notInCohort, problem(diabetes, state: "resolved")),
        Row(
            active, "unstated", .cohortUnknown,
            (.problem, ["code": .code(.snomed, diabetes, .native)])),
        Row(two, "both", nil, problem(diabetes), problem(heart)),
        Row(two, "one of them twice", .notInCohort, problem(diabetes), problem(diabetes)),
        Row(two, "one, and words", .cohortUnknown, problem(diabetes), words),
        Row(high, "at the limit", nil, hba1c("48")),
        Row(high, "with noughts", nil, hba1c("48.000")),
        Row(high, "below", .notInCohort, hba1c("47.9")),
        Row(high, "the unit in capitals", nil, hba1c("53", "MMOL/MOL")),
        Row(high, "in another unit", .cohortUnknown, hba1c("8.1", "%")),
        Row(high, "without a unit", .cohortUnknown, hba1c("53", "")),
        Row(high, "no number", .cohortUnknown, hba1c("high")),
        Row(high, "entered in error", .notInCohort, hba1c("60", status: "entered-in-error")),
        Row(low, "below", nil, hba1c("47.999999")),
        Row(low, "at the limit", .notInCohort, hba1c("48")),
        Row(twice, "twice", nil, hba1c("40"), hba1c("41", on: "2025-06-01")),
        Row(twice, "once in time", .notInCohort, hba1c("40"), hba1c("41", on: "2025-05-31")),
        Row(joined, "one and not the other", nil, problem(heart)),
        Row(joined, "both", .notInCohort, problem(heart), hba1c("40")),
        Row(joined, "neither", .notInCohort),
        Row(
            joined, "one, and something unread", .cohortUnknown, problem(heart),
            (.observation, ["code": .phrase("x")])),
        Row(
            "all_of: [{encounter: any, last: P1Y}]", "seen", nil,
            (.encounter, ["start": .date(day("2026-05-01"))])),
        Row(
            "all_of: [{encounter: any, last: P1Y}]", "long ago", .notInCohort,
            (.encounter, ["start": .date(day("2024-05-01"))])),
    ]

    static func compiled(
        _ conditions: String, on run: String = "2026-06-01"
    ) throws -> CompiledAgreement {
        let yaml = Sample.yaml.replacing("age: {min: 65}", with: conditions)
        let agreement = try Agreement.load(
            yaml: yaml, file: "a", codeSets: Complete.codeSets(), lists: [Complete.people])
        return CompiledAgreement(agreement, flow: "f", runDate: try #require(day(run)))
    }

    private func builder(_ entries: [(EntryKind, [String: Value])]) -> RecordBuilder {
        var builder = Sample.patient()
        for (number, (kind, values)) in entries.enumerated() {
            builder.add(kind, "e\(number)", values)
        }
        return builder
    }

    @Test(arguments: rows)
    func decides(_ row: Row) throws {
        let decision = try Self.compiled(row.conditions).decide(
            builder(row.entries).record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == [row.expected].compactMap { $0 })
        // The order of entries changes nothing.
        let turned = try Self.compiled(row.conditions).decide(
            builder(row.entries.reversed()).record, Sample.facts(), surrogates: Brackets())
        #expect(turned.patientReasons == decision.patientReasons)
    }

    /// What could not be read may be anything.
    @Test(arguments: [
        (one, Reason.cohortUnknown), (none, .cohortUnknown), (recent, .cohortUnknown),
    ])
    func somethingUnreadableIsUnknown(_ conditions: String, _ expected: Reason) throws {
        var facts = Sample.facts()
        facts.unreadable = [.problem: [0]]
        let record = Sample.patient().record
        let compiled = try Self.compiled(conditions)
        let decision = compiled.decide(record, facts, surrogates: Brackets())
        #expect(decision.patientReasons.reasons == [expected])
    }

    /// Values with a sign: `<40` is certainly below 48, `<50` may be.
    @Test(arguments: [
        (low, Quantity.Comparator.less, "40", nil), (low, .less, "48", nil),
        (low, .lessOrEqual, "48", Reason.cohortUnknown), (low, .less, "50", .cohortUnknown),
        (low, .greater, "47", .cohortUnknown), (low, .greater, "48", .notInCohort),
        (low, .greaterOrEqual, "48", .notInCohort), (high, .greater, "48", nil),
        (high, .greaterOrEqual, "48", nil), (high, .greater, "40", .cohortUnknown),
        (high, .less, "48", .notInCohort), (high, .lessOrEqual, "48", .cohortUnknown),
    ])
    func signs(
        _ conditions: String, _ sign: Quantity.Comparator, _ number: String, _ expected: Reason?
    ) throws {
        var builder = builder([Self.hba1c(number)])
        builder.record.quantities[0].comparator = sign
        let decision = try Self.compiled(conditions).decide(
            builder.record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == [expected].compactMap { $0 })
    }

    @Test(arguments: [
        ("9990000018", nil), ("9990000026", nil), ("9990000034", Reason.notListed),
    ])
    func onlyTheListedAreIn(_ number: String, _ expected: Reason?) throws {
        let decision = try Self.compiled("list: people").decide(
            Sample.patient().record, Sample.facts(number: number), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == [expected].compactMap { $0 })
    }

    @Test func aPracticeOutsideTheCohortIsNoPlaceOfRegistration() throws {
        let yaml = Sample.yaml.replacing(
            "registered_at: publishers", with: "registered_at: [Y99002]")
        let agreement = try Agreement.load(yaml: yaml, file: "a", codeSets: Sample.codeSets())
        let run = try #require(day("2026-06-01"))
        let decision = CompiledAgreement(agreement, flow: "f", runDate: run).decide(
            Sample.patient().record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == [.notRegistered])
    }

    @Test(arguments: [("temporary", nil), ("emergency", Reason.notRegistered)])
    func temporaryResidents(_ type: String, _ expected: Reason?) throws {
        let builder = Sample.patient(registration: ["type": .word(type)])
        let decision = try Self.compiled("temporary_residents: release").decide(
            builder.record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == [expected].compactMap { $0 })
    }

    @Test(arguments: [("withhold", [Reason.testPatient]), ("release", [])])
    func testPatients(_ action: String, _ expected: [Reason]) throws {
        let decision = try Self.compiled("test_patients: \(action)").decide(
            Sample.patient().record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == expected)
    }

    /// A window of two years before 29 February begins on 1 March, never a day too early.
    @Test(arguments: [
        ("P2Y", "2028-02-29", "2026-02-28", false), ("P2Y", "2028-02-29", "2026-03-01", true),
        ("P1M", "2026-03-31", "2026-02-28", false), ("P1M", "2026-03-31", "2026-03-01", true),
        ("P1M", "2026-01-15", "2025-12-15", true), ("P1M", "2026-01-15", "2025-12-14", false),
        ("P2W", "2026-01-15", "2026-01-01", true), ("P30D", "2026-01-31", "2026-01-01", true),
        ("P30D", "2026-01-31", "2025-12-31", false),
    ])
    func windows(_ period: String, _ run: String, _ onset: String, _ isIn: Bool) throws {
        let yaml = Sample.yaml.replacing(
            "age: {min: 65}", with: "any_of: [{problem: diabetes, last: \(period)}]"
        )
        .replacing("2026-01-01, until: 2026-12-31", with: "2026-01-01, until: 2029-12-31")
        let agreement = try Agreement.load(yaml: yaml, file: "a", codeSets: Sample.codeSets())
        let compiled = CompiledAgreement(agreement, flow: "f", runDate: try #require(day(run)))
        let decision = compiled.decide(
            builder([Self.problem(Self.diabetes, onset)]).record, Sample.facts(),
            surrogates: Brackets())
        #expect(decision.patientReasons.reasons == (isIn ? [] : [.notInCohort]))
    }
}
