extension [UInt8] {
    /// Appends `text` in JSON quotes.
    ///
    /// Escapes what RFC 8259 §7 demands, and also NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR,
    /// where some readers would break a line of NDJSON.
    mutating func appendJSON(_ text: ArraySlice<UInt8>) {
        append(UInt8(ascii: "\""))
        appendJSONContent(text)
        append(UInt8(ascii: "\""))
    }

    /// Appends `text` as it stands between JSON quotes.
    mutating func appendJSONContent(_ text: ArraySlice<UInt8>) {
        var (start, index) = (text.startIndex, text.startIndex)
        let end = text.endIndex
        while index < end {
            let byte = text[index]
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0xC2 || byte == 0xE2
            else {
                index += 1
                continue
            }
            let length = Self.escapedLength(text, at: index)
            if length > 0 {
                append(contentsOf: text[start..<index])
                appendEscape(text, at: index)
                start = index + length
            }
            index += Swift.max(length, 1)
        }
        append(contentsOf: text[start..<end])
    }

    /// How many bytes at `index` become one escape; 0 if they stand as they are.
    private static func escapedLength(_ text: ArraySlice<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case 0xC2: return index + 1 < text.endIndex && text[index + 1] == 0x85 ? 2 : 0
        case 0xE2:
            guard index + 2 < text.endIndex, text[index + 1] == 0x80 else { return 0 }
            return text[index + 2] == 0xA8 || text[index + 2] == 0xA9 ? 3 : 0
        default: return 1
        }
    }

    private mutating func appendEscape(_ text: ArraySlice<UInt8>, at index: Int) {
        append(UInt8(ascii: "\\"))
        let byte = text[index]
        switch byte {
        case 0x22, 0x5C: append(byte)
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0D: append(UInt8(ascii: "r"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0xC2: append(contentsOf: "u0085".utf8)
        case 0xE2: append(contentsOf: (text[index + 2] == 0xA8 ? "u2028" : "u2029").utf8)
        default:
            append(contentsOf: "u00".utf8)
            appendHexadecimal(byte)
        }
    }

    /// Appends two hexadecimal digits in lower case.
    mutating func appendHexadecimal(_ byte: UInt8) {
        for digit in [byte >> 4, byte & 15] { append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }

    /// Appends a comma, unless an object or array has just begun.
    mutating func appendComma() {
        guard let last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else { return }
        append(UInt8(ascii: ","))
    }

    /// Appends a decimal literal as a JSON number, its digits kept: `34.0` stays `34.0`.
    ///
    /// What JSON does not allow but means the same is put right: a plus sign, missing or needless
    /// zeros before the point, a point at the end.
    ///
    /// - Returns: `false`, and nothing appended, for what is no decimal number.
    mutating func appendJSONNumber(_ literal: ArraySlice<UInt8>) -> Bool {
        let start = count
        var rest = literal
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            if sign == UInt8(ascii: "-") { append(sign) }
            rest = rest.dropFirst()
        }
        let whole = rest.prefix(while: Self.isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: Self.isDigit)
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard whole.count + fraction.count > 0, Self.isExponent(rest) else {
            removeLast(count - start)
            return false
        }
        let significant = whole.drop { $0 == 0x30 }
        if significant.isEmpty { append(0x30) } else { append(contentsOf: significant) }
        if !fraction.isEmpty {
            append(UInt8(ascii: "."))
            append(contentsOf: fraction)
        }
        append(contentsOf: rest)
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Nothing, or `e` with an optional sign and digits.
    private static func isExponent(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        guard first | 0x20 == UInt8(ascii: "e") else { return false }
        let digits = text.dropFirst().drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        return text.count - digits.count <= 2 && !digits.isEmpty && digits.allSatisfy(isDigit)
    }
}
