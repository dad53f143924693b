public import CanonicalModel

/// The one layout of agreement files.
///
/// Two spaces for each level, list items below their key, one space after colons and commas, no
/// space inside brackets, at most one empty line, none at the end. Comments stay where they are,
/// and so do line breaks: people break lines where they make sense.
public enum AgreementLayout {
    /// `yaml` in the one layout; as it was, in the rare case that its meaning would change.
    ///
    /// Cost: a few passes over the text.
    /// - Throws: What is wrong with the YAML.
    public static func formatted(_ yaml: String, file: String) throws(Diagnostics) -> String {
        let before = try Outline(yaml: yaml, file: file)
        var layout = LineLayout()
        let lines = yaml.replacing("\r\n", with: "\n")
        for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
            layout.take(line)
        }
        let text = layout.finished()
        guard let after = try? Outline(yaml: text, file: file), after.saysTheSame(as: before) else {
            return yaml
        }
        return text
    }
}

extension Outline {
    /// Whether both have the same keys with the same words in the same order.
    func saysTheSame(as other: Outline) -> Bool {
        scalars.elementsEqual(other.scalars) { $0.path == $1.path && $0.text == $1.text }
    }
}
