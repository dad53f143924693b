import CanonicalModel
import FoundationEssentials
import RecordMapping
import Terminology
import Testing

/// What a loaded terminology does to coded nodes; each row a node and the concept made of it.
@Suite struct TerminologyMappingTests {
    /// Ids of the made-up namespace 9999999; the check digits were computed.
    private static func id(_ item: Int, _ partition: Int = 10) -> String {
        let stem = "\(item)9999999\(partition)"
        return (0...9).map { "\(stem)\($0)" }.first { SnomedCT.isValid(Array($0.utf8).span) } ?? ""
    }

    private static func terminology() throws -> TerminologyFile {
        func row(_ columns: String...) -> String { columns.joined(separator: "\t") + "\n" }
        let concepts =
            row("id", "effectiveTime", "active", "moduleId", "definitionStatusId")
            + (1...6).map {
                row(id($0), "20260401", (3...4).contains($0) ? "0" : "1", id(9), id(9))
            }.joined()
        let descriptions =
            row(
                "id", "effectiveTime", "active", "moduleId", "conceptId", "languageCode",
                "typeId", "term", "caseSignificanceId")
            + (1...4).map {
                row(
                    id($0, 11), "20260401", "1", id(9), id($0), "en", "900000000000013009",
                    "Term \($0)", id(9))
            }.joined()
        let uuid = "00000000-0000-4000-8000-000000000001"
        let history =
            row(
                "id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId",
                "targetComponentId")
            + row(uuid, "20260401", "1", id(9), "900000000000527005", id(3), id(1))
        let map = """
            system,code,snomed,assured
            readv2,G58..,\(id(1)),1
            readv2,G59..,\(id(2)),0
            readv2,G60..,\(id(1)),1
            readv2,G60..,\(id(2)),1
            readv2,G61..,\(id(3)),1
            readv2,G62..,\(id(4)),1
            readv2,H33..,195967001,1

            """
        var loader = TerminologyLoader()
        for (number, text) in [concepts, descriptions, history, map].enumerated() {
            try loader.readTable(Array(text.utf8), .init(name: "\(number)", sha256: ""))
        }
        #expect(loader.findings.map(\.description) == [])
        return try TerminologyFile(Data(loader.content.compiled()), name: "made up")
    }

    private static func text(
        _ code: String, _ system: String, more: String = "", with terminology: TerminologyFile?
    ) throws -> (text: String, status: MapStatus) {
        let set = try Tiny.compile(["item.yaml": Tiny.item("code: code -> concept()")])
        var mapper = RecordMapper(set, terminology: terminology)
        let node = "<code code=\"\(code)\" system=\"\(system)\">\(more)</code>"
        let mapped = try Tiny.map(
            set, Tiny.record("<item id=\"i\">\(node)</item>"), with: &mapper)
        let record = mapped.record
        let entry = try #require(record.entries.first { $0.kind == .observation })
        let concept = try #require(record.concepts.last)
        return (EntryText.fields(of: entry, in: record)["code"] ?? "", concept.status)
    }

    private static let snomed = "2.16.840.1.113883.2.1.3.2.4.15"
    private static let read = "2.16.840.1.113883.2.1.6.2"
    private static let mistyped = "2.16.840.1.113883.2.1.3.2.3.15"

    @Test(arguments: [
        (id(1), snomed, "snomed \(id(1))", MapStatus.native),
        (id(5), mistyped, "snomed \(id(5))", .native),
        (id(7), snomed, "snomed \(id(7))", .native),
        (
            id(2, 11), snomed,
            "snomed-description \(id(2, 11)) + snomed \(id(2)) 'Term 2' (description)", .resolved
        ),
        (id(7, 11), snomed, "snomed-description \(id(7, 11))", .description),
        (id(3), snomed, "snomed \(id(3)) + snomed \(id(1)) 'Term 1' (history)", .replaced),
        (id(4), snomed, "snomed \(id(4))", .inactive),
        (
            id(3, 11), snomed,
            "snomed-description \(id(3, 11)) + snomed \(id(3)) 'Term 3' (description) + "
                + "snomed \(id(1)) 'Term 1' (history)", .replaced
        ),
        ("G58..", read, "readv2 G58.. + snomed \(id(1)) 'Term 1' (assured-map)", .mapped),
        (
            "G58..00", read, "readv2 G58..00 + snomed \(id(1)) 'Term 1' (assured-map)", .mapped
        ),
        (
            "G58..11", read, "readv2 G58..11 + snomed \(id(1)) 'Term 1' (unassured-map)",
            .mappedUnassured
        ),
        (
            "G59..", read, "readv2 G59.. + snomed \(id(2)) 'Term 2' (unassured-map)",
            .mappedUnassured
        ),
        ("G60..", read, "readv2 G60..", .ambiguous),
        ("G61..", read, "readv2 G61.. + snomed \(id(1)) 'Term 1' (assured-map)", .mapped),
        ("G62..", read, "readv2 G62..", .ambiguous),
        ("G63..", read, "readv2 G63..", .unmapped),
    ])
    func addsWhatIsKnown(
        _ code: String, _ system: String, _ expected: String, _ status: MapStatus
    ) throws {
        let found = try Self.text(code, system, with: try Self.terminology())
        #expect(found.text == expected)
        #expect(found.status == status)
    }

    @Test(arguments: [
        (id(2, 11), snomed, "snomed-description \(id(2, 11))", MapStatus.description),
        (id(3), snomed, "snomed \(id(3))", .native),
        (id(3), mistyped, "snomed \(id(3))", .native),
        ("G58..", read, "readv2 G58..", .unmapped),
    ])
    func changesNothingWithoutATerminology(
        _ code: String, _ system: String, _ expected: String, _ status: MapStatus
    ) throws {
        let found = try Self.text(code, system, with: nil)
        #expect(found.text == expected)
        #expect(found.status == status)
    }

    /// What the source says in SNOMED CT is never overruled by a map.
    @Test func aConceptOfTheSourceGoesBeforeMaps() throws {
        let translation = "<translation code=\"\(Self.id(2))\" system=\"\(Self.snomed)\"/>"
        let found = try Self.text(
            "G58..", Self.read, more: translation, with: try Self.terminology())
        #expect(found.text == "readv2 G58.. + snomed \(Self.id(2))")
        #expect(found.status == .native)
    }

    /// A condition on a code set also holds for what a code becomes.
    @Test(arguments: [("H33..", true), ("G58..", false)])
    func conditionsSeeWhatACodeBecomes(_ code: String, _ isAsthma: Bool) throws {
        let set = try Tiny.compile([
            "item.yaml": Tiny.item(
                "code: code -> concept()", more: "where: more in %codes.asthma")
        ])
        var mapper = RecordMapper(set, terminology: try Self.terminology())
        let more = "<more code=\"\(code)\" system=\"http://read.info/readv2\"/>"
        let mapped = try Tiny.map(set, Tiny.record("<item id=\"i\">\(more)</item>"), with: &mapper)
        #expect(mapped.record.entries.contains { $0.kind == .observation } == isAsthma)
    }
}
