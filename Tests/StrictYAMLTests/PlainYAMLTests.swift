import Foundation
import Testing

@testable import StrictYAML

/// The plain reader against the full one: it may decline, and must not differ.
@Suite struct PlainYAMLTests {
    /// A node in words: content, style and place of everything.
    private static func words(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let style): "\(node.start) \(style) «\(text)»"
        case .mapping(let members):
            "\(node.start) {"
                + members.map { "\(words($0.key)): \(words($0.value))" }.joined(separator: "; ")
                + "}"
        case .sequence(let items):
            "\(node.start) [" + items.map(words).joined(separator: "; ") + "]"
        }
    }

    private static func plain(_ text: String) -> String? {
        PlainYAML.document(Array(text.utf8)).map(words)
    }

    private static func full(_ text: String) -> String? {
        (try? YAMLNode.full(text, SourceText(text))).map(words)
    }

    @Test(arguments: [
        "a: b", "a: b\nc: d\n", "a:\n  b: c\n  d: e\nf: g", "a:\n- b\n- c\nd: e",
        "- a\n- b: c\n  d: e", "a: {b: c, d: [e, 'f']}", "a: [b,\n  c]\nd: e",
        "a: 'it''s' # why\n", "a: \"x\\n\\\"y\\\"\"", "a: >-\n  b\n  c\n\n# d\ne: f", "'a b': c",
        "a: b:c #d", "# x\n\na: b # c\n# d", "a:\n  {b: c,\n   d: e?}", "a: -b", "a: é — 漢",
        "a: {b: 'c: d', e: f g}", "a: {}\nb: []", "a: http://b/c?d=e",
    ])
    func reads(_ text: String) throws {
        let plain = try #require(Self.plain(text))
        #expect(plain == Self.full(text))
    }

    /// Whatever it reads of these, the full reader reads the same.
    @Test(arguments: [
        "a: [?b]", "a: [b?c]", "a: [-]", "a: [-,b]", "a: [b,\n-c]", "a: [b,\n.c]", "a: >-\n  b\n  ",
        "a: >-\n  b\n \n", "a: >-\n  b\n  \nc: d", "a: [b:-c]", "a: {b : c}", "a: {'b' : c}",
        "a: [b]\nc: [d,\ne]", "- - - a", "a:   - b", "a: [:b]", "a: {:b: c}", "a: ['b'c]",
        "a: ~", "a: [=]", "a: `b", "a: b`", "a: %b", "a:\n- b\n  c", "-a: b", "a : b", "? b",
        "a: >-\n  #b\n", "a: >-\n  b #c\n", "a: >-\n b\n# c\n d\n", "'a': 'b' ", "a: [ b , c ]",
        "a: [b]c", "a: {b: [c], d: {}}", "a: {b: c}: d", "a: b #", "a: b#", "a:\n #b\n c: d",
    ])
    func neverReadsOtherwise(_ text: String) {
        if let plain = Self.plain(text) { #expect(plain == Self.full(text)) }
    }

    @Test(arguments: [
        "a: b\n c", "a: b: c", "a: &x b", "a: *x", "a: !t b", "a: |\n  b", "a: >\n  b",
        "---\na: b", "a: b\na: c", "a:", "? a\n: b", "a: [b", "a: 'b", "\ta: b", "a:\tb",
        "a: [b, c,]", "a: b\n...\n", "%x", "<<: a", "a: >-\n  b\n\n  c", "a: >-\n  b\n   c",
        "a: \"\\x41\"", "a: @b", "a: {b}", "- a\nb: c", "a: b\n  - c", "{}", "a", "", "- - a",
        "a:\n  - b\n  c: d", "a: >-\n  b\n\n\n  #\n", "a: |\n  #", "a: [b\n  c]",
        "a: >-\n  b\n    \n", "a: >-\n  b\n   ", "a: >-\n  b\n    \nc: d", "a: [b,\n---\n]",
        "a: [b,\n... ]", "a: [b,\n--- c]", "a: {b:?c}", "a: {<<: b}", "a: [b, # c\n  d]",
        "a: b\u{2028}c", "a: b\u{85}c", "\u{FEFF}a: b",
    ])
    func leavesToTheFullReader(_ text: String) {
        #expect(Self.plain(text) == nil)
    }

    /// The files of the repository, which the plain reader is for.
    private static let files: [String] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return ["Mappings", "Policies"].flatMap { folder in
            let paths = FileManager.default.enumerator(
                at: root.appending(path: folder), includingPropertiesForKeys: nil)
            return (paths?.allObjects as? [URL] ?? []).map { $0.path() }
                .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".cases.yaml") }
        }
    }()

    /// Units have keys in quotation marks, which are left to the full reader.
    private static let leftToYams = "measurements.yaml"

    @Test func readsEveryDeclarationFile() throws {
        #expect(Self.files.count > 50)
        for file in Self.files where !file.hasSuffix(Self.leftToYams) {
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let plain = try #require(Self.plain(text), "\(file)")
            #expect(plain == Self.full(text), "\(file)")
        }
    }

    /// Bytes are changed, doubled, taken out and swapped for signs that mean something in YAML.
    /// How often each file is damaged; the environment variable asks for more.
    static let damages =
        ProcessInfo.processInfo.environment["SLUICE_YAML_DAMAGES"].flatMap { Int($0) } ?? 60

    @Test func neverReadsADamagedFileOtherwise() throws {
        var random = Seeded(state: 7)
        let signs = Array(":-?#&*!|>'\"%@`{}[], \n\t~ab.=".utf8)
        for file in Self.files {
            let whole = try String(contentsOfFile: file, encoding: .utf8).utf8.prefix(3000)
            for _ in 0..<Self.damages {
                var bytes = Array(whole)
                for _ in 0...random.next(below: 2) {
                    let place = random.next(below: bytes.count)
                    switch random.next(below: 4) {
                    case 0: bytes[place] = signs[random.next(below: signs.count)]
                    case 1: bytes.insert(signs[random.next(below: signs.count)], at: place)
                    case 2: bytes.remove(at: place)
                    default: bytes.swapAt(place, random.next(below: bytes.count))
                    }
                }
                guard let text = String(validating: bytes, as: UTF8.self),
                    let plain = Self.plain(text)
                else { continue }
                #expect(plain == Self.full(text), "\(file): \(text)")
            }
        }
    }
}

/// Numbers that look random and are the same in every run.
private struct Seeded {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % max(limit, 1)
    }
}
