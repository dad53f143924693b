extension UnsafePointer<UInt8> {
    /// The last `<` at or after `lower` and before `end`.
    @inline(__always) func lastTagOpen(before end: Int, notBefore lower: Int) -> Int? {
        var end = end
        while end >= 8, end > lower {
            let others = word(at: end &- 8) ^ every(UInt8(ascii: "<"))
            // The high bit of exactly the zero bytes: no borrow from one byte to the next.
            let mask = ~(((others & every(0x7F)) &+ every(0x7F)) | others | every(0x7F))
            if mask != 0 {
                let found = end &- 1 &- (mask.leadingZeroBitCount >> 3)
                return found >= lower ? found : nil
            }
            end &-= 8
        }
        while end > lower {
            end &-= 1
            if self[end] == UInt8(ascii: "<") { return end }
        }
        return nil
    }

    /// The first `byte` from `start` on, or `end`.
    func first(_ byte: UInt8, from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end {
            let mask = zeroBytes(word(at: offset) ^ every(byte))
            if mask != 0 { return Swift.min(offset &+ firstByte(mask), end) }
            offset &+= 8
        }
        return end
    }

    /// The first start tag with more than `limit` attributes and namespace declarations.
    ///
    /// Checked beforehand because libxml2 2.9 compares every attribute of an element with every
    /// other. An attribute takes 5 bytes at least (` a=""`), so a tag that matters is longer than
    /// `5 * limit`: all others are passed over by jumping that far and looking back for a `<`.
    func crowdedTag(from start: Int, to end: Int, limit: Int) -> Int? {
        let reach = 5 * limit
        var tag = start
        while tag < end, end - tag > reach {
            if let next = lastTagOpen(before: tag + reach, notBefore: tag + 1) {
                tag = next
            } else if quotedValues(inTag: tag, to: end) > limit {
                return tag
            } else {
                tag = first(UInt8(ascii: "<"), from: tag + reach, to: end)
            }
        }
        return nil
    }

    private func quotedValues(inTag tag: Int, to end: Int) -> Int {
        guard self[tag] == UInt8(ascii: "<"), self[tag + 1] != UInt8(ascii: "!") else { return 0 }
        var (offset, values) = (tag + 1, 0)
        while offset < end, self[offset] != UInt8(ascii: ">"), self[offset] != UInt8(ascii: "<") {
            if self[offset] == UInt8(ascii: "\"") || self[offset] == UInt8(ascii: "'") {
                values += 1
                offset = first(self[offset], from: offset + 1, to: end)
            }
            offset += 1
        }
        return values
    }

    /// Whether text has references, CR or markup to resolve; `nil` if nothing but white space is
    /// left without its comments, processing instructions and CDATA markers.
    func textNeedsDecoding(from start: Int, to end: Int) -> Bool? {
        var (offset, hasReference) = (start, false)
        while offset < end {
            let word = word(at: offset)
            let mask =
                zeroBytes(word ^ every(UInt8(ascii: "&"))) | zeroBytes(word ^ every(0x0D))
                | zeroBytes(word ^ every(UInt8(ascii: "<")))
            if mask == 0 {
                offset &+= 8
                continue
            }
            offset &+= firstByte(mask)
            if offset >= end { break }
            if self[offset] == UInt8(ascii: "<") {
                return hasText(from: start, to: end) ? true : nil
            }
            hasReference = true
            offset &+= 1
        }
        return hasReference
    }

    /// Whether there is anything but white space, comments, processing instructions and markers.
    private func hasText(from start: Int, to end: Int) -> Bool {
        var offset = start
        while offset < end {
            if self[offset] == UInt8(ascii: "<") {
                if self[offset + 1] == UInt8(ascii: "?") {
                    offset = self.end(of: [0x3F, 0x3E], from: offset + 2, to: end)
                } else if self[offset + 2] == UInt8(ascii: "-") {
                    offset = self.end(of: [0x2D, 0x2D, 0x3E], from: offset + 4, to: end)
                } else {
                    let content = offset + 9
                    offset = self.end(of: [0x5D, 0x5D, 0x3E], from: content, to: end)
                    let inside = content..<Swift.max(content, Swift.min(offset - 3, end))
                    if inside.contains(where: { !isWhiteSpace(self[$0]) }) { return true }
                }
            } else if !isWhiteSpace(self[offset]) {
                return true
            } else {
                offset += 1
            }
        }
        return false
    }

    /// Where `mark` ends after its first appearance from `start` on, or `end`.
    private func end(of mark: [UInt8], from start: Int, to end: Int) -> Int {
        var offset = start
        while offset + mark.count <= end {
            if mark.indices.allSatisfy({ self[offset + $0] == mark[$0] }) {
                return offset + mark.count
            }
            offset += 1
        }
        return end
    }
}
