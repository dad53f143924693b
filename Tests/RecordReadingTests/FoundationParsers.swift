import CanonicalModel
import Foundation
import FoundationXML

/// The test records beside the repository, by their manifest.
enum Corpus {
    struct File {
        let path: String
        let bytes: [UInt8]
        let wellFormed: String
    }

    static let root: URL = {
        if let shared = ProcessInfo.processInfo.environment["SLUICE_SHARED"] {
            return URL(fileURLWithPath: shared).appendingPathComponent("corpus")
        }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return package.appendingPathComponent("../shared/corpus").standardizedFileURL
    }()

    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent("MANIFEST.tsv").path)
    }

    static func wellFormed(_ folder: String, suffix: String) throws -> [File] {
        try files(folder) { $0 == "yes" }.filter { $0.path.hasSuffix(suffix) }
    }

    static func malformed(_ folder: String) throws -> [File] {
        try files(folder) { $0.hasPrefix("NO") }
    }

    /// Every file that the manifest lists.
    static func all(suffix: String) throws -> [File] {
        try files(nil) { _ in true }.filter { $0.path.hasSuffix(suffix) }
    }

    private static func files(_ folder: String?, where include: (String) -> Bool) throws -> [File] {
        let manifest = try String(
            contentsOf: root.appendingPathComponent("MANIFEST.tsv"), encoding: .utf8)
        return try manifest.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map(String.init)
            guard cells.count > 6, folder == nil || cells[1] == folder, include(cells[6]) else {
                return nil
            }
            let data = try Data(contentsOf: root.appendingPathComponent(cells[0]))
            return File(path: cells[0], bytes: Array(data), wellFormed: cells[6])
        }
    }
}

/// What Foundation's `XMLParser` reports, in the form of ``events(_:_:_:)``.
final class FoundationEvents: NSObject, XMLParserDelegate {
    private(set) var events: [String] = []
    private(set) var names: Set<String> = []
    private var text = ""

    static func parse(_ data: Data) -> FoundationEvents? {
        let parser = XMLParser(data: data)
        let delegate = FoundationEvents()
        parser.delegate = delegate
        return parser.parse() ? delegate : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
    ) {
        flush()
        events.append("<" + local(name))
        let declared = attributes.filter { $0.key != "xmlns" && !$0.key.hasPrefix("xmlns:") }
        events += declared.map { "@\(local($0.key))=\($0.value)" }.sorted()
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) {
        flush()
        events.append(">")
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        text += String(decoding: block, as: UTF8.self)
    }

    private func flush() {
        if text.utf8.contains(where: { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }) {
            events.append("'" + text)
        }
        text = ""
    }

    private func local(_ name: String) -> String {
        let name = name.split(separator: ":", maxSplits: 1).last.map(String.init) ?? name
        names.insert(name)
        return name
    }
}

/// JSON without the order of members, arrays flattened as in a ``SourceTree``, booleans as 0 and 1
/// because Foundation gives both as `NSNumber`.
struct FoundationJSON {
    indirect enum Value: Equatable {
        case object([String: [Value]])
        case string(String)
        case number(Float)
        case null
    }

    let value: Value
    private(set) var names: Set<String> = []

    init(_ data: Data) throws {
        let parsed = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
        let values = Self.values(parsed)
        value = parsed is [Any] ? .object(["": values]) : values[0]
        collect(value)
    }

    init(_ tree: SourceTree, _ symbols: SymbolTable) { value = Self.value(tree, symbols, 0) }

    private mutating func collect(_ value: Value) {
        guard case .object(let members) = value else { return }
        for (name, values) in members {
            names.insert(name)
            for value in values { collect(value) }
        }
    }

    private static func values(_ any: Any) -> [Value] {
        switch any {
        case let array as [Any]: return array.flatMap { values($0) }
        case let object as [String: Any]:
            return [.object(object.mapValues { values($0) }.filter { !$0.value.isEmpty })]
        case let string as String: return [.string(string)]
        case let number as NSNumber:
            return [.number(number.floatValue)]
        default: return [.null]
        }
    }

    private static func value(_ tree: SourceTree, _ symbols: SymbolTable, _ node: Int) -> Value {
        let source = tree.nodes[node]
        if source.kind == .object {
            var members: [String: [Value]] = [:]
            for child in children(of: node, in: tree) {
                members[symbols.names[Int(tree.nodes[child].name)], default: []]
                    .append(value(tree, symbols, child))
            }
            return .object(members)
        }
        var bytes: [UInt8] = []
        tree.decode(node, into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        switch source.kind {
        case .string: return .string(text)
        case .number: return .number(Float(text) ?? .nan)
        case .boolean: return .number(text == "true" ? 1 : 0)
        default: return .null
        }
    }
}
