import CanonicalModel
import Fuzzing
@testable import StrictYAML

/// The plain reader may decline what the full one takes, and must not differ from it; and a
/// declaration of anything can be walked through to its last value.
private func check(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    // The full one refuses what only looks like an alias, in a comment say.
    if Aliases.first(in: bytes) == nil, let plain = PlainYAML.document(bytes) {
        let full = try? YAMLNode.full(text, SourceText(text))
        require(full.map(words) == words(plain), "the plain reader differs")
    }
    let report = DeclarationReport(file: "-")
    do throws(Diagnostics) {
        walk(try Declaration(yaml: text, report: report))
    } catch {
        require(!error.all.isEmpty, "refused without a word")
    }
}

private func walk(_ value: Declaration) {
    _ = value.position
    if value.isMapping {
        for member in value.members() { walk(member.value) }
    } else if value.isSequence {
        for item in value.items() { walk(item) }
    } else {
        let text = value.text() ?? ""
        for offset in [0, text.utf8.count / 2, text.utf8.count] {
            _ = value.position(ofByte: offset)
        }
        _ = (value.integer(), value.boolean(), value.word(of: ["one", "two"], "number"))
    }
}

/// A node in words: content, style and place of everything.
private func words(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let text, let style): "\(node.start) \(style) «\(text)»"
    case .mapping(let members):
        "\(node.start) {" + members.map { "\(words($0.key)): \(words($0.value))" }.joined() + "}"
    case .sequence(let items): "\(node.start) [" + items.map(words).joined(separator: "; ") + "]"
    }
}

private let words = spelled([
    ": ", ":\n", "- ", "\n  ", "\n    ", "\n- ", "? ", "&a ", "*a", "!!int ", "!a ", "<<: ", "|\n",
    "|-\n", ">\n",
    ">+2\n", "{", "}", "[", "]", ", ", "{a: b}", "[a, b]", "'", "''", "\"", "\\x41", "\\u0041",
    "\\U0001D11E", "\\\n",
    "#", " # c\n", "---\n", "...\n", "%YAML 1.2\n", "%TAG ! a\n", "\t", "\r\n", "\r", "\u{85}",
    "\u{2028}", "\u{0}",
    "\u{7F}", "é", "\u{FEFF}", "𝄞", "~", "null", "true", "no", "0o17", "1.10", "-", ":", "@", "`",
    "a: b\n",
])

/// What the fuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    tryAll(start, count, words: words, check)
    return 0
}
