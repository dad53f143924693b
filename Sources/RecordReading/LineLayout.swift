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
    /// Cost: of JSON without line break nothing else is looked for, at 10 GB/s or more; what has
    /// one is read to the end of its first line again.
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

/// The offset of the first line feed in `bytes` from `start` on, or `nil`; 32 bytes at a time.
public func firstLineBreak(_ bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
        guard start >= 0 else { return nil }
        var index = start
        // 32 bytes from `index` lie in the buffer, by the loop's condition.
        while index + 32 <= buffer.count {
            let found =
                lineFeeds(buffer.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self))
                | lineFeeds(
                    buffer.loadUnaligned(fromByteOffset: index + 16, as: SIMD16<UInt8>.self))
            let words = unsafeBitCast(found, to: SIMD2<UInt64>.self)
            if (words[0] | words[1]) & 0x8080_8080_8080_8080 != 0 { break }
            index += 32
        }
        while index < buffer.count {
            if buffer[index] == 0x0A { return index }
            index += 1
        }
        return nil
    }
}

/// The top bit set where a byte is a line feed, and nowhere else.
@inline(__always) private func lineFeeds(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> {
    let difference = bytes ^ SIMD16(repeating: 0x0A)
    return (difference &- SIMD16(repeating: 1)) & ~difference
}
