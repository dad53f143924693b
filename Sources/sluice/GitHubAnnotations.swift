import CanonicalModel

/// Findings as workflow commands, which GitHub shows beside the lines of a change.
///
/// Source: GitHub documentation, "Workflow commands for GitHub Actions": `::error
/// file=F,line=L,col=C,title=T::MESSAGE`, with `%`, line ends, and in properties `:` and `,`
/// written as percent codes.
enum GitHubAnnotations {
    static func line(_ finding: Diagnostic) -> String {
        let level =
            switch finding.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        var properties = ["file=" + property(finding.file)]
        if let place = finding.position {
            properties += ["line=\(place.line)", "col=\(place.column)"]
        }
        properties.append("title=" + property("E\(finding.code.number) \(finding.code.name)"))
        let message = finding.message + (finding.advice.map { "; " + $0 } ?? "")
        return "::\(level) \(properties.joined(separator: ","))::\(escaped(message))"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
