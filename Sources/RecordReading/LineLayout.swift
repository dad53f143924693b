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
    /// Cost: of what has no line break nothing else is looked for, at 10 GB/s or more; what has one
    /// is read to the end of its first line again.
    public static func sniff(_ bytes: [UInt8]) -> LineLayout {
        guard let start = bytes.firstIndex(where: { $0 > 0x20 }),
            let lineEnd = firstLineBreak(bytes, from: start),
            bytes[lineEnd...].contains(where: { $0 > 0x20 })
        else { return .undecided }
        guard ContentKind.sniff(bytes) == .json,
            let valueEnd = endOfFirstJSONValue(bytes, from: 0, to: lineEnd),
            bytes[valueEnd..<lineEnd].allSatisfy({ $0 <= 0x20 })
        else { return .document }
        return .lines
    }
}

/// The offset of the first line feed in `bytes` from `start` on, or `nil`; eight bytes at a time.
public func firstLineBreak(_ bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
        guard start >= 0 else { return nil }
        var index = start
        while index + 8 <= buffer.count {
            // Eight bytes from `index` lie in the buffer, by the loop's condition. A byte of the
            // difference is zero where a line feed stands, and only then is its high bit set below.
            let word = buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let difference = word ^ 0x0A0A_0A0A_0A0A_0A0A
            let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference
            if zeros & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        while index < buffer.count {
            if buffer[index] == 0x0A { return index }
            index += 1
        }
        return nil
    }
}
