import CanonicalModel

/// Looking for bytes in bytes.
extension Span<UInt8> {
    /// The first byte, or `nil`.
    var first: UInt8? { isEmpty ? nil : self[0] }

    /// Where `part` first stands, or `nil`; nothing holds no bytes.
    func offset(of part: Span<UInt8>) -> Int? {
        guard let first = part.first, count >= part.count else { return nil }
        let pattern = UInt64(first) &* 0x0101_0101_0101_0101
        var start = 0
        while start <= count - part.count {
            // Eight at a time: a byte that is sought becomes zero, and borrows from above.
            if start + 8 <= count {
                let word = word(at: start) ^ pattern
                let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
                start += found.trailingZeroBitCount >> 3
                if found == 0 || start > count - part.count { continue }
            }
            if self[start] == first, extracting(start..<start + part.count).isSame(as: part) {
                return start
            }
            start += 1
        }
        return nil
    }

    /// The offset after the last `byte` before `end`; 0 if there is none.
    func offset(afterLast byte: UInt8, before end: Int) -> Int {
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        var offset = end
        // Eight at a time: a byte that is sought becomes zero; of no other does the top bit stay
        // clear when 0x7F is added to its lower bits.
        while offset >= 8 {
            let word = UInt64(littleEndian: word(at: offset - 8)) ^ pattern
            let lower = (word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
            let found = ~(lower | word) & 0x8080_8080_8080_8080
            if found != 0 { return offset - found.leadingZeroBitCount >> 3 }
            offset -= 8
        }
        while offset > 0, self[offset - 1] != byte { offset -= 1 }
        return offset
    }

    /// Whether the bytes begin with those of `text`.
    func starts(with text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount
            && extracting(first: text.utf8CodeUnitCount).isSame(as: text)
    }

    /// Whether these are the bytes of `text`.
    func isSame(as text: StaticString) -> Bool {
        // In bounds: a literal's own bytes, which live as long as the program.
        let bytes = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return isSame(as: unsafe bytes.span)
    }

    /// Whether there is nothing but white space.
    var isBlank: Bool {
        for index in indices where self[index] > 0x20 { return false }
        return true
    }

    /// From `start` to before the next byte that ends a line, or to `end`.
    func line(from start: Int, to end: Int? = nil, until isEnd: (UInt8) -> Bool) -> Range<Int> {
        let limit = end ?? count
        var index = start
        while index < limit, !isEnd(self[index]) { index += 1 }
        return start..<index
    }

    /// `range` without the spaces at its ends, or whatever counts as such.
    func trimmed(
        _ range: Range<Int>, _ isSpace: (UInt8) -> Bool = { $0 == 0x20 }
    ) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isSpace(self[start]) { start += 1 }
        while end > start, isSpace(self[end - 1]) { end -= 1 }
        return start..<end
    }
}
