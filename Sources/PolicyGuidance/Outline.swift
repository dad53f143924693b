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
    /// The texts behind which a comment begins whose `#` has no space after it: perhaps the number
    /// of something, and no comment.
    private(set) var cutShort: [String] = []

    /// - Throws: What is wrong with the YAML.
    init(yaml: String, file: String) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        note(root, "")
        try report.throwIfErrors()
        let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        cutShort = scalars.filter { Self.isCutShort($0, lines) }.map(\.path)
    }

    private static func isCutShort(_ scalar: Scalar, _ lines: [Substring]) -> Bool {
        guard let place = scalar.position, lines.indices.contains(place.line - 1) else {
            return false
        }
        let rest = lines[place.line - 1].utf8.dropFirst(place.column - 1)
        guard rest.starts(with: scalar.text.utf8) else { return false }
        let behind = rest.dropFirst(scalar.text.utf8.count)
        let comment = behind.drop { $0 == 0x20 }
        return behind.first == 0x20 && comment.first == UInt8(ascii: "#")
            && !["", " ", "#"].contains(
                String(decoding: comment.dropFirst().prefix(1), as: UTF8.self))
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
