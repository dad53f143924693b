extension UnsafePointer<UInt8> {
    /// Whether the bytes are UTF-8 and all their characters such as XML allows (XML 1.0 §2.2): no
    /// control characters but TAB, LF and CR, no U+FFFE and U+FFFF. So none of them is zero.
    ///
    /// ASCII is looked at 64 bytes at a time.
    func areXMLCharacters(count: Int) -> Bool {
        var offset = 0
        while offset < count {
            if offset &+ 64 <= count {
                let (first, second) = (block(at: offset), block(at: offset &+ 16))
                let (third, fourth) = (block(at: offset &+ 32), block(at: offset &+ 48))
                let high = (first | second) | (third | fourth)
                // The high bit of a byte below 0x20, and of some that have it anyway.
                let low = (borrow(first) | borrow(second)) | (borrow(third) | borrow(fourth))
                if _fastPath(((high | low) & blockOf(0x80)).isZero) {
                    offset &+= 64
                    continue
                }
                let controls =
                    (controls(first) | controls(second)) | (controls(third) | controls(fourth))
                if ((high | controls) & blockOf(0x80)).isZero {
                    offset &+= 64
                    continue
                }
            }
            guard let end = endOfXMLCharacters(from: offset, to: Swift.min(offset &+ 64, count))
            else { return false }
            offset = end
        }
        return true
    }

    /// The end of the characters that begin before `stop`; `nil` if one of them is not allowed.
    @inline(never) private func endOfXMLCharacters(from start: Int, to stop: Int) -> Int? {
        var offset = start
        while offset < stop {
            if self[offset] < 0x80 {
                guard self[offset] >= 0x20 || isWhiteSpace(self[offset]) else { return nil }
                offset &+= 1
            } else {
                let length = lengthOfSequence(self + offset)
                let isNoncharacter =
                    self[offset] == 0xEF && self[offset + 1] == 0xBF && self[offset + 2] >= 0xBE
                if length == 0 || isNoncharacter { return nil }
                offset &+= length
            }
        }
        return offset
    }
}

@inline(__always) private func borrow(_ block: Block) -> Block { block &- blockOf(0x20) }

/// All ones for each control character that XML does not allow.
@inline(__always) private func controls(_ block: Block) -> Block {
    block.below(0x20) & ~(block.equal(0x09) | block.equal(0x0A) | block.equal(0x0D))
}
