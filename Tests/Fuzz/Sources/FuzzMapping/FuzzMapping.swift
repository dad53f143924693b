import CanonicalModel
import Fuzzing
import RecordMapping
import RecordReading
import Terminology

/// Records that mappings which compile are run over.
private let records = [
    """
    <Record><patient><id>9990000018</id><birth>19700101</birth></patient><item><id>1</id><kind>a\
    </kind><when>20261121</when><link>2</link><code><code>1</code><system>s</system></code>\
    <amount><value>1.5</value><unit>kg</unit></amount><item><id>2</id></item></item></Record>
    """,
    """
    {"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"1"}},{"resource":\
    {"resourceType":"Observation","id":"2","performer":["1"],"note":["n"],"flag":"x"}}]}
    """,
]

/// The files of a mappings folder are compiled or refused, with a place in every finding; and what
/// compiles runs.
private func check(_ input: [UInt8]) {
    let files = parts(input).map { MappingFile(path: $0.name, text: $0.text) }
    var sets: [CodeSet] = []
    for file in files where file.path.hasPrefix("codes/") {
        if let set = try? CodeSet.load(yaml: file.text, file: file.path) { sets.append(set) }
    }
    for file in files where file.path.hasPrefix("cases/") {
        _ = try? MappingCase.load(yaml: file.text, file: file.path, kind: .observation)
    }
    do throws(Diagnostics) {
        let mappings = try MappingSet(files: files, codeSets: sets, keepsIgnored: true)
        var mapper = RecordMapper(mappings, watching: ["1"])
        for record in records {
            var tree = SourceTree(bytes: Array(record.utf8))
            guard read(&tree, mappings.symbols) else { continue }
            _ = try? mapper.map(tree, file: "-")
        }
    } catch {
        require(!error.all.isEmpty, "refused without a word")
    }
}

private func read(_ tree: inout SourceTree, _ symbols: SymbolTable) -> Bool {
    ContentKind.sniff(tree.bytes) == .xml
        ? (try? XMLReader(symbols: symbols).read(&tree, file: "-")) != nil
        : (try? JSONReader(symbols: symbols).read(&tree, file: "-")) != nil
}

private let words = spelled([
    " | ", " -> ", "optional", "required(quarantine)", "case(", "join(', ', ", "lookup(items)",
    "concept()",
    "quantity()", "hl7Time()", "text", "..", "item", "where: ", "each: ", "fields:\n  ", "  ", "\n",
    ": ", "'", "(", ")", "[",
    "]", "{", "}", ",", " and ", " or ", " not ", " == ", "!= ", "code", "value", "@", "*", "/",
    "\"", "0", "99999999999",
    "%%% t/b.yaml\n", "%%% codes/a.yaml\n", "%%% cases/a.yaml\n", "- ", "#", "é",
])

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words, check)
    return 0
}
