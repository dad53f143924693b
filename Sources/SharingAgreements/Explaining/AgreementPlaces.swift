public import CanonicalModel
import StrictYAML

/// Where the clauses of an agreement stand in its file.
public struct AgreementPlaces: Sendable {
    private var positions: [String: Diagnostic.Position] = [:]

    /// Notes where every key and list item stands.
    ///
    /// - Throws: What is wrong with the YAML.
    public init(yaml: String, file: String) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        note(root, "")
        try report.throwIfErrors()
    }

    private mutating func note(_ value: Declaration, _ path: String) {
        positions[path] = value.position
        if value.isMapping {
            for (name, place, member) in value.members() {
                let below = path.isEmpty ? name : "\(path).\(name)"
                note(member, below)
                positions[below] = place
            }
        } else if value.isSequence {
            for (number, item) in value.items().enumerated() { note(item, "\(path)[\(number)]") }
        }
    }

    /// The place of a clause, `dataset.include[2]` say; of what it stands in where the agreement
    /// does not have it.
    public func position(_ clause: String) -> Diagnostic.Position? {
        var path = Substring(clause)
        while !path.isEmpty {
            if let position = positions[String(path)] { return position }
            let end = path.lastIndex { $0 == "." || $0 == "[" }
            path = end.map { path[..<$0] } ?? ""
        }
        return nil
    }

    /// Whether the agreement has the clause itself.
    public func has(_ clause: String) -> Bool { positions[clause] != nil }
}
