import CanonicalModel
import SharingAgreements
import Terminology
import Testing

/// Random made-up records under random agreements: deciding never fails, and never releases what
/// a plain reading of the rules, written here a second time, withholds.
@Suite struct TotalityTests {
    /// SplitMix64, so that a failure can be repeated.
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    static let codes = ["73211009", "195967001", "197997008", "827241000000103", "44054006"]

    private func value(_ field: Field, _ random: inout Random) -> RecordBuilder.Value? {
        let ids = ["p", "e0", "e1", "e2", "e3", "e4", "e5", "nowhere"]
        func id() -> String { ids.randomElement(using: &random) ?? "p" }
        switch field.type {
        case .text: return .text("T-\(field.name)")
        case .number: return .text("12.50")
        case .code(let vocabulary):
            return vocabulary.words.randomElement(using: &random).map { .word($0) }
        case .date:
            let year = Int.random(in: 1930...2027, using: &random)
            let month = Int.random(in: 1...12, using: &random)
            let precision = PartialDate.Precision.allCases.randomElement(using: &random) ?? .day
            return .date(PartialDate(precision, year: year, month: month, day: 28))
        case .concept:
            if Bool.random(using: &random) { return .phrase("T-words") }
            let status = MapStatus.allCases.randomElement(using: &random) ?? .native
            return .code(.snomed, Self.codes.randomElement(using: &random) ?? "", status)
        case .quantity: return .number("1.0")
        case .boolean: return .yes
        case .reference: return .ref(id())
        case .references: return .refs([id(), id()])
        }
    }

    private func record(_ random: inout Random) -> CanonicalRecord {
        var builder = RecordBuilder()
        var kinds: [EntryKind] = Int.random(in: 0..<20, using: &random) == 0 ? [] : [.patient]
        if Bool.random(using: &random) { kinds.append(.registration) }
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            kinds.append(EntryKind.allCases.randomElement(using: &random) ?? .problem)
        }
        for (number, kind) in kinds.enumerated() {
            var values: [String: RecordBuilder.Value] = [:]
            for field in kind.definition.fields.dropFirst(2)
            where !field.isDerived && Int.random(in: 0..<3, using: &random) > 0 {
                values[field.name] = value(field, &random)
            }
            if kind == .registration { values["practice"] = .text("Y99001") }
            var marks: [String?] = [nil, nil, nil, nil, "nopat", "restricted", "other"]
            if kind == .patient, Int.random(in: 0..<4, using: &random) > 0 {
                (values["deceased"], values["death_date"], marks) = (nil, nil, [nil])
                values["birth_date"] = .date(day("1940-01-02"))
            }
            if kind == .registration, Bool.random(using: &random) {
                values = ["type": .word("regular")]
            }
            let id = kind == .patient ? "p" : "e\(number % 7)"
            builder.add(kind, id, values, mark: marks.randomElement(using: &random) ?? nil)
        }
        return builder.record
    }

    static let changes: [(String, String)] = [
        ("age: {min: 65}", "age: {max: 64}"), ("age: {min: 65}", "unstated_registration: release"),
        ("age: {min: 65}", "deceased: release"), ("type1: {apply: true}", "type1: {apply: true}"),
        ("record: withhold", "record: release"), ("codes: diabetes, why", "why"),
        ("event_date: month", "event_date: exact"),
        ("{codes: sensitive, entry: observation, why: w}", "{codes: sensitive, why: w}"),
        ("exclude: [", "exclude: [{entry: encounter, fields: [start], why: w}, "),
    ]

    private func agreement(_ random: inout Random) throws -> CompiledAgreement {
        var yaml = Sample.yaml
        for (old, new) in Self.changes where Bool.random(using: &random) {
            yaml = yaml.replacing(old, with: new)
        }
        let agreement = try Agreement.load(yaml: yaml, file: "a", codeSets: Sample.codeSets())
        let flow = Int.random(in: 0..<20, using: &random) == 0 ? "other" : "f"
        let run = try #require(day("2026-06-01"))
        return CompiledAgreement(agreement, flow: flow, runDate: run)
    }

    @Test func neverReleasesWhatTheRulesWithhold() throws {
        var random = Random(state: 20_260_601)
        let codes = try #require(OptOutCodes(codeSets: Sample.codeSets()))
        var releasedRecords = 0
        for _ in 0..<60 {
            let compiled = try agreement(&random)
            for _ in 0..<100 {
                let record = record(&random)
                let facts = Sample.facts(optOut: OptOutEvidence(record, codes))
                let decision = compiled.decide(record, facts, surrogates: Brackets())
                #expect(decision.entryReasons.count == record.entries.count)
                guard let released = decision.released else {
                    #expect(decision.reasons.allSatisfy { $0 != 0 })
                    continue
                }
                releasedRecords += 1
                check(record, facts, decision, released, compiled)
            }
        }
        // The claim would be empty if nothing were ever released.
        #expect(releasedRecords > 300)
    }

    private func check(
        _ record: CanonicalRecord, _ facts: PatientFacts, _ decision: RecordDecision,
        _ released: ReleasedRecord, _ compiled: CompiledAgreement
    ) {
        #expect(!facts.optOut.isOptedOut(on: compiled.runDate))
        let leaving = record.entries.indices.filter { decision.entryReasons[$0].isEmpty }
        #expect(leaving.count == released.record.entries.count)
        for (copy, number) in zip(released.record.entries, leaving) {
            let entry = record.entries[number]
            #expect(copy.kind == entry.kind)
            if entry.kind != .patient { #expect(record.cell(entry, 1) == .absent) }
            let fields = compiled.releasableFields[entry.kind] ?? []
            for field in 0..<entry.kind.fieldCount
            where released.record.cell(copy, field) != .absent {
                #expect(fields.contains(field), "\(entry.kind) \(field)")
            }
            if entry.kind == .observation {
                #expect(!codes(of: entry, record).contains("197997008"))
            }
        }
        let ids = Set(released.record.ids)
        for case .reference(let id) in released.record.cells {
            #expect(ids.contains(released.record.string(id)))
        }
        for id in released.record.references {
            #expect(ids.contains(released.record.string(id)))
        }
        let text = String(decoding: released.record.scratch, as: UTF8.self)
        #expect(!text.contains("T-words"))
        #expect(!text.contains("T-note"))
        #expect(!text.contains("T-nhs_number"))
    }

    private func codes(of entry: Entry, _ record: CanonicalRecord) -> Set<String> {
        var found: Set<String> = []
        for field in 0..<entry.kind.fieldCount {
            guard case .concept(let concept) = record.cell(entry, field) else { continue }
            for coding in record.codings(of: record.concepts[Int(concept)]) {
                found.insert(record.string(coding.code))
            }
        }
        return found
    }

    /// Adding a prohibition to any agreement never makes it release more.
    @Test func aProhibitionNeverReleasesMore() throws {
        var random = Random(state: 7)
        let loose = try Sample.compiled(
            "age: {min: 65}", "unstated_registration: release")
        let prohibitions = [
            "{codes: sensitive, why: w}", "{codes: diabetes, why: w}", "{entry: consent, why: w}",
            "{entry: observation, fields: [value], why: w}",
            "{entry: observation, codes: diabetes, why: w}",
        ]
        let strict = try prohibitions.map { prohibition in
            let yaml = Sample.yaml.replacing(
                "age: {min: 65}", with: "unstated_registration: release"
            )
            .replacing("exclude: [", with: "exclude: [\(prohibition), ")
            return CompiledAgreement(
                try Agreement.load(yaml: yaml, file: "a", codeSets: Sample.codeSets()),
                flow: "f", runDate: try #require(day("2026-06-01")))
        }
        for _ in 0..<1000 {
            let record = record(&random)
            let before = loose.decide(record, Sample.facts(), surrogates: Brackets())
            for strict in strict {
                let after = strict.decide(record, Sample.facts(), surrogates: Brackets())
                #expect(before.released != nil || after.released == nil)
                for (before, after) in zip(before.entryReasons, after.entryReasons) {
                    #expect(after.isSuperset(of: before))
                }
                let cells = (before.released?.record, after.released?.record)
                let count = { (record: CanonicalRecord?) in
                    record?.cells.count { $0 != .absent } ?? 0
                }
                #expect(count(cells.1) <= count(cells.0))
            }
        }
    }

    @Test func theSameInputsGiveTheSameBytes() throws {
        var random = Random(state: 3)
        let compiled = try Sample.compiled("age: {min: 65}", "unstated_registration: release")
        for _ in 0..<200 {
            let record = record(&random)
            let first = compiled.decide(record, Sample.facts(), surrogates: Brackets())
            let again = compiled.decide(record, Sample.facts(), surrogates: Brackets())
            #expect(first.entryReasons == again.entryReasons)
            #expect(first.released?.record.cells == again.released?.record.cells)
            #expect(first.released?.record.scratch == again.released?.record.scratch)
        }
    }
}
