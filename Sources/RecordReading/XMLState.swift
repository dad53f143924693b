import CLibXML2
import CanonicalModel

/// What libxml2's callbacks work on: plain memory that they reach through their user-data pointer.
///
/// `bytes` is valid only while ``XMLState/parse(_:_:with:)`` runs. libxml2 parses its own copy; only
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
    var nodes: [SourceNode] = []
    /// The open elements, outermost first.
    var open: [Int] = []
    /// Where the run of text after the last tag begins.
    var textStart = 0
    /// Where the element ends if the last tag was an empty-element tag; else -1.
    var emptyTagEnd = -1
    var failure: ReadingFailure?

    init(symbols: SymbolTable, limits: ReadingLimits) {
        names = XMLNames(symbols: symbols)
        self.limits = limits
        noText = .allocate(capacity: padding)
        noText.initialize(repeating: 0, count: padding)
        bytes = Bytes(noText)
    }

    /// Lets go of the record, whose bytes may now move.
    mutating func end() { (bytes, count) = (Bytes(noText), 0) }

    /// Frees all memory; the state is of no use after this.
    mutating func free() {
        freeContext()
        noText.deallocate()
    }

    /// Where libxml2 is: behind a start tag's attributes, or behind the end tag.
    private var position: Int { start &+ xmlByteConsumed(context) }

    /// A start tag: libxml2 stands at its `>` or `/>`.
    mutating func startElement(
        _ name: UnsafePointer<xmlChar>, attributeCount: Int,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        let position = position
        guard position < count,
            let tag = bytes.lastTagOpen(before: position, notBefore: textStart)
        else { return stop(.lostPlace(position)) }
        appendText(upTo: tag)
        if open.count >= limits.depth {
            return stop(.tooDeep(at: tag, limit: limits.depth))
        }
        if nodes.count &+ attributeCount >= limits.nodes {
            return stop(.tooManyNodes(at: tag, limit: limits.nodes))
        }
        open.append(nodes.count)
        nodes.append(
            SourceNode(
                name: symbol(name, at: tag), kind: .element, end: 0,
                offset: UInt32(truncatingIfNeeded: tag), length: 0))
        if attributeCount > 0, let attributes {
            appendAttributes(attributeCount, attributes, tag: tag, tagEnd: position)
        }
        emptyTagEnd = bytes[position] == UInt8(ascii: "/") ? position &+ 2 : -1
        textStart = position &+ 1
    }

    /// An end tag, or the end of an empty-element tag: libxml2 stands behind its `>`.
    mutating func endElement() {
        let position = position
        guard position <= count, position > textStart, let element = open.popLast() else {
            return stop(.lostPlace(position))
        }
        if position != emptyTagEnd {
            guard let tag = bytes.lastTagOpen(before: position, notBefore: textStart) else {
                return stop(.lostPlace(position))
            }
            appendText(upTo: tag)
        }
        nodes[element].end = UInt32(truncatingIfNeeded: nodes.count)
        nodes[element].length =
            UInt32(truncatingIfNeeded: position) &- nodes[element].offset
        emptyTagEnd = -1
        textStart = position
    }

    /// Appends the element's attributes, their values found in the tag from `tag` to `tagEnd`.
    ///
    /// libxml2 gives five pointers an attribute, in document order, namespace declarations left out.
    private mutating func appendAttributes(
        _ attributeCount: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>,
        tag: Int, tagEnd: Int
    ) {
        var scanner = StartTagScanner(bytes: bytes, tag: tag, end: tagEnd)
        for index in 0..<attributeCount {
            guard let name = attributes[index &* 5], let value = scanner.nextAttribute() else {
                return stop(.lostPlace(tag))
            }
            nodes.append(
                SourceNode(
                    name: symbol(name, at: tag), kind: .attribute,
                    needsDecoding: value.needsDecoding,
                    end: UInt32(truncatingIfNeeded: nodes.count &+ 1),
                    offset: UInt32(truncatingIfNeeded: value.offset),
                    length: UInt32(truncatingIfNeeded: value.length)))
        }
    }

    /// Appends the text between the last tag and the tag at `end`, unless there is none.
    @inline(__always) private mutating func appendText(upTo end: Int) {
        // The tag's `<` ends the white space at the latest.
        if bytes.skippingWhiteSpace(from: textStart) < end, !open.isEmpty {
            appendTextNode(upTo: end)
        }
    }

    private mutating func appendTextNode(upTo end: Int) {
        guard let needsDecoding = bytes.textNeedsDecoding(from: textStart, to: end) else { return }
        if nodes.count >= limits.nodes {
            return stop(.tooManyNodes(at: textStart, limit: limits.nodes))
        }
        nodes.append(
            SourceNode(
                name: SymbolTable.text, kind: .text, needsDecoding: needsDecoding,
                end: UInt32(truncatingIfNeeded: nodes.count &+ 1),
                offset: UInt32(truncatingIfNeeded: textStart),
                length: UInt32(truncatingIfNeeded: end &- textStart)))
    }

    private mutating func symbol(_ name: UnsafePointer<xmlChar>, at tag: Int) -> Symbol {
        if let symbol = names.known(name) { return symbol }
        let length = Int(xmlStrlen(name))
        if length > limits.nameLength { stop(.nameTooLong(at: tag, limit: limits.nameLength)) }
        return names.learn(name, length: length)
    }

    /// A document type declaration: libxml2 stands inside it, before any of its entities.
    mutating func doctype() {
        stop(
            ReadingFailure(
                .doctypeRefused, at: position, "the XML has a document type declaration",
                advice: "remove the `<!DOCTYPE ...>`; records need none"))
    }

    /// An error of libxml2's; the first fatal one counts.
    mutating func libraryError(number: Int, isFatal: Bool) {
        guard failure == nil, isFatal else { return }
        let place = min(max(position, start), count)
        failure = .malformedXML(number: number, at: place, bytes: bytes, count: count)
    }

    /// Stops libxml2 and remembers why; it makes no call-back after this.
    private mutating func stop(_ failure: ReadingFailure) {
        if self.failure == nil { self.failure = failure }
        xmlStopParser(context)
    }
}
