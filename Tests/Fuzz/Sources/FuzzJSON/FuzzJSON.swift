import CanonicalModel
import Fuzzing
@testable import RecordReading
import Synchronization

private let reader = Mutex(JSONReader(symbols: table(["resourceType", "id", "entry", "resource"])))

/// What the reader takes is JSON, and what is JSON it takes, but for its limits.
private func check(_ bytes: [UInt8], _ reader: JSONReader) {
    var tree = SourceTree(bytes: bytes)
    let isJSON = Grammar.isJSON(bytes)
    do throws(Diagnostic) {
        try reader.read(&tree, file: "-")
        require(isJSON, "the reader takes what is not JSON")
        requireSound(tree)
        require(endOfFirstJSONValue(bytes, from: 0) != nil, "the scan finds no end of a value")
    } catch {
        // What is said twice and differs is JSON, and no record.
        let isLimit = [.tooDeep, .tooMany, .tooLarge, .duplicateKey].contains(error.code)
        require(isLimit || !isJSON, "the reader refuses JSON: E\(error.code.number)")
        require(tree.nodes.isEmpty, "a tree of what was refused")
    }
    require(tree.bytes == bytes, "the bytes are not as they were")
    if (try? reader.read(&tree, shape: .resourceLines, file: "-")) != nil { requireSound(tree) }
    _ = LineLayout.sniff(bytes)
}

private let words = spelled([
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\"\"", "\"a\":", "\"id\":1", "{}", "[]", "[[",
    "true",
    "false", "null", "0", "-", "-0", "1.5", "1e9", "E+", ".", "\\u", "\\u0041", "\\ud834\\udd1e",
    "\\ud834",
    "\\udd1e", "\\n", "\\/", "\"resourceType\":\"Bundle\"", "\"entry\":[", "\"resource\":{", " ",
    "\n", "\r\n",
    "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "\u{FFFE}", "\u{FEFF}", "𝄞", "NaN", "//", "/*",
])

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words) { bytes in reader.withLock { check(bytes, $0) } }
    return 0
}
