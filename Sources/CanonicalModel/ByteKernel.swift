/// Comparison and hashing of byte ranges, eight bytes at a time.
///
/// The one place outside `RecordReading` that reads memory without a check a byte: ids, codes and
/// words are compared and hashed for every entry, and the checks were a tenth of a run. Each
/// function checks its ranges once, at its face.
public enum ByteKernel {
    /// Whether `count` bytes of two arrays are the same.
    ///
    /// Traps if a range does not lie in its array.
    public static func equal(
        _ left: [UInt8], at leftStart: Int, _ right: [UInt8], at rightStart: Int, count: Int
    ) -> Bool {
        check(left, leftStart, count)
        check(right, rightStart, count)
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                var index = 0
                while index + 8 <= count {
                    // Eight bytes from `index` lie in both ranges, by the loop's condition.
                    let first = unsafe left.loadUnaligned(
                        fromByteOffset: leftStart + index, as: UInt64.self)
                    let second = unsafe right.loadUnaligned(
                        fromByteOffset: rightStart + index, as: UInt64.self)
                    if first != second { return false }
                    index += 8
                }
                while index < count {
                    if unsafe left[leftStart + index] != right[rightStart + index] { return false }
                    index += 1
                }
                return true
            }
        }
    }

    /// A hash of `count` bytes, the same on machines of one byte order; not for hostile keys alone:
    /// whoever uses it compares the bytes as well.
    ///
    /// Traps if the range does not lie in the array.
    public static func hash(_ bytes: [UInt8], at start: Int, count: Int) -> UInt64 {
        check(bytes, start, count)
        return unsafe bytes.withUnsafeBytes { bytes in
            var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
            var index = 0
            while index + 8 <= count {
                // Eight bytes from `index` lie in the range, by the loop's condition.
                let word = unsafe bytes.loadUnaligned(
                    fromByteOffset: start + index, as: UInt64.self)
                hash = mix(hash, word)
                index += 8
            }
            var tail: UInt64 = 0
            while index < count {
                tail = tail << 8 | UInt64(unsafe bytes[start + index])
                index += 1
            }
            return mix(hash, tail)
        }
    }

    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    private static func check(_ bytes: [UInt8], _ start: Int, _ count: Int) {
        precondition(
            start >= 0 && count >= 0 && start <= bytes.count - count,
            "a range outside of its bytes")
    }
}

extension CanonicalRecord {
    /// Whether two texts of the record are the same.
    public func equal(_ left: TextRange, _ right: TextRange) -> Bool {
        guard left.length == right.length else { return false }
        let count = Int(left.length)
        switch (left.isScratch, right.isScratch) {
        case (false, false):
            return ByteKernel.equal(source, at: left.offset, source, at: right.offset, count: count)
        case (false, true):
            return ByteKernel.equal(
                source, at: left.offset, scratch, at: right.offset, count: count)
        case (true, false):
            return ByteKernel.equal(
                scratch, at: left.offset, source, at: right.offset, count: count)
        case (true, true):
            return ByteKernel.equal(
                scratch, at: left.offset, scratch, at: right.offset, count: count)
        }
    }

    /// A hash of a text; see ``ByteKernel/hash(_:at:count:)``.
    public func hash(_ text: TextRange) -> UInt64 {
        text.isScratch
            ? ByteKernel.hash(scratch, at: text.offset, count: Int(text.length))
            : ByteKernel.hash(source, at: text.offset, count: Int(text.length))
    }
}
