import CanonicalModel
import Foundation
import RecordReading
import Testing

/// The tokenizer against libxml2: what it takes, libxml2 takes too, and the trees are the same.
@Suite struct TokenizerTests {
    @Test(.enabled(if: Corpus.isPresent, "the shared corpus is not beside the package"))
    func agreesOnTheCorpus() throws {
        let comparison = Comparison(Self.symbols)
        var taken: [String] = []
        for file in try Corpus.all(suffix: ".xml") {
            let outcome = comparison.outcome(file.bytes)
            #expect(outcome != .differs, "\(file.path)")
            if outcome == .same { taken.append(file.path) }
        }
        // The others are malformed, declare another encoding, or have a document type.
        #expect(taken.count > 700)
        #expect(taken.count { $0.contains("gp2gp-ehrextract") } > 600)
    }

    @Test func agreesOnTheSamples() throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let samples = package.appendingPathComponent("Samples")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: samples.path)
            .filter { $0.hasSuffix(".xml") }
        #expect(!paths.isEmpty)
        let comparison = Comparison(Self.symbols)
        for path in paths {
            let bytes = Array(try Data(contentsOf: samples.appendingPathComponent(path)))
            #expect(comparison.outcome(bytes) == .same, "\(path)")
        }
    }

    /// Set SLUICE_FUZZ to fuzz longer: so many mutants are made of each seed document.
    @Test(arguments: Array(Self.documents.enumerated()))
    func agreesOnMutants(_ number: Int, _ document: String) {
        var randomness = Randomness(seed: UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15)
        let comparison = Comparison()
        let environment = ProcessInfo.processInfo.environment
        let count = environment["SLUICE_FUZZ"].flatMap(Int.init) ?? 1000
        for _ in 0..<count {
            let mutant = randomness.mutate(Array(document.utf8), inserting: Self.pieces)
            let outcome = comparison.outcome(mutant)
            #expect(
                outcome != .differs, "seed \(number): \(String(decoding: mutant, as: UTF8.self))")
        }
        #expect(comparison.takenCount > count / 20)
    }

    /// Who reads it; both could.
    @Test(
        arguments: [
            ("<a/>", .tokenizer),
            ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>é</a>", .tokenizer),
            ("\u{FEFF}<?xml version='1.0' standalone='yes'?>\n<!-- c --><?d e?><a/>\n", .tokenizer),
            ("<p:a xmlns:p='u' p:x=\"1\"><![CDATA[<]]>&#x41;</p:a >", .tokenizer),
            ("<aNameOfExactlyThirtyTwoBytes_123/>", .libxml2),
            ("<aNameOfExactlyThirtyOneBytes_12></aNameOfExactlyThirtyOneBytes_12>", .tokenizer),
            ("<é/>", .libxml2),
            ("<a b:c:d='1'/>", .libxml2),
            ("<?xml version='1.1'?><a/>", .libxml2),
            ("<?xml version='1.0' encoding='ISO-8859-1'?><a/>", .libxml2),
            ("<?xml-stylesheet href='a'?><a/>", .libxml2),
        ] as [(String, XMLReader.Parser)])
    func takes(_ source: String, _ parser: XMLReader.Parser) throws {
        let reader = XMLReader(symbols: SymbolTable())
        var tree = SourceTree(bytes: Array(source.utf8))
        try reader.read(&tree, file: "-")
        #expect(reader.lastParser == parser)
        let comparison = Comparison()
        #expect(comparison.outcome(tree.bytes) != .differs)
    }

    /// Names that follow one another in all lengths, some new and some known.
    @Test func namesOfAllLengthsAreToldApart() throws {
        let names = (1..<32).map { String("abcdefghijklmnopqrstuvwxyzABCDEF".prefix($0)) }
        let elements = names.map { "<\($0) \($0)=\"1\" x=\"\($0)\"><b></b></\($0)>" }
        let source = "<a>\((elements + elements.reversed()).joined())</a>"
        let symbols = table(names.filter { $0.count.isMultiple(of: 2) })
        let comparison = Comparison(symbols)
        #expect(comparison.outcome(Array(source.utf8)) == .same)
    }

    /// Names chosen to fill the table: the record is left to libxml2, and the next one is not.
    @Test func manyNamesAreLeftToLibxml2() throws {
        let comparison = Comparison()
        let many = (0..<3000).map { "<n\($0)/>" }.joined()
        #expect(comparison.outcome(Array("<a>\(many)</a>".utf8)) == .handedOver)
        #expect(comparison.outcome(Array("<a><b/></a>".utf8)) == .same)
    }

    /// Every prefix of a record: the end of the input may come anywhere.
    @Test func everyPrefixIsRefused() {
        let comparison = Comparison()
        let source = Array(Self.documents[1].utf8)
        for count in source.indices {
            let outcome = comparison.outcome(Array(source[..<count]))
            #expect(outcome == .handedOver, "the first \(count) bytes")
        }
    }

    private static let symbols = table([
        "code", "codeSystem", "value", "root", "extension", "id", "component", "text",
        "availabilityTime", "ObservationStatement", "ehrComposition", "displayName",
    ])

    private static let documents = [
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <a xmlns="urn:x" xmlns:p="urn:y" p:code='1'>
          <b code="é &amp; &#65;" x="1"/> text &lt; <![CDATA[<c>]]> more <!-- c -->
          <p:b><a code=""></a></p:b>
        </a><!-- end -->
        """,
        """
        <EhrExtract classCode="EXTRACT" moodCode="EVN"><id root="D8F1E55E-990B-4733" /><component \
        typeCode="COMP" contextConductionInd="true"><ObservationStatement classCode="OBS"><code \
        code="1234500000000001" codeSystem="2.16.840.1.113883.2.1.3.2.4.15" displayName="a&gt;b">\
        <originalText>it's ]] fine</originalText></code><availabilityTime value="20261121" />\
        </ObservationStatement></component></EhrExtract>
        """,
        "<a><b>t</b><b x=\"1\" y=\"2\" z='3' x:y=\"4\"/>\r\n<c>\t</c>&#x1F600;<?d e?></a>\n",
        "<?xml version='1.0' standalone='no' ?><a\n  b = \"c\"\n>\u{FFFD}é€𝄞</a\n><?f?>",
    ]

    private static let pieces =
        [
            "<", ">", "&", "\"", "'", "/", "=", " ", "]]>", "<!--", "-->", "<?x", "?>", "<![CDATA[",
            "&amp;", "&#0;", "&#x20;", "&foo;", "<a>", "</a>", "<a/>", "</b>", "x:y",
            "xmlns:q=\"u\"", "xmlns=\"\"", " x=\"1\"", "\u{1}", "\u{FFFE}", "é", "--", ":", "\r\n",
            "\t", "1", "<?xml version='1.0'?>", "<!DOCTYPE a>", "abcdefghijklmnop",
        ].map { Array($0.utf8) } + [[0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80], [0]]
}

/// Both parsers, and what they make of the same bytes.
private final class Comparison {
    enum Outcome { case same, handedOver, differs }

    private let ours: XMLReader
    private let libxml2: XMLReader
    private(set) var takenCount = 0

    init(_ symbols: SymbolTable = table(["a", "b", "code", "ObservationStatement"])) {
        ours = XMLReader(symbols: symbols)
        libxml2 = XMLReader(symbols: symbols, parser: .libxml2)
    }

    func outcome(_ bytes: [UInt8]) -> Outcome {
        var (tree, expected) = (SourceTree(bytes: bytes), SourceTree(bytes: bytes))
        let isRead = (try? ours.read(&tree, file: "-")) != nil
        guard ours.lastParser == .tokenizer else { return .handedOver }
        takenCount += 1
        let isExpected = (try? libxml2.read(&expected, file: "-")) != nil
        let isSame =
            isRead && isExpected && tree.nodes == expected.nodes && tree.bytes == expected.bytes
        return isSame ? .same : .differs
    }
}
