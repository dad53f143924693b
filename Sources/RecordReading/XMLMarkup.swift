extension UnsafePointer<UInt8> {
    /// Where the XML declaration ends, or where the text begins without one; a byte-order mark is
    /// passed over.
    ///
    /// Only the usual spellings are taken (XML 1.0 §2.8).
    func endOfXMLDeclaration() throws(Handover) -> Int {
        let start = has("\u{FEFF}", at: 0) ? 3 : 0
        guard has("<?xml", at: start), isWhiteSpace(self[start + 5]) else { return start }
        var offset = skippingWhiteSpace(from: start + 5)
        guard let version = endOfOne(of: ["version=\"1.0\"", "version='1.0'"], at: offset) else {
            throw Handover()
        }
        offset = skippingWhiteSpace(from: version)
        if offset > version, let encoding = endOfOne(of: encodings, at: offset) {
            offset = skippingWhiteSpace(from: encoding)
            if offset > encoding, let standalone = endOfOne(of: standalones, at: offset) {
                offset = skippingWhiteSpace(from: standalone)
            }
        } else if offset > version, let standalone = endOfOne(of: standalones, at: offset) {
            offset = skippingWhiteSpace(from: standalone)
        }
        guard has("?>", at: offset) else { throw Handover() }
        return offset + 2
    }

    /// The first byte outside the root element from `start` on that is not white space, a comment
    /// or a processing instruction.
    func endOfMiscellany(from start: Int) throws(Handover) -> Int {
        var offset = skippingWhiteSpace(from: start)
        while has("<!--", at: offset) || has("<?", at: offset) {
            offset = skippingWhiteSpace(from: try endOfMarkup(at: offset))
        }
        return offset
    }

    /// The offset after the comment, processing instruction or CDATA section at `place`.
    func endOfMarkup(at place: Int) throws(Handover) -> Int {
        if has("<?", at: place) { return try endOfInstruction(at: place) }
        if isCDATA(at: place) { return try endOfMark("]]>", from: place + 9) }
        guard has("<!--", at: place) else { throw Handover() }
        // No `--` inside a comment (XML 1.0 §2.5).
        let end = try endOfMark("--", from: place + 4)
        guard self[end] == UInt8(ascii: ">") else { throw Handover() }
        return end + 1
    }

    /// Whether a CDATA section begins at `place`.
    func isCDATA(at place: Int) -> Bool { has("<![CDATA[", at: place) }

    /// Targets are ASCII without a colon; `xml` and what begins with it is left to libxml2.
    private func endOfInstruction(at place: Int) throws(Handover) -> Int {
        let target = place + 2
        var end = target
        while isNameByte(self[end]) { end += 1 }
        let isReserved =
            self[target] | 0x20 == UInt8(ascii: "x") && self[target + 1] | 0x20 == UInt8(ascii: "m")
            && self[target + 2] | 0x20 == UInt8(ascii: "l")
        guard isNameStart(self[target]), !isReserved, isWhiteSpace(self[end]) || has("?>", at: end)
        else { throw Handover() }
        return try endOfMark("?>", from: end)
    }

    /// The offset after the first `mark` from `start` on.
    private func endOfMark(_ mark: StaticString, from start: Int) throws(Handover) -> Int {
        var offset = start
        while self[offset] != 0 {
            if self[offset] == mark.utf8Start[0], has(mark, at: offset) {
                return offset + mark.utf8CodeUnitCount
            }
            offset += 1
        }
        throw Handover()
    }

    /// Whether `text` stands at `place`; nothing is read beyond the first zero byte.
    private func has(_ text: StaticString, at place: Int) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where self[place + index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    private func endOfOne(of texts: [StaticString], at place: Int) -> Int? {
        texts.first { has($0, at: place) }.map { place + $0.utf8CodeUnitCount }
    }
}

private let encodings: [StaticString] = [
    "encoding=\"UTF-8\"", "encoding='UTF-8'", "encoding=\"utf-8\"", "encoding='utf-8'",
]
private let standalones: [StaticString] = [
    "standalone=\"yes\"", "standalone='yes'", "standalone=\"no\"", "standalone='no'",
]
