/// Lays out a file line by line.
struct LineLayout {
    /// A level of indentation: where it stood, and where it stands now.
    private struct Level {
        let old: Int
        let new: Int
        let isItem: Bool
    }
    private var levels: [Level] = []
    private var output: [String] = []
    /// Comments and empty lines that wait for the line that they stand above.
    private var waiting: [Substring] = []
    /// What is open at the end of the last line.
    private var flow = FlowLayout()
    /// How far the lines that go on from the last one are moved.
    private var shift = 0
    /// The indentation of the key whose block of text goes on, if one does.
    private var textBelow: Int?

    /// Takes the next line.
    mutating func take(_ line: Substring) {
        let indent = line.prefix { $0 == " " }.count
        let content = line.dropFirst(indent)
        let isEmpty = content.allSatisfy(\.isWhitespace)
        if let below = textBelow {
            if isEmpty { return waiting.append("") }
            if indent > below { return keep(line, indent) }
            textBelow = nil
        }
        if flow.isOpen {
            return append(flow.laid(Self.trimmed(content)), at: max(0, indent + shift))
        }
        if isEmpty || content.first == "#" {
            waiting.append(isEmpty ? "" : Self.trimmed(content))
        } else if Self.beginsKeyOrItem(content) {
            place(Self.trimmed(content), indent)
        } else {
            append(String(Self.trimmed(content)), at: max(0, indent + shift))
        }
    }

    /// Everything, with an end of line.
    mutating func finished() -> String {
        while waiting.last == "" { waiting.removeLast() }
        flush(at: 0)
        while output.last == "" { output.removeLast() }
        return output.isEmpty ? "" : output.joined(separator: "\n") + "\n"
    }

    /// A line of a block of text: moved, and otherwise as it is, with the empty lines before it.
    private mutating func keep(_ line: Substring, _ indent: Int) {
        output += waiting.map(String.init)
        waiting = []
        let moved = max(0, indent + shift)
        output.append(String(repeating: " ", count: moved) + line.dropFirst(indent))
    }

    private mutating func place(_ content: Substring, _ indent: Int) {
        let isItem = content == "-" || content.hasPrefix("- ")
        while let top = levels.last, top.old > indent || top.old == indent && top.isItem && !isItem
        {
            levels.removeLast()
        }
        let new: Int
        if let top = levels.last, top.old == indent, top.isItem == isItem {
            new = top.new
        } else {
            new = levels.last.map { $0.new + 2 } ?? 0
            levels.append(Level(old: indent, new: new, isItem: isItem))
        }
        flush(at: new)
        shift = new - indent
        var (lead, rest, old) = (String(repeating: " ", count: new), content, indent)
        var inner = new
        while rest.hasPrefix("- ") {
            let after = rest.dropFirst(1).drop { $0 == " " }
            old += rest.count - after.count
            inner += 2
            lead += "- "
            rest = after
            if Self.beginsKeyOrItem(after) {
                levels.append(Level(old: old, new: inner, isItem: after.hasPrefix("- ")))
            }
        }
        shift = inner - old
        output.append(lead + flow.laid(rest))
        if flow.endsWithTextBlock(rest) { textBelow = old }
    }

    private mutating func append(_ text: String, at indent: Int) {
        flush(at: indent)
        output.append(String(repeating: " ", count: indent) + text)
    }

    private mutating func flush(at indent: Int) {
        for line in waiting {
            if !line.isEmpty {
                output.append(String(repeating: " ", count: indent) + line)
            } else if output.last.map({ !$0.isEmpty }) ?? false {
                output.append("")
            }
        }
        waiting = []
    }

    /// Whether the line is a key with its colon, or an item of a list.
    private static func beginsKeyOrItem(_ content: Substring) -> Bool {
        if content == "-" || content.hasPrefix("- ") { return true }
        guard let colon = content.firstIndex(of: ":") else { return false }
        let after = content.index(after: colon)
        let key = content[..<colon]
        return (after == content.endIndex || content[after] == " ")
            && !key.isEmpty
            && key.allSatisfy { $0.isLetter || $0.isNumber || "_.-'\"".contains($0) }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
