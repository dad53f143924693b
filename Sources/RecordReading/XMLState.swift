import CLibXML2
import CanonicalModel

/// What libxml2's callbacks work on: plain memory that they reach through their user-data pointer.
///
/// Nothing in it is counted or checked for sharing, since a callback runs for every tag.
/// `bytes` is valid only while ``XMLState/parse(_:_:with:)`` runs. libxml2 has its own copy; only
/// positions, each checked against `count`, and names from its dictionary are taken from it.
struct XMLState {
    var context: xmlParserCtxtPtr?
    var names: XMLNames
    let limits: ReadingLimits

    /// The record's bytes while it is parsed; else no text, only padding.
    var bytes: Bytes
    private let noText: UnsafeMutablePointer<UInt8>
    var count = 0
    /// Where the text handed to libxml2 begins: after a byte-order mark.
    var start = 0
    var nodes = NodeBuffer()
    /// The open elements' nodes, outermost first: `openCount` of at most `limits.depth`.
    private let open: UnsafeMutablePointer<Int>
    var openCount = 0
    /// Where the run of text after the last tag begins.
    var textStart = 0
    /// Where the element ends if the last tag was an empty-element tag; else -1.
    var emptyTagEnd = -1
    var failure: ReadingFailure?

    init(symbols: SymbolTable, limits: ReadingLimits) {
        names = XMLNames(symbols: symbols)
        self.limits = limits
        open = .allocate(capacity: max(limits.depth, 1))
        noText = .allocate(capacity: padding)
        noText.initialize(repeating: 0, count: padding)
        bytes = Bytes(noText)
    }

    /// Lets go of the record, whose bytes may now move.
    mutating func end() { (bytes, count) = (Bytes(noText), 0) }

    /// Frees all memory; the state is of no use after this.
    mutating func free() {
        freeContext()
        names.free()
        nodes.free()
        open.deallocate()
        noText.deallocate()
    }

    /// A start tag: libxml2 stands at its `>` or `/>`.
    mutating func startElement(
        _ name: UnsafePointer<xmlChar>, attributeCount: Int,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        guard let input = context?.pointee.input else { return }
        let position = position(of: input.pointee.cur, in: input)
        if position >= count { return stop(.truncatedXML(at: count)) }
        guard position >= textStart, let tag = nextTag(before: position) else {
            return stop(.lostPlace(position))
        }
        if openCount >= limits.depth {
            return stop(.tooDeep(at: tag, limit: limits.depth))
        }
        if nodes.count &+ attributeCount >= limits.nodes {
            return stop(.tooManyNodes(at: tag, limit: limits.nodes))
        }
        open[openCount] = nodes.count
        openCount &+= 1
        nodes.append(
            SourceNode(
                name: symbol(name, at: tag), kind: .element, end: 0,
                offset: UInt32(truncatingIfNeeded: tag), length: 0))
        if attributeCount > 0, let attributes {
            appendAttributes(attributeCount, attributes, input, from: tag, to: position)
        }
        emptyTagEnd = bytes[position] == UInt8(ascii: "/") ? position &+ 2 : -1
        textStart = position &+ 1
    }

    /// An end tag, or the end of an empty-element tag: libxml2 stands behind its `>`.
    mutating func endElement() {
        guard let input = context?.pointee.input else { return }
        let position = position(of: input.pointee.cur, in: input)
        guard position <= count, position > textStart,
            position == emptyTagEnd || nextTag(before: position) != nil, openCount > 0
        else { return stop(.lostPlace(position)) }
        openCount &-= 1
        nodes.close(open[openCount], at: position)
        emptyTagEnd = -1
        textStart = position
    }

    /// The source offset of a pointer into libxml2's copy of the source.
    @inline(__always) private func position(
        of pointer: UnsafePointer<xmlChar>, in input: xmlParserInputPtr
    ) -> Int {
        start &+ Int(truncatingIfNeeded: input.pointee.consumed)
            &+ (pointer - input.pointee.base)
    }

    /// The start of the tag that libxml2 has read up to `position`; text before it is appended.
    @inline(__always) private mutating func nextTag(before position: Int) -> Int? {
        // The tag's own `<` ends the white space at the latest.
        let tag = bytes.skippingWhiteSpace(from: textStart)
        let next = bytes[tag &+ 1]
        if bytes[tag] == UInt8(ascii: "<"), next != UInt8(ascii: "!"), next != UInt8(ascii: "?") {
            return tag
        }
        return tagAfterText(before: position)
    }

    private mutating func tagAfterText(before position: Int) -> Int? {
        guard let tag = bytes.lastTagOpen(before: position, notBefore: textStart) else {
            return nil
        }
        guard openCount > 0, let needsDecoding = bytes.textNeedsDecoding(from: textStart, to: tag)
        else { return tag }
        if nodes.count >= limits.nodes {
            stop(.tooManyNodes(at: textStart, limit: limits.nodes))
        }
        nodes.appendLeaf(
            SymbolTable.text, .text, from: textStart, length: tag &- textStart, needsDecoding)
        return tag
    }

    /// Appends the attributes of the tag from `tag` to `tagEnd`.
    ///
    /// libxml2 gives five pointers an attribute, in document order, namespace declarations left
    /// out: the first is the local name, the last two bound the value. A value that it did not have
    /// to normalise lies in its copy of the source; any other is looked for in the tag.
    private mutating func appendAttributes(
        _ attributeCount: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>,
        _ input: xmlParserInputPtr, from tag: Int, to tagEnd: Int
    ) {
        let first = nodes.count
        for index in 0..<attributeCount {
            let attribute = attributes + index &* 5
            guard let name = attribute[0], let value = attribute[3], let end = attribute[4] else {
                return stop(.lostPlace(tag))
            }
            let offset = position(of: value, in: input)
            guard value > input.pointee.base, end < input.pointee.end, offset > tag,
                offset &+ (end - value) < tagEnd
            else {
                nodes.count = first
                return appendNormalised(attributeCount, attributes, from: tag, to: tagEnd)
            }
            let symbol = symbol(name, at: tag)
            if names.areLeftOut(symbol) { continue }
            nodes.appendLeaf(symbol, .attribute, from: offset, length: end - value, false)
        }
    }

    /// Appends the attributes of a tag, all values found in the source itself.
    private mutating func appendNormalised(
        _ attributeCount: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>,
        from tag: Int, to tagEnd: Int
    ) {
        var scanner = StartTagScanner(bytes: bytes, tag: tag, end: tagEnd)
        for index in 0..<attributeCount {
            guard let name = attributes[index &* 5], let value = scanner.nextAttribute() else {
                return stop(.lostPlace(tag))
            }
            let symbol = symbol(name, at: tag)
            if names.areLeftOut(symbol) { continue }
            nodes.appendLeaf(
                symbol, .attribute, from: value.offset, length: value.length, value.needsDecoding)
        }
    }

    @inline(__always) private mutating func symbol(
        _ name: UnsafePointer<xmlChar>, at tag: Int
    ) -> Symbol {
        if let symbol = names.known(name) { return symbol }
        return newSymbol(name, at: tag)
    }

    @inline(never) private mutating func newSymbol(
        _ name: UnsafePointer<xmlChar>, at tag: Int
    ) -> Symbol {
        let length = Int(xmlStrlen(name))
        if length > limits.nameLength { stop(.nameTooLong(at: tag, limit: limits.nameLength)) }
        return names.learn(name, length: length)
    }

    /// A document type declaration: libxml2 stands inside it, before any of its entities.
    mutating func doctype() {
        let position = start &+ max(xmlByteConsumed(context), 0)
        stop(
            ReadingFailure(
                .doctypeRefused, at: position, "the XML has a document type declaration",
                advice: "remove the `<!DOCTYPE ...>`; records need none"))
    }

    /// An error of libxml2's; the first fatal one counts.
    mutating func libraryError(number: Int, isFatal: Bool) {
        guard failure == nil, isFatal else { return }
        let place = min(start &+ max(xmlByteConsumed(context), 0), count)
        failure = .malformedXML(number: number, at: place, bytes: bytes, count: count)
    }

    /// Stops libxml2 and remembers why; it makes no call-back after this.
    private mutating func stop(_ failure: ReadingFailure) {
        if self.failure == nil { self.failure = failure }
        xmlStopParser(context)
    }
}
