/// Spaces inside brackets, and after colons and commas; remembers what is open from line to line.
struct FlowLayout {
    private var depth = 0
    private var quote: Character?

    /// Whether the next line goes on inside brackets or quotes.
    var isOpen: Bool { depth > 0 || quote != nil }

    /// Whether a line that has been laid ends with the sign of a block of text, `|` or `>`.
    func endsWithTextBlock(_ line: Substring) -> Bool {
        guard !isOpen, let last = line.split(separator: " ").last else { return false }
        return (last.first == "|" || last.first == ">")
            && last.dropFirst().allSatisfy { "+-123456789".contains($0) } && line.contains(":")
    }

    /// A line with its spaces in order.
    mutating func laid(_ line: Substring) -> String {
        var (result, index) = ("", line.startIndex)
        while index < line.endIndex {
            let sign = line[index]
            index = line.index(after: index)
            if let open = quote {
                result.append(sign)
                if sign == "\\", open == "\"", index < line.endIndex {
                    result.append(line[index])
                    index = line.index(after: index)
                } else if sign == open {
                    quote = nil
                }
                continue
            }
            if sign == "#", result.isEmpty || result.last == " " {
                result += "#" + line[index...]
                break
            }
            take(sign, &result, line, &index)
        }
        while result.last == " " { result.removeLast() }
        return result
    }

    private mutating func take(
        _ sign: Character, _ result: inout String, _ line: Substring, _ index: inout String.Index
    ) {
        func skipSpaces() {
            while index < line.endIndex, line[index] == " " { index = line.index(after: index) }
        }
        func isComment() -> Bool { index < line.endIndex && line[index] == "#" }
        switch sign {
        case "'", "\"":
            // An apostrophe within a word opens nothing.
            let isStart = result.isEmpty || result.last.map { " [{,:".contains($0) } ?? true
            if isStart { quote = sign }
            result.append(sign)
        case "[", "{":
            let isStart = depth > 0 || result.isEmpty || result.last == " "
            result.append(sign)
            guard isStart else { return }
            depth += 1
            skipSpaces()
        case "]", "}":
            if depth > 0 {
                while result.last == " " { result.removeLast() }
                depth -= 1
            }
            result.append(sign)
        case "," where depth > 0:
            while result.last == " " { result.removeLast() }
            result += ","
            skipSpaces()
            if index < line.endIndex { result += isComment() ? "  " : " " }
        case ":" where index < line.endIndex && line[index] == " ":
            result += ":"
            let before = index
            skipSpaces()
            if isComment() { result += line[before..<index] } else { result += " " }
        default: result.append(sign)
        }
    }
}
