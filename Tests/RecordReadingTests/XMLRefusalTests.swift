import CanonicalModel
import RecordReading
import Testing

@Suite struct XMLRefusalTests {
    @Test(
        arguments: [
            ("", 108, nil),
            (" \n\t", 108, nil),
            ("\u{FEFF}", 108, nil),
            ("text", 101, 0),
            ("<a><b></a></b>", 101, nil),
            ("<a/><b/>", 101, 4),
            ("<a x='1' x='2'/>", 101, nil),
            ("<a x=1/>", 101, nil),
            ("<a x='<'/>", 101, nil),
            ("<a>&nbsp;</a>", 101, nil),
            ("<a>&#0;</a>", 101, nil),
            ("<a>]]></a>", 101, nil),
            ("<a>\u{0}</a>", 101, nil),
            ("<a>\u{1}</a>", 101, nil),
            ("<a><!-- -- --></a>", 101, nil),
            ("<a", 110, 2),
            ("<a x='1", 110, nil),
            ("<a><b>text", 110, nil),
            ("<a><b></b>", 110, nil),
            ("<!DOCTYPE a><a/>", 103, nil),
            ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 103, nil),
            (
                "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>", 103, nil
            ),
            ("<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://localhost/'> %p;]><a/>", 103, nil),
            ("<?xml version='1.0' encoding='EBCDIC'?><a/>", 109, nil),
        ] as [(String, Int, Int?)])
    func refuses(_ source: String, _ code: Int, _ offset: Int?) {
        let error = #expect(throws: Diagnostic.self) { try readXML(Array(source.utf8)) }
        #expect(error?.code.number == code)
        #expect(error?.file == "record.xml")
        if let offset { #expect(error?.byteOffset == offset) }
    }

    @Test func aPlaceIsALineAColumnAndAnOffset() throws {
        let error = #expect(throws: Diagnostic.self) {
            try readXML(Array("<a>\n  <b>&secret;</b>\n</a>".utf8))
        }
        #expect(error?.position?.line == 2)
        #expect(error?.byteOffset.map { (9...17).contains($0) } == true)
        #expect(error.map { "\($0)".contains("secret") } == false)
    }

    @Test(arguments: [
        ([0x3C, 0x61, 0x3E, 0xC3, 0x28, 0x3C, 0x2F, 0x61, 0x3E], 107, 3),
        ([0x3C, 0x61, 0x3E, 0xED, 0xA0, 0x80, 0x3C, 0x2F, 0x61, 0x3E], 107, 3),
        ([0xFF, 0xFE, 0x3C], 107, 0),
        ([0xFF, 0xFE, 0x00, 0xD8, 0x3C, 0x00], 107, 0),
        ([0xFF, 0xFE, 0x00, 0x00, 0x3C, 0x00, 0x00, 0x00], 109, 0),
        // UCS-4 and UTF-16 without a mark, which libxml2 knows by their zero bytes.
        ([0x3C, 0, 0, 0, 0x61, 0, 0, 0, 0x2F, 0, 0, 0, 0x3E, 0, 0, 0], 109, 0),
        ([0, 0, 0, 0x3C, 0, 0, 0, 0x61, 0, 0, 0, 0x2F, 0, 0, 0, 0x3E], 109, 0),
        ([0, 0, 0x3C, 0, 0, 0, 0x61, 0], 109, 0),
        ([0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E, 0], 109, 0),
    ])
    func refusesEncoding(_ bytes: [UInt8], _ code: Int, _ offset: Int) {
        let error = #expect(throws: Diagnostic.self) { try readXML(bytes) }
        #expect(error?.code.number == code)
        #expect(error?.byteOffset == offset)
    }

    /// What stays within a limit is read; one more is refused.
    @Test(arguments: [
        (limiting { $0.depth = 3 }, "<a><b><c/></b></a>", "<a><b><c><d/></c></b></a>", 104),
        (limiting { $0.bytes = 8 }, "<a>b</a>", "<a>bc</a>", 105),
        (limiting { $0.nodes = 3 }, "<a>t<b/></a>", "<a>t<b/>t</a>", 106),
        (limiting { $0.nodes = 3 }, "<a x='' y=''/>", "<a x='' y='' z=''/>", 106),
        (limiting { $0.nameLength = 3 }, "<abc/>", "<abcd/>", 106),
        (limiting { $0.nameLength = 3 }, "<a abc=''/>", "<a abcd=''/>", 106),
        (
            limiting { $0.attributesPerElement = 2 }, "<a x='' y=''><b x=''/></a>",
            "<a><b x='' y='' z=''/></a>", 106
        ),
        (
            limiting { $0.attributesPerElement = 2 }, "<a>'' '' '' '' ''</a>",
            "<a xmlns:x='x' xmlns:y='y' z=''/>", 106
        ),
    ])
    func respects(_ limits: ReadingLimits, _ within: String, _ beyond: String, _ code: Int) throws {
        _ = try readXML(Array(within.utf8), limits: limits)
        let error = #expect(throws: Diagnostic.self) {
            try readXML(Array(beyond.utf8), limits: limits)
        }
        #expect(error?.code.number == code)
    }

    /// Nobody includes what an element asks for: it is read as it stands.
    @Test(arguments: XMLReader.Parser.allCases)
    func anInclusionIsAnElementLikeAnyOther(_ parser: XMLReader.Parser) throws {
        let source = """
            <a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/hostname" \
            parse="text"/></a>
            """
        var tree = SourceTree(bytes: Array(source.utf8))
        try XMLReader(symbols: SymbolTable(), parser: parser).read(&tree, file: "-")
        #expect(tree.nodes.map(\.kind) == [.element, .element, .attribute, .attribute])
    }

    /// Of elements, prefixes and instructions alike; what earlier records named does not count.
    @Test(arguments: ["<n%/>", "<p:n%/>", "<p%:a/>", "<?n% d?>", "<a n%=''/>"])
    func aRecordFullOfDifferentNamesIsRefused(_ form: String) throws {
        let reader = XMLReader(
            symbols: SymbolTable(), limits: limiting { $0.nameBytes = 30_000 },
            parser: .libxml2)
        func document(_ names: Range<Int>) -> SourceTree {
            let parts = names.map { form.replacing("%", with: "\($0)") }
            return SourceTree(bytes: Array("<a>\(parts.joined())</a>".utf8))
        }
        for first in stride(from: 0, to: 60_000, by: 1_000) {
            var tree = document(first..<first + 1_000)
            try reader.read(&tree, file: "-")
        }
        for _ in 0..<2 {
            var tree = document(0..<30_000)
            let error = #expect(throws: Diagnostic.self) { try reader.read(&tree, file: "-") }
            #expect(error?.code.number == 106)
        }
    }

    @Test func hugeInputsAreRefusedByTheDefaultLimits() {
        let deep = String(repeating: "<a>", count: 1_000_000)
        let crowded = "<a " + (0..<200_000).map { "a\($0)=''" }.joined(separator: " ") + "/>"
        #expect(throws: Diagnostic.self) { try readXML(Array(deep.utf8)) }
        #expect(throws: Diagnostic.self) { try readXML(Array(crowded.utf8)) }
    }

    /// libxml2's own limits are off: one long text is no reason to refuse a record.
    @Test func aLongTextIsRead() throws {
        let text = [UInt8](repeating: 0x41, count: 12_000_000)
        let tree = try readXML(Array("<a>".utf8) + text + Array("</a>".utf8)).tree
        #expect(tree.nodes.map(\.length) == [12_000_007, 12_000_000])
    }
}
