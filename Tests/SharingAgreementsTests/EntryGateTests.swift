import CanonicalModel
import SharingAgreements
import Testing

/// The gates of single entries: a record with one entry more, and why that entry is withheld.
@Suite struct EntryGateTests {
    typealias Values = [String: RecordBuilder.Value]
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: EntryKind
        let values: Values
        let mark: String?
        let expected: [Reason]
        let changes: [(String, String)]
        init(
            _ name: String, _ kind: EntryKind, _ values: Values, mark: String? = nil,
            _ expected: [Reason], with changes: [(String, String)] = []
        ) {
            testDescription = name
            (self.kind, self.values, self.mark) = (kind, values, mark)
            (self.expected, self.changes) = (expected, changes)
        }
    }

    static let diabetes = RecordBuilder.Value.code(.snomed, "73211009", .native)
    static let diabetesRead = RecordBuilder.Value.code(.readV2, "C10..00", .mapped)
    static let guessed = RecordBuilder.Value.code(.snomed, "73211009", .mappedUnassured)
    static let asthma = RecordBuilder.Value.code(.snomed, "195967001", .native)
    static let sensitive = RecordBuilder.Value.code(.snomed, "197997008", .native)

    static let rows: [Row] = [
        Row("a kind that is not named", .document, [:], [.notInDataset]),
        Row("a registration", .registration, ["type": .word("regular")], [.notInDataset]),
        Row("a code in the set", .problem, ["code": diabetes], []),
        Row("a Read code with term suffix", .problem, ["code": diabetesRead], []),
        Row("an unassured map to the set", .problem, ["code": guessed], [.codeNotInDataset]),
        Row(
            "an unassured map to what is excluded", .observation,
            ["code": .code(.snomed, "197997008", .mappedUnassured)],
            [.excludedCode, .unclassified]),
        Row("a code not in the set", .problem, ["code": asthma], [.codeNotInDataset]),
        Row("text only", .problem, ["code": .phrase("diabetes")], [.codeNotInDataset]),
        Row("no code", .problem, [:], [.codeNotInDataset]),
        Row("any code", .observation, ["code": asthma], []),
        Row("exclude wins", .observation, ["code": sensitive], [.excludedCode]),
        Row(
            "exclude looks at every concept", .observation,
            ["code": asthma, "value_concept": sensitive], [.excludedCode]),
        Row("text only may be excluded", .observation, ["code": .phrase("x")], [.unclassified]),
        Row("no code may be excluded", .observation, [:], [.unclassified]),
        Row(
            "an unmapped code may be excluded", .observation,
            ["code": .code(.emisLocal, "X1", .unmapped)], [.unclassified]),
        Row("no exclusion, no code", .encounter, [:], []),
        Row("marked nopat", .encounter, [:], mark: "nopat", [.itemConfidential]),
        Row("marked restricted", .encounter, [:], mark: "restricted", [.itemConfidential]),
        Row("marked otherwise", .encounter, [:], mark: "other", [.confidentialityUnknown]),
        Row(
            "marked, and the agreement releases it", .encounter, [:], mark: "nopat", [],
            with: [("item: withhold", "item: release")]),
        Row(
            "unknown stays when marked ones leave", .encounter, [:], mark: "other",
            [.confidentialityUnknown], with: [("item: withhold", "item: release")]),
        Row(
            "unknown may leave", .encounter, [:], mark: "other", [],
            with: [("unknown: withhold", "unknown: release")]),
        Row(
            "every reason is kept", .document, ["code": sensitive], mark: "nopat",
            [.notInDataset, .excluded, .itemConfidential],
            with: [("exclude: [", "exclude: [{entry: document, why: w}, ")]),
        Row(
            "excluded for every kind", .problem, ["code": diabetes], [.excludedCode],
            with: [("exclude: [", "exclude: [{codes: diabetes, why: w}, ")]),
    ]

    @Test(arguments: rows)
    func decides(_ row: Row) throws {
        var yaml = Sample.yaml
        for (old, new) in row.changes { yaml = yaml.replacing(old, with: new) }
        let agreement = try Agreement.load(yaml: yaml, file: "a", codeSets: Sample.codeSets())
        let run = try #require(day("2026-06-01"))
        let compiled = CompiledAgreement(agreement, flow: "f", runDate: run)
        var builder = Sample.patient()
        builder.add(row.kind, "x", row.values, mark: row.mark)
        let decision = compiled.decide(builder.record, Sample.facts(), surrogates: Brackets())
        #expect(decision.patientReasons.isEmpty)
        #expect(decision.entryReasons.last?.reasons == row.expected)
        #expect(decision.reasons.last == row.expected.first?.rawValue ?? 0)
        let released = try #require(decision.released)
        #expect(released.record.ids.contains("<x>") == row.expected.isEmpty)
    }

    /// `x` is withheld for a reason of its own; does `y`, which is linked to it, go with it?
    @Test(arguments: [
        ("part of a sensitive entry", EntryKind.observation, true, "part_of", false, true),
        ("the whole of a sensitive part", .observation, true, "part_of", true, false),
        ("in a confidential consultation", .encounter, false, "encounter", false, true),
        ("under a confidential problem", .problem, false, "items", true, true),
    ])
    func linked(
        _ name: String, _ kind: EntryKind, _ isCode: Bool, _ field: String, _ isReversed: Bool,
        _ goesToo: Bool
    ) throws {
        var builder = Sample.patient()
        var own: Values =
            kind == .encounter ? [:] : ["code": isCode ? Self.sensitive : Self.diabetes]
        var other: Values = ["code": Self.asthma]
        if isReversed {
            own[field] = field == "items" ? .refs(["y"]) : .ref("y")
        } else {
            other[field] = .ref("x")
        }
        builder.add(.observation, "y", other)
        builder.add(kind, "x", own, mark: isCode ? nil : "nopat")
        let decision = try Sample.compiled().decide(
            builder.record, Sample.facts(), surrogates: Brackets())
        let released = try #require(decision.released)
        #expect(!released.record.ids.contains("<x>"), "\(name)")
        #expect(released.record.ids.contains("<y>") == !goesToo, "\(name)")
        #expect(
            decision.entryReasons[2].reasons == (goesToo ? [.linkedToWithheld] : []), "\(name)")
        #expect(released.record.value("<y>", field) == nil, "\(name)")
    }

    /// What the data set merely does not cover takes nothing with it but the reference.
    @Test func aPartOfSomethingNotCoveredStays() throws {
        var builder = Sample.patient()
        builder.add(.diagnosticReport, "x", ["code": Self.asthma, "results": .refs(["y"])])
        builder.add(.observation, "y", ["code": Self.asthma, "part_of": .ref("x")])
        let released = try #require(
            try Sample.compiled().decide(builder.record, Sample.facts(), surrogates: Brackets())
                .released)
        #expect(released.record.ids == ["<p>", "<y>"])
        #expect(released.record.value("<y>", "part_of") == nil)
    }

    @Test func linksAreFollowedToTheEndWhateverTheirOrder() throws {
        var builder = Sample.patient()
        for number in 0..<500 {
            builder.add(
                .observation, "f\(number)",
                ["code": Self.asthma, "part_of": .ref("f\(number + 1)")])
        }
        builder.add(
            .observation, "f500", ["code": Self.asthma, "part_of": .ref("f0")], mark: "nopat")
        builder.add(.observation, "alone", ["code": Self.asthma, "part_of": .ref("alone")])
        let decision = try Sample.compiled().decide(
            builder.record, Sample.facts(), surrogates: Brackets())
        #expect(decision.released?.record.ids == ["<p>", "<alone>"])
    }

    /// Entries that share an id share the fate of the one that must be hidden.
    @Test func entriesThatShareAnIdShareTheirFate() throws {
        var builder = Sample.patient()
        builder.add(.encounter, "x")
        builder.add(.observation, "x", ["code": Self.sensitive])
        builder.add(.observation, "y", ["code": Self.asthma, "encounter": .ref("x")])
        let released = try #require(
            try Sample.compiled().decide(builder.record, Sample.facts(), surrogates: Brackets())
                .released)
        #expect(released.record.ids == ["<p>", "<y>"])
        #expect(released.record.value("<y>", "encounter") == nil)
    }
}
