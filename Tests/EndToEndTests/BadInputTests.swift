import Foundation
import Testing

/// Inputs that are no records: each to quarantine with one code and a place, the rest goes on.
@Suite struct BadInputTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let code: String
        /// Whether a line and column can be told.
        var hasPlace = true
        let make: @Sendable (_ xml: Data, _ json: Data) -> Data
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "truncated.xml", code: "E110") { xml, _ in xml.prefix(5_000) },
        Row(name: "truncated.json", code: "E110") { _, json in json.prefix(5_000) },
        Row(name: "not-utf8.xml", code: "E107") { xml, _ in
            xml.prefix(400) + [0xFF, 0xFE] + xml.dropFirst(400)
        },
        Row(name: "not-utf8.json", code: "E107") { _, json in
            replacing("Marigold", [0x4D, 0xFF, 0xFE], in: json)
        },
        Row(name: "four-bytes.xml", code: "E109") { _, _ in
            // UCS-4 without a mark: libxml2 would find it out, and say so with bytes of the record.
            Data("<?xml version='1.0'?><a>Marigold</a>".utf8.flatMap { [$0, 0, 0, 0] })
        },
        Row(name: "names.xml", code: "E106") { _, _ in
            Data("<a>\((0..<300_000).map { "<n\($0)/>" }.joined())</a>".utf8)
        },
        Row(name: "deep.xml", code: "E104") { _, _ in repeating("<a>", 100_000) },
        Row(name: "deep.json", code: "E104") { _, _ in repeating("[", 100_000) },
        Row(name: "doctype.xml", code: "E103") { _, _ in
            Data("<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>".utf8)
        },
        Row(name: "empty.json", code: "E108", hasPlace: false) { _, _ in Data() },
        Row(name: "spaces.xml", code: "E108", hasPlace: false) { _, _ in Data(" \n\t ".utf8) },
        Row(name: "nan.json", code: "E102") { _, _ in
            Data(#"{"resourceType":"Bundle","total": NaN}"#.utf8)
        },
        Row(name: "picture.xml", code: "E408", hasPlace: false) { _, _ in
            Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D])
        },
        Row(name: "table.json", code: "E408", hasPlace: false) { _, _ in
            Data("nhs_number,name\n1,2\n".utf8)
        },
        Row(name: "another.xml", code: "E231", hasPlace: false) { _, _ in Data("<html/>".utf8) },
        Row(name: "another.json", code: "E231", hasPlace: false) { _, _ in
            Data(#"{"resourceType":"Bundle","resourceType":"Bundle"}"#.utf8)
        },
    ]

    @Test(arguments: rows) func goesToQuarantine(_ row: Row) throws {
        let xml = try sample("Y99001/07-rainbird.xml")
        let json = try sample("Y99001/01-appleyard.json")
        let scratch = try Scratch()
        try scratch.write(row.make(xml, json), row.name)
        try scratch.write(json, "good.json")
        let outcome = try scratch.run(Program.convert(row.name, "good.json"))
        #expect(outcome.status == 1)
        let complaints = outcome.complaints.split(separator: "\n")
        #expect(complaints.count == 1, "\(outcome.error)")
        let start = row.hasPlace ? #":[0-9]+:[0-9]+: "# : ": "
        let pattern = try Regex("^\(row.name)\(start)error\\[\(row.code)\\]: [a-z].*[^.]$")
        #expect(complaints.first?.firstMatch(of: pattern) != nil, "\(outcome.error)")
        let lines = try scratch.read("feed/quarantine.ndjson").split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines.first?.contains(#""code":"\#(row.code)""#) == true)
        #expect(outcome.output.contains("2 read, something of 1 released"))
        try expectNoPatientValue(outcome, scratch, [xml, json])
        #expect(scratch.names == [row.name, "good.json", "feed"])
    }

    @Test(arguments: ["gone.json", "dangling.json", "loop.json", "closed.json"])
    func unreadableFilesGoToQuarantine(_ name: String) throws {
        let scratch = try Scratch()
        let path = scratch.folder.appendingPathComponent(name).path
        switch name {
        case "dangling.json": symlink("nothing-here", path)
        case "loop.json": symlink("loop.json", path)
        case "closed.json":
            try scratch.write("{}".utf8, name)
            chmod(path, 0)
        default: break
        }
        // Root may read what is closed to others.
        if name == "closed.json", geteuid() == 0 { return }
        try scratch.write(try sample("Y99001/01-appleyard.json"), "good.json")
        let outcome = try scratch.run(Program.convert(name, "good.json"))
        #expect(outcome.status == 1)
        #expect(outcome.complaints.hasPrefix("\(name): error[E401]: "))
    }

    /// Where nothing that was named is there, the names are wrong, and nothing is published.
    @Test func inputsOfWhichNoneIsThereAreRefused() throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(Program.convert("gone.json", "gone-too"))
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("gone.json gone-too: error[E404]"))
        #expect(scratch.names == [])
    }

    @Test func aDuplicateKeyInARecordIsNotFatal() throws {
        let json = replacing(
            #""resourceType": "Patient","#,
            Array(#""resourceType": "Patient", "gender": "x","#.utf8),
            in: try sample("Y99001/01-appleyard.json"))
        let scratch = try Scratch()
        try scratch.write(json, "twice.json")
        let outcome = try scratch.run(Program.convert("twice.json"))
        #expect([0, 1].contains(outcome.status))
        try expectNoPatientValue(outcome, scratch, [json])
    }

    @Test func aDateThatDoesNotExistCostsItsFieldOnly() throws {
        let json = try sample("Y99005/38-inkpenny.json")
        let scratch = try Scratch()
        try scratch.write(json, "record.json")
        let outcome = try scratch.run(Program.convert("record.json"))
        #expect(outcome.status == 1)
        let line = try scratch.read("feed/quarantine.ndjson")
        #expect(line.contains(#""code":"E222""#) && line.contains(#""scope":"field""#))
        #expect(line.contains(#""field":"effective""#))
        #expect(outcome.output.contains("something of 1 released"))
        try expectNoPatientValue(outcome, scratch, [json])
    }

    @Test func aWrongNHSNumberKeepsTheRecordBack() throws {
        let json = try sample("Y99004/27-appleyard.json")
        let scratch = try Scratch()
        try scratch.write(json, "record.json")
        let outcome = try scratch.run(Program.convert("record.json"))
        #expect(outcome.status == 1)
        #expect(try scratch.read("feed/quarantine.ndjson").contains(#""field":"nhs_number""#))
        #expect(outcome.output.contains("IDENTITY_UNKNOWN"))
        #expect(outcome.output.contains("something of 0 released"))
        try expectNoPatientValue(outcome, scratch, [json])
    }
}

/// A sample of the made-up neighbourhood.
func sample(_ path: String) throws -> Data {
    try Data(contentsOf: Program.samples.appendingPathComponent(path))
}

private func replacing(_ text: String, _ bytes: [UInt8], in data: Data) -> Data {
    guard let range = data.range(of: Data(text.utf8)) else { return Data() }
    var data = data
    data.replaceSubrange(range, with: bytes)
    return data
}

private func repeating(_ text: String, _ count: Int) -> Data {
    Data(String(repeating: text, count: count).utf8)
}

/// No name, number, date of birth, address, id or free text of `inputs` stands in what was said.
func expectNoPatientValue(_ outcome: Outcome, _ scratch: Scratch, _ inputs: [Data]) throws {
    let quarantine = (try? scratch.read("feed/quarantine.ndjson")) ?? ""
    let said = Data((outcome.output + outcome.error + quarantine).utf8)
    let keys = "family|postalCode|birthDate|text|comment|line|given|city"
    let patterns = [
        #""(?:\#(keys))": (?:\[\s*)?"([^"]{4,})""#, #"(?:"|>)(999[0-9]{7})(?:"|<)"#,
        "([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})", "<text>([^<]{4,})</text>",
    ]
    var count = 0
    for text in inputs.map({ String(decoding: $0, as: UTF8.self) }) {
        let whole = NSRange(text.startIndex..., in: text)
        let values = try patterns.flatMap { pattern in
            try NSRegularExpression(pattern: pattern).matches(in: text, range: whole)
                .compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } }
        }
        for value in Set(values) {
            count += 1
            // Its length, not the value: a failed test must not print it either.
            let isAbsent = said.range(of: Data(value.utf8)) == nil
            #expect(isAbsent, "a value of \(value.utf8.count) bytes")
        }
    }
    #expect(count > 10)
}
