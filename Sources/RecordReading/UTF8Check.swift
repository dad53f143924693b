/// The offset of the first byte that is not well-formed UTF-8 (Unicode 17, table 3-7), or `nil`.
///
/// ASCII is passed over 64 bytes at a time. `bytes` must have ``padding`` behind `count`: sequences
/// are looked at up to three bytes past their first, and a zero byte never continues one.
func firstInvalidUTF8(_ bytes: Bytes, count: Int) -> Int? {
    var offset = 0
    while offset < count {
        while offset &+ 64 <= count {
            let blocks =
                (bytes.block(at: offset) | bytes.block(at: offset &+ 16))
                | (bytes.block(at: offset &+ 32) | bytes.block(at: offset &+ 48))
            let words = unsafeBitCast(blocks, to: SIMD2<UInt64>.self)
            if (words[0] | words[1]) & every(0x80) != 0 { break }
            offset &+= 64
        }
        let stop = min(offset &+ 64, count)
        while offset < stop {
            if bytes[offset] < 0x80 {
                offset &+= 1
                continue
            }
            let length = lengthOfSequence(bytes + offset)
            if length == 0 { return offset }
            offset &+= length
        }
    }
    return nil
}

/// How many bytes the multi-byte sequence at `bytes` has, or 0 if it is not well-formed.
func lengthOfSequence(_ bytes: Bytes) -> Int {
    func continues(_ index: Int) -> Bool { bytes[index] & 0xC0 == 0x80 }
    switch bytes[0] {
    case 0xC2...0xDF: return continues(1) ? 2 : 0
    case 0xE0: return bytes[1] >= 0xA0 && continues(1) && continues(2) ? 3 : 0
    case 0xED: return bytes[1] < 0xA0 && continues(1) && continues(2) ? 3 : 0
    case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
    case 0xF0: return bytes[1] >= 0x90 && continues(1) && continues(2) && continues(3) ? 4 : 0
    case 0xF4: return bytes[1] < 0x90 && continues(1) && continues(2) && continues(3) ? 4 : 0
    case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
    default: return 0
    }
}
