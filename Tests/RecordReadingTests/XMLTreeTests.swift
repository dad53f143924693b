import CanonicalModel
import RecordReading
import Testing

@Suite struct XMLTreeTests {
    @Test(arguments: [
        ("<a/>", "a[]"),
        ("<a></a>", "a[]"),
        ("<a x='1' y=\"2\"/>", "a[@x=1,@y=2]"),
        ("<a  x = '1'\n\ty=\"2\" ></a >", "a[@x=1,@y=2]"),
        ("<a>text</a>", "a['text']"),
        ("<a x='1'>t<b/>u</a>", "a[@x=1,'t',b[],'u']"),
        ("<a>\n  <b> </b>\n\t<c/>\r\n</a>", "a[b[],c[]]"),
        ("<unheard><b/></unheard>", "?[b[]]"),
        ("<a unheard='1'/>", "a[@?=1]"),
        // Names are local; declarations of namespaces are not nodes.
        ("<p:a xmlns:p='u' xmlns='v' p:x='1'><b xmlns=''/></p:a>", "a[@x=1,b[]]"),
        ("<a xmlns:p='é&amp;' x='&lt;'/>", "a[@x=<]"),
        ("<q:a q:x='1'/>", "a[@x=1]"),
        ("<a xml:x='1'/>", "a[@x=1]"),
        // References, CDATA, comments and line ends.
        ("<a>1 &lt; 2 &amp;&#x41;&#66;</a>", "a['1 < 2 &AB']"),
        ("<a><![CDATA[<b>&amp;]]></a>", "a['<b>&amp;']"),
        ("<a>x<![CDATA[]]]]>y</a>", "a['x]]y']"),
        ("<a>one<!-- not <b/> -->two<?c three?></a>", "a['onetwo']"),
        ("<a><!-- <b/> --><?c d?> <![CDATA[ ]]></a>", "a[]"),
        ("<a>&#32;</a>", "a[' ']"),
        ("<a>x\r\ny\rz</a>", "a['x\ny\nz']"),
        ("<a><![CDATA[x\r\ny]]></a>", "a['x\ny']"),
        ("<a x='1&quot;2&apos;'/>", "a[@x=1\"2']"),
        ("<a x='1\n2\t3\r\n4&#10;5'/>", "a[@x=1 2 3 4\n5]"),
        ("<a x='>' y='/>'>z</a>", "a[@x=>,@y=/>,'z']"),
        ("<a x='é' y='plain' z=''>é</a>", "a[@x=é,@y=plain,@z=,'é']"),
        (
            "\u{FEFF}<?xml version='1.0' encoding='UTF-8'?>\n<!-- c -->\n<a>1</a>\n<!-- d -->",
            "a['1']"
        ),
    ])
    func becomes(_ source: String, _ expected: String) throws {
        let (tree, symbols) = try readXML(Array(source.utf8))
        #expect(render(tree, symbols) == expected)
    }

    /// Attributes that nobody reads are checked and not kept; elements of such names are kept.
    @Test(arguments: [XMLReader.Parser.tokenizer, .libxml2])
    func leavesOutAttributesThatNobodyReads(_ parser: XMLReader.Parser) throws {
        var symbols = table(["a", "x"])
        symbols.intern("y", isRead: false)
        symbols.leavesOutUnread = true
        let reader = XMLReader(symbols: symbols, parser: parser)
        for (source, expected) in [
            ("<a y='1' x='2' unheard='3'><y x='4'>t</y><b z='5'/></a>", "a[@x=2,y[@x=4,'t'],?[]]"),
            ("<a y='&#10;' x='&lt;' unheard='&gt;'/>", "a[@x=<]"),
        ] {
            var tree = SourceTree(bytes: Array(source.utf8))
            try reader.read(&tree, file: "-")
            #expect(render(tree, symbols) == expected)
        }
        var twice = SourceTree(bytes: Array("<a y='1' y='2'/>".utf8))
        #expect(throws: Diagnostic.self) { try reader.read(&twice, file: "-") }
        let read = symbols.intern("y")
        #expect(!symbols.isLeftOut(read))
    }

    @Test(arguments: [
        ("<a> <b x='1'>t</b> </a>", 1, "<b x='1'>t</b>"),
        ("<a> <b x='1'>t</b> </a>", 0, "<a> <b x='1'>t</b> </a>"),
        ("<a> <b x='1'>t</b> </a>", 2, "1"),
        ("<a> <b x='1'>t</b> </a>", 3, "t"),
        ("\u{FEFF}<a><b/></a>", 1, "<b/>"),
        ("<a><b x='&amp;' /></a>", 1, "<b x='&amp;' />"),
        ("<a><b x='&amp;' /></a>", 2, "&amp;"),
        ("<a><b x='é' y='1'/></a>", 3, "1"),
        ("<a>é<!-- c --><b ></b ></a>", 1, "é<!-- c -->"),
        ("<a>é<!-- c --><b ></b ></a>", 2, "<b ></b >"),
        ("<a><!-- <b> --><b/></a>", 1, "<b/>"),
    ])
    func pointsAt(_ source: String, _ node: Int, _ expected: String) throws {
        let tree = try readXML(Array(source.utf8)).tree
        #expect(String(decoding: tree.rawBytes(of: node), as: UTF8.self) == expected)
    }

    @Test func onlyWhatMustBeDecodedIsMarked() throws {
        let tree = try readXML(Array("<a x='1' y='&lt;'>t<b/>&gt;</a>".utf8)).tree
        #expect(tree.nodes.map(\.needsDecoding) == [false, false, true, false, false, true])
    }

    @Test(arguments: [
        Encoded(
            utf16("\u{FEFF}<?xml version='1.0' encoding='UTF-16'?><a>é</a>", high: 1), "a['é']"),
        Encoded(utf16("\u{FEFF}<a>€𝄞</a>", high: 0), "a['€𝄞']"),
        Encoded(utf16("<?xml version='1.0'?><a>é</a>", high: 0), "a['é']"),
        Encoded(latin("<?xml version='1.0' encoding='ISO-8859-1'?><a x='\u{E9}'/>"), "a[@x=é]"),
        Encoded(
            latin("<?xml version='1.0' encoding=\"windows-1252\"?><a>\u{80}\u{E9}</a>"), "a['€é']"),
        Encoded(latin("<?xml version='1.0' encoding='ASCII'?><a/>"), "a[]"),
        Encoded(Array("<?xml version='1.0' encoding='UTF-16'?><a>é</a>".utf8), "a['é']"),
    ])
    func transcodes(_ source: Encoded) throws {
        let (tree, symbols) = try readXML(source.bytes)
        #expect(render(tree, symbols) == source.expected)
    }

    /// Both the name cache and the arrays are used again; a failure leaves no trace.
    @Test func aReaderReadsManyRecords() throws {
        let symbols = table(["a", "b"])
        let reader = XMLReader(symbols: symbols)
        var tree = SourceTree()
        for round in 0..<200 {
            tree.bytes = Array("<a><b n\(round)='1'/></a>".utf8)
            try reader.read(&tree, file: "-")
            #expect(render(tree, symbols) == "a[b[@?=1]]")
            tree.bytes = Array("<b><a></b>".utf8)
            #expect(throws: Diagnostic.self) { try reader.read(&tree, file: "-") }
            #expect(tree.nodes.isEmpty)
        }
    }

    /// More names than the cache keeps from one record to the next.
    @Test func aReaderOutlivesItsDictionary() throws {
        let symbols = table(["a", "n7"])
        let reader = XMLReader(symbols: symbols)
        for _ in 0..<3 {
            var tree = SourceTree(
                bytes: Array("<a>\((0..<40_000).map { "<n\($0)/>" }.joined())</a>".utf8))
            try reader.read(&tree, file: "-")
            #expect(tree.nodes.count == 40_001)
            #expect(tree.nodes[8].name == symbols.symbol("n7"))
        }
    }
}

/// The UTF-16 units of `text`, each with its high byte at `high`.
private func utf16(_ text: String, high: Int) -> [UInt8] {
    text.utf16.flatMap { unit in
        let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        return high == 0 ? bytes : bytes.reversed()
    }
}

/// One byte a character.
private func latin(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}

/// Bytes in some encoding and the tree that they become.
struct Encoded: Sendable {
    let bytes: [UInt8]
    let expected: String
    init(_ bytes: [UInt8], _ expected: String) { (self.bytes, self.expected) = (bytes, expected) }
}
