/// Lengths of texts as Parquet's DELTA_LENGTH_BYTE_ARRAY has them before the texts.
///
/// Texts that hardly repeat, such as ids, are mostly of one length; apart from the texts it takes
/// no room, and what compresses the texts does not meet it every few bytes.
/// Source: Parquet format, Encodings.md, "Delta Encoding" (DELTA_BINARY_PACKED).
enum DeltaLengths {
    private static let block = 128
    private static let parts = 4

    /// Appends `lengths`, of which there must be one at least, each below 2 to the power of 31.
    static func append(_ lengths: Span<UInt32>, to output: inout [UInt8]) {
        output.appendVarint(UInt64(block))
        output.appendVarint(UInt64(parts))
        output.appendVarint(UInt64(lengths.count))
        output.appendVarint(zigzag(Int64(lengths[0])))
        var start = 1
        while start < lengths.count {
            let end = min(start + block, lengths.count)
            append(start..<end, of: lengths, to: &output)
            start = end
        }
    }

    /// Appends a block: the least step from one length to the next, then how much more each is.
    private static func append(
        _ range: Range<Int>, of lengths: Span<UInt32>, to output: inout [UInt8]
    ) {
        var (least, greatest) = (Int64.max, Int64.min)
        for index in range {
            let step = step(lengths, index)
            (least, greatest) = (min(least, step), max(greatest, step))
        }
        output.appendVarint(zigzag(least))
        // Mostly all are of one length, and nothing more is to be said.
        guard least < greatest else {
            return output.append(contentsOf: repeatElement(0, count: parts))
        }
        var (steps, widths) = ([[UInt32]](), [UInt8](repeating: 0, count: parts))
        for part in stride(from: range.lowerBound, to: range.upperBound, by: block / parts) {
            let end = min(part + block / parts, range.upperBound)
            // A part that is not full is filled up with zeros.
            var packed = [UInt32](repeating: 0, count: block / parts)
            var all = UInt32(0)
            for index in part..<end {
                packed[index - part] = UInt32(step(lengths, index) - least)
                all |= packed[index - part]
            }
            widths[steps.count] = UInt8(UInt32.bitWidth - all.leadingZeroBitCount)
            steps.append(packed)
        }
        output.append(contentsOf: widths)
        for (packed, width) in zip(steps, widths) where width > 0 {
            RunLengths.packGroups(packed.span, Int(width), &output)
        }
    }

    @inline(__always) private static func step(_ lengths: Span<UInt32>, _ index: Int) -> Int64 {
        Int64(lengths[index]) - Int64(lengths[index - 1])
    }

    private static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value << 1 ^ value >> 63)
    }
}
