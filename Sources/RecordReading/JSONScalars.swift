import CanonicalModel

extension JSONParser {
    /// A string value at its opening quote.
    @inline(__always) mutating func string() throws(JSONFault) {
        let start = offset &+ 1
        let hasEscape = try endOfString(from: start)
        try append(.string, from: start, length: offset &- start, needsDecoding: hasEscape)
        offset &+= 1
    }

    /// Moves to the closing quote of a string that begins at `start`; whether it has escapes.
    @inline(__always) private mutating func endOfString(from start: Int) throws(JSONFault) -> Bool {
        var (place, hasEscape) = (start, false)
        while true {
            place = bytes.endOfPlainString(from: place)
            if _fastPath(bytes[place] == UInt8(ascii: "\"")) { break }
            if bytes[place] != UInt8(ascii: "\\") { throw JSONFault(.control, at: place) }
            hasEscape = true
            place = try endOfEscape(at: place)
        }
        offset = place
        return hasEscape
    }

    /// The offset after the escape whose backslash is at `place`.
    @inline(never) private func endOfEscape(at place: Int) throws(JSONFault) -> Int {
        switch bytes[place + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return place + 2
        case UInt8(ascii: "u"): break
        default: throw JSONFault(.escape, at: place + 1)
        }
        let unit = try codeUnit(at: place + 2)
        guard 0xD800...0xDFFF ~= unit else { return place + 6 }
        guard unit < 0xDC00, bytes[place + 6] == UInt8(ascii: "\\"),
            bytes[place + 7] == UInt8(ascii: "u"),
            0xDC00...0xDFFF ~= (try codeUnit(at: place + 8))
        else { throw JSONFault(.surrogate, at: place) }
        return place + 12
    }

    /// The value of four hexadecimal digits.
    private func codeUnit(at place: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for index in place..<place + 4 {
            guard let digit = hexadecimalDigit(bytes[index]) else {
                throw JSONFault(.escape, at: index)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// A number at its first byte; any byte that begins no value ends up here too.
    @inline(__always) mutating func number() throws(JSONFault) {
        let start = offset
        var end = start
        if bytes[end] == UInt8(ascii: "-") { end &+= 1 }
        guard isDigit(bytes[end]) else {
            throw JSONFault(end == start ? .value : .number, at: end)
        }
        end = bytes[end] == UInt8(ascii: "0") ? end &+ 1 : endOfDigits(from: end)
        if bytes[end] == UInt8(ascii: ".") { end = try fraction(from: end &+ 1) }
        if bytes[end] | 0x20 == UInt8(ascii: "e") {
            end &+= 1
            if bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end &+= 1 }
            end = try fraction(from: end)
        }
        if isDigit(bytes[end]) { throw JSONFault(.number, at: start) }
        try append(.number, from: start, length: end &- start)
        offset = end
    }

    /// One digit or more.
    @inline(__always) private func fraction(from start: Int) throws(JSONFault) -> Int {
        guard isDigit(bytes[start]) else { throw JSONFault(.number, at: start) }
        return endOfDigits(from: start)
    }

    @inline(__always) private func endOfDigits(from start: Int) -> Int {
        var end = start
        while isDigit(bytes[end]) { end &+= 1 }
        return end
    }

    @inline(__always) private func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    /// The literal of `length` bytes that are `spelling`, the first of them lowest.
    @inline(__always) mutating func literal(
        _ spelling: UInt64, length: Int, _ kind: SourceNode.Kind
    ) throws(JSONFault) {
        let others = (bytes.word(at: offset) ^ spelling) & ((1 &<< UInt64(8 &* length)) &- 1)
        if others != 0 { throw JSONFault(.value, at: offset &+ firstByte(others)) }
        try append(kind, from: offset, length: length)
        offset &+= length
    }

    /// A member name at its opening quote, and the colon: then stands at the member's value.
    @inline(__always) mutating func key() throws(JSONFault) {
        guard bytes[offset] == UInt8(ascii: "\"") else { throw JSONFault(.name, at: offset) }
        let start = offset &+ 1
        if _slowPath(try endOfString(from: start)) {
            try noteEscapedName(from: start)
        } else {
            try noteName(bytes + start, length: offset &- start, at: start)
        }
        offset = bytes.skippingWhiteSpace(from: offset &+ 1)
        guard bytes[offset] == UInt8(ascii: ":") else { throw JSONFault(.colon, at: offset) }
        offset = bytes.skippingWhiteSpace(from: offset &+ 1)
    }
}

/// The value of a hexadecimal digit.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
