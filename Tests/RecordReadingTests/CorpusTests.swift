import CanonicalModel
import Foundation
import FoundationXML
import RecordReading
import Testing

/// What our readers and Foundation's make of the same real test records.
@Suite struct CorpusTests {
    @Test(.enabled(if: Corpus.isPresent, "the shared corpus is not beside the package"))
    func xmlAgreesWithFoundation() throws {
        let files = try Corpus.wellFormed("gp2gp-ehrextract-hl7v3-xml", suffix: ".xml")
        let expected = files.map { FoundationEvents.parse(Data($0.bytes)) }
        let names = Set(expected.flatMap { $0?.names ?? [] }).sorted()
        let symbols = table(names)
        let reader = XMLReader(symbols: symbols)
        var tree = SourceTree()
        for (file, expected) in zip(files, expected) {
            tree.bytes = file.bytes
            try reader.read(&tree, file: file.path)
            let isSame = events(tree, symbols) == expected?.events
            #expect(isSame, "\(file.path)")
        }
        #expect(files.count > 600)
    }

    @Test(.enabled(if: Corpus.isPresent, "the shared corpus is not beside the package"))
    func jsonAgreesWithFoundation() throws {
        let files = try Corpus.wellFormed("gpconnect-structured-stu3-json", suffix: ".json")
        let parsed = try files.map { try FoundationJSON(Data($0.bytes)) }
        let symbols = table(Set(parsed.flatMap(\.names)).sorted())
        let reader = JSONReader(symbols: symbols)
        var (tree, withDuplicates) = (SourceTree(), 0)
        for (file, parsed) in zip(files, parsed) {
            tree.bytes = file.bytes
            // Foundation keeps another of two members of one name.
            do throws(Diagnostic) {
                try reader.read(&tree, file: file.path)
            } catch {
                #expect(error.code == .duplicateKey)
                withDuplicates += 1
                continue
            }
            guard reader.warnings.isEmpty else {
                withDuplicates += 1
                continue
            }
            let isSame = FoundationJSON(tree, symbols).value == parsed.value
            #expect(isSame, "\(file.path)")
        }
        #expect(files.count > 500)
        #expect(withDuplicates < 10)
    }

    /// Every file that the corpus calls malformed is refused, or read in spite of prefixes that are
    /// not bound; every refusal has a place.
    @Test(.enabled(if: Corpus.isPresent, "the shared corpus is not beside the package"))
    func malformedFilesAreRefused() throws {
        let folders = ["gp2gp-ehrextract-hl7v3-xml", "gpconnect-structured-stu3-json"]
        for file in try folders.flatMap({ try Corpus.malformed($0) }) {
            var tree = SourceTree(bytes: file.bytes)
            do throws(Diagnostic) {
                if file.path.hasSuffix(".xml") {
                    try XMLReader(symbols: SymbolTable()).read(&tree, file: file.path)
                } else {
                    try JSONReader(symbols: SymbolTable()).read(&tree, file: file.path)
                }
                #expect(file.wellFormed.contains("unbound prefix"), "\(file.path)")
            } catch {
                #expect(error.position != nil && error.byteOffset != nil, "\(file.path)")
            }
        }
    }
}

/// A tree as the events that a SAX parser would report, attributes sorted, white space left out.
func events(_ tree: SourceTree, _ symbols: SymbolTable, _ node: Int = 0) -> [String] {
    let source = tree.nodes[node]
    var events = ["<" + symbols.names[Int(source.name)]]
    var attributes: [String] = []
    for child in children(of: node, in: tree) {
        var value: [UInt8] = []
        if tree.nodes[child].kind != .element { tree.decode(child, into: &value) }
        let text = String(decoding: value, as: UTF8.self)
        switch tree.nodes[child].kind {
        case .attribute: attributes.append("@\(symbols.names[Int(tree.nodes[child].name)])=\(text)")
        case .text: events.append("'" + text)
        default: events += RecordReadingTests.events(tree, symbols, child)
        }
    }
    events.insert(contentsOf: attributes.sorted(), at: 1)
    return events + [">"]
}
