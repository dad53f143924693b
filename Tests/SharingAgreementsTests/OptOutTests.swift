import CanonicalModel
import SharingAgreements
import Testing

@Suite struct OptOutTests {
    static let dissent = RecordBuilder.Value.code(.snomed, "827241000000103", .native)
    static let dissentRead = RecordBuilder.Value.code(.readV2, "9Nu0.00", .unmapped)
    static let withdrawal = RecordBuilder.Value.code(.readV2, "9Nu1.", .unmapped)
    static let otherConsent = RecordBuilder.Value.code(.snomed, "319951000000105", .native)

    struct Event: Sendable {
        let code: RecordBuilder.Value
        let date: String
        let kind: EntryKind
        init(_ code: RecordBuilder.Value, _ date: String, _ kind: EntryKind = .consent) {
            (self.code, self.date, self.kind) = (code, date, kind)
        }
    }

    static let rows: [(String, [Event], Bool)] = [
        ("nothing", [], false),
        ("dissent", [Event(dissent, "2024-01-01")], true),
        ("dissent in Read v2", [Event(dissentRead, "2024-01-01")], true),
        ("undated dissent", [Event(dissent, "")], true),
        ("withdrawal alone", [Event(withdrawal, "2024-01-01")], false),
        (
            "withdrawn later", [Event(dissent, "2024-01-01"), Event(withdrawal, "2024-01-02")],
            false
        ),
        (
            "withdrawn earlier", [Event(dissent, "2024-01-02"), Event(withdrawal, "2024-01-01")],
            true
        ),
        ("same day", [Event(dissent, "2024-01-01"), Event(withdrawal, "2024-01-01")], true),
        ("undated dissent stands", [Event(dissent, ""), Event(withdrawal, "2025-01-01")], true),
        ("undated withdrawal", [Event(dissent, "2024-01-01"), Event(withdrawal, "")], true),
        (
            "dissent again",
            [
                Event(dissent, "2020-01-01"), Event(withdrawal, "2021-01-01"),
                Event(dissent, "2022-01-01"),
            ], true
        ),
        (
            "another consent", [Event(dissent, "2024-01-01"), Event(otherConsent, "2025-01-01")],
            true
        ),
        ("year overlaps", [Event(dissent, "2024-05-01"), Event(withdrawal, "2024")], true),
        ("year before", [Event(dissent, "2024"), Event(withdrawal, "2024-06-01")], true),
        ("year after", [Event(dissent, "2023"), Event(withdrawal, "2024-01-01")], false),
        (
            "withdrawn in future", [Event(dissent, "2024-01-01"), Event(withdrawal, "2027-01-01")],
            true
        ),
        ("as observation", [Event(dissent, "2024-01-01", .observation)], true),
    ]

    private func evidence(_ events: [Event]) throws -> OptOutEvidence {
        var builder = RecordBuilder()
        for (number, event) in events.enumerated() {
            let date = event.kind == .consent ? "decided" : "effective"
            builder.add(
                event.kind, "c\(number)", ["code": event.code, date: .date(day(event.date))],
                mark: "nopat")
        }
        let codes = try #require(OptOutCodes(codeSets: Sample.codeSets()))
        return OptOutEvidence(builder.record, codes)
    }

    @Test(arguments: rows.indices)
    func decides(_ row: Int) throws {
        let (name, events, expected) = Self.rows[row]
        let today = try #require(day("2026-06-01"))
        #expect(try evidence(events).isOptedOut(on: today) == expected, "\(name)")
        #expect(try evidence(events.reversed()).isOptedOut(on: today) == expected, "\(name)")
        // The same events in records of different practices.
        var merged = OptOutEvidence()
        for event in events { merged.merge(with: try evidence([event])) }
        #expect(merged.isOptedOut(on: today) == expected, "\(name), merged")
        #expect(try merged == evidence(events), "\(name), merged")

        let decision = try Sample.compiled().decide(
            Sample.patient().record, Sample.facts(optOut: merged), surrogates: Brackets())
        #expect(decision.patientReasons.contains(ReasonSet(.type1OptOut)) == expected, "\(name)")
        let unapplied = try Sample.compiled(
            "type1: {apply: true}", "type1: {apply: false, why: w}"
        ).decide(Sample.patient().record, Sample.facts(optOut: merged), surrogates: Brackets())
        #expect(unapplied.released != nil, "\(name)")
    }

    @Test func theDateOfEntryServesWhereNoOtherIsKnown() throws {
        var builder = RecordBuilder()
        builder.add(.consent, "c", ["code": Self.dissent, "recorded": .date(day("2024-01-01"))])
        builder.add(.consent, "d", ["code": Self.withdrawal, "recorded": .date(day("2024-02-01"))])
        let codes = try #require(OptOutCodes(codeSets: Sample.codeSets()))
        let today = try #require(day("2026-06-01"))
        #expect(!OptOutEvidence(builder.record, codes).isOptedOut(on: today))
    }

    @Test func aWithdrawalEnteredInErrorDoesNotCount() throws {
        var builder = RecordBuilder()
        builder.add(.consent, "c", ["code": Self.dissent, "decided": .date(day("2024-01-01"))])
        builder.add(
            .observation, "d",
            [
                "code": Self.withdrawal, "effective": .date(day("2024-02-01")),
                "status": .word("entered-in-error"),
            ])
        let codes = try #require(OptOutCodes(codeSets: Sample.codeSets()))
        let today = try #require(day("2026-06-01"))
        #expect(OptOutEvidence(builder.record, codes).isOptedOut(on: today))
    }

    /// A yes counts only where the entry says so: a no given as an answer or a status is none, and
    /// nor is what is said of somebody else.
    @Test(arguments: [
        (EntryKind.observation, ["status": "final"], true),
        (.observation, ["status": "cancelled"], false),
        (.observation, ["status": "preliminary"], false), (.procedure, [:], true),
        (.procedure, ["status": "not-done"], false), (.familyHistory, [:], false),
        (.observation, ["interpretation": "NEG"], false), (.problem, [:], true),
        (.observation, ["value_text": "false"], false),
        (.observation, ["value_text": "declined"], false),
        (.observation, ["value_text": "perhaps later"], false),
        (.observation, ["value_text": "Yes"], true),
    ])
    func onlyAYesTakesANoBack(
        _ kind: EntryKind, _ fields: [String: String], _ expected: Bool
    ) throws {
        var builder = RecordBuilder()
        builder.add(.consent, "c", ["code": Self.dissent, "decided": .date(day("2024-01-01"))])
        var values: [String: RecordBuilder.Value] = ["code": Self.withdrawal]
        for name in ["effective", "performed", "onset", "recorded"]
        where kind.definition.index(of: name) != nil {
            values[name] = .date(day("2024-02-01"))
        }
        for (name, word) in fields {
            values[name] = name == "value_text" ? .text(word) : .word(word)
        }
        builder.add(kind, "d", values)
        let codes = try #require(OptOutCodes(codeSets: Sample.codeSets()))
        let today = try #require(day("2026-06-01"))
        #expect(OptOutEvidence(builder.record, codes).isOptedOut(on: today) != expected)
    }
}
