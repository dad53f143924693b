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
    /// Appends `value`, its lowest byte first; it must fit.
    @inline(__always) mutating func appendLittleEndian(_ value: UInt32) {
        precondition(freeCapacity >= 4)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            unsafe UnsafeMutableRawBufferPointer(buffer).storeBytes(
                of: value.littleEndian, toByteOffset: count, as: UInt32.self)
            count &+= 4
        }
    }

    /// Appends bytes, which must fit.
    @inline(__always) mutating func append(_ value: Span<UInt8>) {
        precondition(freeCapacity >= value.count)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            let free = unsafe UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
            unsafe value.withUnsafeBytes { unsafe free.copyMemory(from: $0) }
            count &+= value.count
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
        let first = Int(self[offset])
        guard first >= 0x80 else {
            return first == 0 ? nil : unsafe Range(uncheckedBounds: (offset &+ 1, offset &+ first))
        }
        let head = varint(&offset)
        return offset..<offset &+ head &- 1
    }

    /// Whether both hold the same bytes.
    @inline(__always) func isSame(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count >= 8 else { return word(0) == other.word(0) }
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

    /// Up to eight bytes from `offset` on as a word, the lowest first, the rest of it zero.
    func word(_ offset: Int) -> UInt64 {
        if count &- offset >= 8 { return littleEndian(offset) }
        var word = UInt64(0)
        for index in (offset..<count).reversed() { word = word &<< 8 | UInt64(self[index]) }
        return word
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
