import CanonicalModel

extension XMLTokenizer {
    /// The attributes of a tag from where its name ends; the offset of the tag's `>` or `/`.
    @inline(__always) mutating func attributes(from start: Int) throws(Handover) -> Int {
        // One bit of each name, so that most need not be compared with those before them.
        var (offset, seen, index) = (start, UInt64(0), 0)
        while true {
            var name = offset &+ 1
            if _slowPath(bytes[offset] != UInt8(ascii: " ") || bytes[name] <= 0x20) {
                name = bytes.skippingWhiteSpace(from: offset)
            }
            // Letters, by which almost all names begin, are above it.
            if bytes[name] <= UInt8(ascii: ">") {
                let isEnd = bytes[name] == UInt8(ascii: ">") || bytes[name] == UInt8(ascii: "/")
                if isEnd { return name }
            }
            guard name > offset, index < limits.attributesPerElement else { throw Handover() }
            let (attribute, open) = try attributeName(at: name)
            let bit = 1 &<< UInt64(attribute.number & 63)
            if _slowPath(seen & bit != 0), isRepeated(attribute, count: index) { throw Handover() }
            seen |= bit
            numbers[index] = attribute.number
            index &+= 1
            let (end, needsDecoding) = try value(from: open)
            offset = end &+ 1
            if attribute.isLeftOut { continue }
            nodes.put(attribute.symbol, .attribute, from: open &+ 1, to: end, needsDecoding)
        }
    }

    /// The name of an attribute, and the offset of its value's opening quote.
    @inline(__always) private func attributeName(
        at start: Int
    ) throws(Handover) -> (MetName, open: Int) {
        let block = bytes.block(at: start)
        // Whatever else could end the name makes it one that is not found.
        let length = Marks(block.equal(UInt8(ascii: "="))).first
        let name = names.met.find(block.prefix(length))
        let open = start &+ length &+ 1
        if _fastPath(Int(name.shortLength) == length), bytes[open] == UInt8(ascii: "\"") {
            return (name, open)
        }
        let (found, end) = try names.name(bytes, at: start)
        return (found, try bytes.openingQuote(after: end))
    }

    /// The closing quote of the value whose opening quote is at `open`, and whether it has
    /// references, or white space that becomes a space (XML 1.0 §3.3.3).
    @inline(__always) private func value(
        from open: Int
    ) throws(Handover) -> (end: Int, needsDecoding: Bool) {
        if _fastPath(bytes[open] == UInt8(ascii: "\"")) {
            return try bytes.endOfValue(from: open &+ 1, quote: UInt8(ascii: "\""))
        }
        return try bytes.endOfSingleQuoted(from: open &+ 1)
    }

    private func isRepeated(_ name: MetName, count: Int) -> Bool {
        UnsafeBufferPointer(start: numbers, count: count).contains(name.number)
    }
}

extension UnsafePointer<UInt8> {
    /// The opening quote of the value of an attribute whose name ends at `end`.
    @inline(never) fileprivate func openingQuote(after end: Int) throws(Handover) -> Int {
        let equals = skippingWhiteSpace(from: end)
        guard self[equals] == UInt8(ascii: "=") else { throw Handover() }
        let open = skippingWhiteSpace(from: equals + 1)
        guard self[open] == UInt8(ascii: "\"") || self[open] == UInt8(ascii: "'") else {
            throw Handover()
        }
        return open
    }

    /// The closing `quote` of the value at `start`.
    @inline(__always) fileprivate func endOfValue(
        from start: Int, quote: UInt8
    ) throws(Handover) -> (end: Int, needsDecoding: Bool) {
        var (offset, needsDecoding) = (start, false)
        while true {
            let block = block(at: offset)
            let marks = Marks(
                (block.equal(quote) | block.below(0x20))
                    | (block.equal(UInt8(ascii: "&")) | block.equal(UInt8(ascii: "<"))))
            // Without a mark that is the next block, and any byte may stand there.
            offset &+= marks.first
            if _fastPath(self[offset] == quote) { return (offset, needsDecoding) }
            if marks.isEmpty { continue }
            offset = try endOfSpecial(at: offset)
            needsDecoding = true
        }
    }

    @inline(never) fileprivate func endOfSingleQuoted(
        from start: Int
    ) throws(Handover) -> (end: Int, needsDecoding: Bool) {
        try endOfValue(from: start, quote: UInt8(ascii: "'"))
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
