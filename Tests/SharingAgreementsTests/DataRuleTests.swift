import CanonicalModel
import SharingAgreements
import Testing

/// Windows, values, sensitive codes, levels and choices: a change of the agreement, an entry, and
/// what becomes of it.
@Suite struct DataRuleTests {
    typealias Value = RecordBuilder.Value

    static func compiled(
        _ changes: [(String, String)], on run: String = "2026-06-01"
    ) throws -> CompiledAgreement {
        var yaml = Sample.yaml
        for (old, new) in changes where old != new {
            let changed = yaml.replacing(old, with: new)
            guard changed != yaml else { throw NothingToReplace(text: old) }
            yaml = changed
        }
        let agreement = try Agreement.load(
            yaml: yaml, file: "a", codeSets: Complete.codeSets(), lists: [Complete.people])
        return CompiledAgreement(agreement, flow: "f", runDate: try #require(day(run)))
    }

    private func reasons(
        _ compiled: CompiledAgreement, _ kind: EntryKind, _ values: [String: Value]
    ) -> [Reason] {
        var builder = Sample.patient()
        builder.add(kind, "e", values)
        let decision = compiled.decide(builder.record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.isEmpty)
        return decision.entryReasons.last?.reasons ?? []
    }

    static let own = ("codes: diabetes, why: w", "codes: diabetes, last: P2Y, why: w")
    static let general = (
        "free_text: withhold", "free_text: withhold\n  window: {since: 2025-01-01}"
    )
    static let longLived = (
        "free_text: withhold",
        "free_text: withhold\n  window: {last: P1Y, long_lived: [problem]}"
    )
    static let onset: [([(String, String)], String?, [Reason])] = [
        ([own], "2024-06-01", []), ([own], "2024-05-31", [Reason.outsideWindow]),
        ([own], "2024", [.dateUnknown]), ([own], nil, [.dateUnknown]),
        ([own], "2026-06-02", [.outsideWindow]), ([general], "2025-01-01", []),
        ([general], "2024-12-31", [.outsideWindow]),
        ([own, general], "2024-12-31", [.outsideWindow]),
        ([longLived], "1990", []), ([longLived, own], "1990", [.outsideWindow]),
    ]

    @Test(arguments: onset)
    func window(_ changes: [(String, String)], _ date: String?, _ expected: [Reason]) throws {
        let values: [String: Value] = [
            "code": EntryGateTests.diabetes, "onset": .date(date.flatMap { day($0) }),
        ]
        #expect(reasons(try Self.compiled(changes), .problem, values) == expected)
    }

    /// Without a date of its own an entry is of the day on which it was entered.
    @Test(arguments: [("2026-01-01", [Reason]()), ("2024-01-01", [.outsideWindow])])
    func theDateOfEntryStandsIn(_ recorded: String, _ expected: [Reason]) throws {
        let values: [String: Value] = [
            "code": EntryGateTests.diabetes, "recorded": .date(day(recorded)),
        ]
        #expect(reasons(try Self.compiled([Self.own]), .problem, values) == expected)
    }

    static let final = (
        "encounter], why: w}", "encounter], values: {status: [final]}, why: w}"
    )
    @Test(arguments: [
        ("final", [Reason]()), ("preliminary", [.valueNotInDataset]), ("", [.valueNotInDataset]),
    ])
    func values(_ status: String, _ expected: [Reason]) throws {
        var values: [String: Value] = ["code": EntryGateTests.asthma]
        if !status.isEmpty { values["status"] = .word(status) }
        #expect(reasons(try Self.compiled([Self.final]), .observation, values) == expected)
    }

    /// Where one inclusion does not fit, another may; what it grants leaves, and no more.
    @Test func eachInclusionGrantsItsOwnFields() throws {
        let compiled = try Self.compiled([
            (
                "{entry: encounter, fields: [start], why: w}",
                "{entry: encounter, fields: [start], last: P1Y, why: w}\n"
                    + "    - {entry: encounter, fields: [status], why: w}"
            )
        ])
        var builder = Sample.patient()
        let finished = Value.word("finished")
        builder.add(.encounter, "new", ["start": .date(day("2026-05-01")), "status": finished])
        builder.add(.encounter, "old", ["start": .date(day("2020-05-01")), "status": finished])
        let record = try #require(
            compiled.decide(builder.record, Sample.facts(), surrogates: Brackets()).released
        ).record
        #expect(record.value("<new>", "start") == "2026-05")
        #expect(record.value("<old>", "start") == nil)
        #expect(record.value("<old>", "status") != nil)
    }

    // MARK: - Sensitive

    static func sensitive(_ rules: String) -> [(String, String)] {
        [("confidentiality: {record", "sensitive: \(rules)\nconfidentiality: {record")]
    }
    static let strict =
        "{legally_restricted: withhold, linked: withhold, "
        + "categories: [{set: sensitive, action: withhold, drugs: heart}]}"
    static func code(_ code: String) -> Value { .code(.snomed, code, .native) }

    static let sensitiveRows: [(String, EntryKind, [String: Value], [Reason])] = [
        (strict, .observation, ["code": code("195967001")], []),
        (strict, .observation, ["code": code("46249006")], [Reason.legallyRestricted]),
        (strict, .observation, ["code": code("84114007")], [.sensitive]),
        (strict, .encounter, ["code": code("197997008")], [.sensitive]),
        (
            strict, .observation, ["code": code("195967001"), "value_concept": code("197997008")],
            [.excludedCode, .sensitive]
        ),
        (strict, .observation, ["code": .phrase("x")], [.unclassified]),
        (strict, .encounter, ["code": .code(.emisLocal, "X1", .unmapped)], [.unclassified]),
        (strict, .encounter, [:], [.unclassified]),
        (
            strict.replacing("linked: withhold", with: "linked: withhold, uncoded: [encounter]"),
            .encounter, [:], []
        ),
        (
            strict.replacing("linked: withhold", with: "linked: withhold, uncoded: [encounter]"),
            .encounter, ["code": .phrase("x")], []
        ),
        (
            strict.replacing("linked: withhold", with: "linked: withhold, uncoded: [encounter]"),
            .encounter, ["code": .code(.emisLocal, "X1", .unmapped)], [.unclassified]
        ),
        (
            strict, .encounter, ["code": .code(.snomed, "46249006", .mappedUnassured)],
            [.legallyRestricted, .unclassified]
        ),
        (
            "{legally_restricted: withhold, linked: withhold}", .encounter,
            ["code": code("197997008")], []
        ),
        (
            "{legally_restricted: withhold, linked: withhold, "
                + "categories: [{set: sensitive, action: release}]}",
            .encounter, ["code": code("197997008")], []
        ),
    ]

    @Test(arguments: sensitiveRows)
    func sensitiveCodes(
        _ rules: String, _ kind: EntryKind, _ values: [String: Value], _ expected: [Reason]
    ) throws {
        #expect(reasons(try Self.compiled(Self.sensitive(rules)), kind, values) == expected)
    }

    @Test(arguments: [("linked: withhold", [Reason.linkedToWithheld]), ("linked: release", [])])
    func whatBelongsToIt(_ rule: String, _ expected: [Reason]) throws {
        let rules = Self.strict.replacing("linked: withhold", with: rule)
        var builder = Sample.patient()
        builder.add(.observation, "e", ["code": Self.code("46249006")])
        builder.add(
            .observation, "f", ["code": Self.code("195967001"), "part_of": .ref("e")])
        let decision = try Self.compiled(Self.sensitive(rules)).decide(
            builder.record, Sample.facts(), surrogates: Brackets())
        #expect(decision.entryReasons.last?.reasons == expected)
    }

    // MARK: - Levels

    @Test func theLeastPreciseLevelHolds() throws {
        let compiled = try Self.compiled([
            (
                "event_date: month}",
                "event_date: day, problem.onset: year, observation.effective: exact}"
            ),
            ("[code, onset, items]", "[code, onset, abatement]"),
        ])
        var builder = Sample.patient()
        builder.add(
            .problem, "p1",
            [
                "code": EntryGateTests.diabetes, "onset": .date(day("2020-02-03")),
                "abatement": .date(day("2021-02-03")),
            ])
        builder.add(
            .observation, "o",
            ["code": EntryGateTests.asthma, "effective": .date(day("2020-02-03"))])
        let record = try #require(
            compiled.decide(builder.record, Sample.facts(), surrogates: Brackets()).released
        ).record
        #expect(record.value("<p1>", "onset") == "2020")
        #expect(record.value("<p1>", "abatement") == "2021-02-03")
        #expect(record.value("<o>", "effective") == "2020-02-03")
    }

    static let patientFields = "sex, practice"
    static let derived: [(String, String, [String: Value], String, String?)] = [
        ("age: years, top_code: 75", "", [:], "age_years", "75"),
        ("age: years, top_code: 90", "", [:], "age_years", "80"),
        ("age: band10", "age_band, ", [:], "age_band", "80-89"),
        ("age: band5, top_code: 80", "age_band, ", [:], "age_band", "80+"),
        (
            "age: band5, top_code: 100", "age_band, ", ["birth_date": .date(day("1926-05-01"))],
            "age_band", "100+"
        ),
        ("age: band10", "age_band, ", ["birth_date": .date(day("1936"))], "age_band", nil),
        (
            "age: years, death_date: year", "death_date, ",
            ["death_date": .date(day("2026-05-04"))], "death_date", "2026"
        ),
    ]

    @Test(arguments: derived)
    func agesAndDeaths(
        _ rule: String, _ field: String, _ change: [String: Value], _ name: String,
        _ expected: String?
    ) throws {
        let own = name == "age_years" ? "age_years, " : field
        let compiled = try Self.compiled([
            ("age: years,", rule + ","), ("age_years, sex", own + "sex"),
            ("age: {min: 65}", "deceased: release"),
        ])
        let decision = compiled.decide(
            Sample.patient(change).record, Sample.facts(), surrogates: Brackets())
        let record = try #require(decision.released).record
        #expect(record.value("<p>", name) == expected)
    }

    private func ethnicity(_ system: String, _ code: String) -> RecordBuilder {
        var builder = Sample.patient(["ethnicity": .code(.other, code, .unmapped)])
        builder.record.codings[0].systemText = builder.record.appendScratch(Array(system.utf8))
        return builder
    }

    @Test(arguments: [
        ("group5", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "C", "white"),
        ("group5", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "R", "other"),
        ("group16", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "C", "C"),
        ("group5", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "Z", "not-stated"),
        ("group5", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "Q", nil),
        ("group16", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "CC", nil),
        ("group5", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "I", nil),
        ("group16", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "O", nil),
        ("group5", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "J", "asian"),
        ("group5", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", "P", "black"),
        ("group5", "https://example.org/letters", "C", nil),
    ])
    func ethnicCategory(
        _ rule: String, _ system: String, _ code: String, _ expected: String?
    ) throws {
        let compiled = try Self.compiled([
            ("age: years,", "age: years, ethnicity: \(rule),"),
            ("age_years, sex", "ethnic_category, sex"),
        ])
        let decision = compiled.decide(
            ethnicity(system, code).record, Sample.facts(), surrogates: Brackets())
        let record = try #require(decision.released).record
        #expect(record.value("<p>", "ethnic_category") == expected)
        #expect(record.value("<p>", "ethnicity") == nil)
    }

    // MARK: - Basis and choice

    @Test(arguments: [("2026-06-01", [Reason]()), ("2026-06-02", [.legalBasis])])
    func supportEnds(_ run: String, _ expected: [Reason]) throws {
        let compiled = try Self.compiled(
            [
                (
                    "{basis: not_confidential, why: w}",
                    "{basis: s251, why: w, "
                        + "s251: {cag_ref: 1/1, regulation: 5, expires: 2026-06-01}}"
                )
            ], on: run)
        let decision = compiled.decide(
            Sample.patient().record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.reasons == expected)
    }

    @Test func onlyCountsMayLeaveUnderAnAggregateAgreement() throws {
        let compiled = try Self.compiled([
            ("level: pseudonymised\n  pseudonym: {key: 'env:K', epoch: '1'}", "level: aggregate"),
            ("[pseudonym, ", "["), ("format: csv", "format: table"),
            ("flows: [{", "disclosure_control: {threshold: 7, rounding: 5}\nflows: [{"),
        ])
        #expect(compiled.releasableFields.isEmpty)
        let decision = compiled.decide(
            Sample.patient().record, Sample.facts(), surrogates: Brackets())
        #expect(decision.released == nil)
        #expect(decision.patientReasons.reasons == [.countsOnly])
    }

    static let consent = [
        (
            "{basis: not_confidential, why: w}",
            "{basis: explicit_consent, why: w, "
                + "consent: {given: share-agreed, refused: share-refused}}"
        )
    ]
    static let local = [
        (
            "type1: {apply: true}",
            "type1: {apply: true}, "
                + "coded: [{dissent: share-refused, withdrawal: share-agreed, why: w}]"
        )
    ]
    static let no: [Reason] = [.consentNotRecorded]
    static let out: [Reason] = [.localOptOut]
    /// Dates of a yes (`417528008`) and of a no (`416409005`); `-` is none, an empty one undated.
    static let choices: [(String, String, [Reason], [Reason])] = [
        ("-", "-", no, []), ("2026-01-01", "-", [], []), ("", "-", no, []),
        ("2026-06-01", "-", [], []), ("2026-06-02", "-", no, []), ("-", "2026-01-01", no, out),
        ("2026-02-01", "2026-01-01", [], []), ("2026-01-01", "2026-01-01", no, out),
        ("2026-01-01", "2026-02-01", no, out), ("2026-02-01", "", no, out),
        ("2026", "2026-01-15", no, out), ("2026-02", "2026-01", [], []),
    ]

    @Test(arguments: choices)
    func consentAndObjection(
        _ yes: String, _ refusal: String, _ consented: [Reason], _ objected: [Reason]
    ) throws {
        var builder = Sample.patient()
        for (code, date) in [("417528008", yes), ("416409005", refusal)] where date != "-" {
            builder.add(
                .consent, code, ["code": Self.code(code), "decided": .date(day(date))])
        }
        for (changes, expected) in [(Self.consent, consented), (Self.local, objected)] {
            let decision = try Self.compiled(changes).decide(
                builder.record, Sample.facts(), surrogates: Brackets())
            #expect(decision.patientReasons.reasons == expected)
        }
    }
}
