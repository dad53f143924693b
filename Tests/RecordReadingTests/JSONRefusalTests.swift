import CanonicalModel
import RecordReading
import Testing

@Suite struct JSONRefusalTests {
    @Test(arguments: [
        ("", 108, 0),
        (" \n", 108, 2),
        ("{\"a\":1,}", 102, 7),
        ("{,}", 102, 1),
        ("[1,]", 102, 3),
        ("[1 2]", 102, 3),
        ("{\"a\" 1}", 102, 5),
        ("{\"a\":1 \"b\":2}", 102, 7),
        ("{a:1}", 102, 1),
        ("{'a':1}", 102, 1),
        ("{\"a\":NaN}", 102, 5),
        ("{\"a\":nan}", 102, 6),
        ("{\"a\":Infinity}", 102, 5),
        ("{\"a\":-Infinity}", 102, 6),
        ("{\"a\":+1}", 102, 5),
        ("{\"a\":01}", 102, 5),
        ("{\"a\":1.}", 102, 7),
        ("{\"a\":.5}", 102, 5),
        ("{\"a\":1e}", 102, 7),
        ("{\"a\":-}", 102, 6),
        ("{\"a\":tru}", 102, 8),
        ("{\"a\":falsy}", 102, 9),
        ("{\"a\":nul}", 102, 8),
        ("{\"a\":truex}", 102, 9),
        ("{\"a\":\"\u{1}\"}", 102, 6),
        ("{\"a\":\"\n\"}", 102, 6),
        ("{\"a\":\"\u{0}\"}", 102, 6),
        ("{\"a\":1\u{0}}", 102, 6),
        ("{\"a\":1,\"a\u{0}\":2}", 102, 9),
        ("{\"a\":\"\\x\"}", 102, 7),
        ("{\"a\":\"\\u12g4\"}", 102, 10),
        ("{\"a\":\"\\uD800\"}", 102, 6),
        ("{\"a\":\"\\uD800\\u0041\"}", 102, 6),
        ("{\"a\":\"\\uDC00\"}", 102, 6),
        ("{\"a\":1]", 102, 6),
        ("[1}", 102, 2),
        ("// c\n{}", 102, 0),
        ("{", 110, 1),
        ("{\"a", 110, 3),
        ("{\"a\":", 110, 5),
        ("{\"a\":\"b\\", 110, 8),
        ("{\"a\":\"b", 110, 7),
        ("[[1,2],", 110, 7),
        ("{\"a\":tr", 110, 7),
        ("{}{}", 111, 2),
        ("{} x", 111, 3),
        ("1 2", 111, 2),
    ])
    func refuses(_ source: String, _ code: Int, _ offset: Int) {
        let error = #expect(throws: Diagnostic.self) { try readJSON(Array(source.utf8)) }
        #expect(error?.code.number == code)
        #expect(error?.byteOffset == offset)
    }

    @Test(arguments: [
        [0xC3, 0x28], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xE2, 0x82], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF, 0xFE],
    ])
    func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
        let error = #expect(throws: Diagnostic.self) {
            try readJSON(Array("{\"a\":\"".utf8) + bytes + Array("\"}".utf8))
        }
        #expect(error?.code.number == 107)
        #expect(error?.byteOffset == 6)
    }

    @Test(arguments: [("", 108), ("{} []", 102), ("{}\n1", 102), ("{}\n{", 110)])
    func refusesLines(_ source: String, _ code: Int) {
        let error = #expect(throws: Diagnostic.self) {
            try readJSON(Array(source.utf8), .resourceLines)
        }
        #expect(error?.code.number == code)
    }

    /// What stays within a limit is read; one more is refused.
    @Test(arguments: [
        (limiting { $0.depth = 3 }, "[[{\"a\":1}]]", "[[[[]]]]", 104),
        (limiting { $0.bytes = 8 }, "[1,2,3] ", "[1,2,3,4]", 105),
        (limiting { $0.nodes = 3 }, "{\"a\":[1,2]}", "{\"a\":[1,2,3]}", 106),
        (limiting { $0.nameLength = 3 }, "{\"abc\":1}", "{\"abcd\":1}", 106),
        (
            limiting { $0.membersPerObject = 2 }, "{\"a\":{\"a\":1,\"b\":2},\"b\":3}",
            "{\"a\":1,\"b\":2,\"c\":3}", 106
        ),
    ])
    func respects(_ limits: ReadingLimits, _ within: String, _ beyond: String, _ code: Int) throws {
        _ = try readJSON(Array(within.utf8), limits: limits)
        let error = #expect(throws: Diagnostic.self) {
            try readJSON(Array(beyond.utf8), limits: limits)
        }
        #expect(error?.code.number == code)
    }

    @Test func aMillionBracketsAreRefused() {
        let error = #expect(throws: Diagnostic.self) {
            try readJSON([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        }
        #expect(error?.code.number == 104)
        #expect(error?.byteOffset == 256)
    }

    @Test func aRefusalLeavesNoNodesAndTheBytesAsTheyWere() {
        let source = Array("{\"a\":[1,2}".utf8)
        var tree = SourceTree(bytes: source)
        #expect(throws: Diagnostic.self) {
            try JSONReader(symbols: SymbolTable()).read(&tree, file: "-")
        }
        #expect(tree.nodes.isEmpty)
        #expect(tree.bytes == source)
    }
}
