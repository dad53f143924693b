import CanonicalModel
import SharingAgreements

/// The JSON Schema of agreements, made from the table of keys, so that editors complete and check
/// while one types.
///
/// It refuses what the loader refuses by its form; whether names fit together is for `check`.
///
/// Source: JSON Schema, draft 2020-12.
public enum AgreementSchema {
    /// The schema, in JSON.
    public static var json: String {
        let members: [(String, JSONValue)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Data-sharing agreement of Sluice")),
            ("$defs", .object([("condition", SchemaShapes.condition)])),
        ]
        guard case .object(let root) = section("") else { return "" }
        return JSONValue.object(members + root).rendered
    }

    /// Sections that must stand in what they are part of; the table says which keys must.
    static let requiredSections: [String: [String]] = [
        "": [
            "agreement", "parties", "purposes", "legal", "opt_outs", "cohort", "dataset",
            "confidentiality", "deidentification", "flows", "sign_up",
        ],
        "agreement": ["valid"], "parties": ["publishers", "recipients"],
        "legal": ["confidentiality"], "opt_outs": ["type1"], "dataset": ["include"],
    ]

    /// The schema of the mapping at a path of the table.
    private static func section(_ path: String) -> JSONValue {
        var (names, required) = ([String](), requiredSections[path] ?? [])
        var properties: [(String, JSONValue)] = []
        for key in Agreement.keys {
            guard let part = part(of: key.path, below: path), !names.contains(part) else {
                continue
            }
            names.append(part)
            let (name, below) = (plain(part), path.isEmpty ? part : "\(path).\(part)")
            properties.append((name, value(below)))
        }
        for key in Agreement.keys where key.isRequired {
            guard let part = part(of: key.path, below: path) else { continue }
            let full = path.isEmpty ? part : "\(path).\(part)"
            if full == key.path { required.append(plain(part)) }
        }
        var members: [(String, JSONValue)] = [
            ("type", .text("object")), ("properties", .object(properties)),
            ("additionalProperties", .flag(false)),
        ]
        if !required.isEmpty { members.append(("required", .texts(required))) }
        if path == "dataset.include[]" || path == "dataset.exclude[]" {
            members.append(("allOf", SchemaShapes.fieldsOfKinds))
        }
        return .object(members)
    }

    /// What stands at a path: a key of the table, or a section.
    private static func value(_ path: String) -> JSONValue {
        let isList = path.hasSuffix("[]")
        guard let key = Agreement.keys.first(where: { $0.path == path }) else {
            let inner = section(path)
            return isList ? .object([("type", .text("array")), ("items", inner)]) : inner
        }
        let shape = SchemaShapes.shape(of: key)
        let about = "\(key.meaning) (\(key.use.rawValue))"
        guard isList else {
            guard case .object(let members) = shape else { return shape }
            return .object([("description", .text(about))] + members)
        }
        let list = JSONValue.object([
            ("type", .text("array")), ("items", shape), ("minItems", .number(1)),
        ])
        return .object([("description", .text(about)), ("anyOf", .list([shape, list]))])
    }

    /// The next part of `key` below `path`; `nil` where it does not lie there.
    private static func part(of key: String, below path: String) -> String? {
        guard path.isEmpty || key.hasPrefix(path + ".") else { return nil }
        let rest = path.isEmpty ? Substring(key) : key.dropFirst(path.count + 1)
        return rest.split(separator: ".").first.map(String.init)
    }

    private static func plain(_ part: String) -> String {
        part.hasSuffix("[]") ? String(part.dropLast(2)) : part
    }
}
