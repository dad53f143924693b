/// Finds the end of a JSON value among bytes that follow it: where its brackets balance.
struct JSONScanner {
    private var depth = 0
    /// Of the innermost open brackets, the innermost last, a bit each: whether it is a brace.
    private var braces: UInt64 = 0
    private var isInString = false
    private var isEscaped = false
    /// How many of its lines have ended.
    private var lines = 0
    /// How much a value of one line and the line after it must have in common for the two to begin
    /// alike, such as `{"resourceType":`.
    private static let beginning = 16
    /// The same for values of several lines, whose parts may begin so: `{`, a line break,
    /// `  "resourceType": "Bundle",`.
    private static let longBeginning = 32
    /// Whether the value has been closed.
    private(set) var isClosed = false

    /// The offset after the value that begins at `start`, or `nil` if it goes on beyond `bytes`.
    ///
    /// - Parameters:
    ///   - scanned: How far it was looked at; moved on.
    ///   - isLineSafe: Whether a line that begins with `{` begins another value, as it does unless
    ///     somebody breaks lines within a value and does not indent them. Where a value is asked
    ///     for, a line does if it begins as the first did: what was cut off asks for one too. A
    ///     comma in an object asks for a name, and for no value.
    ///   - endsAtMarkup: Whether a line that begins with `<` is no part of the value, as it is of
    ///     none (RFC 8259 §2).
    ///   - stop: A byte that ends a value wherever it stands.
    ///   - isAtEnd: Whether no byte will follow.
    mutating func end(
        _ bytes: Span<UInt8>, _ scanned: inout Int, start: Int, isLineSafe: Bool,
        endsAtMarkup: Bool = false, stop: UInt8 = 0, isAtEnd: Bool = false
    ) -> Int? {
        while scanned < bytes.count {
            let (byte, here) = (bytes[scanned], scanned)
            if stop != 0, byte == stop { return here }
            scanned += 1
            if byte == 0x0A {
                // No string holds a line break (RFC 8259 §7), so an open one is broken.
                (isInString, isEscaped) = (false, false)
                lines += here > start ? 1 : 0
                if depth == 0, here > start { return scanned }
                continue
            }
            if isInString {
                string(byte)
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "<"):
                if endsAtMarkup, here > start, bytes[here - 1] == 0x0A { return here }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if isLineSafe, byte == UInt8(ascii: "{"), depth > 0, here > start,
                    bytes[here - 1] == 0x0A
                {
                    guard isListed(bytes, before: here, start) else { return here }
                    let length = min(
                        lines == 1 ? Self.beginning : Self.longBeginning, here - 1 - start)
                    if here + length <= bytes.count {
                        if isAlike(bytes, start, here, length) { return here }
                    } else if !isAtEnd {
                        scanned = here
                        return nil
                    }
                }
                depth += 1
                braces = braces << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                braces >>= 1
                if depth <= 0 {
                    isClosed = depth == 0
                    return scanned
                }
            default: break
            }
        }
        return nil
    }

    private mutating func string(_ byte: UInt8) {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInString = false
        }
    }

    private func isAlike(_ bytes: Span<UInt8>, _ one: Int, _ other: Int, _ length: Int) -> Bool {
        for offset in 0..<length where bytes[one + offset] != bytes[other + offset] { return false }
        return true
    }

    /// Whether what stands before a line asks for a value: a colon, an open bracket, or the comma
    /// of a list.
    private func isListed(_ bytes: Span<UInt8>, before line: Int, _ start: Int) -> Bool {
        var index = line - 1
        while index > start, bytes[index] <= 0x20 { index -= 1 }
        switch bytes[index] {
        case UInt8(ascii: ":"), UInt8(ascii: "["): return true
        case UInt8(ascii: ","): return braces & 1 == 0
        default: return false
        }
    }
}
