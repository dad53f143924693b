public import CanonicalModel

/// Findings about agreements, as their authors read them: where, what, why it matters, and what to
/// write.
public struct FindingText {
    private let style: TextStyle
    /// The lines of each file that findings may show.
    private var lines: [String: [Substring]] = [:]

    /// Text in a style.
    public init(style: TextStyle) { self.style = style }

    /// Lets findings show lines of `file`, whose text is `text`.
    public mutating func show(_ text: String, of file: String) {
        lines[file] = text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// The report on `findings`, with `summary` below it.
    public func report(_ findings: [Diagnostic], summary: [String]) -> String {
        // What was explained once is not explained again, and neither is the same advice.
        var explained: Set<Int> = []
        var advised: Set<String> = []
        var blocks = findings.map { finding in
            let isNew = explained.insert(finding.code.number).inserted
            let advice = advised.insert("\(finding.code.number) \(finding.advice ?? "")")
            return block(finding, explains: isNew, advises: advice.inserted)
        }
        let counts = [
            (Diagnostic.Severity.error, "must be mended"),
            (.warning, "should be mended, or waived with a reason"), (.note, "to know"),
        ].compactMap { severity, what in
            let count = findings.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(what)"
        }
        if !counts.isEmpty {
            blocks.append(
                counts.joined(separator: "; ")
                    + ". `sluice policy help CODE` explains each.")
        }
        return (blocks + summary).joined(separator: "\n")
    }

    /// One finding, without end of line.
    public func block(
        _ finding: Diagnostic, explains: Bool = true, advises: Bool = true
    ) -> String {
        let colour: TextStyle.Colour =
            switch finding.severity {
            case .error: .red
            case .warning: .yellow
            case .note: .blue
            }
        let place = finding.position.map { ":\($0.line):\($0.column)" } ?? ""
        var text = style.paint(finding.file + place, .bold) + ": "
        text += style.paint("\(finding.severity.rawValue)[E\(finding.code.number)]", colour)
        text += ": \(finding.message)"
        if let excerpt = excerpt(finding) { text += "\n" + excerpt }
        if explains, finding.severity != .note, let page = Handbook.page(finding.code.number) {
            text += "\n" + labelled("why it matters", page.why)
        }
        let isNote = finding.severity == .note
        let instead = explains && !isNote ? Handbook.page(finding.code.number)?.instead : nil
        if advises, let advice = finding.advice ?? instead {
            text += "\n" + labelled(isNote ? "what to do" : "what to write", advice)
        }
        return text
    }

    private func labelled(_ name: String, _ words: String) -> String {
        let indent = "    "
        let lines = TextStyle.wrapped("\(name): \(words)", indent: indent)
        return indent + style.paint(name, .faint) + lines.dropFirst(indent.count + name.count)
    }

    /// The line in which it was found, with a mark below; never one in which a secret may stand.
    private func excerpt(_ finding: Diagnostic) -> String? {
        guard let place = finding.position, let lines = lines[finding.file],
            lines.indices.contains(place.line - 1)
        else { return nil }
        let line = lines[place.line - 1]
        guard !line.contains("key:"), line.utf8.count <= 160 else { return nil }
        let before = String(decoding: line.utf8.prefix(place.column - 1), as: UTF8.self)
        let number = "\(place.line)"
        let margin = String(repeating: " ", count: number.count)
        let gap = before.map { $0 == "\t" ? "\t" : " " }.joined()
        return style.paint("    \(number) | ", .faint) + line + "\n"
            + style.paint("    \(margin) | ", .faint) + gap + style.paint("^", .bold)
    }
}
