import CanonicalModel
import StrictYAML

/// Every key, list item and word of a file, by its path: `dataset.include[2].why`.
struct Outline: Sendable {
    /// A word or line of text, and where it stands.
    struct Scalar: Sendable {
        let path: String
        let text: String
        let position: Diagnostic.Position?
    }
    /// Every scalar, in file order.
    private(set) var scalars: [Scalar] = []
    private var positions: [String: Diagnostic.Position] = [:]
    private var texts: [String: String] = [:]
    private var counts: [String: Int] = [:]

    /// - Throws: What is wrong with the YAML.
    init(yaml: String, file: String) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        note(root, "")
        try report.throwIfErrors()
    }

    private mutating func note(_ value: Declaration, _ path: String) {
        positions[path] = value.position
        if value.isScalar {
            let text = value.text() ?? ""
            texts[path] = text
            scalars.append(Scalar(path: path, text: text, position: value.position))
        } else if value.isMapping {
            for (name, _, member) in value.members() {
                note(member, path.isEmpty ? name : "\(path).\(name)")
            }
        } else {
            let items = value.items()
            counts[path] = items.count
            for (number, item) in items.enumerated() { note(item, "\(path)[\(number)]") }
        }
    }

    /// The text at a path; `nil` where there is none, or no scalar.
    func text(_ path: String) -> String? { texts[path] }

    /// How many items the list at a path has; 0 where there is none.
    func count(_ path: String) -> Int { counts[path] ?? 0 }

    /// Whether something stands at the path itself.
    func has(_ path: String) -> Bool { positions[path] != nil }

    /// The texts of the list at a path, or of the one word that stands there.
    func list(_ path: String) -> [String] {
        if let text = texts[path] { return [text] }
        return (0..<count(path)).compactMap { texts["\(path)[\($0)]"] }
    }

    /// The place of the value at a path; of what it would stand in, where it is not there.
    func position(_ path: String) -> Diagnostic.Position? {
        var path = Substring(path)
        while !path.isEmpty {
            if let position = positions[String(path)] { return position }
            let end = path.lastIndex { $0 == "." || $0 == "[" }
            path = end.map { path[..<$0] } ?? ""
        }
        return positions[""]
    }
}
