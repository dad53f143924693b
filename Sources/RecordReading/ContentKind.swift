/// What some bytes look like, whatever their file is called.
public enum ContentKind: Sendable, Equatable {
    /// XML in any encoding that ``XMLReader`` knows.
    case xml
    /// JSON: an object or an array.
    case json
    /// Nothing but white space.
    case empty
    /// Anything else.
    case unrecognised

    /// Looks past a byte-order mark and white space at the first byte that matters.
    ///
    /// A UTF-16 mark, or `<` as a 16-bit unit, counts as XML: JSON is UTF-8 (RFC 8259 §8.1).
    public static func sniff(_ bytes: some Collection<UInt8>) -> ContentKind {
        let start = Array(bytes.prefix(3))
        if start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0xFF, 0xFE]) { return .xml }
        if start.starts(with: [0x00, 0x3C]) { return .xml }
        let text = start == [0xEF, 0xBB, 0xBF] ? bytes.dropFirst(3) : bytes.dropFirst(0)
        switch text.first(where: { !isWhiteSpace($0) }) {
        case UInt8(ascii: "<"): return .xml
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
        case nil: return .empty
        default: return .unrecognised
        }
    }
}

/// Whether `byte` is white space, in XML and in JSON alike.
@inline(__always) func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
