/// Swift source as a check wants to see it: comments and the contents of string literals are
/// blanked with spaces, newlines stay, and so every offset and line number stays true.
///
/// Code inside `\(…)` is kept, since it runs like any other.
struct CodeText {
    private let source: [UInt8]
    private var blanked: [UInt8]
    private var at = 0

    /// The bytes of `text` without comments and string contents; cost linear in the text.
    static func code(of text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var reader = CodeText(source: bytes, blanked: bytes)
        reader.readCode(insideInterpolation: false)
        return reader.blanked
    }

    private mutating func readCode(insideInterpolation: Bool) {
        var depth = 0
        while at < source.count {
            if starts(with: "//") {
                blank(while: { $0 != UInt8(ascii: "\n") })
            } else if starts(with: "/*") {
                readBlockComment()
            } else if let opening = stringOpening() {
                readString(opening)
            } else {
                if insideInterpolation && source[at] == UInt8(ascii: ")") {
                    if depth == 0 { return }
                    depth -= 1
                } else if source[at] == UInt8(ascii: "(") {
                    depth += 1
                }
                at += 1
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                blankNext(2)
            } else if starts(with: "*/") {
                depth -= 1
                blankNext(2)
            } else {
                blankNext(1)
            }
        } while depth > 0 && at < source.count
    }

    private struct StringOpening {
        let pounds: Int
        let quotes: Int
    }

    private func stringOpening() -> StringOpening? {
        var quote = at
        while quote < source.count && source[quote] == UInt8(ascii: "#") { quote += 1 }
        guard quote < source.count && source[quote] == UInt8(ascii: "\"") else { return nil }
        let isLong = source[quote...].starts(with: "\"\"\"".utf8)
        return StringOpening(pounds: quote - at, quotes: isLong ? 3 : 1)
    }

    private mutating func readString(_ opening: StringOpening) {
        let pounds = String(repeating: "#", count: opening.pounds)
        let closing = String(repeating: "\"", count: opening.quotes) + pounds
        let escape = "\\" + pounds
        at += opening.pounds + opening.quotes
        while at < source.count {
            if starts(with: closing) {
                at += closing.utf8.count
                return
            }
            if opening.quotes == 1 && source[at] == UInt8(ascii: "\n") { return }
            guard starts(with: escape) else {
                blankNext(1)
                continue
            }
            blankNext(escape.utf8.count)
            if starts(with: "(") {
                at += 1
                readCode(insideInterpolation: true)
                at += 1
            } else {
                blankNext(1)
            }
        }
    }

    private func starts(with text: String) -> Bool {
        source[at...].starts(with: text.utf8)
    }

    private mutating func blankNext(_ count: Int) {
        let end = min(at + count, source.count)
        while at < end {
            if source[at] != UInt8(ascii: "\n") { blanked[at] = UInt8(ascii: " ") }
            at += 1
        }
    }

    private mutating func blank(while isInside: (UInt8) -> Bool) {
        while at < source.count && isInside(source[at]) { blankNext(1) }
    }
}
