import CanonicalModel
import Testing

@testable import Feeds

@Suite struct CSVFeedTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a,b", #""a,b""#), (#"say "no""#, #""say ""no""""#),
        ("two\r\nlines", "\"two\r\nlines\""), ("line\nfeed", "\"line\nfeed\""),
        (" lead", #"" lead""#), ("trail ", #""trail ""#), ("\ttab", "\"\ttab\""),
        ("Zoë – naïve 漢", "Zoë – naïve 漢"), ("=1+1", "=1+1"), ("a b", "a b"), (#"""#, #""""""#),
    ])
    func quotes(_ text: String, _ expected: String) {
        var output: [UInt8] = []
        output.appendRow(of: CanonicalRecord()) { row in row.writeCSV(Array(text.utf8).span) }
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    private func table(
        _ kind: EntryKind, _ names: [String], _ values: KeyValuePairs<String, RecordBuilder.Value>
    ) -> [String] {
        let feed = CSVFeed(selection: FeedSelection([kind: names]))
        var builder = RecordBuilder()
        builder.add(kind, values)
        var output = FeedOutput()
        feed.append(builder.released(), into: &output)
        #expect(output.csvRows[Int(kind.rawValue)] == 1)
        let bytes = feed.header(kind) + output.csv[Int(kind.rawValue)]
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasSuffix("\r\n"))
        return text.split(separator: "\r\n").map(String.init)
    }

    @Test func anObservationHasItsColumnsInFieldOrder() {
        let lines = table(
            .observation, ["value", "id", "code", "effective", "component"],
            [
                "id": "o1",
                "code": .concept(
                    .mapped, text: "typed",
                    [
                        .init(.readV2, "22A..", "O/E - weight"),
                        .init(.snomed, "27113001", "Weight"),
                    ]),
                "effective": .date(PartialDate(.month, year: 2021, month: 3)),
                "value": .quantity("34.0", .less, unit: "kg", code: "kg", derived: true),
                "component": true,
            ])
        #expect(
            lines == [
                "person_key,practice,source_system,id,code_snomed,code_source,code_source_system,"
                    + "code_term,code_status,effective,effective_precision,value_number,"
                    + "value_comparator,value_unit,value_unit_code,value_origin,value_unit_ucum,"
                    + "value_canonical,value_unit_canonical,value_plausible,component",
                "P1,A99901,emis,o1,27113001,22A..,readv2,O/E - weight,mapped,2021-03,month,34.0,<,"
                    + "kg,kg,derived-from-text,,,,,true",
            ])
    }

    @Test func absentCellsKeepTheirColumns() {
        let lines = table(.observation, ["id", "code", "effective", "value", "note"], [:])
        #expect(lines[1] == "P1,A99901,emis" + String(repeating: ",", count: 18))
        #expect(lines[0].split(separator: ",").count == 21)
    }

    @Test func aDescriptionIsNoConcept() {
        let lines = table(
            .problem, ["code"],
            [
                "code": .concept(
                    .description, text: "",
                    [.init(.snomed, "255952013", "O/E - foot", isDescription: true)])
            ])
        #expect(lines[1] == "P1,A99901,emis,,255952013,snomed,O/E - foot,description")
    }

    @Test func anUnknownSystemIsWrittenAsItCame() {
        let lines = table(
            .problem, ["code"],
            [
                "code": .concept(
                    .unmapped, text: "",
                    [.init(.other, "X1", "Local", systemText: "2.16.840.1.9")])
            ])
        #expect(lines[1] == "P1,A99901,emis,,X1,2.16.840.1.9,Local,unmapped")
    }

    @Test func wordsAloneAreTheTerm() {
        let lines = table(
            .problem, ["code", "status"],
            ["code": .concept(.textOnly, text: "sore, left knee", []), "status": "active"])
        #expect(lines[1] == #"P1,A99901,emis,,,,"sore, left knee",text-only,active"#)
    }

    @Test func referencesAreSeparatedBySpaces() {
        let lines = table(
            .heading, ["items", "encounter"],
            ["items": .references(["a", "b", "c"]), "encounter": "e1"])
        #expect(lines[0] == "person_key,practice,source_system,encounter,items")
        #expect(lines[1] == "P1,A99901,emis,e1,a b c")
    }

    @Test func unselectedKindsHaveNoRows() {
        let feed = CSVFeed(selection: FeedSelection([.problem: ["id"]]))
        var builder = RecordBuilder()
        builder.add(.observation, ["id": "o1"])
        var output = FeedOutput()
        feed.append(builder.released(), into: &output)
        #expect(output.csv.joined().isEmpty)
        #expect(feed.kinds == [.problem])
        #expect(
            FeedTable(.medicationIssue, .everything).fileName(.csv)
                == "csv/medication_issue.csv")
    }

    @Test func removeAllStartsAgain() {
        let feed = CSVFeed(selection: .everything)
        var builder = RecordBuilder()
        builder.add(.registration, ["id": "r1", "practice_name": "Elm, Grove"])
        var output = FeedOutput()
        feed.append(builder.released(), into: &output)
        let once = output.csv
        output.removeAll()
        #expect(output.csv.joined().isEmpty)
        #expect(output.csvRows == Array(repeating: 0, count: output.csvRows.count))
        feed.append(builder.released(), into: &output)
        #expect(output.csv == once)
    }

    @Test(arguments: EntryKind.allCases)
    func everyRowHasAsManyFieldsAsTheHeader(_ kind: EntryKind) {
        let feed = CSVFeed(selection: .everything)
        var builder = RecordBuilder()
        builder.add(kind, [:])
        var output = FeedOutput()
        feed.append(builder.released(), into: &output)
        let commas = { (bytes: [UInt8]) in bytes.count { $0 == UInt8(ascii: ",") } }
        #expect(commas(output.csv[Int(kind.rawValue)]) == commas(feed.header(kind)))
    }
}
