/// A function, initialiser, subscript or computed property, as a range of lines.
struct FunctionSpan: Equatable {
    /// `func`, `init`, `deinit`, `subscript` or `var`.
    let keyword: String
    /// The line of the keyword, from 1.
    let line: Int
    /// The lines from the keyword to the closing brace, both included.
    let lineCount: Int
}

/// Finds the functions in code whose comments and strings are blanked.
enum Functions {
    /// Every function with a body, in source order; nested ones are listed too.
    static func all(in code: [UInt8]) -> [FunctionSpan] {
        var (spans, line, at) = ([FunctionSpan](), 1, 0)
        while at < code.count {
            let word = word(in: code, at: at)
            if let keyword = keyword(word, in: code, at: at),
                let end = bodyEnd(in: code, from: at + word.count, isProperty: keyword == "var")
            {
                let lineCount = 1 + code[at..<end].count { $0 == newline }
                spans.append(FunctionSpan(keyword: keyword, line: line, lineCount: lineCount))
            }
            if code[at] == newline { line += 1 }
            at += max(1, word.count)
        }
        return spans
    }

    private static let newline = UInt8(ascii: "\n")
    private static let keywords: Set<String> = ["func", "init", "deinit", "subscript", "var"]
    private static let otherDeclarations: Set<String> = [
        "let", "case", "struct", "enum", "class", "actor", "extension", "protocol", "typealias",
        "associatedtype", "static", "public", "private", "package", "mutating", "import",
    ]

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    /// The identifier that begins at `at`, empty in the middle of one or outside.
    private static func word(in code: [UInt8], at: Int) -> ArraySlice<UInt8> {
        if at > 0 && isWordByte(code[at - 1]) { return [] }
        return code[at...].prefix(while: isWordByte)
    }

    /// The word as a declaring keyword; `.init`, `` `init` `` and a bare `init` name declare none.
    private static func keyword(
        _ word: ArraySlice<UInt8>, in code: [UInt8], at: Int
    ) -> String? {
        let text = String(decoding: word, as: UTF8.self)
        guard keywords.contains(text) else { return nil }
        let before = at > 0 ? code[at - 1] : newline
        return before == UInt8(ascii: ".") || before == UInt8(ascii: "`") ? nil : text
    }

    /// The offset after the brace that closes the body, or nil where there is no body.
    ///
    /// Braces inside parentheses belong to default arguments. A stored property ends at `=` or at
    /// the end of its line; a requirement of a protocol ends where the next declaration begins.
    private static func bodyEnd(in code: [UInt8], from start: Int, isProperty: Bool) -> Int? {
        var (depth, at) = (0, start)
        while at < code.count {
            switch code[at] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return closingBrace(in: code, from: at)
            case UInt8(ascii: "}") where depth == 0: return nil
            case newline where isProperty && depth == 0: return nil
            case UInt8(ascii: "=") where isProperty && depth == 0: return nil
            default:
                let text = String(decoding: word(in: code, at: at), as: UTF8.self)
                if depth == 0 && (keywords.union(otherDeclarations)).contains(text) { return nil }
            }
            if depth < 0 { return nil }
            at += 1
        }
        return nil
    }

    private static func closingBrace(in code: [UInt8], from open: Int) -> Int? {
        var depth = 0
        for at in open..<code.count {
            if code[at] == UInt8(ascii: "{") { depth += 1 }
            if code[at] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return at + 1 }
        }
        return nil
    }
}
