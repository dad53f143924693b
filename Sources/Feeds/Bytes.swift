import CanonicalModel

extension [UInt8] {
    /// Appends `text` in JSON quotes, as ``Row/writeJSON(_:)`` does.
    mutating func appendJSON(_ text: ArraySlice<UInt8>) {
        appendRow(of: CanonicalRecord()) { row in row.writeJSON(text.span) }
    }

    /// Appends a comma, unless an object or array has just begun.
    mutating func appendComma() {
        guard let last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else { return }
        append(UInt8(ascii: ","))
    }

    /// Appends a string member unless `text` is empty.
    mutating func appendMember(
        _ key: StaticString, _ text: TextRange, of record: CanonicalRecord
    ) {
        guard !text.isEmpty else { return }
        appendComma()
        appendRow(of: record) { row in
            row.write(key)
            row.writeJSON(text)
        }
    }
}

extension Row {
    /// Appends a text of the record in JSON quotes.
    mutating func writeJSON(_ text: TextRange) {
        write(UInt8(ascii: "\""))
        writeJSONContent(text)
        write(UInt8(ascii: "\""))
    }

    /// Appends a text of the record as it stands between JSON quotes.
    mutating func writeJSONContent(_ text: TextRange) {
        withBytes(of: text) { row, bytes in row.writeJSONContent(bytes) }
    }

    /// Appends `text` in JSON quotes.
    ///
    /// Escapes what RFC 8259 §7 demands, and also NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR,
    /// where some readers would break a line of NDJSON.
    mutating func writeJSON(_ text: Span<UInt8>) {
        write(UInt8(ascii: "\""))
        writeJSONContent(text)
        write(UInt8(ascii: "\""))
    }

    @inline(__always) mutating func writeJSONContent(_ text: Span<UInt8>) {
        let start = count
        if write(text, testing: { JSONBytes.mayNeedEscape($0) }) {
            cut(to: start)
            writeEscaped(text)
        }
    }

    private mutating func writeEscaped(_ text: Span<UInt8>) {
        var (start, index) = (0, 0)
        while index < text.count {
            let length = JSONBytes.escapedLength(text, at: index)
            if length > 0 {
                write(text.extracting(start..<index))
                writeEscape(text, at: index)
                start = index + length
            }
            index += Swift.max(length, 1)
        }
        write(text.extracting(start..<text.count))
    }

    private mutating func writeEscape(_ text: Span<UInt8>, at index: Int) {
        write(UInt8(ascii: "\\"))
        let byte = text[index]
        switch byte {
        case 0x22, 0x5C: write(byte)
        case 0x0A: write(UInt8(ascii: "n"))
        case 0x0D: write(UInt8(ascii: "r"))
        case 0x09: write(UInt8(ascii: "t"))
        case 0xC2: write("u0085")
        case 0xE2: write(text[index + 2] == 0xA8 ? "u2028" : "u2029")
        default:
            write("u00")
            writeHexadecimal(byte)
        }
    }

    /// Appends two hexadecimal digits in lower case.
    mutating func writeHexadecimal(_ byte: UInt8) {
        let (high, low) = (byte >> 4, byte & 15)
        write(high < 10 ? 0x30 + high : 0x57 + high)
        write(low < 10 ? 0x30 + low : 0x57 + low)
    }

    /// Appends a decimal literal as a JSON number, its digits kept: `34.0` stays `34.0`.
    ///
    /// What JSON does not allow but means the same is put right: a plus sign, missing or needless
    /// zeros before the point, a point at the end.
    ///
    /// - Returns: `false`, and nothing appended, for what is no decimal number.
    mutating func writeJSONNumber(_ literal: Span<UInt8>) -> Bool {
        var first = 0
        let isNegative = literal.count > 0 && literal[0] == UInt8(ascii: "-")
        if isNegative || literal.count > 0 && literal[0] == UInt8(ascii: "+") { first = 1 }
        let point = literal.endOfDigits(from: first)
        var end = point
        if point < literal.count, literal[point] == UInt8(ascii: ".") {
            end = literal.endOfDigits(from: point + 1)
        }
        let fractionDigits = Swift.max(end - point - 1, 0)
        guard point - first + fractionDigits > 0, JSONBytes.isExponent(literal, from: end) else {
            return false
        }
        while first < point, literal[first] == 0x30 { first += 1 }
        if isNegative { write(UInt8(ascii: "-")) }
        if first == point { write(0x30) }
        write(literal.extracting(first..<(fractionDigits > 0 ? end : point)))
        write(literal.extracting(end..<literal.count))
        return true
    }
}

extension Span<UInt8> {
    /// Where the decimal digits from `index` end.
    func endOfDigits(from index: Int) -> Int {
        var index = index
        while index < count, (0x30...0x39).contains(self[index]) { index += 1 }
        return index
    }
}

/// What JSON makes of bytes.
enum JSONBytes {
    /// The top bit set where a byte is a control, `"`, `\`, or not ASCII.
    @inline(__always) static func mayNeedEscape(_ bytes: Bytes16) -> Bytes16 {
        let controls = bytes &- Bytes16(repeating: 0x20)
        let quotes = (bytes ^ Bytes16(repeating: 0x22)) &- Bytes16(repeating: 1)
        let backslashes = (bytes ^ Bytes16(repeating: 0x5C)) &- Bytes16(repeating: 1)
        return controls | quotes | backslashes | bytes
    }

    /// How many bytes at `index` become one escape; 0 if they stand as they are.
    static func escapedLength(_ text: Span<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case ..<0x20, 0x22, 0x5C: return 1
        case 0xC2: return index + 1 < text.count && text[index + 1] == 0x85 ? 2 : 0
        case 0xE2:
            guard index + 2 < text.count, text[index + 1] == 0x80 else { return 0 }
            return text[index + 2] == 0xA8 || text[index + 2] == 0xA9 ? 3 : 0
        default: return 0
        }
    }

    /// Whether nothing follows `start`, or `e` with an optional sign and digits.
    static func isExponent(_ text: Span<UInt8>, from start: Int) -> Bool {
        guard start < text.count else { return true }
        guard text[start] | 0x20 == UInt8(ascii: "e") else { return false }
        var digits = start + 1
        if digits < text.count,
            text[digits] == UInt8(ascii: "-") || text[digits] == UInt8(ascii: "+")
        {
            digits += 1
        }
        return digits < text.count && text.endOfDigits(from: digits) == text.count
    }
}
