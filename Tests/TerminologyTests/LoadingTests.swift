import CanonicalModel
import FoundationEssentials
import Terminology
import Testing

/// Each format, and each way in which a row of it can be wrong.
@Suite struct LoadingTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let finding: String
        var testDescription: String { "\(name): \(finding.prefix(40))" }
    }

    private static let (one, two) = (MadeUp.id(1), MadeUp.id(2))
    private static let head =
        "MapId\tReadCode\tTermCode\tConceptId\tDescriptionId\tIS_ASSURED\tEffectiveDate\t"
        + "MapStatus\r\n"
    private static let ctv3Head =
        "MAPID\tCTV3_CONCEPTID\tCTV3_TERMID\tCTV3_TERMTYPE\tSCT_CONCEPTID\tSCT_DESCRIPTIONID\t"
        + "MAPSTATUS\tEFFECTIVEDATE\tIS_ASSURED\r\n"
    private static let conceptHead = "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n"

    static let rows = [
        Row(
            name: "c.txt", text: conceptHead + "123456\t20260401\t1\tm\td\n",
            finding: "c.txt:2:1: error[E264]: `123456` in `id` is not a SNOMED CT id"),
        Row(
            name: "c.txt", text: conceptHead + "\(MadeUp.description(1))\t20260401\t1\tm\td\n",
            finding: "c.txt:2:1: error[E264]: `\(MadeUp.description(1))` in `id` is not the id of a"
        ),
        Row(
            name: "c.txt", text: conceptHead + "\(one)\t20261301\t1\tm\td\n",
            finding: "c.txt:2:13: error[E264]: `20261301` in `effectivetime` is not a date"),
        Row(
            name: "c.txt", text: conceptHead + "\n\(one)\t20260401\tyes\tm\td\n",
            finding: "c.txt:3:22: error[E264]: `yes` in `active` is not `0` or `1`"),
        Row(
            name: "c.txt", text: conceptHead + "\(one)\t20260401\n",
            finding: "c.txt:2:13: error[E264]: the row has 2 columns, and the header 5"),
        Row(
            name: "m.txt",
            text: MadeUp.table(
                "id effectiveTime active moduleId refsetId referencedComponentId",
                [["1", "20260401", "1", one, one, two]]),
            finding: "m.txt:2:1: error[E264]: `1` in `id` is not a UUID"),
        Row(
            name: "map.txt", text: head + "m\tG58\t00\t\(one)\t\t1\t20200401\t1\r\n",
            finding: "map.txt:2:3: error[E264]: `G58` in `readcode` is not a readv2 code, which has"
        ),
        Row(
            name: "map.txt", text: head + "m\tG58..\t00\t1.02E+15\t\t1\t20200401\t1\r\n",
            finding: "map.txt:2:12: error[E264]: `1.02E+15` in `conceptid` is a code that a spr"),
        Row(
            name: "map.txt", text: head + "m\tG58..\t00\t\(one)\t\t2\t20200401\t1\r\n",
            finding: "map.txt:2:25: error[E264]: `2` in `is_assured` is not `0` or `1`"),
        Row(
            name: "map.txt", text: ctv3Head + "m\tXaBC\tY1\tP\t\(one)\t\t1\t20200401\t1\r\n",
            finding: "map.txt:2:3: error[E264]: `XaBC` in `ctv3_conceptid` is not a ctv3 code"),
        Row(
            name: "c.csv", text: "system,code,snomed\nreadv3,X,\(one)\n",
            finding: "c.csv:2:1: error[E264]: `readv3` in `system` is not a code system that is"),
        Row(
            name: "c.csv", text: "\u{FEFF}system,code,snomed\nemis-local,\"A,B\",12\n",
            finding: "c.csv:2:18: error[E264]: `12` in `snomed` is not a SNOMED CT id"),
        Row(
            name: "c.csv", text: "system,code,snomed\nreadv2,\"G5\n8..\",\(one)\nctv3,X,\(one)\n",
            finding: "c.csv:4:6: error[E264]: `X` has 1 bytes; a ctv3 code has exactly 5"),
        Row(
            name: "s.csv", text: "set,snomed\n,\(one)\n",
            finding: "s.csv:2:1: error[E264]: `set` is empty, and should be the name of a set"),
    ]

    @Test(arguments: rows) func namesAMalformedRow(_ row: Row) throws {
        let loader = try MadeUp.loader([(row.name, row.text)])
        let found = loader.findings.map(\.description)
        #expect(found.contains { $0.hasPrefix(row.finding) }, "\(found)")
        #expect(loader.malformedRows == loader.findings.count)
    }

    @Test(arguments: [
        ("", "the file is empty"), ("a\tb\n1\t2\n", "this is no RF2 file"),
        ("code,term\n1,2\n", "this is no RF2 file"), ("%PDF-1.4\n", "this is no RF2 file"),
    ])
    func refusesAnotherFile(_ text: String, _ message: String) {
        do {
            _ = try MadeUp.loader([("x", text)])
            Issue.record("it was read")
        } catch {
            #expect("\(error)".contains("error[E265]: \(message)"))
        }
    }

    @Test func keepsOnlyAHundredFindings() throws {
        let text = "set,snomed\n" + String(repeating: "s,1\n", count: 250)
        let loader = try MadeUp.loader([("s.csv", text)])
        #expect(loader.findings.count == 100)
        #expect(loader.malformedRows == 250)
    }

    // MARK: - Cross-maps

    /// What the maps make of a code: `none`, `several`, or a concept and whether it is assured.
    private func choice(
        _ files: [(name: String, text: String)], _ system: CodeSystem, _ code: String
    ) throws -> String {
        let file = try MadeUp.file(files)
        switch file.choice(system, Array(code.utf8).span) {
        case .none: return "none"
        case .several: return "several"
        case .one(let concept, let isAssured):
            let item = (1...99).first { MadeUp.id($0) == "\(file.id(concept))" } ?? 0
            return "\(item) \(isAssured ? "assured" : "unassured")"
        }
    }

    private static func read(_ rows: (String, String, Int, String, String, String)...) -> String {
        head
            + rows.map {
                "{\($0.0)}\t\($0.1.prefix(5))\t\($0.1.suffix(2))\t\(MadeUp.id($0.2))\t\t\($0.3)\t"
                    + "\($0.4)\t\($0.5)\r\n"
            }.joined()
    }

    @Test(arguments: [
        ("G58..00", "1 assured"), ("G58..", "1 assured"), ("G58..11", "2 unassured"),
        ("G58..99", "1 unassured"), ("G59..", "none"), ("H33..", "3 unassured"),
        ("H34..", "several"), ("H35..", "none"), ("H36..", "5 assured"), ("g58..", "none"),
    ])
    func mapsReadCodes(_ code: String, _ expected: String) throws {
        let text = Self.read(
            ("a", "G58..00", 1, "1", "20200401", "1"), ("b", "G58..11", 2, "0", "20200401", "1"),
            ("c", "H33..00", 3, "0", "20200401", "1"), ("d", "H34..00", 1, "1", "20200401", "1"),
            ("e", "H34..00", 2, "1", "20200401", "1"), ("f", "H35..00", 1, "1", "20190401", "1"),
            ("f", "H35..00", 1, "1", "20200401", "0"), ("g", "H36..00", 4, "0", "20200401", "1"),
            ("h", "H36..00", 5, "1", "20200401", "1"))
        #expect(try choice([("rcsctmap2_uk.txt", text)], .readV2, code) == expected)
    }

    @Test func theMapWithAssuranceGoesBeforeTheOlder() throws {
        let older =
            "MapId\tReadCode\tTermCode\tConceptId\tEffectiveDate\tMapStatus\r\n"
            + "x\tG58..\t00\t\(MadeUp.id(9))\t20200401\t1\r\n"
            + "y\tG60..\t00\t\(MadeUp.id(8))\t20200401\t1\r\n"
        let newer = Self.read(("a", "G58..00", 1, "0", "20200401", "1"))
        let files = [("rcsctmap_uk.txt", older), ("rcsctmap2_uk.txt", newer)]
        #expect(try choice(files, .readV2, "G58..") == "1 unassured")
        #expect(try choice(files, .readV2, "G60..") == "8 unassured")
    }

    @Test(arguments: [
        ("XaBCD", "1 assured"), ("XaDRG", "none"), ("XaSYN", "2 unassured"), ("Xa___", "none"),
    ])
    func mapsCTV3Codes(_ code: String, _ expected: String) throws {
        let text =
            Self.ctv3Head
            + "a\tXaBCD\tYa001\tP\t\(MadeUp.id(1))\t\t1\t20200401\t1\r\n"
            + "b\tXaBCD\tYa002\tS\t\(MadeUp.id(2))\t\t1\t20200401\t1\r\n"
            + "c\tXaDRG\tYa003\tP\t_DRUG\t\t1\t20200401\t0\r\n"
            + "d\tXaSYN\tYa004\tS\t\(MadeUp.id(2))\t\t1\t20200401\t0\r\n"
        let files = [("ctv3sctmap2_uk.txt", text)]
        #expect(try choice(files, .ctv3, code) == expected)
        #expect(try MadeUp.file(files).isListed(.ctv3, "XaDRG"))
    }

    @Test func alternativesAreListedAndNotChosen() throws {
        let alternatives =
            "a\tb\tc\td\te\r\nG58..\t00\t\(MadeUp.id(2))\t\tY\r\nG58..\t11\t\t\t\r\n"
        let map = Self.read(("a", "G58..00", 1, "1", "20200401", "1"))
        let files = [
            ("codesWithValues_AlternateMaps_READ2_20200401.txt", alternatives),
            ("rcsctmap2_uk.txt", map),
        ]
        #expect(try choice(files, .readV2, "G58..") == "1 assured")
        let candidates = try MadeUp.file(files).candidates(.readV2, "G58..")
        #expect(candidates.map(\.isAlternative) == [false, true])
        #expect(candidates.map(\.isRecommended) == [false, true])
        #expect(candidates.map(\.source) == [1, 0])
    }

    @Test(arguments: [
        ("EMISNQ1", CodeSystem.emisLocal, "1 assured"), ("EMISNQ2", .emisLocal, "2 unassured"),
        ("EMISNQ3", .emisLocal, "none"), ("G58..", .readV2, "1 unassured"),
    ])
    func readsCSVMaps(_ code: String, _ system: CodeSystem, _ expected: String) throws {
        let text = """
            system,code,snomed,assured,relation,note
            emis-local,EMISNQ1,\(MadeUp.id(1)),1,equivalent,"a ""note"", with a comma"
            https://fhir.hl7.org.uk/Id/egton-codes,EMISNQ2,\(MadeUp.id(2)),0,,
            emis-local,EMISNQ3,\(MadeUp.id(3)),0,broader,
            2.16.840.1.113883.2.1.6.2,G58..,\(MadeUp.id(1)),0,,

            """
        #expect(try choice([("local.csv", text)], system, code) == expected)
    }

    @Test func readsCSVSets() throws {
        let file = try MadeUp.file([
            ("set.csv", "set,snomed,term\nmade-up,\(MadeUp.id(1)),One\nmade-up,\(MadeUp.id(2)),\n")
        ])
        let members = try #require(file.members(ofRefset: "made-up"))
        #expect(members.map { file.term($0) } == ["One", ""])
    }

    @Test func saysWhatIsNotUsed() throws {
        let loader = try MadeUp.loader([
            ("owl.txt", MadeUp.members("owlExpression", [])),
            ("rcmap_uk.txt", "MapId\tReadCode\tConceptId\tEffectiveDate\tMapStatus\n"),
        ])
        #expect(loader.unused.map(\.file) == ["owl.txt", "rcmap_uk.txt"])
        #expect(loader.content.sources.isEmpty)
    }
}
