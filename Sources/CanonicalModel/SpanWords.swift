/// Bytes taken eight at a time.
extension Span<UInt8> {

    /// Whether both hold the same bytes.
    public func isSame(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count >= 8 else { return short == other.short }
        return unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                var (difference, offset) = (UInt64(0), 0)
                while offset < count {
                    // The last word may overlap the one before it.
                    offset = Swift.min(offset, count &- 8)
                    difference |=
                        unsafe left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                        ^ right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    offset &+= 8
                }
                return difference == 0
            }
        }
    }

    /// Fewer than eight bytes as one word, which is another for each content of the same length.
    @inline(__always) private var short: UInt64 {
        guard count >= 4 else { return tail(from: 0, filler: 0) }
        // The second four may overlap the first.
        let first = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
        let last = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        return UInt64(first) << 32 | UInt64(last)
    }

    /// The eight bytes from `offset`; traps where there are not as many.
    @inlinable @inline(__always) public func word(at offset: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// The bytes from `offset` to the end, fewer than eight, with `filler` in the bytes missing.
    @inlinable @inline(__always) public func tail(from offset: Int, filler: UInt64) -> UInt64 {
        var (word, index) = (filler, offset)
        while index < count {
            word = word << 8 | UInt64(self[index])
            index += 1
        }
        return word
    }
}
