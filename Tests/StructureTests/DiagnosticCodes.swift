/// The numbers and names of diagnostics, each of which may be declared once in the whole package.
enum DiagnosticCodes {
    /// A second declaration of a number or name, and numbers outside 100 to 499.
    static func findings(in files: [SourceFile]) -> [Finding] {
        var (numbers, names, found) = ([Int: String](), [String: String](), [Finding]())
        for file in files {
            for code in declared(in: file) {
                let place = "\(file.path):\(code.line)"
                if let first = numbers.updateValue(place, forKey: code.number) {
                    found.append(
                        file.finding(line: code.line, "code \(code.number) is taken: \(first)"))
                }
                if let first = names.updateValue(place, forKey: code.name) {
                    found.append(
                        file.finding(line: code.line, "name `\(code.name)` is taken: \(first)"))
                }
                if !(100...499).contains(code.number) {
                    found.append(
                        file.finding(line: code.line, "code \(code.number) is not 100 to 499"))
                }
            }
        }
        return found
    }

    /// The codes that `file` declares, in order; a comment declares none.
    static func declared(in file: SourceFile) -> [(number: Int, name: String, line: Int)] {
        guard file.text.contains("Diagnostic.Code") else { return [] }
        let text = file.textLines.map { $0.drop(while: \.isWhitespace).hasPrefix("//") ? "" : $0 }
            .joined(separator: "\n")
        return text.matches(of: declaration).compactMap { match in
            guard let number = Int(match.output.1) else { return nil }
            let line = 1 + text[..<match.range.lowerBound].count { $0 == "\n" }
            return (number, String(match.output.2), line)
        }
    }

    private static var declaration: Regex<(Substring, Substring, Substring)> {
        /(?:Code|Self|\.init)\(\s*([0-9]+),\s*"([^"]*)"\s*\)/
    }
}
