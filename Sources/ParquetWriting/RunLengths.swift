/// Parquet's hybrid of run lengths and bit packing, for levels and dictionary indices.
///
/// Source: Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
enum RunLengths {
    /// Appends `values`, each below 2 to the power of `width`, which is 1 to 32.
    ///
    /// Eight or more of a value become a run; what lies between runs is packed in groups of eight,
    /// of which the last may be filled up with zeros.
    static func append<Value: FixedWidthInteger & UnsignedInteger>(
        _ values: Span<Value>, width: Int, to output: inout [UInt8]
    ) {
        var (unwritten, index) = (0, 0)
        while index < values.count {
            let value = values[index]
            var end = index &+ 1
            // Most values are no run.
            if end < values.count, values[end] != value {
                index = end
                continue
            }
            while end < values.count, values[end] == value { end += 1 }
            guard end &- index >= 8 else {
                index = end
                continue
            }
            // Packed groups are whole, so they may have to take the first values of the run.
            let start = unwritten + (index - unwritten + 7) / 8 * 8
            if end - start >= 8 {
                pack(values.extracting(unwritten..<start), width, &output)
                output.appendVarint(UInt64(end - start) << 1)
                appendBytes(UInt64(value), (width + 7) / 8, &output)
                unwritten = end
            }
            index = end
        }
        pack(values.extracting(unwritten..<values.count), width, &output)
    }

    /// Appends `count` times `value`, which is below 2 to the power of `width`, 1 to 8.
    static func append(_ value: UInt8, count: Int, width: Int, to output: inout [UInt8]) {
        let few = Array(repeating: value, count: min(count, 8))
        guard count >= 8 else { return append(few.span, width: width, to: &output) }
        output.appendVarint(UInt64(count) << 1)
        output.append(value)
    }

    /// Appends truth values of 0 and 1 as PLAIN encoding has them: a bit each, the lowest first.
    static func appendBits(_ values: Span<UInt8>, to output: inout [UInt8]) {
        packGroups(values, 1, &output)
    }

    /// The bits that indices into a dictionary of `count` values take; one value takes one too.
    static func width(of count: Int) -> Int {
        max(1, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
    }

    private static func pack<Value: FixedWidthInteger & UnsignedInteger>(
        _ values: Span<Value>, _ width: Int, _ output: inout [UInt8]
    ) {
        guard values.count > 0 else { return }
        output.appendVarint(UInt64((values.count + 7) / 8) << 1 | 1)
        output.reserveCapacity(output.count + (values.count + 7) / 8 * width)
        packGroups(values, width, &output)
        for _ in 0..<missingBytes(values.count, width) { output.append(0) }
    }

    /// The bytes that fill the last group of eight.
    private static func missingBytes(_ count: Int, _ width: Int) -> Int {
        (count + 7) / 8 * width - (count * width + 7) / 8
    }

    /// Appends `values` bit after bit, the lowest first, each in `width` bits, which is 1 to 32.
    static func packGroups<Value: FixedWidthInteger & UnsignedInteger>(
        _ values: Span<Value>, _ width: Int, _ output: inout [UInt8]
    ) {
        var (waiting, bits) = (UInt64(0), 0)
        output.append(addingCapacity: values.count * width / 8) { output in
            for index in values.indices {
                waiting |= UInt64(truncatingIfNeeded: values[index]) &<< bits
                bits &+= width
                guard bits >= 32 else { continue }
                output.appendLittleEndian(UInt32(truncatingIfNeeded: waiting))
                waiting &>>= 32
                bits &-= 32
            }
        }
        appendBytes(waiting, (bits + 7) / 8, &output)
    }

    private static func appendBytes(_ value: UInt64, _ count: Int, _ output: inout [UInt8]) {
        for index in 0..<count {
            output.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
        }
    }
}
