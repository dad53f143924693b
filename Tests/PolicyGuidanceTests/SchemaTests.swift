import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import StrictYAML
import Testing

/// The schema says what the table of keys and the loader say; `Tests/PolicyExports/validate.py`
/// has an independent validator judge it.
@Suite struct SchemaTests {
    static func root() throws -> [String: Any] {
        let data = Data(AgreementSchema.json.utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// What stands in the schema for a path of the table.
    private static func node(_ path: String, in root: [String: Any]) -> [String: Any]? {
        var node = root
        for part in path.split(separator: ".") {
            let name = part.hasSuffix("[]") ? String(part.dropLast(2)) : String(part)
            guard let properties = node["properties"] as? [String: Any],
                let next = properties[name] as? [String: Any]
            else { return nil }
            node = next
            if part.hasSuffix("[]"), let items = node["items"] as? [String: Any] { node = items }
        }
        return node
    }

    @Test func everyKeyIsThereAndNoOther() throws {
        let root = try Self.root()
        for key in Agreement.keys {
            let node = try #require(Self.node(key.path, in: root), "\(key.path)")
            let about = node["description"] as? String
            #expect(about?.hasPrefix(key.meaning) == true, "\(key.path)")
        }
        let sections = try #require(root["properties"] as? [String: Any])
        let tops = Set(Agreement.keys.map { $0.path.prefix { $0 != "." && $0 != "[" } })
        #expect(Set(sections.keys.map { Substring($0) }) == tops)
        #expect(root["additionalProperties"] as? Bool == false)
    }

    @Test func whatTheLoaderReadsItselfHasAShape() {
        let own = Set(Agreement.keys.filter { $0.form == .own }.map(\.path))
        let shaped = Set(SchemaShapes.own.keys)
        #expect(own == shaped, "\(own.symmetricDifference(shaped).sorted())")
    }

    /// The sections that the loader asks for are those that the schema asks for.
    @Test func requiredSectionsAreThoseOfTheLoader() throws {
        var asked: [String: Set<String>] = [:]
        for (path, names) in AgreementSchema.requiredSections { asked[path] = Set(names) }
        let sections = Set(Agreement.keys.map { String($0.path.prefix { $0 != "." && $0 != "[" }) })
        let nothing = Guided.findings("{}").filter { $0.code.number == 253 }.map(\.message)
        let missing = sections.filter { nothing.contains("the key `\($0)` is missing") }
        #expect(missing == asked[""])
        for (path, names) in asked where !path.isEmpty {
            let findings = Guided.findings("\(path): {}").filter { $0.position?.line == 1 }
            for name in names {
                #expect(
                    findings.contains { $0.message == "the key `\(name)` is missing" },
                    "\(path).\(name)")
            }
        }
    }
}
