import RecordReading
import Testing

@Suite struct SniffingTests {
    @Test(arguments: [
        (Array("<a/>".utf8), ContentKind.xml),
        (Array("\u{FEFF} \n<a/>".utf8), .xml),
        ([0xFF, 0xFE, 0x3C, 0x00], .xml),
        ([0xFE, 0xFF, 0x00, 0x3C], .xml),
        ([0x00, 0x3C, 0x00, 0x3F], .xml),
        (Array(" {".utf8), .json),
        (Array("\u{FEFF}[".utf8), .json),
        ([], .empty),
        (Array(" \r\n\t".utf8), .empty),
        ([0xEF, 0xBB, 0xBF], .empty),
        (Array("a,b\n1,2".utf8), .unrecognised),
        ([0x50, 0x4B, 0x03, 0x04], .unrecognised),
    ])
    func sniffs(_ bytes: [UInt8], _ expected: ContentKind) {
        #expect(ContentKind.sniff(bytes) == expected)
        #expect(ContentKind.sniff(bytes[...]) == expected)
    }

    @Test(arguments: [
        ("{}", 0, 2),
        ("{} {}", 0, 2),
        ("{} {}", 2, 5),
        (" {\"a\":[1,{\"b\":\"}]\"}]}\n{}", 0, 21),
        ("{\"a\":\"\\\\\"}x", 0, 10),
        ("{\"a\":\"\\\"}\"}x", 0, 11),
        ("[[],[[]]]", 0, 9),
        ("\"a\\\"b\" 1", 0, 6),
        ("12 13", 0, 2),
        ("true", 0, 4),
        ("\u{FEFF}{}", 0, 5),
        ("{\"a\":\"0123456789012345678901234567890\"}", 0, 39),
    ])
    func findsTheEnd(_ source: String, _ start: Int, _ end: Int) {
        #expect(endOfFirstJSONValue(Array(source.utf8), from: start) == end)
    }

    @Test(arguments: ["", "  ", "{", "{\"a\":1", "{\"a\":\"}", "[[]", "\"a", "{\"a\\"])
    func anIncompleteValueHasNoEnd(_ source: String) {
        #expect(endOfFirstJSONValue(Array(source.utf8), from: 0) == nil)
    }

    @Test(arguments: [
        ("{} {}", 2, 2),
        ("{\"a\":1}\n{}", 7, 7),
        ("{\"a\":1}\n{}", 6, nil),
        ("{\n}\n", 1, nil),
        ("{}", 100, 2),
    ])
    func looksNoFurtherThanItIsTold(_ source: String, _ limit: Int, _ end: Int?) {
        #expect(endOfFirstJSONValue(Array(source.utf8), from: 0, to: limit) == end)
    }

    @Test(arguments: [
        ("", LineLayout.undecided),
        (" \n\n", .undecided),
        ("{\"a\":1}", .undecided),
        ("{\"a\":1}\n \r\n", .undecided),
        ("{\"a\":1}\n{\"a\":2}", .lines),
        ("\u{FEFF}{\"a\":1}\r\n\n[]\n", .lines),
        ("\n \n{\"a\":1} \r\n\n[]\n", .lines),
        ("{}\nx", .lines),
        ("{} {}\n{}", .document),
        ("{\n  \"a\": 1\n}\n", .document),
        ("{\"a\": [1,\n2]}\n{}", .document),
        ("<a>\n</a>", .document),
        ("<a></a>\n", .document),
    ])
    func tellsLinesFromADocument(_ source: String, _ expected: LineLayout) {
        #expect(LineLayout.sniff(Array(source.utf8)) == expected)
    }

    @Test(arguments: [
        ("a\nb\n", 0, 1), ("a\nb\n", 2, 3), ("a\nb", 2, nil), ("\n", 1, nil), ("", 0, nil),
    ])
    func findsTheLineBreak(_ source: String, _ start: Int, _ expected: Int?) {
        #expect(firstLineBreak(Array(source.utf8), from: start) == expected)
    }

    @Test(arguments: [-1, 3, 100])
    func noValueBeginsOutside(_ start: Int) {
        #expect(endOfFirstJSONValue(Array("{} ".utf8), from: start) == nil)
    }
}
