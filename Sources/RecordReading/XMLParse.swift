import CLibXML2
import CanonicalModel

extension XMLState {
    /// Parses `count` bytes, padded; the state's `nodes` are the result if `nil` is returned.
    ///
    /// Takes a pointer, since libxml2's callbacks change the state while this runs.
    static func parse(
        _ bytes: Bytes, _ count: Int, with state: UnsafeMutablePointer<XMLState>
    ) -> ReadingFailure? {
        if state.pointee.names.isFull { state.pointee.freeContext() }
        let isFirst = state.pointee.context == nil
        let failure = parseOnce(bytes, count, with: state)
        guard state.pointee.hasTooManyNames else { return failure }
        // Names of the records before this one are in the dictionary too: alone it is judged.
        state.pointee.freeContext()
        if !isFirst { return parse(bytes, count, with: state) }
        return .tooManyNames(limit: state.pointee.limits.nameBytes)
    }

    private static func parseOnce(
        _ bytes: Bytes, _ count: Int, with state: UnsafeMutablePointer<XMLState>
    ) -> ReadingFailure? {
        defer { state.pointee.end() }
        if let failure = state.pointee.begin(bytes, count) { return failure }
        guard let context = preparedContext(state) else {
            return ReadingFailure(.malformedXML, at: 0, "libxml2 cannot make a parser")
        }
        // What libxml2 says without a parser it would write to standard error, with bytes of the
        // record in it. Set for each thread.
        xmlSetStructuredErrorFunc(nil) { _, _ in }
        let start = state.pointee.start
        // libxml2 only reads these bytes, and copies them first.
        (bytes + start).withMemoryRebound(to: CChar.self, capacity: count - start) { text in
            let document = xmlCtxtReadMemory(
                context, text, Int32(count - start), nil, nil, parseOptions)
            if let document { xmlFreeDoc(document) }
        }
        if state.pointee.failure == nil, context.pointee.wellFormed == 0 {
            state.pointee.failure = .malformedXML(
                number: Int(context.pointee.errNo), at: start, bytes: bytes, count: count)
        }
        // The next record would free libxml2's copy of this one; a large one is not kept so long.
        if count > 1 << 20 { xmlCtxtReset(context) }
        return state.pointee.failure
    }

    /// Sets the state up for one record, and checks what libxml2 need not be asked for.
    private mutating func begin(_ bytes: Bytes, _ count: Int) -> ReadingFailure? {
        (self.bytes, self.count) = (bytes, count)
        let hasMark = count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        start = hasMark ? 3 : 0
        (nodes.count, openCount) = (0, 0)
        (textStart, emptyTagEnd, failure) = (start, -1, nil)
        if bytes.skippingWhiteSpace(from: start) >= count {
            return ReadingFailure(.emptyInput, at: 0, "there is no content")
        }
        if let offset = firstInvalidUTF8(bytes, count: count) {
            return ReadingFailure(
                .invalidEncoding, at: offset, "the bytes are not valid UTF-8",
                advice: "declare the encoding that the text is in")
        }
        let limit = limits.attributesPerElement
        if let tag = bytes.crowdedTag(from: start, to: count, limit: limit) {
            return ReadingFailure(
                .tooMany, at: tag, "an element has more than \(limit) attributes")
        }
        return nil
    }

    /// The context, made if there is none yet, with our callbacks in place.
    ///
    /// `xmlCtxtReadMemory` resets a context but keeps its dictionary, so that a name keeps its
    /// pointer from record to record.
    private static func preparedContext(
        _ state: UnsafeMutablePointer<XMLState>
    ) -> xmlParserCtxtPtr? {
        if let context = state.pointee.context { return context }
        guard let context = xmlNewParserCtxt(), let handler = context.pointee.sax else {
            return nil
        }
        context.pointee.userData = UnsafeMutableRawPointer(state)
        handler.pointee = xmlSAXHandler()
        handler.pointee.initialized = UInt32(XML_SAX2_MAGIC)
        handler.pointee.startDocument = { userData in
            userData?.assumingMemoryBound(to: XMLState.self).pointee.limitNames()
        }
        handler.pointee.startElementNs = { userData, name, _, _, _, _, count, _, attributes in
            guard let state = userData?.assumingMemoryBound(to: XMLState.self), let name else {
                return
            }
            state.pointee.startElement(name, attributeCount: Int(count), attributes)
        }
        handler.pointee.endElementNs = { userData, _, _, _ in
            userData?.assumingMemoryBound(to: XMLState.self).pointee.endElement()
        }
        handler.pointee.internalSubset = { userData, _, _, _ in
            userData?.assumingMemoryBound(to: XMLState.self).pointee.doctype()
        }
        handler.pointee.serror = { userData, error in
            guard let state = userData?.assumingMemoryBound(to: XMLState.self), let error else {
                return
            }
            let isFatal = error.pointee.level == XML_ERR_FATAL
            state.pointee.libraryError(number: Int(error.pointee.code), isFatal: isFatal)
        }
        state.pointee.context = context
        return context
    }

    /// Whether the names of this record, and of those before it, fill the dictionary.
    private var hasTooManyNames: Bool {
        guard let context else { return false }
        return xmlDictGetUsage(context.pointee.dict) > limits.nameBytes
    }

    /// Sets a limit to the dictionary of names, which libxml2 keeps in 16,384 lists however many
    /// there are: the time of a record full of different names would grow with their square.
    private func limitNames() {
        guard let context else { return }
        xmlDictSetLimit(context.pointee.dict, limits.nameBytes)
    }

    /// Frees libxml2's memory and forgets the names that point into it.
    mutating func freeContext() {
        xmlFreeParserCtxt(context)
        context = nil
        names.forget()
    }
}

/// No network, no messages on standard error, our own limits instead of libxml2's, and the encoding
/// as ``TextEncoding`` settled it. Never NOENT, DTDLOAD, DTDATTR or XINCLUDE.
private let parseOptions = Int32(
    bitPattern: XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
        | XML_PARSE_NOWARNING.rawValue | XML_PARSE_HUGE.rawValue
        | XML_PARSE_IGNORE_ENC.rawValue)
