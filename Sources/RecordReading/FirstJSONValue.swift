/// The offset after the first complete JSON value in `bytes` from `start` on, or `nil` if it is not
/// complete before `end`; without `end`, before the last byte.
///
/// Only brackets and quotes are looked at, so this says where a value ends and not whether it is
/// well-formed. A number or literal ends at white space, a comma or a bracket, or with the bytes.
/// A few GB/s; no copy.
public func endOfFirstJSONValue(
    _ bytes: [UInt8], from start: Int, to end: Int = .max
) -> Int? {
    bytes.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress, start >= 0 else { return nil }
        return BracketScan(bytes: base, count: min(end, buffer.count)).endOfValue(from: start)
    }
}

/// The scan, bounded by `count`: words are loaded only where eight bytes are left.
private struct BracketScan {
    let bytes: Bytes
    let count: Int

    func endOfValue(from start: Int) -> Int? {
        var offset = start
        if start == 0, count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            offset = 3
        }
        while offset < count, isWhiteSpace(bytes[offset]) { offset += 1 }
        guard offset < count else { return nil }
        switch bytes[offset] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return endOfBrackets(from: offset)
        case UInt8(ascii: "\""): return endOfString(from: offset + 1)
        default:
            while offset < count, !isDelimiter(bytes[offset]) { offset += 1 }
            return offset
        }
    }

    private func isDelimiter(_ byte: UInt8) -> Bool {
        isWhiteSpace(byte) || byte == UInt8(ascii: ",") || byte | 0x20 == UInt8(ascii: "}")
            || byte | 0x20 == UInt8(ascii: "{")
    }

    private func endOfBrackets(from start: Int) -> Int? {
        var (offset, depth) = (start, 0)
        while true {
            offset = nextMark(from: offset)
            guard offset < count else { return nil }
            if bytes[offset] == UInt8(ascii: "\"") {
                guard let end = endOfString(from: offset &+ 1) else { return nil }
                offset = end
                continue
            }
            depth &+= bytes[offset] | 0x20 == UInt8(ascii: "{") ? 1 : -1
            offset &+= 1
            if depth == 0 { return offset }
        }
    }

    /// The next quote or bracket, or `count`. Setting bit 5 makes `[` `{` and `]` `}`.
    @inline(__always) private func nextMark(from start: Int) -> Int {
        var offset = start
        while offset &+ 8 <= count {
            let word = bytes.word(at: offset)
            let folded = word | every(0x20)
            let mask =
                zeroBytes(word ^ every(UInt8(ascii: "\"")))
                | zeroBytes(folded ^ every(UInt8(ascii: "{")))
                | zeroBytes(folded ^ every(UInt8(ascii: "}")))
            if mask != 0 { return offset &+ firstByte(mask) }
            offset &+= 8
        }
        while offset < count {
            let folded = bytes[offset] | 0x20
            if bytes[offset] == UInt8(ascii: "\"") || folded == UInt8(ascii: "{")
                || folded == UInt8(ascii: "}")
            {
                return offset
            }
            offset &+= 1
        }
        return count
    }

    /// The offset after the closing quote of a string that begins at `start`.
    @inline(__always) private func endOfString(from start: Int) -> Int? {
        var offset = start
        while offset < count {
            if offset &+ 8 <= count {
                let word = bytes.word(at: offset)
                let mask =
                    zeroBytes(word ^ every(UInt8(ascii: "\"")))
                    | zeroBytes(word ^ every(UInt8(ascii: "\\")))
                if mask == 0 {
                    offset &+= 8
                    continue
                }
                offset &+= firstByte(mask)
            }
            if bytes[offset] == UInt8(ascii: "\"") { return offset &+ 1 }
            offset &+= bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }
}
