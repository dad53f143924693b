import CanonicalModel
import Testing

@Suite struct DecodingTests {
    /// The value of one leaf that holds `raw`.
    private static func decoded(_ raw: String, _ kind: SourceNode.Kind) -> String {
        let bytes = Array(raw.utf8)
        let node = SourceNode(
            name: 2, kind: kind, needsDecoding: true, end: 1, offset: 0,
            length: UInt32(bytes.count))
        var output: [UInt8] = []
        SourceTree(bytes: bytes, nodes: [node]).decode(0, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: [
        (#"a\"b"#, "a\"b"), (#"a\\b"#, "a\\b"), (#"a\/b"#, "a/b"),
        (#"\b\f\n\r\t"#, "\u{8}\u{c}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"),
        (#"\ud834\udd1e!"#, "𝄞!"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"), (#"\\u0041"#, #"\u0041"#),
        (#"\u0000x"#, "\0x"), ("plain é", "plain é"), ("", ""),
        (#"\uD834 alone"#, "\u{FFFD} alone"), (#"\uD834\u0041"#, "\u{FFFD}A"),
        (#"\uD834abcdef"#, "\u{FFFD}abcdef"), (#"\uDD1E"#, "\u{FFFD}"), (#"\uD834"#, "\u{FFFD}"),
    ])
    func aJSONStringMeans(_ raw: String, _ expected: String) {
        #expect(Self.decoded(raw, .string) == expected)
    }

    @Test(arguments: [
        ("a&amp;b&lt;c&gt;&quot;&apos;", "a&b<c>\"'"), ("&#65;&#x42;&#x1F600;", "AB😀"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\r", "a\n"), ("&#13;\r\n", "\r\n"),
        ("a<![CDATA[<b> & ]]>c", "a<b> & c"), ("<![CDATA[]]>", ""),
        ("<![CDATA[x\r\ny\rz]]>", "x\ny\nz"), ("<![CDATA[]]]]>", "]]"),
        ("a<!-- > -- b -->c", "ac"), ("a<?b c?>d", "ad"), ("a<!---->b", "ab"),
        ("a\tb", "a\tb"), ("", ""),
    ])
    func xmlTextMeans(_ raw: String, _ expected: String) {
        #expect(Self.decoded(raw, .text) == expected)
    }

    /// XML 1.0 §3.3.3: white space of an attribute becomes spaces, unless it is a reference.
    @Test(arguments: [
        ("a\tb\nc\r\nd\re", "a b c d e"), ("&#10;&#9;&#13;", "\n\t\r"), ("&quot;&#38;", "\"&"),
    ])
    func anXMLAttributeMeans(_ raw: String, _ expected: String) {
        #expect(Self.decoded(raw, .attribute) == expected)
    }

    @Test func aValueWithoutMarkIsCopiedAsItStands() {
        let bytes = Array(#"a\n&amp;"#.utf8)
        let node = SourceNode(
            name: 2, kind: .string, end: 1, offset: 0, length: UInt32(bytes.count))
        var output: [UInt8] = [0x21]
        SourceTree(bytes: bytes, nodes: [node]).decode(0, into: &output)
        #expect(output == [0x21] + bytes)
    }
}
