/// The grammar of JSON, written out once more to judge the reader by: no tree, no limits.
///
/// Source: RFC 8259; and as the reader has it, a byte-order mark may come first and a surrogate has
/// its other half beside it.
struct Grammar {
    private let bytes: [UInt8]
    private var place = 0

    static func isJSON(_ bytes: [UInt8]) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var grammar = Grammar(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { grammar.place = 3 }
        grammar.skipBlanks()
        guard grammar.value() else { return false }
        grammar.skipBlanks()
        return grammar.place == bytes.count
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[place...].starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    /// A value at `place`, without recursion: the brackets that are open stand in a list.
    private mutating func value() -> Bool {
        var open: [UInt8] = []
        while true {
            if open.last == UInt8(ascii: "}"), !name() { return false }
            if next == UInt8(ascii: "{") || next == UInt8(ascii: "[") {
                open.append(take("{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                if open.last == UInt8(ascii: "]") { place += 1 }
                skipBlanks()
                if next != open.last { continue }
            } else if !scalar() {
                return false
            }
            skipBlanks()
            while let close = open.last, next == close {
                open.removeLast()
                place += 1
                if open.isEmpty { return true }
                skipBlanks()
            }
            if open.isEmpty { return true }
            guard take(",") else { return false }
            skipBlanks()
        }
    }

    private mutating func name() -> Bool {
        guard string() else { return false }
        skipBlanks()
        guard take(":") else { return false }
        skipBlanks()
        return true
    }

    private mutating func scalar() -> Bool {
        next == UInt8(ascii: "\"")
            ? string() : take("true") || take("false") || take("null") || number()
    }

    private mutating func digits() -> Bool {
        let start = place
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
        return place > start
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0"), !digits() { return false }
        if take("."), !digits() { return false }
        guard take("e") || take("E") else { return true }
        if !take("+") { _ = take("-") }
        return digits()
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = next, byte >= 0x20 {
            if take("\"") { return true }
            if byte == UInt8(ascii: "\\") {
                guard escape() else { return false }
            } else {
                place += 1
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        place += 1
        guard let byte = next else { return false }
        guard byte == UInt8(ascii: "u") else {
            place += 1
            return "\"\\/bfnrt".utf8.contains(byte)
        }
        guard let unit = codeUnit() else { return false }
        guard (0xD800...0xDFFF).contains(unit) else { return true }
        guard unit < 0xDC00, take("\\"), let low = codeUnit() else { return false }
        return (0xDC00...0xDFFF).contains(low)
    }

    private mutating func codeUnit() -> Int? {
        guard take("u"), place + 4 <= bytes.count else { return nil }
        let digits = bytes[place..<place + 4]
        let isDigit = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        }
        guard digits.allSatisfy(isDigit) else { return nil }
        place += 4
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
