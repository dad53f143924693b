extension [UInt8] {
    /// Appends `value`, its lowest byte first.
    @inline(__always) mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
        unsafe Swift.withUnsafeBytes(of: value.littleEndian) { unsafe append(contentsOf: $0) }
    }

    /// Appends `value` seven bits a byte, the lowest first, as LEB128 has it.
    @inline(__always) mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends bytes.
    @inline(__always) mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

extension OutputSpan<UInt8> {
    /// Appends `value` behind its length in so many bytes, none or four; it must fit.
    @inline(__always) mutating func append(_ value: Span<UInt8>, lengthBytes lead: Int) {
        precondition(freeCapacity >= lead + value.count)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            let free = unsafe UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
            if lead == 4 {
                unsafe free.storeBytes(of: UInt32(value.count).littleEndian, as: UInt32.self)
            }
            unsafe value.withUnsafeBytes {
                unsafe UnsafeMutableRawBufferPointer(rebasing: free[lead...]).copyMemory(from: $0)
            }
            count &+= lead &+ value.count
        }
    }
}

extension Span<UInt8> {
    /// The value whose bytes begin at `offset`, the lowest first; traps where there are too few.
    @inline(__always) func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(
        _ offset: Int, as type: Value.Type = Value.self
    ) -> Value {
        let value = unsafe bytes.unsafeLoadUnaligned(
            fromByteOffset: checked(offset, type), as: type)
        return Value(littleEndian: value)
    }

    @inline(__always) private func checked<Value>(_ offset: Int, _: Value.Type) -> Int {
        precondition(offset >= 0 && offset &+ MemoryLayout<Value>.size <= count)
        return offset
    }

    /// Takes an LEB128 number from `offset`, which moves behind it.
    @inline(__always) func varint(_ offset: inout Int) -> Int {
        var (value, shift) = (0, 0)
        while true {
            let byte = self[offset]
            offset &+= 1
            value |= Int(byte & 0x7F) &<< shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// Where the value of the cell at `start` stands; `nil` if it is missing.
    @inline(__always) func value(at start: UInt32) -> Range<Int>? {
        var offset = Int(start)
        let head = varint(&offset)
        return head == 0 ? nil : offset..<offset &+ head &- 1
    }

    /// Whether both hold the same bytes.
    @inline(__always) func isSame(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count >= 8 else { return shortWord == other.shortWord }
        // The last word may overlap the one before it.
        let last = count &- 8
        var offset = 0
        while offset < last {
            if littleEndian(offset, as: UInt64.self) != other.littleEndian(offset) { return false }
            offset &+= 8
        }
        return littleEndian(last, as: UInt64.self) == other.littleEndian(last)
    }

    /// A hash of eight bytes or more that is the same in every run.
    @inline(__always) var stableHash: UInt64 {
        var hash = UInt64(truncatingIfNeeded: count)
        let last = count &- 8
        var offset = 0
        while offset < last {
            hash = (hash ^ littleEndian(offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash &>> 32
            offset &+= 8
        }
        return (hash ^ littleEndian(last, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
    }

    /// Fewer than eight bytes as a word that no other bytes of the same count have.
    @inline(__always) var shortWord: UInt64 {
        if count >= 4 {
            let last = UInt64(littleEndian(count &- 4, as: UInt32.self))
            return UInt64(littleEndian(0, as: UInt32.self)) | last &<< 32
        }
        guard count > 0 else { return 0 }
        // One to three bytes: the first, the middle and the last are all there are.
        return UInt64(self[0]) | UInt64(self[count / 2]) &<< 8 | UInt64(self[count &- 1]) &<< 16
    }

    /// Whether it comes before `other`, byte by byte, as Parquet orders texts.
    func precedes(_ other: Span<UInt8>) -> Bool {
        let common = Swift.min(count, other.count)
        var offset = 0
        while offset &+ 8 <= common {
            let left = littleEndian(offset, as: UInt64.self).byteSwapped
            let right = other.littleEndian(offset, as: UInt64.self).byteSwapped
            if left != right { return left < right }
            offset &+= 8
        }
        while offset < common {
            if self[offset] != other[offset] { return self[offset] < other[offset] }
            offset &+= 1
        }
        return count < other.count
    }
}
