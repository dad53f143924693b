import CanonicalModel

extension JSONParser {
    /// A string value at its opening quote; the offset after it.
    @inline(__always) mutating func string(at quote: Int) throws(JSONFault) -> Int {
        let start = quote &+ 1
        var (end, hasEscape) = (bytes.endOfPlainString(from: start), false)
        if _slowPath(bytes[end] != UInt8(ascii: "\"")) {
            (end, hasEscape) = (try bytes.endOfEscapedString(from: end), true)
        }
        try append(.string, from: start, length: end &- start, needsDecoding: hasEscape)
        return end &+ 1
    }

    /// A number at its first byte, or any byte that begins no value; the offset after it.
    @inline(__always) mutating func number(at start: Int) throws(JSONFault) -> Int {
        var end = start
        if bytes[end] == UInt8(ascii: "-") { end &+= 1 }
        guard isDigit(bytes[end]) else {
            throw JSONFault(end == start ? .value : .number, at: end)
        }
        end = bytes[end] == UInt8(ascii: "0") ? end &+ 1 : bytes.endOfDigits(from: end)
        if bytes[end] == UInt8(ascii: ".") { end = try bytes.endOfFraction(from: end &+ 1) }
        if bytes[end] | 0x20 == UInt8(ascii: "e") {
            end &+= 1
            if bytes[end] == UInt8(ascii: "+") || bytes[end] == UInt8(ascii: "-") { end &+= 1 }
            end = try bytes.endOfFraction(from: end)
        }
        if isDigit(bytes[end]) { throw JSONFault(.number, at: start) }
        try append(.number, from: start, length: end &- start)
        return end
    }

    /// The literal of `length` bytes that are `spelling`, the first of them lowest; the offset
    /// after it.
    @inline(__always) mutating func literal(
        at start: Int, _ spelling: UInt64, length: Int, _ kind: SourceNode.Kind
    ) throws(JSONFault) -> Int {
        let others = (bytes.word(at: start) ^ spelling) & ((1 &<< UInt64(8 &* length)) &- 1)
        if others != 0 { throw JSONFault(.value, at: start &+ firstByte(others)) }
        try append(kind, from: start, length: length)
        return start &+ length
    }
}

@inline(__always) private func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
}

extension UnsafePointer<UInt8> {
    /// The closing quote of a string, from where its first run of plain characters ends.
    @inline(never) func endOfEscapedString(
        from start: Int
    ) throws(JSONFault) -> Int {
        var offset = start
        while self[offset] != UInt8(ascii: "\"") {
            if self[offset] != UInt8(ascii: "\\") { throw JSONFault(.control, at: offset) }
            offset = endOfPlainString(from: try endOfEscape(at: offset))
        }
        return offset
    }

    /// The offset after the escape whose backslash is at `place`.
    private func endOfEscape(at place: Int) throws(JSONFault) -> Int {
        switch self[place + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return place + 2
        case UInt8(ascii: "u"): break
        default: throw JSONFault(.escape, at: place + 1)
        }
        let unit = try codeUnit(at: place + 2)
        guard 0xD800...0xDFFF ~= unit else { return place + 6 }
        guard unit < 0xDC00, self[place + 6] == UInt8(ascii: "\\"),
            self[place + 7] == UInt8(ascii: "u"),
            0xDC00...0xDFFF ~= (try codeUnit(at: place + 8))
        else { throw JSONFault(.surrogate, at: place) }
        return place + 12
    }

    /// The value of four hexadecimal digits.
    private func codeUnit(at place: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for index in place..<place + 4 {
            guard let digit = hexadecimalDigit(self[index]) else {
                throw JSONFault(.escape, at: index)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The end of one digit or more.
    @inline(__always) fileprivate func endOfFraction(from start: Int) throws(JSONFault) -> Int {
        guard isDigit(self[start]) else { throw JSONFault(.number, at: start) }
        return endOfDigits(from: start)
    }

    @inline(__always) fileprivate func endOfDigits(from start: Int) -> Int {
        var end = start
        while isDigit(self[end]) { end &+= 1 }
        return end
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
