import CanonicalModel
import Foundation
import RecordReading
import Testing

/// Thousands of damaged records: nothing crashes, and an independent parser accepts what we accept.
@Suite struct MutationTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func jsonThatWeAcceptFoundationAccepts(_ seed: UInt64) {
        var randomness = Randomness(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        let reader = JSONReader(symbols: table(["resourceType", "id", "entry"]))
        var accepted = 0
        for _ in 0..<1500 {
            let mutant = randomness.mutate(Array(Self.json.utf8), inserting: Self.jsonPieces)
            var tree = SourceTree(bytes: mutant)
            let isAccepted = (try? reader.read(&tree, file: "-")) != nil
            #expect(tree.bytes == mutant)
            guard isAccepted else { continue }
            accepted += 1
            #expect(children(of: 0, in: tree).allSatisfy { $0 < tree.nodes.count })
            let foundation = try? JSONSerialization.jsonObject(
                with: Data(mutant), options: .fragmentsAllowed)
            #expect(foundation != nil, "seed \(seed): \(String(decoding: mutant, as: UTF8.self))")
            #expect(endOfFirstJSONValue(mutant, from: 0) != nil)
        }
        #expect(accepted > 50)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func xmlThatWeAcceptFoundationAccepts(_ seed: UInt64) {
        var randomness = Randomness(seed: seed &* 0xC2B2_AE3D_27D4_EB4F)
        let reader = XMLReader(symbols: table(["a", "b", "code"]))
        var accepted = 0
        for _ in 0..<1500 {
            let mutant = randomness.mutate(Array(Self.xml.utf8), inserting: Self.xmlPieces)
            var tree = SourceTree(bytes: mutant)
            guard (try? reader.read(&tree, file: "-")) != nil else { continue }
            accepted += 1
            #expect(spans(tree))
            // Foundation crashes on a processing instruction without data (Swift 6.3).
            if String(decoding: mutant.dropFirst(5), as: UTF8.self).contains("<?") { continue }
            #expect(
                FoundationEvents.parse(Data(mutant)) != nil,
                "seed \(seed): \(String(decoding: mutant, as: UTF8.self))")
        }
        #expect(accepted > 50)
    }

    /// Every element's bytes begin with `<` and end with `>`, and hold those of its children.
    private func spans(_ tree: SourceTree) -> Bool {
        tree.nodes.indices.allSatisfy { node in
            guard tree.nodes[node].kind == .element else { return true }
            let bytes = tree.rawBytes(of: node)
            return bytes.first == UInt8(ascii: "<") && bytes.last == UInt8(ascii: ">")
                && children(of: node, in: tree).allSatisfy { child in
                    let inner = tree.rawBytes(of: child)
                    return inner.startIndex > bytes.startIndex && inner.endIndex < bytes.endIndex
                }
        }
    }

    private static let json = """
        {"resourceType": "Bundle", "id": "a-1", "total": -12.5e3, "entry": [{"a\\u0062": [1, [2]], \
        "b": "x\\n\\uD834\\uDD1Eé"}, {}, null, true, false], "z": {"y": [], "x": {"w": "v"}}}
        """
    private static let jsonPieces =
        [
            "\"", "{", "}", "[", "]", ",", ":", "\\", "\\u12", "\\uD800", "1", "-", ".", "e", "NaN",
            "null", " ", "\u{1}", "é", "\"a\":1,", "//",
        ].map { Array($0.utf8) } + [[0x80], [0xC3], [0xED, 0xA0, 0x80], [0]]

    private static let xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <a xmlns="urn:x" xmlns:p="urn:y" p:code='1'>
          <b code="é &amp; &#65;" x="1"/> text &lt; <![CDATA[<c>]]> more <!-- c -->
          <p:b><a code=""></a></p:b>
        </a>
        """
    private static let xmlPieces =
        [
            "<", ">", "&", "\"", "'", "/", "=", " ", "]]>", "<!--", "-->", "<?x", "?>", "<![CDATA[",
            "&amp;", "&#0;", "&foo;", "<a>", "</a>", "<a/>", "xmlns:q=\"u\"", "\u{1}", "é", "--",
            "\r\n", "<!DOCTYPE a>",
        ].map { Array($0.utf8) } + [[0x80], [0xC3], [0]]
}
