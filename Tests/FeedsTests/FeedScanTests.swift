import CanonicalModel
import Testing

@testable import Feeds

/// The last look at the bytes: what it finds, and what it lets stand.
@Suite struct FeedScanTests {
    private static let selection = FeedSelection(fields: [
        .patient: indices(.patient, ["id", "pseudonym", "age_band", "postcode_district"]),
        .observation: indices(
            .observation, ["id", "code", "effective", "value", "value_text", "encounter"]),
    ])

    private static func indices(_ kind: EntryKind, _ names: [String]) -> [Int] {
        names.compactMap { kind.definition.index(of: $0) }
    }

    /// 9990000018, born on 3 February 1950, at ZA2 2AB.
    private static func person() throws -> ScannedPerson {
        var person = ScannedPerson()
        person.nhsNumber = try NHSNumber(Array("9990000018".utf8))
        person.birthDate = PartialDate(.day, year: 1950, month: 2, day: 3)
        person.postcode = Array("ZA22AB".utf8)
        return person
    }

    private static func scan(
        _ selection: FeedSelection = selection, isIdentifiable: Bool = false,
        releasesFreeText: Bool = false, birthDate: PartialDate.Precision? = nil,
        ids: [String] = [], released: [String] = [], _ fill: (inout FeedOutput) -> Void
    ) throws -> ScanFindings {
        var scan = FeedScan(
            selection, isIdentifiable: isIdentifiable, releasesFreeText: releasesFreeText,
            birthDate: birthDate)
        var (output, findings) = (FeedOutput(), ScanFindings())
        fill(&output)
        scan.begin(try person())
        var withheld = WithheldIds(ids.map { Array($0.utf8)[...] })
        for id in released {
            let bytes = Array(id.utf8)[...]
            for part in withheld.release(bytes) { scan.permit(bytes, around: part) }
        }
        for id in withheld.ids { scan.forbid(id) }
        scan.scan(output, into: &findings)
        return findings
    }

    private static func names(_ findings: ScanFindings) -> [String] {
        findings.counts(birthDays: [PartialDate(.day, year: 1960, month: 7, day: 8)?.dayNumber ?? 0]
        )
        .flatMap { place, count in Array(repeating: "\(place.rule)", count: count) }.sorted()
    }

    static let texts: [(String, [String])] = [
        ("9990000018", ["nhsNumber"]), ("9990000026", ["nhsNumber"]),
        ("999 000 0018", ["nhsNumber"]), ("999-000-0026", ["nhsNumber"]),
        ("No. 9990000018; 9990000026.", ["nhsNumber", "nhsNumber"]),
        ("(9990000018)", ["nhsNumber"]), ("BP 120 80 999 000 0018", ["nhsNumber"]),
        ("9990000027", []), ("9999999999", []), ("99900000181", []), ("a9990000018", []),
        ("9990000018a", []), ("0.9990000018", []), ("9990000018.5", []), ("99 9000 0018", []),
        ("ZA2 2AB", ["postcode"]), ("za22ab", ["postcode"]), ("SW1A 1AA", ["postcode"]),
        ("M1 1AE", ["postcode"]), ("EC1A1BB,", ["postcode"]), ("at B33 8TH.", ["postcode"]),
        ("B12 5MG", []), ("ZA2", []), ("XZA2 2AB", []), ("ZA2 2ABC", []), ("QA2 2AB", []),
        ("ZA222 2AB", []), ("12 5GB", []), ("2 2AB", []),
        ("01632960201", ["telephone"]), ("01632 960201", ["telephone"]),
        ("(01632) 960201", ["telephone"]), ("020 7946 0018", ["telephone"]),
        ("07700 900123", ["telephone"]), ("+44 1632 960201", ["telephone"]),
        ("+441632960201", ["telephone"]), ("0113 496 0018", ["telephone"]),
        ("0.01632960201", []), ("00632960201", []), ("05-06-2019 09:30", []), ("016329602", []),
        ("016329602011", []), ("2.16.840.1.113883.2.1.4.1", []),
        ("a.b@example.org", ["email"]), ("<x1@mail.example.com>", ["email"]), ("5 @ 3", []),
        ("a@b", []), ("@home.org", []), ("a@.org", []),
        ("born 1950-02-03", ["birthDate"]), ("03/02/1950", ["birthDate"]),
        ("19500203", ["birthDate"]), ("3.02.1950", []), ("03.02.1950", ["birthDate"]),
        ("seen 1960-07-08", ["birthDate"]), ("seen 1960-07-09", []), ("1950-02", []),
        ("119500203", []), ("1950-02-031", []), ("1950-02/03", []),
        ("12345678-1234-4234-9234-123456789012", []), ("75-79", []), ("", []), ("mmol/L", []),
    ]

    /// As an amount, which is looked at in full: in a table, in a resource, and in any place of 64
    /// bytes.
    @Test(arguments: texts) func identifiersAreFound(_ text: String, _ expected: [String]) throws {
        let row = "K,Y99001,emis,i,c,c,s,t,native,2019-01,month,\(text),,u,u,measured,,e\r\n"
        let table = try Self.scan { $0.csv[Int(EntryKind.observation.rawValue)] = Array(row.utf8) }
        #expect(Self.names(table) == expected)
        #expect(table.counts.keys.allSatisfy { $0.file == "csv/observation.csv" })
        let line = #"{"resourceType":"Observation","id":"i","valueQuantity":{"value":"\#(text)"}}"#
        guard let file = UKCoreFeed.resourceTypes.firstIndex(of: "Observation") else { return }
        let resource = try Self.scan { $0.ndjson[file] = Array((line + "\n").utf8) }
        #expect(Self.names(resource) == expected)
        for shift in 0..<66 {
            let moved = String(repeating: "x", count: shift) + "," + text + "\n"
            var findings = ScanFindings()
            var scan = FeedScan(
                Self.selection, isIdentifiable: false, releasesFreeText: false, birthDate: nil)
            scan.begin(try Self.person())
            scan.scan(text: Array(moved.utf8), file: "f", into: &findings)
            #expect(Self.names(findings) == expected, "\(shift)")
        }
    }

    struct Place: Sendable, CustomTestStringConvertible {
        let column: String
        let value: String
        let expected: [String]
        var isIdentifiable = false
        var releasesFreeText = false
        var birthDate: PartialDate.Precision?
        var testDescription: String { "\(column) \(value)" }
    }

    /// 1119303003 and 1144959002 are numbers of ten digits; 9434765919 is an NHS number.
    static let places = [
        Place(column: "code_snomed", value: "9434765919", expected: []),
        Place(column: "code_snomed", value: "9990000018", expected: ["nhsNumber"]),
        Place(column: "id", value: "9434765919", expected: []),
        Place(column: "encounter", value: "9990000018", expected: ["nhsNumber"]),
        Place(column: "encounter", value: "9990000018", expected: [], isIdentifiable: true),
        Place(column: "code_source", value: "ZA2 2AB", expected: ["postcode"]),
        Place(column: "code_source", value: "ZA3 3AB", expected: []),
        Place(column: "code_source", value: "01632960201", expected: []),
        Place(column: "code_source", value: "19500203", expected: []),
        Place(column: "code_term", value: "9434765919", expected: ["nhsNumber"]),
        Place(column: "person_key", value: "9434765919", expected: []),
        Place(
            column: "person_key", value: "9434765919", expected: ["nhsNumber"], isIdentifiable: true
        ),
        Place(column: "person_key", value: "9990000018", expected: [], isIdentifiable: true),
        Place(column: "code_term", value: "x 9990000018;", expected: [], isIdentifiable: true),
        Place(
            column: "code_term", value: "9990000018 01632960201", expected: ["telephone"],
            isIdentifiable: true),
        Place(
            column: "code_term", value: "9990000018;9434765919", expected: ["nhsNumber"],
            isIdentifiable: true),
        Place(column: "effective", value: "1950-02-03", expected: []),
        Place(column: "value_number", value: "1950-02-03", expected: ["birthDate"]),
        Place(
            column: "value_number", value: "1960-07-08", expected: ["birthDate"]),
        Place(column: "value_text", value: "call 01632960201", expected: []),
        Place(
            column: "value_text", value: "9434765919", expected: ["nhsNumber"],
            releasesFreeText: true),
        Place(column: "code_term", value: "ZA3 3AB", expected: [], releasesFreeText: true),
    ]

    @Test(arguments: places) func whatTheAgreementReleasesThereMayStand(_ row: Place) throws {
        let kind = EntryKind.observation
        let feed = CSVFeed(selection: Self.selection)
        let header = String(decoding: feed.header(kind), as: UTF8.self)
        let columns = header.dropLast(1).split(separator: ",").map(String.init)
        let index = try #require(columns.firstIndex(of: row.column))
        var values = Array(repeating: "x", count: columns.count)
        if row.column == "effective" { values[index + 1] = "day" }
        values[index] = row.value
        // A value in quotes with a comma and a line end goes before; it must not move the columns.
        if index > 0 { values[0] = index == 0 ? values[0] : "\"a,\r\nb\"" }
        let bytes = Array((values.joined(separator: ",") + "\r\n").utf8)
        let found = try Self.scan(
            isIdentifiable: row.isIdentifiable, releasesFreeText: row.releasesFreeText,
            birthDate: row.birthDate
        ) { $0.csv[Int(kind.rawValue)] = bytes }
        #expect(Self.names(found) == row.expected)
    }

    static let resources: [(String, Bool, [String])] = [
        (#""code":{"coding":[{"system":"s","code":"9434765919"}]}"#, false, []),
        (#""code":{"coding":[{"system":"s","code":"9990000018"}]}"#, false, ["nhsNumber"]),
        (#""code":{"coding":[{"code":"1","display":"9434765919"}]}"#, false, ["nhsNumber"]),
        (#""subject":{"identifier":{"system":"u","value":"9990000018"}}"#, true, []),
        (#""subject":{"identifier":{"system":"u","value":"9990000018"}}"#, false, ["nhsNumber"]),
        (#""subject":{"identifier":{"system":"u","value":"9434765919"}}"#, true, ["nhsNumber"]),
        (#""subject":{"reference":"Patient/9434765919"}"#, false, []),
        (#""effectiveDateTime":"1950-02-03""#, false, []),
        (#""valueString":"1950-02-03""#, false, []),
        (#""component":[{"code":{"coding":[{"code":"9434765919"}]}}]"#, false, []),
        (#""x":"9434765919""#, false, ["nhsNumber"]),
        (#""x":["{\"code\":","9434765919"]"#, false, ["nhsNumber"]),
    ]

    @Test(arguments: resources)
    func elementsAreKnownByTheirNames(_ member: String, _ isOwn: Bool, _ expected: [String]) throws
    {
        let file = try #require(UKCoreFeed.resourceTypes.firstIndex(of: "Observation"))
        let line = #"{"resourceType":"Observation","id":"i",\#(member)}"# + "\n"
        let found = try Self.scan(isIdentifiable: isOwn) {
            $0.ndjson[file] = Array((#"{"id":"before"}"# + "\n" + line).utf8)
        }
        #expect(Self.names(found) == expected)
    }

    static let ids: [(String, String, Int)] = [
        ("F1C2937F-C73E-457C-B39F-D81732243C26", "F1C2937F-C73E-457C-B39F-D81732243C26", 1),
        (
            "F1C2937F-C73E-457C-B39F-D81732243C26",
            "Observation/F1C2937F-C73E-457C-B39F-D81732243C26", 1
        ),
        ("F1C2937F-C73E-457C-B39F-D81732243C26", "F1C2937F-C73E-457C-B39F-D81732243C27", 0),
        ("F1C2937F-C73E-457C-B39F-D81732243C26", "F1C2937F-C73E-457C-B39F-D81732243C26A", 0),
        ("obs-12345678a", "obs-12345678a", 1), ("obs-12345678a", "obx-12345678a", 0),
        ("12345678", "12345678", 0), ("short-1", "short-1", 0),
    ]

    @Test(arguments: ids)
    func idsOfWithheldEntriesAreFound(_ id: String, _ value: String, _ count: Int) throws {
        let row = "K,Y99001,emis,i,c,c,s,t,native,2019-01,month,\(value),,u,u,measured,,e\r\n"
        let found = try Self.scan(ids: ["AAAAAAAA-1", id, "ZZZZZZZZ-1"]) {
            $0.csv[Int(EntryKind.observation.rawValue)] = Array(row.utf8)
        }
        #expect(Self.names(found) == Array(repeating: "sourceId", count: count))
    }

    /// An id that leaves may hold one that does not; by itself, or in another, that is still found.
    @Test(arguments: [
        ("aaaaaaaa-1", "aaaaaaaa-1-PROB", 0), ("aaaaaaaa-1", "Condition/aaaaaaaa-1-PROB", 0),
        ("aaaaaaaa-1", "aaaaaaaa-1", 1), ("aaaaaaaa-1", "aaaaaaaa-1-PROC", 1),
        ("aaaaaaaa-1", "aaaaaaaa-1-PROBE", 1), ("aaaaaaaa-1", "x-aaaaaaaa-1-PROB", 0),
        ("{aaaaaaaa}", "{aaaaaaaa}-problem", 0), ("{aaaaaaaa}", "{aaaaaaaa}-problems", 1),
        ("bbbbbbbb", "a-bbbbbbbb-c", 0), ("bbbbbbbb", "a-bbbbbbbb", 1),
        ("cccccccc", "cccccccc", 0),
    ])
    func anIdInOneThatLeavesIsNone(_ id: String, _ value: String, _ count: Int) throws {
        let released = ["aaaaaaaa-1-PROB", "{aaaaaaaa}-problem", "a-bbbbbbbb-c", "cccccccc"]
        let row = "K,Y99001,emis,i,c,c,s,t,native,2019-01,month,\(value),,u,u,measured,,e\r\n"
        let found = try Self.scan(ids: ["AAAAAAAA-1", id], released: released) {
            $0.csv[Int(EntryKind.observation.rawValue)] = Array(row.utf8)
        }
        #expect(Self.names(found) == Array(repeating: "sourceId", count: count))
    }

    /// Digits alone stand for an entry only where ids stand.
    @Test func anIdOfDigitsIsFoundAmongIds() throws {
        let row = "K,Y99001,emis,12345678,c,c,s,t,native,2019-01,month,12345678,,u,u,m,,e\r\n"
        let found = try Self.scan(ids: ["12345678"]) {
            $0.csv[Int(EntryKind.observation.rawValue)] = Array(row.utf8)
        }
        #expect(Self.names(found) == ["sourceId"])
    }

    /// Ids that begin alike: each is found, its neighbours and beginnings are not. Comparing every
    /// word with every id would take hours of this many.
    @Test func idsThatBeginAlikeAreFoundAmongMany() throws {
        let numbers = 0..<60_000
        let id = { (number: Int) in
            number % 3 == 0 ? "practice-observation-\(number)" : "observation-\(number)"
        }
        let rows = numbers.map { "K,Y99001,emis,\(id($0)),c,c,s,t,native,,,,,u,u,m,,e\r\n" }
        let found = try Self.scan(ids: numbers.filter { $0 % 2 == 0 }.map(id) + ["observation-"]) {
            $0.csv[Int(EntryKind.observation.rawValue)] = Array(rows.joined().utf8)
        }
        #expect(found.counts.values.reduce(0, +) == numbers.count / 2)
    }

    /// The masks say of each byte what looking at it alone says.
    @Test func masksAreRightForEveryByteAtEveryPlace() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<64 where place % 7 == 0 {
                var bytes = [UInt8](repeating: 0xFF, count: place + 1)
                bytes[place] = byte
                for filler in [UInt8(0x00), 0x7F, 0xFF] {
                    let all = bytes + [UInt8](repeating: filler, count: 63 - place)
                    for text in [bytes, all] {
                        let masks = ByteMasks(text.span, at: 0)
                        let bit = UInt64(1) << UInt64(place)
                        #expect(masks.digits == (IdentifierForms.isDigit(byte) ? bit : 0))
                        let isLetter = IdentifierForms.isWord(byte) && masks.digits == 0
                        #expect(masks.letters == (isLetter ? bit : 0))
                        #expect(masks.hasAt == (byte == 0x40))
                    }
                }
            }
        }
    }
}
