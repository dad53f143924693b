/// Reads the YAML that declaration files are written in: block mappings and lists, one-line
/// scalars, `>-` text, and flow collections. Whatever else stands in a file, and whatever is wrong,
/// it leaves to the full reader, so that it decides nothing that YAML decides otherwise.
///
/// Source: YAML 1.2.2, of which it takes a part. Cost: a few instructions a byte.
struct PlainYAML {
    /// Something that the full reader must look at.
    private struct Unfit: Error {}

    private let bytes: [UInt8]
    /// Where it reads, and how many lists and mappings are open there.
    private var (place, depth) = (0, 0)
    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    /// The document, or `nil` if the full reader must read it.
    static func document(_ bytes: [UInt8]) -> YAMLNode? {
        guard isPlain(bytes) else { return nil }
        var reader = PlainYAML(bytes: bytes)
        do throws(Unfit) {
            guard let column = try reader.nextLine() else { return nil }
            let node = try reader.block(at: column)
            return try reader.nextLine() == nil ? node : nil
        } catch {
            return nil
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8 { byte(place) }
    private var afterNext: UInt8 { byte(place + 1) }
    private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : Self.newline }
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == newline }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private mutating func skipSpaces() {
        while place < bytes.count, bytes[place] == Self.space { place += 1 }
    }

    // MARK: - Lines

    /// Goes to the next line that holds something, and gives its column; `nil` at the end.
    private mutating func nextLine() throws(Unfit) -> Int? {
        while place < bytes.count {
            let start = place
            skipSpaces()
            if place == bytes.count { return nil }
            if next == UInt8(ascii: "#") {
                skipComment()
            } else if next != Self.newline {
                let column = place - start
                // A marker of a document or a directive.
                let isMarker = next == UInt8(ascii: "-") && afterNext == next || next == 0x2E
                guard column > 0 || !isMarker && next != UInt8(ascii: "%") else { throw Unfit() }
                return column
            }
            place += 1
        }
        return nil
    }

    private mutating func skipComment() {
        while place < bytes.count, bytes[place] != Self.newline { place += 1 }
    }

    /// Goes beyond the end of the line, where nothing but a comment may stand.
    private mutating func endLine() throws(Unfit) {
        let start = place
        skipSpaces()
        if next == UInt8(ascii: "#"), place > start { skipComment() }
        guard next == Self.newline else { throw Unfit() }
        place += 1
    }

    // MARK: - Blocks

    /// Goes into a list or a mapping, unless they are too many.
    private mutating func enter() throws(Unfit) {
        depth += 1
        guard depth <= YAMLExcess.mostNested else { throw Unfit() }
    }

    private mutating func block(at column: Int) throws(Unfit) -> YAMLNode {
        defer { depth -= 1 }
        try enter()
        return next == UInt8(ascii: "-") && Self.isBlank(afterNext)
            ? try sequence(at: column) : try mapping(at: column)
    }

    private mutating func sequence(at column: Int) throws(Unfit) -> YAMLNode {
        let start = place
        var items: [YAMLNode] = []
        repeat {
            guard next == UInt8(ascii: "-"), Self.isBlank(afterNext) else {
                // A list may stand in the column of its key, and then ends at the next key.
                place -= column
                break
            }
            let line = place - column
            place += 1
            skipSpaces()
            if next == Self.newline {
                items.append(try nested(below: column, orListAt: nil))
            } else if keyEnd() != nil {
                items.append(try block(at: place - line))
            } else {
                items.append(try value(below: column))
            }
        } while try goesOn(at: column)
        return YAMLNode(.sequence(items), at: start)
    }

    private mutating func mapping(at column: Int) throws(Unfit) -> YAMLNode {
        let start = place
        var members: [(key: YAMLNode, value: YAMLNode)] = []
        var seen: Set<String> = []
        repeat {
            guard let end = keyEnd() else { throw Unfit() }
            let key = try key(endingAt: end)
            guard seen.insert(key.text).inserted else { throw Unfit() }
            skipSpaces()
            let isEmpty = next == Self.newline || next == UInt8(ascii: "#")
            let value =
                isEmpty
                ? try nested(below: column, orListAt: column) : try value(below: column)
            members.append((key, value))
        } while try goesOn(at: column)
        return YAMLNode(.mapping(members), at: start)
    }

    /// Whether the next line belongs to the block in `column`; the place is then at its first byte.
    private mutating func goesOn(at column: Int) throws(Unfit) -> Bool {
        let before = place
        guard let found = try nextLine() else { return false }
        guard found <= column else { throw Unfit() }
        if found < column { place = before }
        return found == column
    }

    /// What stands in the lines below a key or a dash that has nothing beside it.
    private mutating func nested(below column: Int, orListAt list: Int?) throws(Unfit) -> YAMLNode {
        try endLine()
        guard let found = try nextLine() else { throw Unfit() }
        let isList = next == UInt8(ascii: "-") && Self.isBlank(afterNext)
        guard found > column || found == list && isList else { throw Unfit() }
        if !isList, keyEnd() == nil {
            return try value(below: column)
        }
        return try block(at: found)
    }

    /// Where the key that begins here ends, if there is one before the end of the line.
    private func keyEnd() -> Int? {
        var index = place
        if next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") {
            index += 1
            while index < bytes.count, bytes[index] != next, bytes[index] != Self.newline {
                index += 1
            }
            index += 1
        } else if Self.canBegin(next, afterNext) {
            while index < bytes.count, bytes[index] != Self.newline {
                if bytes[index] == UInt8(ascii: ":"), isBlank(index + 1) { return index }
                if bytes[index] == UInt8(ascii: "#"), bytes[index - 1] == Self.space { return nil }
                index += 1
            }
            return nil
        }
        let isKey = index < bytes.count && bytes[index] == UInt8(ascii: ":") && isBlank(index + 1)
        return isKey && index > place ? index : nil
    }

    private func isBlank(_ index: Int) -> Bool { Self.isBlank(byte(index)) }

    /// Reads the key that ends at `end`, and goes beyond its colon.
    private mutating func key(endingAt end: Int) throws(Unfit) -> YAMLNode {
        let start = place
        let isQuoted = next == UInt8(ascii: "'") || next == UInt8(ascii: "\"")
        let key = isQuoted ? try quoted() : plain(to: end)
        guard key.text != "<<", isQuoted || bytes[end - 1] != Self.space else { throw Unfit() }
        guard place == end, end - start < 512 else { throw Unfit() }
        place = end + 1
        return key
    }

    // MARK: - Values

    /// Reads what stands beside a key or a dash, to the end of its last line.
    private mutating func value(below column: Int) throws(Unfit) -> YAMLNode {
        let node: YAMLNode
        switch next {
        case UInt8(ascii: "["), UInt8(ascii: "{"): node = try flow()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): node = try quoted()
        case UInt8(ascii: ">"): return try folded(below: column)
        default: node = try plainLine()
        }
        try endLine()
        return node
    }

    /// A plain scalar to `end`, without the spaces before it.
    private mutating func plain(to end: Int) -> YAMLNode {
        let start = place
        place = end
        var last = end
        while last > start, bytes[last - 1] == Self.space { last -= 1 }
        return YAMLNode(.scalar(text(start..<last), .plain), at: start)
    }

    private mutating func plainLine() throws(Unfit) -> YAMLNode {
        guard Self.canBegin(next, afterNext) else { throw Unfit() }
        var end = place
        while end < bytes.count, bytes[end] != Self.newline {
            if bytes[end] == UInt8(ascii: ":"), isBlank(end + 1) { throw Unfit() }
            if bytes[end] == UInt8(ascii: "#"), bytes[end - 1] == Self.space { break }
            end += 1
        }
        // Goes back over the space before a comment, which tells it from the text.
        let node = plain(to: end)
        if end < bytes.count, bytes[end] == UInt8(ascii: "#") { place = end - 1 }
        return node
    }

    /// A scalar in quotes, on one line.
    private mutating func quoted() throws(Unfit) -> YAMLNode {
        let (start, quote) = (place, next)
        var content: [UInt8] = []
        place += 1
        while true {
            guard place < bytes.count, bytes[place] != Self.newline else { throw Unfit() }
            let byte = bytes[place]
            place += 1
            if byte == quote {
                guard quote == UInt8(ascii: "'"), next == quote else { break }
                place += 1
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                content.append(try escape())
                continue
            }
            content.append(byte)
        }
        let style: YAMLNode.Style = quote == UInt8(ascii: "'") ? .singleQuoted : .doubleQuoted
        return YAMLNode(.scalar(String(decoding: content, as: UTF8.self), style), at: start)
    }

    private mutating func escape() throws(Unfit) -> UInt8 {
        defer { place += 1 }
        switch next {
        case UInt8(ascii: "n"): return Self.newline
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): return next
        default: throw Unfit()
        }
    }

    /// `>-` and the lines below it, which become one.
    private mutating func folded(below column: Int) throws(Unfit) -> YAMLNode {
        let start = place
        guard afterNext == UInt8(ascii: "-") else { throw Unfit() }
        place += 2
        guard next == Self.newline else { throw Unfit() }
        place += 1
        var (content, indent) = ([UInt8](), 0)
        while place < bytes.count {
            let line = place
            skipSpaces()
            let found = place - line
            if content.isEmpty { indent = found }
            let isEmpty = next == Self.newline
            if isEmpty
                ? endsText(from: line, indentedBy: indent) : found < indent || indent <= column
            {
                place = line
                break
            }
            guard !isEmpty, found == indent else { throw Unfit() }
            let first = place
            skipComment()
            guard bytes[place - 1] != Self.space else { throw Unfit() }
            if !content.isEmpty { content.append(Self.space) }
            content += bytes[first..<place]
            place += 1
        }
        guard !content.isEmpty else { throw Unfit() }
        return YAMLNode(.scalar(String(decoding: content, as: UTF8.self), .folded), at: start)
    }

    /// Whether nothing more of a text so indented stands after the empty line that begins at
    /// `start`; spaces beyond the indentation are text.
    private func endsText(from start: Int, indentedBy indent: Int) -> Bool {
        var (index, line) = (start, start)
        while index < bytes.count, Self.isBlank(bytes[index]) {
            if bytes[index] == Self.newline {
                guard index - line <= indent else { return false }
                line = index + 1
            }
            index += 1
        }
        return index == bytes.count ? index - line <= indent : index - line < indent
    }

    // MARK: - Flow

    private mutating func skipBlank() {
        while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
    }

    /// A list or a mapping in brackets, over as many lines as it takes.
    private mutating func flow() throws(Unfit) -> YAMLNode {
        defer { depth -= 1 }
        try enter()
        let (start, isList) = (place, next == UInt8(ascii: "["))
        let close = isList ? UInt8(ascii: "]") : UInt8(ascii: "}")
        var (items, members) = ([YAMLNode](), [(key: YAMLNode, value: YAMLNode)]())
        var seen: Set<String> = []
        place += 1
        skipBlank()
        while next != close {
            let item = try flowValue()
            if isList {
                items.append(item)
            } else {
                guard next == UInt8(ascii: ":"), isBlank(place + 1) else { throw Unfit() }
                place += 1
                skipBlank()
                guard case .scalar = item.content, item.text != "<<",
                    seen.insert(item.text).inserted
                else { throw Unfit() }
                members.append((item, try flowValue()))
            }
            skipBlank()
            guard next == UInt8(ascii: ",") || next == close else { throw Unfit() }
            if next == close { break }
            place += 1
            skipBlank()
            guard next != close else { throw Unfit() }
        }
        place += 1
        return YAMLNode(isList ? .sequence(items) : .mapping(members), at: start)
    }

    private mutating func flowValue() throws(Unfit) -> YAMLNode {
        switch next {
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try flow()
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return try quoted()
        default: break
        }
        // What looks like a marker of a document is one, in a flow as well.
        let isAtMargin = bytes[place - 1] == Self.newline
        guard place < bytes.count, Self.canBegin(next, afterNext),
            !isAtMargin || next != UInt8(ascii: "-") && next != 0x2E
        else { throw Unfit() }
        var end = place
        scan: while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), Self.newline: break scan
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "#"): throw Unfit()
            case UInt8(ascii: ":"):
                if isBlank(end + 1) { break scan }
                let following = bytes[end + 1]
                guard !Self.endsFlow(following), following != UInt8(ascii: "?") else {
                    throw Unfit()
                }
            default: break
            }
            end += 1
        }
        guard end > place else { throw Unfit() }
        let node = plain(to: end)
        skipBlank()
        // Otherwise the scalar goes on in the next line.
        guard Self.endsFlow(next) || next == UInt8(ascii: ":") else { throw Unfit() }
        // A key and its colon stand in one line.
        if next == UInt8(ascii: ":"), bytes[end..<place].contains(Self.newline) { throw Unfit() }
        return node
    }

    private static func endsFlow(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
    }
}
