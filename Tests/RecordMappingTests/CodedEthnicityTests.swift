import CanonicalModel
@testable import RecordMapping
import Terminology
import Testing

/// What the patient's ethnic category becomes, by the entries of the record.
@Suite struct CodedEthnicityTests {
    private static let codes = """
        ethnic_categories: e
        version: '1'
        title: t
        source: s
        codes:
          - {category: A, snomed: '92391000000108', readv2: '9i0..'}
          - {category: B, snomed: '92401000000106'}
          - {category: Z, snomed: '763726001'}
        """
    private static let british = "92391000000108"
    private static let irish = "92401000000106"
    private static let refused = "763726001"

    /// An entry to be added: its code, the day, and what else is said of it.
    struct Item: Sendable {
        var kind = EntryKind.observation
        var field = "code"
        let code: String
        var system = CodeSystem.snomed
        var origin = CodingOrigin.source
        var date: PartialDate?
        var dateField = "effective"
        var word: (field: String, word: UInt8)?

        init(_ code: String, _ date: String? = nil) {
            self.code = code
            let parts = date?.split(separator: "-").compactMap { Int($0) } ?? []
            let precisions: [PartialDate.Precision] = [.year, .month, .day]
            guard let year = parts.first else { return }
            self.date = PartialDate(
                precisions[parts.count - 1], year: year, month: parts.count > 1 ? parts[1] : 1,
                day: parts.count > 2 ? parts[2] : 1)
        }

        func with(_ change: (inout Item) -> Void) -> Item {
            var item = self
            change(&item)
            return item
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let items: [Item]
        let expected: String?
        let source: Int?

        init(_ name: String, _ items: [Item], _ expected: String?, from source: Int? = nil) {
            (testDescription, self.items, self.expected) = (name, items, expected)
            self.source = source
        }
    }

    static let rows: [Row] = [
        Row("nothing", [], nil),
        Row("another code", [Item("195967001", "2020-01-01")], nil),
        Row("one entry", [Item(british, "2020-01-01")], "A", from: 1),
        Row(
            "a Read code with term suffix",
            [Item("9i0..00", "2020-01-01").with { $0.system = .readV2 }], "A", from: 1),
        Row(
            "the latest, whatever the order", [Item(irish, "2021-02-03"), Item(british, "2020")],
            "B", from: 1),
        Row("the latest, when last", [Item(british, "2020"), Item(irish, "2021")], "B", from: 2),
        Row(
            "a refusal is a statement", [Item(british, "2020"), Item(refused, "2021")], "Z", from: 2
        ),
        Row(
            "a refusal that is over", [Item(refused, "2020"), Item(british, "2021")], "A", from: 2),
        Row(
            "two of a day that agree", [Item(british, "2021-02-03"), Item(british, "2021-02-03")],
            "A", from: 1),
        Row(
            "two of a day that do not", [Item(british, "2021-02-03"), Item(irish, "2021-02-03")],
            nil),
        Row(
            "nor does an older one count then",
            [Item(british, "2020"), Item(british, "2021-02-03"), Item(irish, "2021-02-03")], nil),
        Row(
            "disagreement that is over",
            [Item(british, "2020"), Item(irish, "2020"), Item(irish, "2021")], "B", from: 3),
        Row(
            "a year is its first day", [Item(british, "2021"), Item(irish, "2021-01-02")], "B",
            from: 2),
        Row("no date is the oldest", [Item(british), Item(irish, "1990")], "B", from: 2),
        Row("no date at all", [Item(british)], "A", from: 1),
        Row("two without date that do not agree", [Item(british), Item(irish)], nil),
        Row(
            "the day of recording, where no other is known",
            [Item(irish, "2020"), Item(british, "2021").with { $0.dateField = "recorded" }], "A",
            from: 2),
        Row(
            "marked confidential",
            [Item(british, "2020"), Item(irish, "2021").with { $0.word = ("confidential", 0) }],
            "A", from: 1),
        Row(
            "marked in a way that is not known",
            [Item(irish, "2021").with { $0.word = ("confidential", 2) }], nil),
        Row(
            "made in error",
            [Item(british, "2020"), Item(irish, "2021").with { $0.word = ("status", 6) }], "A",
            from: 1),
        Row("final", [Item(irish, "2021").with { $0.word = ("status", 2) }], "B", from: 1),
        Row(
            "the coded answer", [Item(irish, "2021").with { $0.field = "value_concept" }], "B",
            from: 1),
        Row(
            "a problem",
            [Item(irish, "2021").with { ($0.kind, $0.dateField) = (.problem, "onset") }], "B",
            from: 1),
        Row(
            "a procedure",
            [Item(irish, "2021").with { ($0.kind, $0.dateField) = (.procedure, "performed") }], "B",
            from: 1),
        Row(
            "somebody else's",
            [Item(irish).with { $0.kind = .familyHistory }], nil),
        Row(
            "a map that nobody has assured",
            [Item(irish, "2021").with { $0.origin = .unassuredMap }], nil),
    ]

    @Test(arguments: rows)
    func theLatestEntryDecides(_ row: Row) throws {
        var record = Self.record(row.items)
        try Self.step().complete(&record, [])
        #expect(Self.letters(of: record) == (row.expected.map { [$0] } ?? []))
        #expect(record.ethnicitySource == row.source)
    }

    /// What the source states of the patient, as code, words or both; the codings then, and
    /// whether they rest on an entry.
    @Test(arguments: [
        (CodeSystem.other, "C", "UKCore-EthnicCategory", ["C"], false),
        (.snomed, "92401000000106", "", ["92401000000106", "B"], false),
        (.readV2, "9i0..", "", ["9i0..", "A"], false),
        (.snomed, "195967001", "", ["195967001"], false),
        (.other, "", "", ["Z"], true),
    ])
    func whatIsStatedOfThePatientStands(
        _ system: CodeSystem, _ code: String, _ uri: String, _ expected: [String], _ rests: Bool
    ) throws {
        var record = Self.record([Item(Self.refused, "2021")])
        let words = record.appendScratch(Array("as they said".utf8))
        let first = record.codings.count
        if !code.isEmpty {
            record.codings.append(
                Coding(
                    system: system, code: record.appendScratch(Array(code.utf8)),
                    systemText: record.appendScratch(Array(uri.utf8))))
        }
        record.concepts.append(
            Concept(
                firstCoding: UInt32(first), codingCount: code.isEmpty ? 0 : 1, status: .unmapped,
                text: words))
        record.cells[Self.field] = .concept(UInt32(record.concepts.count - 1))
        try Self.step().complete(&record, [])
        #expect(Self.letters(of: record) == expected)
        #expect((record.ethnicitySource != nil) == rests)
        guard case .concept(let index) = record.cells[Self.field] else { return }
        #expect(record.string(record.concepts[Int(index)].text) == "as they said")
    }

    @Test(arguments: [(EntryKind.patient, "ethnicity", [String]()), (.patient, "sex", ["A"])])
    func whatCannotBeReadIsNotMadeUpFor(
        _ kind: EntryKind, _ field: String, _ expected: [String]
    ) throws {
        var record = Self.record([Item(Self.british)])
        let field = try #require(kind.definition.index(of: field))
        let finding = MappingFinding(
            code: .invalidValue, rule: 0, field: UInt8(field), sourceOffset: 0, sourceLength: 0,
            isWholeEntry: false, kind: kind)
        try Self.step().complete(&record, [finding])
        #expect(Self.letters(of: record) == expected)
    }

    @Test func theMapperCompletesItsRecords() throws {
        let item = Tiny.item("code: code -> concept()")
        let plain = try Tiny.compile(["item.yaml": item])
        let record = """
            <record><patient id="p"/><item>
            <code code="92401000000106" system="2.16.840.1.113883.2.1.3.2.4.15"/></item></record>
            """
        #expect(try Tiny.map(plain, record).record.ethnicitySource == nil)
        let whole = try Tiny.compile(["item.yaml": item], ethnicity: try Self.categories())
        let mapped = try Tiny.map(whole, record).record
        #expect(Self.letters(of: mapped) == ["B"])
        #expect(mapped.ethnicitySource == 1)
    }

    // MARK: - Making records

    private static let field = EntryKind.patient.definition.index(of: "ethnicity") ?? 0

    private static func categories() throws -> EthnicCategoryCodes {
        try EthnicCategoryCodes.load([(codes, "e.yaml")])
    }

    private static func step() throws -> CodedEthnicity { CodedEthnicity(codes: try categories()) }

    private static func record(_ items: [Item]) -> CanonicalRecord {
        var record = CanonicalRecord()
        _ = record.appendEntry(.patient, rule: 0, sourceOffset: 0, sourceLength: 0)
        for item in items {
            let first = record.appendEntry(item.kind, rule: 0, sourceOffset: 0, sourceLength: 0)
            func set(_ name: String, _ cell: Cell) {
                guard let field = item.kind.definition.index(of: name) else { return }
                record.cells[first + field] = cell
            }
            record.codings.append(
                Coding(
                    system: item.system, code: record.appendScratch(Array(item.code.utf8)),
                    origin: item.origin))
            record.concepts.append(
                Concept(
                    firstCoding: UInt32(record.codings.count - 1), codingCount: 1, status: .native,
                    text: .empty))
            set(item.field, .concept(UInt32(record.concepts.count - 1)))
            if let date = item.date { set(item.dateField, .date(date)) }
            if let (field, word) = item.word { set(field, .code(word)) }
        }
        return record
    }

    private static func letters(of record: CanonicalRecord) -> [String] {
        guard case .concept(let index) = record.cells[field] else { return [] }
        return record.codings(of: record.concepts[Int(index)]).map { record.string($0.code) }
    }
}
