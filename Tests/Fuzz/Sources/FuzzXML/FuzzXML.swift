import CanonicalModel
import Fuzzing
@testable import RecordReading
import Synchronization

/// Both parsers, kept from record to record as a worker keeps them.
private struct Parsers {
    let ours: XMLReader
    let libxml2: XMLReader
    var notation: FHIRNotation

    init() {
        let symbols = table([
            "a", "b", "code", "id", "value", "url", "div", "resourceType", "extension", "component",
            "Bundle", "entry", "resource", "contained", "text",
        ])
        ours = XMLReader(symbols: symbols)
        libxml2 = XMLReader(symbols: symbols, parser: .libxml2)
        notation = FHIRNotation(symbols: symbols)
    }

    /// What one parser takes, the other takes too, and the trees are the same; what our tokenizer
    /// leaves to libxml2 is libxml2's alone.
    mutating func check(_ bytes: [UInt8]) {
        var (tree, expected) = (SourceTree(bytes: bytes), SourceTree(bytes: bytes))
        let isRead = (try? ours.read(&tree, file: "-")) != nil
        let isExpected = (try? libxml2.read(&expected, file: "-")) != nil
        require(isRead == isExpected, "one parser takes it and the other does not")
        require(tree.bytes == expected.bytes, "the parsers read other bytes")
        require(tree.nodes == expected.nodes, "the trees differ")
        guard isRead else { return require(tree.nodes.isEmpty, "a tree of what was refused") }
        requireSound(tree)
        notation.rewrite(&tree)
        requireSound(tree)
    }
}

private let parsers = Mutex(Parsers())
private let words = spelled([
    "<", ">", "/>", "</a>", "<a>", "<b/>", "<p:b xmlns:p='u'>", " a='1'", " xmlns='u'", "\"", "'",
    "=", "&", ";", "&amp;", "&lt;", "&#65;", "&#x41;", "&#0;", "&b;", "<!--", "-->", "--",
    "<![CDATA[", "]]>", "<?d e?>", "<?xml version='1.0'?>", "?>", "<!DOCTYPE a>", " ", "\n", "\r\n",
    "\t", "\u{0}", "\u{1}", "\u{7F}", "é", "\u{FFFE}", "\u{FEFF}", "𝄞", ":", "-", "/",
])

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words) { bytes in parsers.withLock { $0.check(bytes) } }
    return 0
}
