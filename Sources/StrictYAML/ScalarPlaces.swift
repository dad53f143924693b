/// Where each byte of a scalar's text stands in the file, however the scalar is written.
///
/// It walks the file beside the text that the YAML reader made of it: quotes, escapes, folded
/// lines and indentation are in the one and not in the other. Cost: the length of the scalar.
///
/// Source: YAML 1.2.2, chapters 7.3 (flow scalars) and 8.1 (block scalars).
struct ScalarPlaces {
    private let source: [UInt8]
    private let text: [UInt8]
    private let style: YAMLNode.Style
    private var place: Int
    private var places: [Int] = []
    /// The columns that a block scalar is indented by.
    private var indent = 0

    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    /// The offset in `source` of each byte of a scalar; `nil` where the two do not fit together,
    /// and for what is no scalar.
    static func find(_ node: YAMLNode, in source: [UInt8]) -> [Int]? {
        guard case .scalar(let text, let style) = node.content else { return nil }
        var walk = ScalarPlaces(source, Array(text.utf8), style, node.start)
        return walk.run() ? walk.places : nil
    }

    private init(_ source: [UInt8], _ text: [UInt8], _ style: YAMLNode.Style, _ start: Int) {
        (self.source, self.text, self.style, place) = (source, text, style, start)
    }

    private var isBlock: Bool { style == .literal || style == .folded }
    private var next: UInt8? { place < source.count ? source[place] : nil }

    private mutating func run() -> Bool {
        if isBlock { enterBlock() }
        if style == .singleQuoted || style == .doubleQuoted { place += 1 }
        while places.count < text.count {
            if style == .doubleQuoted, next == UInt8(ascii: "\\") {
                if !takeEscape() { return false }
            } else if endsLine {
                if !takeLineEnd() { return false }
            } else {
                if style == .singleQuoted, next == UInt8(ascii: "'") { place += 1 }
                guard next == text[places.count] else { return false }
                places.append(place)
                place += 1
            }
        }
        return true
    }

    /// Steps over the header of a block scalar and finds its indentation.
    private mutating func enterBlock() {
        while place < source.count, source[place] != Self.newline { place += 1 }
        place += 1
        while true {
            let start = place
            skipSpaces()
            if next == Self.newline {
                if places.count < text.count { places.append(place) }
                place += 1
            } else {
                indent = place - start
                return
            }
        }
    }

    private mutating func skipSpaces() {
        while next == Self.space || next == UInt8(ascii: "\t") { place += 1 }
    }

    /// Whether only white space is left on the line, which flow scalars leave out.
    private var endsLine: Bool {
        var ahead = place
        if !isBlock {
            while ahead < source.count, source[ahead] == Self.space { ahead += 1 }
        }
        return ahead < source.count && source[ahead] == Self.newline
    }

    /// One or more ends of lines: a space or line breaks in the text.
    private mutating func takeLineEnd() -> Bool {
        let start = place
        if !isBlock { skipSpaces() }
        while next == Self.newline {
            place += 1
            let line = place
            skipSpaces()
            if isBlock, next != Self.newline { place = min(place, line + indent) }
        }
        if text[places.count] == Self.space, style != .literal {
            places.append(start)
            return true
        }
        guard text[places.count] == Self.newline else { return false }
        while places.count < text.count, text[places.count] == Self.newline {
            places.append(start)
        }
        return true
    }

    /// An escape of a double-quoted scalar: some bytes of the file, some of the text, or a line
    /// that goes on in the next.
    private mutating func takeEscape() -> Bool {
        let start = place
        place += 2
        guard start + 1 < source.count else { return false }
        switch source[start + 1] {
        case UInt8(ascii: "x"): place += 2
        case UInt8(ascii: "u"): place += 4
        case UInt8(ascii: "U"): place += 8
        case Self.newline:
            skipSpaces()
            return true
        default: break
        }
        repeat {
            places.append(start)
        } while places.count < text.count
            && text[places.count] & 0xC0 == 0x80
        return true
    }
}
