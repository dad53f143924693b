/// Bytes looked at eight or sixteen at a time.
///
/// Every pointer here comes from ``withPadding``: ``padding`` zero bytes follow the text, so that a
/// load of sixteen bytes at any offset up to the text's end is inside the buffer, and a scan that
/// stops at a zero byte needs no other bound.
typealias Bytes = UnsafePointer<UInt8>

/// How many zero bytes follow the text while it is scanned.
let padding = 16

/// Runs `body` on the bytes with ``padding`` zero bytes behind them, then takes these off again.
///
/// Copies `bytes` once if their capacity is less than 16 above their count.
func withPadding<Result>(_ bytes: inout [UInt8], _ body: (Bytes, Int) -> Result) -> Result? {
    let count = bytes.count
    bytes.reserveCapacity(count + padding)
    for _ in 0..<padding { bytes.append(0) }
    defer { bytes.removeLast(padding) }
    return bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { body($0, count) }
    }
}

/// One bit pattern in each of the eight bytes of a word.
@inline(__always) func every(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

/// The high bit of each zero byte of `word`; exact up to and including the first (lowest) one.
@inline(__always) func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- every(0x01)) & ~word & every(0x80)
}

/// The high bit of each byte below `limit`, itself at most 0x80; exact up to the first one.
@inline(__always) func bytesBelow(_ limit: UInt8, in word: UInt64) -> UInt64 {
    (word &- every(limit)) & ~word & every(0x80)
}

/// The index of the first byte that has a bit set in a non-zero `mask`.
@inline(__always) func firstByte(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

extension UnsafePointer<UInt8> {
    /// The eight bytes at `offset`, the first in the lowest place.
    @inline(__always) func word(at offset: Int) -> UInt64 {
        UInt64(
            littleEndian: UnsafeRawPointer(self + offset).loadUnaligned(as: UInt64.self))
    }

    /// The first offset from `start` that is not white space; a zero byte ends the scan.
    @inline(__always) func skippingWhiteSpace(from start: Int) -> Int {
        if _fastPath(self[start] > 0x20) { return start }
        return skippingLongWhiteSpace(from: start)
    }

    @inline(__always) private func skippingLongWhiteSpace(from start: Int) -> Int {
        var offset = start
        while isWhiteSpace(self[offset]) {
            offset &+= 1
            // Indentation: a word of eight spaces at a time. The zero padding ends the loop.
            while true {
                let others = word(at: offset) ^ every(0x20)
                if others == 0 {
                    offset &+= 8
                } else {
                    offset &+= firstByte(others)
                    break
                }
            }
        }
        return offset
    }

    /// The first offset from `start` on whose byte is a quote, a backslash or below 0x20: the end
    /// of a run of plain characters in a JSON string. The zero padding ends the scan.
    @inline(__always) func endOfPlainString(from start: Int) -> Int {
        firstMark(from: start) { block in
            (block.equal(UInt8(ascii: "\"")) | block.equal(UInt8(ascii: "\\"))) | block.below(0x20)
        }
    }
}
