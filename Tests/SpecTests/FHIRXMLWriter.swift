import CanonicalModel
import Foundation
import RecordReading

/// Writes FHIR JSON as FHIR XML, for tests that give both to the same mappings.
///
/// Source: FHIR R4 §2.6.1, §2.6.2. Extensions of the items of an array of primitives are left out.
struct FHIRXMLWriter {
    private let tree: SourceTree
    private let symbols: SymbolTable
    private var output = ""

    /// The XML of one FHIR resource in JSON; `nil` where that is no JSON object of a resource.
    static func xml(ofJSON bytes: [UInt8]) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        else { return nil }
        var symbols = SymbolTable()
        for name in names(in: object) { _ = symbols.intern(name) }
        var tree = SourceTree(bytes: bytes)
        guard (try? JSONReader(symbols: symbols).read(&tree, file: "record.json")) != nil,
            object["resourceType"] is String
        else { return nil }
        var writer = FHIRXMLWriter(tree: tree, symbols: symbols)
        writer.resource(0, #" xmlns="http://hl7.org/fhir""#)
        return writer.output
    }

    private static func names(in value: Any) -> Set<String> {
        switch value {
        case let object as [String: Any]:
            object.values.reduce(into: Set(object.keys)) { $0.formUnion(names(in: $1)) }
        case let array as [Any]: array.reduce(into: []) { $0.formUnion(names(in: $1)) }
        default: []
        }
    }

    private func name(_ node: Int) -> String { symbols.names[Int(tree.nodes[node].name)] }

    private func children(_ node: Int) -> [Int] {
        var (child, found) = (node + 1, [Int]())
        while child < tree.nodes[node].end {
            found.append(child)
            child = Int(tree.nodes[child].end)
        }
        return found
    }

    private func text(_ node: Int) -> String {
        var bytes: [UInt8] = []
        tree.decode(node, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func child(_ node: Int, _ wanted: String) -> Int? {
        children(node).first { name($0) == wanted }
    }

    private mutating func resource(_ node: Int, _ namespace: String = "") {
        let type = child(node, "resourceType").map(text) ?? ""
        output += "<\(type)\(namespace)>"
        members(node, without: ["resourceType"])
        output += "</\(type)>"
    }

    private mutating func members(_ node: Int, without left: Set<String>) {
        for member in children(node) where !left.contains(name(member)) {
            let name = name(member)
            guard !name.hasPrefix("_"), name != "fhir_comments" else { continue }
            element(member, name, extras: child(node, "_\(name)"))
        }
    }

    private mutating func element(_ node: Int, _ name: String, extras: Int?) {
        let isObject = tree.nodes[node].kind == .object
        if isObject, child(node, "resourceType") != nil {
            output += "<\(name)>"
            resource(node)
            output += "</\(name)>"
        } else if name == "div", !isObject {
            output += text(node)
        } else if tree.nodes[node].kind != .null {
            let isExtension = name == "extension" || name == "modifierExtension"
            let attributes: Set<String> = isExtension ? ["id", "url"] : ["id"]
            output += "<\(name)" + (isObject ? "" : attribute("value", node))
            let source = isObject ? node : extras
            for member in source.map(children) ?? [] where attributes.contains(self.name(member)) {
                output += attribute(self.name(member), member)
            }
            output += ">"
            if let source { members(source, without: attributes) }
            output += "</\(name)>"
        }
    }

    private func attribute(_ name: String, _ node: Int) -> String {
        var value = text(node).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        value = value.replacing("\"", with: "&quot;").replacing("\t", with: "&#9;")
        value = value.replacing("\n", with: "&#10;").replacing("\r", with: "&#13;")
        return " \(name)=\"\(value)\""
    }
}

/// A tree as lines of text, members of an object in the order of their names.
struct SourceTreeText {
    var tree: SourceTree
    private let symbols: SymbolTable

    init(_ bytes: [UInt8], _ symbols: SymbolTable) {
        (tree, self.symbols) = (SourceTree(bytes: bytes), symbols)
    }

    /// One line a leaf: the names that lead to it, and its value.
    func lines(_ node: Int = 0, _ path: String = "") -> [String] {
        let source = tree.nodes[node]
        if source.kind != .object {
            var value: [UInt8] = []
            tree.decode(node, into: &value)
            return ["\(path) = \(String(decoding: value, as: UTF8.self))"]
        }
        var (child, members) = (node + 1, [(name: String, index: Int)]())
        while child < source.end {
            members.append((symbols.names[Int(tree.nodes[child].name)], child))
            child = Int(tree.nodes[child].end)
        }
        members.sort { ($0.name, $0.index) < ($1.name, $1.index) }
        return members.flatMap { lines($0.index, "\(path).\($0.name)") }
    }
}
