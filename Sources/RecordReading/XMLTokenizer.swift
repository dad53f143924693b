import CanonicalModel

/// That the tokenizer leaves a record to libxml2, which reads it or says what is wrong with it.
struct Handover: Error {}

/// One pass over the bytes of one XML record in UTF-8; no recursion.
///
/// It takes only what is well-formed beyond doubt, and makes the same tree of it as ``XMLState``.
/// Anything else ends in a ``Handover``: errors, limits, document types, unusual names and
/// declarations. Prefixes need not be bound: only local names count, as in libxml2's reading.
///
/// `bytes` has ``padding`` zero bytes behind `count`, and none before it, which is checked first.
/// A step passes only over bytes that it has seen not to be zero, so no offset goes beyond `count`
/// and no load of a block beyond the padding.
struct XMLTokenizer {
    let bytes: Bytes
    let count: Int
    let limits: ReadingLimits
    let names: QualifiedNames
    /// Room for `limits.depth` elements, the outermost first.
    let open: UnsafeMutablePointer<OpenElement>
    /// Room for the numbers of `limits.attributesPerElement` names.
    let numbers: UnsafeMutablePointer<UInt32>
    var depth = 0
    var nodes: NodeBuffer
    /// How many nodes there may be so that another tag fits in, with as many attributes as may be.
    private var ceiling = -1

    @inline(__always) init(_ bytes: Bytes, _ count: Int, _ storage: XMLStorage) {
        (self.bytes, self.count) = (bytes, count)
        (limits, names, nodes) = (storage.limits, storage.names, storage.nodes)
        (open, numbers) = (storage.open, storage.numbers)
        nodes.count = 0
    }

    /// Parses everything.
    @inline(__always) mutating func run() throws(Handover) {
        guard bytes.areXMLCharacters(count: count) else { throw Handover() }
        var tag = try bytes.endOfMiscellany(from: try bytes.endOfXMLDeclaration())
        while true {
            let isEnd = bytes[tag &+ 1] == UInt8(ascii: "/")
            let end = isEnd ? try endTag(at: tag) : try startTag(at: tag)
            if depth == 0 {
                guard try bytes.endOfMiscellany(from: end) == count else { throw Handover() }
                return
            }
            tag = bytes.skippingWhiteSpace(from: end)
            if bytes[tag] != UInt8(ascii: "<") || isMarkup(bytes[tag &+ 1]) {
                tag = try text(from: end)
            }
        }
    }

    /// The text at `start`, after a tag; the offset of the tag that ends it.
    @inline(__always) private mutating func text(from start: Int) throws(Handover) -> Int {
        try makeRoom()
        let (end, needsDecoding) = try bytes.endOfText(from: start)
        if let needsDecoding {
            nodes.put(SymbolTable.text, .text, from: start, to: end, needsDecoding)
        }
        return end
    }

    /// Makes room for another tag or text.
    @inline(__always) private mutating func makeRoom() throws(Handover) {
        if _fastPath(nodes.count <= ceiling) { return }
        let most = limits.attributesPerElement &+ 1
        guard nodes.count <= limits.nodes &- most else { throw Handover() }
        nodes.reserve(most)
        ceiling = min(nodes.room, limits.nodes) &- most
    }

    /// A start tag or empty-element tag at its `<`; the offset after it.
    @inline(__always) private mutating func startTag(at tag: Int) throws(Handover) -> Int {
        guard bytes[tag] == UInt8(ascii: "<"), depth < limits.depth else { throw Handover() }
        try makeRoom()
        let (name, nameEnd) = try elementName(at: tag &+ 1)
        let node = nodes.count
        nodes.put(name.symbol, .element, from: tag, to: tag)
        var end = nameEnd
        if bytes[end] != UInt8(ascii: ">") { end = try attributes(from: end) }
        if bytes[end] == UInt8(ascii: "/") {
            guard bytes[end &+ 1] == UInt8(ascii: ">") else { throw Handover() }
            nodes.close(node, at: end &+ 2)
            return end &+ 2
        }
        open[depth] = OpenElement(node: node, nameLength: nameEnd &- tag &- 1)
        depth &+= 1
        return end &+ 1
    }

    @inline(__always) private func elementName(
        at start: Int
    ) throws(Handover) -> (MetName, end: Int) {
        let block = bytes.block(at: start)
        let length = Marks.ofNameEnd(block).first
        let name = names.met.find(block.prefix(length))
        if _fastPath(Int(name.shortLength) == length) { return (name, start &+ length) }
        return try names.name(bytes, at: start)
    }

    /// An end tag at its `<`; the offset after it.
    @inline(__always) private mutating func endTag(at tag: Int) throws(Handover) -> Int {
        guard depth > 0 else { throw Handover() }
        depth &-= 1
        let element = open[depth]
        let opened = Int(nodes.base[element.node].offset) &+ 1
        guard bytes.hasSameName(at: tag &+ 2, as: opened, length: element.nameLength) else {
            throw Handover()
        }
        var end = tag &+ 2 &+ element.nameLength
        if bytes[end] != UInt8(ascii: ">") {
            end = bytes.skippingWhiteSpace(from: end)
            guard bytes[end] == UInt8(ascii: ">") else { throw Handover() }
        }
        nodes.close(element.node, at: end &+ 1)
        return end &+ 1
    }
}

/// Whether `<` and this byte begin a comment, a CDATA section or a processing instruction.
@inline(__always) func isMarkup(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
}

extension UnsafePointer<UInt8> {
    /// Whether the `length` bytes at `start` are those at `opened`, an open element's name.
    @inline(__always) fileprivate func hasSameName(
        at start: Int, as opened: Int, length: Int
    ) -> Bool {
        let others = (block(at: start) ^ block(at: opened)).prefix(min(length, 16))
        return others.isZero
            && (length <= 16
                || hasSameBytes(at: start &+ 16, as: opened &+ 16, count: length &- 16))
    }

    /// Compares byte by byte, so that nothing is read beyond the first zero.
    private func hasSameBytes(at start: Int, as other: Int, count: Int) -> Bool {
        for index in 0..<count where self[start &+ index] != self[other &+ index] { return false }
        return true
    }
}
