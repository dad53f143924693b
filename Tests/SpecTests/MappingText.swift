import CanonicalModel

/// A mapping file as lines, cut into the words that a mistake can be put into: independent of the
/// loader that must find them.
struct MappingText {
    /// What a word of an expression is.
    enum Kind { case path, variable, mapOperator, opening, closing }
    struct Word {
        let kind: Kind
        let text: String
        let offset: Int
    }
    struct Field {
        let name: String
        /// The bytes from its key to the end of its last line.
        let range: Range<Int>
        /// The bytes of its value, quotes and block marks left out.
        let value: Range<Int>
    }

    let file: String
    let bytes: [UInt8]
    private(set) var fields: [Field] = []
    /// The words of all expressions: `each`, `where`, `let`, `claims` and the fields.
    private(set) var words: [Word] = []
    /// Where the word after `target:` begins and ends.
    private(set) var target = 0..<0
    private var isWithinText = false

    init(file: String, text: String) {
        (self.file, bytes) = (file, Array(text.utf8))
        var (section, start) = ("", 0)
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let range = start..<start + line.count
            start = range.upperBound + 1
            if let first = line.first, first != 0x20, first != UInt8(ascii: "#"),
                let colon = line.firstIndex(of: UInt8(ascii: ":"))
            {
                section = String(decoding: line[..<colon], as: UTF8.self)
                if section == "target" { target = colon + 2..<range.upperBound }
                read(section, colon + 1..<range.upperBound)
            } else {
                read(section, range)
            }
        }
    }

    /// The place of a byte, as findings give it.
    func position(_ offset: Int) -> Diagnostic.Position {
        let before = bytes[..<offset]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Diagnostic.Position(
            line: before.count { $0 == 0x0A } + 1, column: offset - lineStart + 1)
    }

    /// The text with `replacement` in place of `range`.
    func replacing(_ range: Range<Int>, with replacement: String) -> String {
        String(
            decoding: bytes[..<range.lowerBound] + replacement.utf8 + bytes[range.upperBound...],
            as: UTF8.self)
    }

    /// The text of some bytes.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: - Reading

    private mutating func read(_ section: String, _ line: Range<Int>) {
        let content = line.first { bytes[$0] != 0x20 } ?? line.upperBound
        guard content < line.upperBound, bytes[content] != UInt8(ascii: "#") else { return }
        var start = content
        if section == "fields" || section == "let", content - line.lowerBound == 2,
            let colon = bytes[content..<line.upperBound].firstIndex(of: UInt8(ascii: ":"))
        {
            start = colon + 1
            if section == "fields" {
                let name = text(content..<colon)
                fields.append(Field(name: name, range: content..<line.upperBound, value: 0..<0))
            }
        }
        guard ["each", "where", "let", "claims", "fields"].contains(section) else { return }
        scan(start..<line.upperBound)
        if section == "fields", let last = fields.popLast() {
            fields.append(
                Field(
                    name: last.name, range: last.range.lowerBound..<line.upperBound,
                    value: value(last.range.lowerBound..<line.upperBound)))
        }
    }

    private func value(_ field: Range<Int>) -> Range<Int> {
        let colon = bytes[field].firstIndex(of: UInt8(ascii: ":")) ?? field.lowerBound
        var start = colon + 1
        let marks = Array(" >|-\"\n".utf8)
        while start < field.upperBound, marks.contains(bytes[start]) { start += 1 }
        let isQuoted = bytes[field.upperBound - 1] == UInt8(ascii: "\"")
        return start..<max(start, isQuoted ? field.upperBound - 1 : field.upperBound)
    }

    private static let keywords: Set<String> = [
        "and", "or", "not", "in", "contains", "starts", "as",
    ]

    private mutating func scan(_ range: Range<Int>) {
        var (place, before, call) = (range.lowerBound, "", "")
        if isWithinText { place = endOfText(from: place, range.upperBound) }
        while place < range.upperBound {
            let start = place
            if isNameByte(place) {
                while place < range.upperBound, isNameByte(place) { place += 1 }
                let name = text(start..<place)
                let isCall = place < range.upperBound && bytes[place] == UInt8(ascii: "(")
                if let kind = Self.kind(name, after: before, within: call, isCall: isCall) {
                    words.append(Word(kind: kind, text: name, offset: start))
                }
                if isCall { call = name }
                before =
                    before == "%" && (name == "maps" || name == "codes")
                    ? "%name" : name == "as" ? "as" : "word"
                if before == "%name" { place += 1 }
                continue
            }
            if bytes[start] == UInt8(ascii: "'") {
                place = endOfText(from: start + 1, range.upperBound)
                before = "text"
                continue
            }
            place += 1
            let sign = text(start..<place)
            if sign == "(" { words.append(Word(kind: .opening, text: sign, offset: start)) }
            if sign == ")" {
                words.append(Word(kind: .closing, text: sign, offset: start))
                call = ""
            }
            if sign == ">" && before == "-" {
                before = "->"
            } else if sign == "%" && before == "as" {
                before = "as %"
            } else if sign != " " {
                before = sign
            }
        }
    }

    /// The byte after the quote that ends a text; a text may go on in the next line.
    private mutating func endOfText(from start: Int, _ end: Int) -> Int {
        let quote = bytes[start..<end].firstIndex(of: UInt8(ascii: "'"))
        isWithinText = quote == nil
        return quote.map { $0 + 1 } ?? end
    }

    private func isNameByte(_ place: Int) -> Bool {
        switch bytes[place] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "#"):
            true
        case UInt8(ascii: "-"):
            place > 0 && place + 1 < bytes.count && bytes[place + 1] != UInt8(ascii: ">")
                && bytes[place - 1] != 0x20 && bytes[place - 1] != UInt8(ascii: ">")
        default: false
        }
    }

    private static func kind(
        _ name: String, after sign: String, within call: String, isCall: Bool
    ) -> Kind? {
        if sign == "%name" || sign == "as %" || keywords.contains(name) { return nil }
        if isCall { return sign == "->" ? .mapOperator : nil }
        if sign == "%" {
            return ["this", "maps", "codes"].contains(name) ? nil : .variable
        }
        return ["ofType", "required", "invalid", "unmapped"].contains(call) ? nil : .path
    }
}
