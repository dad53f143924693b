import CanonicalModel

extension XMLTokenizer {
    /// The attributes of a tag from where its name ends; the offset of the tag's `>` or `/`.
    @inline(__always) mutating func attributes(from start: Int) throws(Handover) -> Int {
        // One bit of each name, so that most need not be compared with those before them.
        var (offset, seen, index) = (start, UInt64(0), 0)
        while true {
            var name = offset
            if bytes[name] == UInt8(ascii: " ") { name &+= 1 }
            if bytes[name] <= 0x20 { name = bytes.skippingWhiteSpace(from: name) }
            let byte = bytes[name]
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { return name }
            guard name > offset, index < limits.attributesPerElement else { throw Handover() }
            let (attribute, open) = try attributeName(at: name)
            let bit = 1 &<< UInt64(attribute.number & 63)
            if _slowPath(seen & bit != 0), isRepeated(attribute, count: index) { throw Handover() }
            seen |= bit
            numbers[index] = attribute.number
            index &+= 1
            let (end, needsDecoding) = try bytes.endOfValue(from: open &+ 1, quote: bytes[open])
            offset = end &+ 1
            if attribute.isNamespace { continue }
            try append(.attribute, attribute.symbol, from: open &+ 1, to: end, needsDecoding)
        }
    }

    /// The name of an attribute, and the offset of its value's opening quote.
    @inline(__always) private func attributeName(
        at start: Int
    ) throws(Handover) -> (QualifiedName, open: Int) {
        let block = bytes.block(at: start)
        // Whatever else could end the name makes it one that is not found.
        let length = Marks(block.equal(UInt8(ascii: "="))).first
        let name = names.find(block.prefix(length))
        let open = start &+ length &+ 1
        if _fastPath(name.number != 0 && length < 16), bytes[open] == UInt8(ascii: "\"") {
            return (name, open)
        }
        return try unusualName(at: start)
    }

    /// A name that is new or long, or one with white space or a single quote behind it.
    @inline(never) private func unusualName(
        at start: Int
    ) throws(Handover) -> (QualifiedName, open: Int) {
        let (name, end) = try names.name(bytes, at: start)
        let equals = bytes.skippingWhiteSpace(from: end)
        guard bytes[equals] == UInt8(ascii: "=") else { throw Handover() }
        let open = bytes.skippingWhiteSpace(from: equals + 1)
        guard bytes[open] == UInt8(ascii: "\"") || bytes[open] == UInt8(ascii: "'") else {
            throw Handover()
        }
        return (name, open)
    }

    private func isRepeated(_ name: QualifiedName, count: Int) -> Bool {
        UnsafeBufferPointer(start: numbers, count: count).contains(name.number)
    }
}

extension UnsafePointer<UInt8> {
    /// The closing quote of the attribute value at `start`, and whether it has references, or
    /// white space that becomes a space (XML 1.0 §3.3.3).
    @inline(__always) fileprivate func endOfValue(
        from start: Int, quote: UInt8
    ) throws(Handover) -> (end: Int, needsDecoding: Bool) {
        var (offset, needsDecoding) = (start, false)
        while true {
            let block = block(at: offset)
            let marks = Marks(
                (block.equal(quote) | block.below(0x20))
                    | (block.equal(UInt8(ascii: "&")) | block.equal(UInt8(ascii: "<"))))
            offset &+= marks.first
            if marks.isEmpty { continue }
            if _fastPath(self[offset] == quote) { return (offset, needsDecoding) }
            offset = try endOfSpecial(at: offset)
            needsDecoding = true
        }
    }

    /// The offset after a reference or white space in a value.
    @inline(never) private func endOfSpecial(at place: Int) throws(Handover) -> Int {
        switch self[place] {
        case UInt8(ascii: "&"): return try endOfReference(at: place)
        case UInt8(ascii: "<"), 0: throw Handover()
        default: return place + 1
        }
    }
}
