/// Finds the attribute values of one start tag that libxml2 has found well-formed so far.
///
/// Every step is bounded by the tag's end, so that a tag that is not what was promised ends the
/// scan instead of running on.
struct StartTagScanner {
    /// Where a value lies, without its quotes.
    struct Value {
        let offset: Int
        let length: Int
        /// Whether it has references, or white space that becomes a space (XML 1.0 §3.3.3).
        let needsDecoding: Bool
    }

    private let bytes: Bytes
    private var offset: Int
    private let end: Int

    /// - Parameters:
    ///   - tag: The offset of the tag's `<`.
    ///   - end: The offset of its `>` or `/>`.
    @inline(__always) init(bytes: Bytes, tag: Int, end: Int) {
        self.bytes = bytes
        self.end = end
        offset = tag &+ 1
        while offset < end, bytes[offset] > 0x20 { offset &+= 1 }
    }

    /// The next attribute's value; namespace declarations are passed over.
    @inline(__always) mutating func nextAttribute() -> Value? {
        while true {
            let name = bytes.skippingWhiteSpace(from: offset)
            let isNamespace = isNamespaceDeclaration(name)
            guard let value = nextValue(from: name) else { return nil }
            if !isNamespace { return value }
        }
    }

    @inline(__always) private mutating func nextValue(from name: Int) -> Value? {
        var open = name
        while open < end, bytes[open] != UInt8(ascii: "=") { open &+= 1 }
        open = bytes.skippingWhiteSpace(from: open &+ 1)
        guard open < end else { return nil }
        let quote = every(bytes[open])
        var (close, special) = (open &+ 1, UInt64(0))
        while close < end {
            let word = bytes.word(at: close)
            let specials =
                zeroBytes(word ^ every(UInt8(ascii: "&"))) | bytesBelow(0x20, in: word)
            let quotes = zeroBytes(word ^ quote)
            if quotes != 0 {
                // Only what stands before the quote.
                special |= specials & ((quotes & (0 &- quotes)) &- 1)
                close &+= firstByte(quotes)
                break
            }
            special |= specials
            close &+= 8
        }
        guard close < end else { return nil }
        offset = close &+ 1
        return Value(
            offset: open &+ 1, length: close &- open &- 1, needsDecoding: special != 0)
    }

    /// Whether the attribute name at `name` is `xmlns` or begins with `xmlns:`.
    @inline(__always) private func isNamespaceDeclaration(_ name: Int) -> Bool {
        let spelling: UInt64 = 0x73_6E_6C_6D_78  // `xmlns`, the first letter lowest
        let word = bytes.word(at: name)
        guard word & 0xFF_FFFF_FFFF == spelling else { return false }
        let next = UInt8(truncatingIfNeeded: word >> 40)
        return next == UInt8(ascii: "=") || next == UInt8(ascii: ":") || isWhiteSpace(next)
    }
}
