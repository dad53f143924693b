import CanonicalModel
import Terminology
import Testing

@testable import DerivedFacts

@Suite struct FactTests {
    private static let sets = [
        ("diabetes", "73211009"), ("resolved", "315051004"), ("asthma", "195967001"),
        ("inhaler", "13645005"), ("mild", "925791000000100"), ("severe", "925861000000102"),
        ("test", "999791000000106"),
    ]

    private static let text = """
        facts: f
        version: '7'
        title: t
        source: s
        registers:
          - {name: diabetes, codes: diabetes, resolved: resolved, age: {from: 17}}
          - {name: asthma, codes: asthma, treated: {codes: inhaler, months: 12}}
        scores:
          - {name: conditions, registers: [diabetes, asthma], bands: {none: 0, one: 1, both: 2}}
          - {name: medicines, medicines: repeat, bands: {few: 0, many: 2}}
          - {name: frailty, coded: {mild: mild, severe: severe}}
          - {name: index, deficits: [diabetes, asthma], of: 3, bands: {fit: 0, frail: 2}}
          - {name: pills, deficits: [diabetes, {repeat_medicines: 2}], of: 36}
        segments:
          - name: model
            first:
              - {segment: frail, when: {category: {frailty: severe}}}
              - {segment: ill, when: {at_least: {conditions: 1}}}
              - {segment: well}
        cases:
          - {name: untested, priority: 3, reason: no test,
            when: {on: [diabetes], lacks: [{codes: test, months: 15}]}}
        """

    private static func rules(_ text: String = text) throws -> FactRules {
        let sets = try sets.map { name, code in
            try CodeSet.load(
                yaml: """
                    {code_set: \(name), version: '1', title: t, source: s,
                      codes: [{snomed: '\(code)'}]}
                    """, file: "\(name).yaml")
        }
        return try FactRules.load(yaml: text, file: "facts.yaml", codeSets: sets)
    }

    /// What a record says: a set's code as a problem, or as a medicine, on a day or on none.
    struct Said: Sendable {
        var set: String
        var day: (Int, Int, Int)?
        var kind = EntryKind.problem
        var isResolved = false
        /// Another word of the status, or a day on which a problem ended.
        var status: String?
        var ended: (Int, Int, Int)?
    }

    private func record(_ said: [Said], born: Int = 1950) -> CanonicalRecord {
        var record = CanonicalRecord()
        func add(_ kind: EntryKind, _ cells: [(String, Cell)]) {
            let first = record.appendEntry(kind, rule: 0, sourceOffset: 0, sourceLength: 0)
            for (name, cell) in cells {
                if let index = kind.definition.index(of: name) {
                    record.cells[first + index] = cell
                }
            }
        }
        let birth = PartialDate(.day, year: born, month: 6, day: 1)
        add(.patient, birth.map { [("birth_date", .date($0))] } ?? [])
        for (number, said) in said.enumerated() {
            let code = Self.sets.first { $0.0 == said.set }?.1 ?? said.set
            record.codings.append(
                Coding(
                    system: .snomed, isDescription: false, code: record.appendScratch(code.utf8),
                    display: .empty, systemText: .empty))
            record.concepts.append(
                Concept(
                    firstCoding: UInt32(record.codings.count - 1), codingCount: 1, status: .native,
                    text: .empty))
            var cells: [(String, Cell)] = [
                ("id", .text(record.appendScratch("e\(number)".utf8))),
                ("code", .concept(UInt32(record.concepts.count - 1))),
            ]
            let date = said.day.flatMap { PartialDate(.day, year: $0.0, month: $0.1, day: $0.2) }
            if let date {
                let name =
                    said.kind == .problem ? "onset" : said.kind == .medication ? "start" : "issued"
                cells.append((name, .date(date)))
            }
            let fields = said.kind.definition.fields
            if let end = said.ended.flatMap({
                PartialDate(.day, year: $0.0, month: $0.1, day: $0.2)
            }) {
                cells.append(("abatement", .date(end)))
            }
            if let said = said.isResolved ? "resolved" : said.status,
                let status = fields.first(where: { $0.name == "status" }),
                case .code(let words) = status.type, let word = words.index(of: said)
            {
                cells.append(("status", .code(word)))
            }
            if said.kind == .medication { cells += [("status", .code(0)), ("type", .code(1))] }
            add(said.kind, cells)
        }
        return record
    }

    /// The facts of one kind, as words: its name and what it says.
    private func facts(
        _ kind: EntryKind, _ record: CanonicalRecord, hidden: Set<Int> = []
    ) throws -> [String] {
        var record = record
        let day = try #require(PartialDate(.day, year: 2026, month: 6, day: 1))
        try Self.rules().append(to: &record, on: day, kinds: [kind]) { !hidden.contains($0) }
        let added = record.entries.filter { $0.kind == kind }
        #expect(record.entries.count { EntryKind.derived.contains($0.kind) } == added.count)
        return added.map { entry in
            kind.definition.fields.indices.compactMap { field in
                let name = kind.definition.fields[field].name
                guard !["id", "rule_set", "rule_version", "as_of"].contains(name) else {
                    return nil
                }
                switch record.cell(entry, field) {
                case .text(let text): return record.string(text)
                case .code(let word): return "#\(word)"
                case .date(let date): return "\(date.year)-\(date.month)"
                case .references(let start, let count):
                    let ids = record.references[Int(start)..<Int(start + count)]
                    return "[" + ids.map { record.string($0) }.joined(separator: " ") + "]"
                default: return nil
                }
            }.joined(separator: " ")
        }
    }

    @Test(
        arguments: [
            ([], []),
            ([Said(set: "diabetes", day: (2019, 2, 1))], ["diabetes 2019-2 2019-2 [e0]"]),
            (
                [
                    Said(set: "diabetes", day: (2021, 5, 1)),
                    Said(set: "diabetes", day: (2019, 2, 1)),
                ],
                ["diabetes 2019-2 2021-5 [e0 e1]"]
            ),
            ([Said(set: "diabetes")], ["diabetes [e0]"]),
            // Resolved on the same day or later; coded again after.
            (
                [
                    Said(set: "diabetes", day: (2019, 2, 1)),
                    Said(set: "resolved", day: (2019, 2, 1)),
                ], []
            ),
            (
                [
                    Said(set: "resolved", day: (2019, 2, 1)),
                    Said(set: "diabetes", day: (2020, 1, 1)),
                ],
                ["diabetes 2020-1 2020-1 [e1]"]
            ),
            // A problem that is over.
            ([Said(set: "diabetes", day: (2019, 2, 1), isResolved: true)], []),
            // What is denied is no evidence, nor a problem that ended and has no status.
            ([Said(set: "diabetes", kind: .observation, status: "cancelled")], []),
            ([Said(set: "diabetes", kind: .procedure, status: "not-done")], []),
            ([Said(set: "diabetes", day: (2019, 2, 1), ended: (2020, 2, 1))], []),
            (
                [Said(set: "diabetes", day: (2019, 2, 1), status: "active", ended: (2020, 2, 1))],
                ["diabetes 2019-2 2019-2 [e0]"]
            ),
            // A code of a day that has not come.
            ([Said(set: "diabetes", day: (2027, 1, 1))], []),
            // Asthma asks for a medicine within a year.
            ([Said(set: "asthma", day: (2019, 2, 1))], []),
            (
                [
                    Said(set: "asthma", day: (2019, 2, 1)),
                    Said(set: "inhaler", day: (2025, 7, 1), kind: .medicationIssue),
                ], ["asthma 2019-2 2019-2 [e0]"]
            ),
            (
                [
                    Said(set: "asthma", day: (2019, 2, 1)),
                    Said(set: "inhaler", day: (2025, 5, 1), kind: .medicationIssue),
                ], []
            ),
            // The code of a medicine makes nobody diabetic.
            ([Said(set: "diabetes", day: (2019, 2, 1), kind: .medicationIssue)], []),
        ] as [([Said], [String])])
    func aRegisterHas(_ said: [Said], _ expected: [String]) throws {
        #expect(try facts(.registerMembership, record(said)) == expected)
    }

    @Test func ageAndWhatIsKeptFromViewCount() throws {
        let record = record([Said(set: "diabetes", day: (2019, 2, 1))])
        #expect(try facts(.registerMembership, record, hidden: [1]).isEmpty)
        #expect(try facts(.score, record, hidden: [1]).first == "conditions 0 none #0")
        let young = self.record([Said(set: "diabetes", day: (2019, 2, 1))], born: 2010)
        #expect(try facts(.registerMembership, young).isEmpty)
    }

    @Test func scoresCountAndNameTheirBand() throws {
        let record = record([
            Said(set: "diabetes", day: (2019, 2, 1)), Said(set: "mild", day: (2024, 1, 1)),
            Said(set: "severe", day: (2025, 1, 1)), Said(set: "mild", day: (2025, 1, 1)),
            Said(set: "a", kind: .medication), Said(set: "b", kind: .medication),
            Said(set: "a", kind: .medication), Said(set: "asthma"),
        ])
        #expect(
            try facts(.score, record) == [
                "conditions 1 one #0 [e0]", "medicines 2 many #0 [e4 e5 e6]",
                "frailty severe #1 [e2]", "index 0.667 frail #0 [e0 e7]",
                "pills 0.056 #0 [e0 e4 e5 e6]",
            ])
        #expect(try facts(.segment, record) == ["model frail [e2]"])
    }

    @Test func theFirstSegmentAndTheCasesThatHold() throws {
        let ill = record([Said(set: "diabetes", day: (2019, 2, 1))])
        #expect(try facts(.segment, ill) == ["model ill [e0]"])
        #expect(try facts(.segment, record([])) == ["model well"])
        #expect(try facts(.caseFinding, ill) == ["untested 3 no test [e0]"])
        let tested = record([
            Said(set: "diabetes", day: (2019, 2, 1)), Said(set: "test", day: (2025, 6, 1)),
        ])
        #expect(try facts(.caseFinding, tested).isEmpty)
    }

    @Test(
        arguments: [
            ("registers: [diabetes, asthma]", "registers: [diabetis]", "error[E255]"),
            ("name: asthma", "name: diabetes", "error[E437]"),
            ("{category: {frailty: severe}}", "{category: {frail: severe}}", "error[E437]"),
            ("{category: {frailty: severe}}", "{category: {frailty: worst}}", "error[E255]"),
            ("{none: 0, one: 1, both: 2}", "{none: 0, one: 2, both: 2}", "error[E438]"),
            ("medicines: repeat", "medicines: repeat, registers: []", "error[E438]"),
            ("repeat_medicines: 2", "repeat_medicines: 0", "error[E438]"),
            ("of: 3", "of: 1", "error[E438]"), ("codes: asthma", "codes: astma", "error[E255]"),
            ("when: {at_least: {conditions: 1}}", "when: {}", "error[E438]"),
        ])
    func aMistakeIsSaidWithItsPlace(_ old: String, _ new: String, _ expected: String) throws {
        let error = #expect(throws: Diagnostics.self) {
            try Self.rules(Self.text.replacing(old, with: new))
        }
        let message = try #require(error?.all.first)
        #expect("\(message)".contains(expected), "\(message)")
        #expect(message.position != nil)
    }
}
