import CanonicalModel
import RecordReading
import Testing

@Suite struct JSONTreeTests {
    @Test(arguments: [
        ("{}", "?[]"),
        (" \n{ } \r\n", "?[]"),
        ("{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null}", "?[a=1,b=\"x\",c=true,d=null]"),
        ("{\"a\":{\"b\":{}}}", "?[a[b[]]]"),
        ("{\"a\":[1,2,3],\"b\":[]}", "?[a=1,a=2,a=3]"),
        ("{\"a\":[{\"b\":1},{\"b\":2}],\"c\":0}", "?[a[b=1],a[b=2],c=0]"),
        ("{\"a\":[[1,[2]],[],[[{\"b\":[3]}]]]}", "?[a=1,a=2,a[b=3]]"),
        ("{\"unheard\":1}", "?[?=1]"),
        (
            "{\"resourceType\":1,\"resourceTypes\":2,\"resourceTypez\":3}",
            "?[resourceType=1,resourceTypes=2,?=3]"
        ),
        (
            "{\"aNameOfMoreThanSixteenBytes\":1,\"aNameOfMoreThan_ixteenBytes\":2}",
            "?[aNameOfMoreThanSixteenBytes=1,?=2]"
        ),
        ("{\"\\u0061\":1,\"\":2}", "?[a=1,?=2]"),
        (
            "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD834\\uDD1E\"}",
            "?[a=\"\"\\/\u{8}\u{c}\n\r\té𝄞\"]"
        ),
        ("{\"a\":\"é€𝄞\"}", "?[a=\"é€𝄞\"]"),
        ("{\"a\":-0.50e+10}", "?[a=-0.50e+10]"),
        ("[1,{\"a\":2}]", "?[?=1,?[a=2]]"),
        ("[]", "?[]"),
        ("\"a\"", "?=\"a\""),
        ("12", "?=12"),
        ("\u{FEFF}{\"a\":false}", "?[a=false]"),
    ])
    func becomes(_ source: String, _ expected: String) throws {
        let (tree, symbols, warnings) = try readJSON(Array(source.utf8))
        #expect(render(tree, symbols) == expected)
        #expect(warnings.isEmpty)
    }

    @Test(arguments: [
        ("{\"a\": {\"b\": \"x\\n\"} }", 0, "{\"a\": {\"b\": \"x\\n\"} }", false),
        ("{\"a\": {\"b\": \"x\\n\"} }", 1, "{\"b\": \"x\\n\"}", false),
        ("{\"a\": {\"b\": \"x\\n\"} }", 2, "x\\n", true),
        ("{\"a\": [ 12 , null]}", 1, "12", false),
        ("{\"a\": [ 12 , null]}", 2, "null", false),
        (" [ {} ]", 0, "[ {} ]", false),
    ])
    func pointsAt(_ source: String, _ node: Int, _ expected: String, _ isMarked: Bool) throws {
        let tree = try readJSON(Array(source.utf8)).tree
        #expect(String(decoding: tree.rawBytes(of: node), as: UTF8.self) == expected)
        #expect(tree.nodes[node].needsDecoding == isMarked)
    }

    @Test(arguments: [
        ("{\"a\":1}\n{\"a\":2}\n", "?[entry[resource[a=1]],entry[resource[a=2]]]"),
        ("{}{}\r\n\r\n{}", "?[entry[resource[]],entry[resource[]],entry[resource[]]]"),
        ("\u{FEFF}{\"a\":[{}]}", "?[entry[resource[a[]]]]"),
    ])
    func readsLines(_ source: String, _ expected: String) throws {
        let (tree, symbols, _) = try readJSON(Array(source.utf8), .resourceLines)
        #expect(render(tree, symbols) == expected)
    }

    @Test func aLineKnowsItsPlace() throws {
        let source = Array("{\"a\":1}\n {\"b\":2} ".utf8)
        let tree = try readJSON(source, .resourceLines).tree
        for node in [4, 5] {
            #expect(String(decoding: tree.rawBytes(of: node), as: UTF8.self) == "{\"b\":2}")
        }
    }

    @Test(arguments: [
        ("{\"a\":1,\"a\":1}", "?[a=1]", [7]), ("{\"a\":\"\",\"a\" : \"\"}", "?[a=\"\"]", [8]),
        ("{\"a\":{\"b\":1},\"a\":{\"b\":1},\"c\":3}", "?[a[b=1],c=3]", [13]),
        ("{\"a\":{\"b\":1},\"b\":2,\"c\":{\"b\":3}}", "?[a[b=1],b=2,c[b=3]]", []),
        ("{\"a\":1,\"\\u0061\":1}", "?[a=1]", [7]),
        ("{\"\\u0061\":1,\"a\":1,\"b\":[{\"c\":2,\"c\":2}]}", "?[a=1,b[c=2]]", [12, 30]),
        ("{\"u\":1,\"v\":2,\"u\":[3,4]}", "?[?=1,?=2]", [13]),
        ("{\"a\":1,\"a\":1,\"a\":1}", "?[a=1]", [7, 13]),
    ])
    func theFirstOfTwoMembersCounts(
        _ source: String, _ expected: String, _ offsets: [Int]
    ) throws {
        let (tree, symbols, warnings) = try readJSON(Array(source.utf8))
        #expect(render(tree, symbols) == expected)
        #expect(warnings.map(\.code.number) == offsets.map { _ in 112 })
        #expect(warnings.map { ($0.byteOffset ?? 0) - 1 } == offsets)
    }

    /// Where they differ nobody can know which is meant, and the same text is no number.
    @Test(arguments: [
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":\"1\"}", "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":1,\"a\":1,\"a\":2}", "{\"b\":[{\"c\":1,\"c\":2}]}", "{\"a\":[1],\"a\":[1]}",
        "{\"a\":1,\"a\":{\"b\":1}}", "{\"a\":{\"b\":1},\"a\":{\"b\":2}}",
        "{\(String(repeating: "\"a\":1,", count: 150))\"a\":2}",
    ])
    func twoMembersThatDifferAreRefused(_ source: String) throws {
        let error = #expect(throws: Diagnostic.self) { try readJSON(Array(source.utf8)) }
        #expect(error?.code.number == 112)
    }

    /// Each name comes once more, its first letter escaped: lengths on both sides of what the table
    /// of names holds, and more names than it keeps.
    @Test func repeatedNamesAreFoundWhateverTheirLengthAndNumber() throws {
        let lengths = (1..<40).map { String("nameOfSomeLengthThatIsCutSomewhereHereOk".prefix($0)) }
        let others = (0..<1000).map { "\"x\($0)\":1" }.joined(separator: ",")
        for names in [lengths, (0..<500).map { "n\($0)" }, (500..<1500).map { "n\($0)" }] {
            let once = names.map { "\"\($0)\":1" }
            let again = names.map { "\"\\u006e\($0.dropFirst())\":2" }
            let both = (once.suffix(500) + again.suffix(500)).joined(separator: ",")
            let source = "[{\(others)},{\(once.joined(separator: ","))},{\(both)}]"
            let warnings = try readJSON(Array(source.utf8)).warnings
            #expect(warnings.count == min(names.count, 100))
        }
    }

    @Test func warningsAreCappedAndNameOnlyWhatMappingsName() throws {
        let members = repeatElement("\"9990000018\":1", count: 300).joined(separator: ",")
        let warnings = try readJSON(Array("{\(members)}".utf8)).warnings
        #expect(warnings.count == 100)
        #expect(warnings.allSatisfy { !"\($0)".contains("9990000018") })
    }
}
