/// The numbers that keep the house readable.
enum Sizes {
    static let columns = 100
    static let fileLines = 400
    static let functionLines = 70

    /// Lines, functions and the file itself, where they are over the limit.
    static func findings(in file: SourceFile) -> [Finding] {
        var found: [Finding] = []
        let lines = file.textLines
        let lineCount = lines.last == "" ? lines.count - 1 : lines.count
        if lineCount > fileLines {
            found.append(file.finding(line: lineCount, "\(lineCount) lines in a file"))
        }
        for (index, line) in lines.enumerated() where line.utf8.count > columns {
            guard line.count > columns else { continue }
            found.append(file.finding(line: index + 1, "\(line.count) columns in a line"))
        }
        for function in Functions.all(in: file.code) where function.lineCount > functionLines {
            let problem = "\(function.lineCount) lines in a `\(function.keyword)`"
            found.append(file.finding(line: function.line, problem))
        }
        return found
    }
}
