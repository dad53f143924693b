extension UnsafePointer<UInt8> {
    /// The start of the tag that ends the text at `start`, and whether the text must be decoded;
    /// `nil` if it is only white space, comments and processing instructions.
    @inline(__always) func endOfText(
        from start: Int
    ) throws(Handover) -> (end: Int, needsDecoding: Bool?) {
        var (offset, needsDecoding) = (start, false)
        while true {
            offset = firstMark(from: offset) { block in
                (block.equal(UInt8(ascii: "<")) | block.below(0x20))
                    | (block.equal(UInt8(ascii: "&")) | block.equal(UInt8(ascii: "]")))
            }
            switch self[offset] {
            case UInt8(ascii: "<"):
                if isMarkup(self[offset &+ 1]) { return try endOfMixedText(from: start) }
                return (offset, needsDecoding)
            case UInt8(ascii: "&"):
                offset = try endOfReference(at: offset)
                needsDecoding = true
            case 0x0D:
                offset &+= 1
                needsDecoding = true
            default: offset = try endOfCharacter(at: offset)
            }
        }
    }

    /// The same for text with comments, processing instructions or CDATA sections in it, which must
    /// be decoded if there is anything in it.
    @inline(never) private func endOfMixedText(
        from start: Int
    ) throws(Handover) -> (end: Int, needsDecoding: Bool?) {
        var (offset, hasText) = (start, false)
        while true {
            offset = skippingWhiteSpace(from: offset)
            switch self[offset] {
            case UInt8(ascii: "<"):
                if !isMarkup(self[offset + 1]) { return (offset, hasText ? true : nil) }
                let end = try endOfMarkup(at: offset)
                if isCDATA(at: offset), skippingWhiteSpace(from: offset + 9) < end - 3 {
                    hasText = true
                }
                offset = end
            case UInt8(ascii: "&"): (offset, hasText) = (try endOfReference(at: offset), true)
            default: (offset, hasText) = (try endOfCharacter(at: offset), true)
            }
        }
    }

    /// The offset after a byte of text that is no reference or tag.
    @inline(__always) private func endOfCharacter(at place: Int) throws(Handover) -> Int {
        let isCDATAEnd =
            self[place] == UInt8(ascii: "]") && self[place &+ 1] == UInt8(ascii: "]")
            && self[place &+ 2] == UInt8(ascii: ">")
        if isCDATAEnd || self[place] == 0 { throw Handover() }
        return place &+ 1
    }

    /// The offset after the reference whose `&` is at `place`: one of the predefined five entities,
    /// or a character that XML allows (XML 1.0 §4.1, §4.6).
    @inline(never) func endOfReference(at place: Int) throws(Handover) -> Int {
        var end = place + 1
        while end - place < 32, isNameByte(self[end]) || self[end] == UInt8(ascii: "#") { end += 1 }
        guard self[end] == UInt8(ascii: ";") else { throw Handover() }
        let name = UnsafeBufferPointer(start: self + place + 1, count: end - place - 1)
        if name.first == UInt8(ascii: "#") {
            guard let scalar = characterReference(name.dropFirst()), isXMLCharacter(scalar) else {
                throw Handover()
            }
        } else if !predefinedEntities.contains(where: { name.elementsEqual($0.utf8) }) {
            throw Handover()
        }
        return end + 1
    }
}

private let predefinedEntities = ["lt", "gt", "amp", "quot", "apos"]

/// The value of what stands between `&#` and `;`.
private func characterReference(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32? {
    let isHexadecimal = digits.first == UInt8(ascii: "x")
    let digits = isHexadecimal ? digits.dropFirst() : digits
    guard !digits.isEmpty else { return nil }
    var value: UInt32 = 0
    for byte in digits {
        guard let digit = hexadecimalDigit(byte), isHexadecimal || digit < 10 else { return nil }
        value = min(value * (isHexadecimal ? 16 : 10) + UInt32(digit), 0x11_0000)
    }
    return value
}

/// Whether XML allows the character (XML 1.0 §2.2).
private func isXMLCharacter(_ value: UInt32) -> Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
    default: false
    }
}
