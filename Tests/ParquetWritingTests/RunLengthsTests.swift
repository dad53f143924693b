import Testing

@testable import ParquetWriting

/// Source: Parquet format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
@Suite struct RunLengthsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let values: [UInt32]
        let width: Int
        let bytes: [UInt8]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "the example of the format: 0 to 7 in 3 bits", values: Array(0...7), width: 3,
            bytes: [0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010]),
        Case(
            name: "a run: its length doubled, then the value in whole bytes",
            values: Array(repeating: 4, count: 100), width: 3, bytes: [0xC8, 0x01, 0x04]),
        Case(
            name: "a value wider than a byte", values: Array(repeating: 0x0123, count: 8), width: 9,
            bytes: [0x10, 0x23, 0x01]),
        Case(
            name: "a last group is filled up with zeros", values: [1, 0, 1], width: 1,
            bytes: [0x03, 0b101]),
        Case(
            name: "seven alike are no run", values: Array(repeating: 1, count: 7), width: 1,
            bytes: [0x03, 0b0111_1111]),
        Case(
            name: "a packed group takes the first of the run behind it",
            values: [0] + Array(repeating: 1, count: 17), width: 1,
            bytes: [0x03, 0b1111_1110, 0x14, 0x01]),
        Case(
            name: "two runs", values: Array(repeating: 0, count: 8) + Array(repeating: 1, count: 9),
            width: 1, bytes: [0x10, 0x00, 0x12, 0x01]),
        Case(
            name: "all 32 bits", values: [.max, 0], width: 32,
            bytes: [0x03, 0xFF, 0xFF, 0xFF, 0xFF] + Array(repeating: 0, count: 28)),
        Case(name: "nothing", values: [], width: 5, bytes: []),
    ])
    func encodes(_ row: Case) {
        var bytes: [UInt8] = []
        RunLengths.append(row.values.span, width: row.width, to: &bytes)
        #expect(bytes == row.bytes)
    }

    @Test(arguments: [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (256, 8), (257, 9), (65_536, 16)])
    func anIndexTakesAsManyBitsAsTheLargestNeeds(_ count: Int, _ width: Int) {
        #expect(RunLengths.width(of: count) == width)
    }

    @Test(arguments: [([1, 0, 1, 1, 0, 0, 1, 1, 0, 1], [0b1100_1101, 0b10]), ([], [])])
    func truthValuesAreBits(_ values: [UInt8], _ expected: [UInt8]) {
        var bytes: [UInt8] = []
        RunLengths.appendBits(values.span, to: &bytes)
        #expect(bytes == expected)
    }

    @Test(arguments: 1...32)
    func whatIsPackedCanBeUnpacked(_ width: Int) {
        let mask = UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(width)) - 1)
        let values = (0..<1000).map { row in
            // Stretches of one value between others, of every length around eight.
            UInt32(truncatingIfNeeded: (row / 40 % 2 == 0 ? row / 13 : row) &* 0x9E37_79B1) & mask
        }
        var bytes: [UInt8] = []
        RunLengths.append(values.span, width: width, to: &bytes)
        let decoded = Self.decode(bytes, width)
        #expect(Array(decoded.prefix(1000)) == values)
        #expect(decoded.count < 1008)
    }

    /// A decoder from the text of the format, a bit at a time.
    private static func decode(_ bytes: [UInt8], _ width: Int) -> [UInt32] {
        var (values, offset) = ([UInt32](), 0)
        while offset < bytes.count {
            let header = bytes.span.varint(&offset)
            let byteCount = header & 1 == 1 ? header >> 1 * width : (width + 7) / 8
            let body = Array(bytes[offset..<offset + byteCount])
            offset += byteCount
            func value(at bit: Int, bits: Int) -> UInt32 {
                (0..<bits).reduce(0) { value, index in
                    let place = bit + index
                    return value | UInt32(body[place / 8] >> UInt8(place % 8) & 1) << UInt32(index)
                }
            }
            if header & 1 == 1 {
                for index in 0..<header >> 1 * 8 {
                    values.append(value(at: index * width, bits: width))
                }
            } else {
                let value = value(at: 0, bits: width)
                values.append(contentsOf: repeatElement(value, count: header >> 1))
            }
        }
        return values
    }
}
