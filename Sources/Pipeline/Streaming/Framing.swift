/// How one record of a stream is told from the next.
public enum Framing: String, Sendable, CaseIterable {
    /// `xml` or `json`, whichever the first byte that is not blank speaks for, or
    /// `record-separator`, if it is one. What is never closed ends also where the other begins:
    /// JSON at a line that begins with `<`, an XML document at a line with which a whole JSON
    /// object begins.
    case auto
    /// XML documents one after another. A document that is never closed ends where an XML
    /// declaration stands, or a tag called as the root of the one before.
    case xml
    /// JSON values one after another, each on a line or over several. A value that is never closed
    /// ends where a line begins with `{`.
    case json
    /// RFC 7464: a record separator (0x1E) before each JSON text; before anything else it serves
    /// as well.
    case recordSeparator = "record-separator"
    /// A zero byte after each record.
    case nul
    /// Four bytes before each record: its length, the most significant byte first.
    case length
}

/// Finds where the record at the start of some bytes ends, in one pass however the bytes arrive.
///
/// What is broken ends too, so that a bad record costs itself and no other: the reader is told of
/// it, and the next begins where one can begin.
struct FrameScanner {
    /// What is known of the record that begins the bytes.
    enum Answer: Equatable {
        /// It may go on beyond the bytes.
        case unfinished
        /// It is the bytes of the range; the next begins after `next`.
        case record(Range<Int>, next: Int)
    }

    private let framing: Framing
    /// The framing that `auto` came to.
    private var chosen: Framing?
    private var xml = XMLScanner()
    private var json = JSONScanner()
    /// Bytes that were looked at already.
    private var scanned = 0
    /// Where the content of the record begins: after blanks or what announces it.
    private var content: Int?
    /// How much is left of a record whose length is known and whose beginning was forgotten.
    private var passing: Int?

    init(_ framing: Framing) { self.framing = framing }

    /// Begins with another record.
    mutating func reset() {
        (scanned, content, passing) = (0, nil, nil)
        xml.reset()
        json = JSONScanner()
        chosen = nil
    }

    /// Goes on with the same record without its first bytes: those that were looked at, but one.
    ///
    /// - Returns: How many bytes to take off the front.
    mutating func forget(_ buffer: [UInt8], from front: Int) -> Int {
        let bytes = buffer.span.extracting(front...)
        if framing == .length {
            passing = (passing ?? Self.length(bytes)) - bytes.count
            return bytes.count
        }
        let count = max(0, scanned - 1)
        scanned -= count
        if content != nil { content = 0 }
        return count
    }

    /// Looks at the record that begins at `front`, from where the last call left off; all ranges
    /// count from there.
    ///
    /// - Parameter isAtEnd: Whether no byte will follow.
    mutating func scan(_ buffer: [UInt8], from front: Int, isAtEnd: Bool) -> Answer {
        let bytes = buffer.span.extracting(front...)
        if framing == .length { return lengthPrefixed(bytes, isAtEnd) }
        guard let start = begin(bytes) else {
            return isAtEnd ? .record(bytes.count..<bytes.count, next: bytes.count) : .unfinished
        }
        var end: Int?
        switch chosen ?? framing {
        case .xml: end = xml.end(bytes, &scanned, start: start)
        case .json:
            end = json.end(
                bytes, &scanned, start: start, isLineSafe: true, endsAtMarkup: framing == .auto,
                isAtEnd: isAtEnd)
        case .nul: return separated(by: 0, bytes, start, isAtEnd)
        case .recordSeparator: return textSequence(bytes, start, isAtEnd)
        case .auto, .length: break
        }
        guard end != nil || isAtEnd else { return .unfinished }
        let last = beginningWithin(bytes, start..<(end ?? bytes.count)) ?? end ?? bytes.count
        return .record(start..<last, next: last)
    }

    /// Where a frame that is larger than any may be ends, if it is seen to hold another.
    func salvage(_ buffer: [UInt8], from front: Int) -> Int? {
        let bytes = buffer.span.extracting(front...)
        return beginningWithin(bytes, (content ?? 0)..<bytes.count)
    }

    /// Where another record begins within an XML document that was never closed.
    private func beginningWithin(_ bytes: Span<UInt8>, _ document: Range<Int>) -> Int? {
        let found = [objectInXML(bytes, document), xml.resumption].compactMap(\.self)
        return found.filter { $0 > document.lowerBound && $0 < document.upperBound }.min()
    }

    /// Where a JSON object begins a line within an XML document that was never closed; one that was
    /// may hold what it likes.
    ///
    /// The object is whole and ends its line: a line of text that begins with a brace is none.
    private func objectInXML(_ bytes: Span<UInt8>, _ document: Range<Int>) -> Int? {
        guard framing == .auto, chosen == .xml, !xml.isClosed else { return nil }
        var index = document.lowerBound
        while index + 1 < document.upperBound {
            index += 1
            guard bytes[index] == UInt8(ascii: "{"), bytes[index - 1] == 0x0A else { continue }
            let begin = index
            var object = JSONScanner()
            let part = bytes.extracting(..<document.upperBound)
            // Where it is not whole the search goes on behind it, so that it takes one pass.
            let end = object.end(part, &index, start: begin, isLineSafe: true, isAtEnd: true)
            if let end, object.isClosed, isObject(part, begin..<end) { return begin }
            index = max(begin, (end ?? index) - 1)
        }
        return nil
    }

    /// Whether what is in braces names a first member, and nothing but blanks follow on its line.
    private func isObject(_ bytes: Span<UInt8>, _ object: Range<Int>) -> Bool {
        var first = object.lowerBound + 1
        while first < object.upperBound, bytes[first] <= 0x20 { first += 1 }
        var rest = object.upperBound
        while rest < bytes.count, bytes[rest] == 0x20 || bytes[rest] == 0x0D { rest += 1 }
        return bytes[first] == UInt8(ascii: "\"") && (rest == bytes.count || bytes[rest] == 0x0A)
    }

    /// The first byte of the content, once it is there; blanks before it are passed.
    private mutating func begin(_ bytes: Span<UInt8>) -> Int? {
        if let content { return content }
        while scanned < bytes.count {
            if framing == .auto, bytes[scanned] == 0x1E { chosen = .recordSeparator }
            guard isBlank(bytes[scanned]) else { break }
            scanned += 1
        }
        guard scanned < bytes.count else { return nil }
        if framing == .auto, chosen == nil {
            chosen = bytes[scanned] == UInt8(ascii: "<") ? .xml : .json
        }
        content = scanned
        return scanned
    }

    /// Whether a byte may stand between records. A byte-order mark is such a one, and where
    /// separators frame the records, a separator that ends nothing.
    private func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: true
        case 0xEF, 0xBB, 0xBF: framing != .nul
        case 0x1E: (chosen ?? framing) == .recordSeparator
        case 0: framing == .nul
        default: false
        }
    }

    private mutating func separated(
        by separator: UInt8, _ bytes: Span<UInt8>, _ start: Int, _ isAtEnd: Bool
    ) -> Answer {
        while scanned < bytes.count {
            if bytes[scanned] == separator { return .record(start..<scanned, next: scanned + 1) }
            scanned += 1
        }
        return isAtEnd ? .record(start..<bytes.count, next: bytes.count) : .unfinished
    }

    /// A JSON text ends with itself, so that it need not wait for the separator of the next one.
    private mutating func textSequence(
        _ bytes: Span<UInt8>, _ start: Int, _ isAtEnd: Bool
    ) -> Answer {
        let isJSON = bytes[start] == UInt8(ascii: "{")
        guard isJSON else { return separated(by: 0x1E, bytes, start, isAtEnd) }
        if let end = json.end(bytes, &scanned, start: start, isLineSafe: false, stop: 0x1E) {
            return .record(start..<end, next: end)
        }
        return isAtEnd ? .record(start..<bytes.count, next: bytes.count) : .unfinished
    }

    private func lengthPrefixed(_ bytes: Span<UInt8>, _ isAtEnd: Bool) -> Answer {
        if let passing {
            if bytes.count >= passing { return .record(0..<passing, next: passing) }
        } else if bytes.count >= 4 {
            let end = Self.length(bytes)
            if bytes.count >= end { return .record(4..<end, next: end) }
        }
        return isAtEnd ? .record(0..<bytes.count, next: bytes.count) : .unfinished
    }

    /// The length of a record with the four bytes that announce it.
    private static func length(_ bytes: Span<UInt8>) -> Int {
        var length = 0
        for index in 0..<4 { length = length << 8 | Int(bytes[index]) }
        return 4 + length
    }

    /// Whether a record that ended with the input was cut off, as far as its frame can tell.
    func isCutOff(_ record: Range<Int>) -> Bool {
        guard !record.isEmpty else { return false }
        switch chosen ?? framing {
        case .xml: return !xml.isClosed
        case .json: return !json.isClosed
        case .length: return record.lowerBound == 0
        case .auto, .nul, .recordSeparator: return false
        }
    }
}
