import Testing

@testable import ParquetWriting

/// Source of the layout and of two of the examples: Parquet format, Encodings.md.
@Suite struct DeltaLengthsTests {
    struct Row: Sendable {
        let lengths: [UInt32]
        let bytes: [UInt8]
    }

    @Test(arguments: [
        Row(lengths: [24], bytes: [0x80, 1, 4, 1, 48]),
        Row(lengths: [3, 3, 3], bytes: [0x80, 1, 4, 3, 6, 0, 0, 0, 0, 0]),
        Row(lengths: [1, 2, 3, 4, 5], bytes: [0x80, 1, 4, 5, 2, 2, 0, 0, 0, 0]),
        Row(
            lengths: [7, 5, 3, 1, 2, 3, 4, 5],
            bytes: [0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0]),
    ])
    func bytes(_ row: Row) {
        var bytes: [UInt8] = []
        DeltaLengths.append(row.lengths.span, to: &bytes)
        #expect(bytes == row.bytes)
    }

    @Test(arguments: [1, 2, 33, 128, 129, 130, 161, 1000])
    func everyLengthComesBack(_ count: Int) {
        let lengths = (0..<count).map { UInt32($0 &* 2_654_435_761 & 0xFFFF) >> UInt32($0 % 13) }
        var bytes: [UInt8] = []
        DeltaLengths.append(lengths.span, to: &bytes)
        #expect(Self.decoded(bytes) == lengths)
    }

    /// What a reader makes of `bytes`: parts of 32 in blocks of 128.
    private static func decoded(_ bytes: [UInt8]) -> [UInt32] {
        var offset = 3
        let count = bytes.span.varint(&offset)
        var last = unzigzag(bytes.span.varint(&offset))
        var values = [UInt32(last)]
        while values.count < count {
            let least = unzigzag(bytes.span.varint(&offset))
            let widths = bytes[offset..<offset + 4]
            offset += 4
            for width in widths where values.count < count {
                for index in 0..<32 {
                    var step = 0
                    for bit in 0..<Int(width) {
                        let place = index * Int(width) + bit
                        step |= Int(bytes[offset + place / 8] >> UInt8(place % 8) & 1) << bit
                    }
                    guard values.count < count else { continue }
                    last += least + step
                    values.append(UInt32(last))
                }
                offset += 4 * Int(width)
            }
        }
        return offset == bytes.count ? values : []
    }

    private static func unzigzag(_ value: Int) -> Int { value >> 1 ^ -(value & 1) }
}
