import CSystem

/// Whether the beginning of a file says that each of its lines is JSON of its own (NDJSON).
public enum LineLayout: Sendable {
    /// One record: XML, or JSON whose first line is not complete by itself.
    case document
    /// The first line is one complete JSON value, and another line follows.
    case lines
    /// Nothing but white space follows the first line so far: at the end of the file, a document.
    case undecided

    /// Looks at the first line of `bytes`, blank ones passed over.
    ///
    /// Cost: of JSON without line break nothing else is looked for; what has one is read to the end
    /// of its first line again.
    public static func sniff(_ bytes: [UInt8]) -> LineLayout {
        guard let start = bytes.firstIndex(where: { $0 > 0x20 }) else { return .undecided }
        guard ContentKind.sniff(bytes) == .json else { return .document }
        guard let lineEnd = firstLineBreak(bytes, from: start),
            bytes[lineEnd...].contains(where: { $0 > 0x20 })
        else { return .undecided }
        guard let valueEnd = endOfFirstJSONValue(bytes, from: 0, to: lineEnd),
            bytes[valueEnd..<lineEnd].allSatisfy({ $0 <= 0x20 })
        else { return .document }
        return .lines
    }
}

/// The offset of the first line feed in `bytes` from `start` on, or `nil`.
///
/// Cost: that of memchr(3), which looks at as many bytes at once as the processor can.
public func firstLineBreak(_ bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
        guard let base = buffer.baseAddress, (0..<buffer.count).contains(start),
            let found = memchr(base + start, 0x0A, buffer.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
