import CanonicalModel
import Foundation
import RecordMapping
import Testing

@testable import Pipeline

/// What is several people's in one file is taken apart: Bundles of several patients, arrays, and
/// values one after another.
@Suite struct DividedRecordTests {
    /// The ids in each record that is handed out, or its code; read as a run reads them.
    static func records(
        _ files: [(name: String, text: String)]
    ) throws -> (records: [String], source: RecordSource) {
        let scratch = try Scratch()
        let paths = try files.map { try scratch.write($0.name, $0.text) }
        var source = RecordSource(paths)
        var parser = RecordParser(try ConversionTests.library.get().mappings)
        var (tree, records) = (SourceTree(), [String]())
        while let input = source.next(into: &tree.bytes) {
            let text = String(decoding: tree.bytes, as: UTF8.self)
            var refusal = input.failure
            do throws(Diagnostic) {
                if refusal == nil {
                    _ = try parser.parse(&tree, shape: input.shape, file: input.file)
                }
            } catch {
                if source.divide(input, tree.bytes, after: error) { continue }
                refusal = error
            }
            let ids = text.components(separatedBy: #""id":""#).dropFirst().map { rest in
                String(rest.prefix { $0 != "\"" })
            }
            let said = (input.failure == nil ? ids : []).joined(separator: " ")
            let code = refusal.map { "E\($0.code.number)" }
            records.append(
                [code, said.isEmpty ? nil : said].compactMap(\.self).joined(separator: " "))
        }
        return (records, source)
    }

    static func patient(_ id: String, _ more: String = "") -> String {
        #"{"resourceType":"Patient","id":"\#(id)"\#(more)}"#
    }
    static func resource(_ type: String, _ id: String, _ more: String = "") -> String {
        #"{"resourceType":"\#(type)","id":"\#(id)"\#(more)}"#
    }
    static func observation(_ id: String, of subject: String, _ more: String = "") -> String {
        resource("Observation", id, #","subject":{"reference":"\#(subject)"}\#(more)"#)
    }
    static func entry(_ resource: String, _ url: String? = nil) -> String {
        let url = url.map { #""fullUrl":"\#($0)","# } ?? ""
        return "{\(url)\"resource\":\(resource)}"
    }
    static func bundle(_ entries: [String], _ more: String = "") -> String {
        #"{"resourceType":"Bundle"\#(more),"entry":[\#(entries.joined(separator: ","))]}"#
    }

    /// A reference to a Patient, the full URL of the first of two Patients, and the records.
    private static let references: [(reference: String, url: String?, records: String)] = [
        ("Patient/1", nil, "1 o, 2"), ("Patient/2/_history/4", nil, "1, 2 o"),
        ("urn:uuid:a", "urn:uuid:a", "1 o, 2"), ("urn:uuid:c", "urn:uuid:a", "1, 2, E232 o"),
        ("https://s/Patient/1", "https://s/Patient/1", "1 o, 2"),
        ("https://s/Patient/1/_history/2", "https://s/Patient/1", "1 o, 2"),
        ("https://t/Patient/1", "https://s/Patient/1", "1, 2, E232 o"),
        ("Patient/1", "https://s/Patient/1", "1 o, 2"),
        ("Patient/3", "urn:uuid:a", "1, 2, E232 o"), ("Patient/0", nil, "1, 2, E232 o"),
        ("#1", nil, "1, 2, E232 o"), ("Group/1", nil, "1, 2, E232 o"),
        // Nothing can spell the ids that entries have among one another.
        ("Patient/1/0", nil, "1, 2, E232 o"), ("urn:uuid:1/0", nil, "1, 2, E232 o"),
        ("/", nil, "1, 2, E232 o"),
    ]

    @Test(arguments: references.indices) func anEntryBelongsToWhomItNames(_ row: Int) throws {
        let (reference, url, records) = Self.references[row]
        let text = Self.bundle([
            Self.entry(Self.patient("1"), url), Self.entry(Self.patient("2")),
            Self.entry(Self.observation("o", of: reference)),
        ])
        let found = try Self.records([("a.json", text)]).records
        #expect(found.joined(separator: ", ") == records, "\(reference)")
    }

    @Test func serversOfTheSameIdsAreToldApart() throws {
        let text = Self.bundle(
            ["https://s", "https://t"].flatMap { server in
                [
                    Self.entry(Self.patient("1", ",\"x\":\"\(server)\""), "\(server)/Patient/1"),
                    Self.entry(
                        Self.observation("\(server.last ?? "?")", of: "Patient/1"),
                        "\(server)/Observation/1"),
                ]
            } + [
                Self.entry(Self.observation("u", of: "Patient/1"), "urn:uuid:5"),
                Self.entry(Self.patient("2")),
            ])
        // Nothing tells which of the two the third observation means.
        #expect(try Self.records([("a.json", text)]).records == ["1 s", "1 t", "E232 u", "2"])
    }

    @Test func whatIsSharedGoesWithEverybodyWhoRefersToIt() throws {
        let author = #","performer":[{"reference":"urn:uuid:p"}]"#
        let practice = #","managingOrganization":{"reference":"Organization/g"}"#
        let text = Self.bundle([
            Self.entry(Self.resource("Organization", "g")), Self.entry(Self.patient("1", practice)),
            Self.entry(Self.resource("OperationOutcome", "w")),
            Self.entry(Self.observation("o", of: "Patient/2", author)),
            Self.entry(Self.resource("Practitioner", "p"), "urn:uuid:p"),
            Self.entry(Self.patient("2", practice)), Self.entry(Self.resource("Location", "l")),
        ])
        #expect(try Self.records([("a.json", text)]).records == ["g 1", "g o p 2"])
    }

    /// What a file holds, and its records.
    struct Row: Sendable {
        let what, text, records: String

        init(_ what: String, _ text: String, _ records: String) {
            (self.what, self.text, self.records) = (what, text, records)
        }
    }

    static let one = bundle([entry(patient("1")), entry(observation("a", of: "Patient/1"))])
    static let two = bundle([entry(observation("b", of: "Patient/2")), entry(patient("2"))])
    static let singles = [
        observation("b", of: "Patient/2"), patient("1"), patient("2"),
        observation("a", of: "Patient/1"),
    ]
    static let several = bundle(singles.map { entry($0) })
    static let overLines = singles.map { "{\n" + $0.dropFirst() }.joined(separator: "\n")

    static let layouts = [
        Row("one Bundle", one, "1 a"), Row("several in a Bundle", several, "1 a, b 2"),
        Row("an array of Bundles", "[\(one), \(two)]", "1 a, b 2"),
        Row("an array of one", "[\(one)]", "1 a"),
        Row("a byte-order mark", "\u{FEFF}[\(one),\(two)]", "1 a, b 2"),
        Row("values", "\(one)\n \(two)", "1 a, b 2"),
        Row("values without space", one + two, "1 a, b 2"),
        Row("values over lines", "{\n\(one.dropFirst())\n{\n\(two.dropFirst())\n", "1 a, b 2"),
        Row("an array of resources", "[\(singles.joined(separator: ",\n"))]", "1 a, 2 b"),
        Row("resources over lines", overLines, "1 a, 2 b"),
        Row("an array after another", "[\n\(one)\n]\n[\n\(two)]", "1 a, b 2"),
        Row("a line an array", "[\(singles[3]),\(singles[1])]\n[\(singles[2])]\n", "1 a, 2"),
        Row("a line a Bundle", "\(several)\n\(one)\n", "1 a, b 2, 1 a"),
        Row("Bundles and resources", "[\(one),\(singles[2]),\(singles[0])]", "1 a, 2 b"),
        Row("several in an array", "[\(several),\(one)]", "1 a, b 2, 1 a"),
        Row("a Bundle of Bundles", bundle([entry(one), entry(two)]), "1 a, b 2"),
        Row(
            "a Bundle of Bundles of several", bundle([entry(several), entry(patient("3"))]),
            "3, 1 a, b 2"),
    ]

    static let hostile = [
        Row("an array in an array", "[\(one),[\(two)]]", "1 a, E231 b 2"),
        Row("an array that does not end", "[\(one),\(two)", "1 a, b 2, E110"),
        Row("an item that does not end", "[\(one),\(two.dropLast(3))", "1 a, E110 b 2"),
        Row("an item that is no JSON", "[\(one),{\"id\":\"x\" 5},\(two)]", "1 a, E102 x, b 2"),
        Row("items without a comma", "[\(one) \(two)]", "1 a, E102"),
        Row("a comma too many", "[\(one),]", "1 a, E102"),
        Row("a number among Bundles", "[\(one),5]", "1 a, E408"),
        Row("an empty array", "[]", "E231"), Row("an empty Bundle", bundle([]), "E231"),
        Row("a value that does not end", one + two.dropLast(3), "1 a, E110 b 2"),
        Row("something else behind a value", one + " x", "E111 1 a"),
        Row("a bracket behind a value", one + "}", "E111 1 a"),
        Row("a bracket behind two", one + two + "]", "1 a, b 2, E408"),
        Row(
            "entries that hold nothing",
            bundle([
                #"{"fullUrl":"urn:uuid:4"}"#, "{}", "7", "null", #"{"resource":5}"#,
                #"{"resource":{}}"#, entry(patient("1")), #"{"request":{"method":"GET"}}"#,
                entry(patient("2")),
            ]), "E231, 1, 2"),
        Row("the same Patient twice", bundle([entry(patient("1")), entry(patient("1"))]), "1 1"),
        Row(
            "the same Patient twice, and another",
            bundle([
                entry(patient("1")), entry(patient("1")), entry(patient("2")), entry(singles[3]),
            ]),
            "1 1 a, 2"),
        Row(
            "two Patients of one id",
            bundle([
                entry(patient("1")), entry(patient("1", #","gender":"male""#)),
                entry(patient("2")), entry(singles[3]),
            ]), "1, 1, 2, E232 a"),
        Row(
            "Patients of one id on two servers",
            bundle([
                entry(patient("1"), "https://a.example/Patient/1"),
                entry(patient("1", #","gender":"male""#), "https://b.example/Patient/1"),
                entry(observation("a", of: "https://a.example/Patient/1")),
                entry(observation("b", of: "https://b.example/Patient/1")),
                entry(observation("c", of: "Patient/1")),
            ]), "1 a, 1 b, E232 c"),
        Row(
            "one full URL twice",
            bundle([
                entry(patient("1"), "urn:uuid:5"), entry(patient("2"), "urn:uuid:5"),
                entry(observation("a", of: "urn:uuid:5")),
            ]), "1, 2, E232 a"),
        Row(
            "Patients without ids",
            bundle([
                entry(#"{"resourceType":"Patient","gender":"male"}"#, "urn:uuid:6"),
                entry(#"{"resourceType":"Patient","gender":"female"}"#, "urn:uuid:7"),
                entry(observation("a", of: "urn:uuid:6")),
            ]), "a, "),
        Row(
            "one resource of two",
            bundle([
                entry(patient("1")), entry(patient("2")),
                entry(
                    resource(
                        "Flag", "f",
                        #","x":[{"reference":"Patient/1"},{"reference":"Patient/2"}]"#)),
            ]), "1, 2, E232 f"),
    ]

    @Test(arguments: layouts + hostile) func itHolds(_ row: Row) throws {
        let found = try Self.records([("a.json", row.text)]).records
        #expect(found.joined(separator: ", ") == row.records, "\(row.what)")
    }

    /// What a Bundle says of all that is in it, it says of each part.
    @Test func whatTheBundleSaysOfItselfStays() throws {
        let scratch = try Scratch()
        let label = #","meta":{"security":[{"code":"R"}]}"#
        let inner = Self.bundle(
            [Self.entry(Self.patient("2")), Self.entry(Self.patient("3"))], label)
        let text = Self.bundle(
            [Self.entry(Self.patient("1")), Self.entry(inner)], #","meta":{"tag":[]}"#)
        let input = RecordInput(
            number: 4, file: try scratch.write("a.json", text), offset: 0, shape: nil, failure: nil)
        var (source, bytes, found) = (RecordSource([]), [UInt8](), [String]())
        let isDivided = source.divide(input, Array(text.utf8), after: .severalPatients(file: ""))
        #expect(isDivided)
        while let part = source.next(into: &bytes) {
            #expect(part.number == 4 && part.part == found.count)
            #expect(part.isLastPart == (found.count == 2))
            found.append(String(decoding: bytes, as: UTF8.self))
        }
        let outer = #"{"resourceType":"Bundle","meta":{"tag":[]},"entry":["#
        #expect(
            found == [outer + Self.entry(Self.patient("1")) + "]}"]
                + ["2", "3"].map { id in
                    outer
                        + #"{"resource":{"resourceType":"Bundle","#
                        + #""meta":{"security":[{"code":"R"}]},"entry":["#
                        + Self.entry(Self.patient(id)) + "]}}]}"
                })
    }

    /// What would be repeated for each patient must be small; such a Bundle is refused as before.
    @Test func aBundleThatSaysMuchOfItselfIsNotTakenApart() throws {
        let long = #","meta":{"tag":[{"code":"\#(String(repeating: "x", count: 20_000))"}]}"#
        let text = Self.bundle(
            [Self.entry(Self.patient("1")), Self.entry(Self.patient("2"))], long)
        #expect(try Self.records([("a.json", text)]).records == ["E233 1 2"])
    }

    @Test func aPlaceInAPartIsOneInTheFile() throws {
        let scratch = try Scratch()
        let text = "\(Self.one)\n\(Self.bundle(Self.singles.map { Self.entry($0) }))\n"
        let file = try scratch.write("a.ndjson", text)
        var (source, bytes) = (RecordSource([file]), [UInt8]())
        _ = source.next(into: &bytes)
        let line = source.next(into: &bytes)
        let whole = try #require(line)
        let isDivided = source.divide(whole, bytes, after: .severalPatients(file: file))
        #expect(isDivided)
        var seen = 0
        while let part = source.next(into: &bytes) {
            let record = String(decoding: bytes, as: UTF8.self)
            for piece in part.pieces {
                let start = part.place(piece.start + 20).offset
                #expect(part.place(piece.start + 20).file == file)
                let there = text.utf8.dropFirst(start).prefix(20)
                #expect(record.utf8.dropFirst(piece.start + 20).starts(with: there))
                seen += 1
            }
            #expect(part.offset == part.pieces.map(\.offset).max() || part.offset > 0)
        }
        #expect(seen == 4)
    }

    /// A large resource that very many share would come out once for each of them.
    @Test func whatIsSharedDoesNotGrowWithoutBound() throws {
        let scratch = try Scratch()
        let large = Self.resource(
            "Organization", "g", ",\"name\":\"\(String(repeating: "x", count: 4 << 20))\"")
        let practice = #","managingOrganization":{"reference":"Organization/g"}"#
        let people = (0..<40).map { Self.entry(Self.patient("\($0)", practice)) }
        let text = Self.bundle([Self.entry(large)] + people)
        let input = RecordInput(
            number: 0, file: try scratch.write("a.json", text), offset: 0, shape: nil, failure: nil)
        var (source, bytes) = (RecordSource([]), [UInt8]())
        let isDivided = source.divide(input, Array(text.utf8), after: .severalPatients(file: ""))
        #expect(isDivided)
        var codes: [Int: Int] = [:]
        while let part = source.next(into: &bytes) {
            codes[part.failure?.code.number ?? 0, default: 0] += 1
        }
        // 64 MiB may come out of anything, and 200 times as much as went in.
        #expect(codes == [0: 40])
        var limited = GatheredResources(
            Array(text.utf8), file: "a", offset: 0, limit: 1 << 30)
        limited.allowance = 16 << 20
        codes = [:]
        while let record = limited.next(into: &bytes) {
            codes[record.failure?.code.number ?? 0, default: 0] += 1
        }
        #expect(codes == [0: 4, 124: 36])
    }

    @Test func theDigestIsThatOfTheFile() throws {
        for text in [
            Self.one + Self.two, "[\(Self.one)]", Self.bundle(Self.singles.map { Self.entry($0) }),
        ] {
            let source = try Self.records([("a.json", text)]).source
            let read = try #require(source.lineDigests.first?.value)
            #expect(source.lineDigests.count == 1 && read.bytes == text.utf8.count)
            #expect(Hexadecimal.text(read.digest) == Manifest.sha256(text))
        }
    }

    /// A file of items beside files of lines is one export with them.
    @Test func arraysAreGatheredWithTheirFolder() throws {
        let found = try Self.records([
            ("a.json", "[\(Self.singles[0]),\(Self.singles[3])]"),
            ("b.ndjson", "\(Self.patient("1"))\n\(Self.patient("2"))\n"),
            (
                "c.json",
                [("c", "1"), ("d", "2")].map { id, patient in
                    "{\n" + Self.observation(id, of: "Patient/\(patient)").dropFirst()
                }.joined(separator: "\n")
            ),
        ])
        #expect(found.records == ["1 a c", "2 b d"])
    }
}
