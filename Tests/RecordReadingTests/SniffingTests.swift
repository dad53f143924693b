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

    @Test(arguments: [-1, 3, 100])
    func noValueBeginsOutside(_ start: Int) {
        #expect(endOfFirstJSONValue(Array("{} ".utf8), from: start) == nil)
    }
}
