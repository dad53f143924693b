import Testing

@testable import ParquetWriting

@Suite struct ColumnStatisticsTests {
    private static func bounds(
        _ physical: ParquetColumn.Kind.Physical, _ values: [[UInt8]]
    ) -> ColumnStatistics {
        ColumnStatistics(physical, missing: 0) { body in
            for value in values { body(value.span) }
        }
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendLittleEndian(value)
        return bytes
    }

    @Test(
        arguments: [([3, -1, 2], -1, 3), ([5], 5, 5), ([.max, .min], .min, .max)]
            as [([Int32], Int32, Int32)])
    func numbersAreOrderedWithTheirSign(_ values: [Int32], _ least: Int32, _ greatest: Int32) {
        let found = Self.bounds(.int32, values.map(Self.bytes))
        #expect(found.least?.bytes == Self.bytes(least))
        #expect(found.greatest?.bytes == Self.bytes(greatest))
    }

    @Test(
        arguments: [
            ([1.5, -2.5], -2.5, 1.5), ([0.0, 1.0], -0.0, 1.0), ([-1.0, -0.0], -1.0, 0.0),
            ([-.infinity, .infinity], -.infinity, .infinity),
        ] as [([Double], Double, Double)])
    func aZeroBoundsZerosOfBothSigns(_ values: [Double], _ least: Double, _ greatest: Double) {
        let found = Self.bounds(.double, values.map { Self.bytes($0.bitPattern) })
        #expect(found.least?.bytes == Self.bytes(least.bitPattern))
        #expect(found.greatest?.bytes == Self.bytes(greatest.bitPattern))
    }

    @Test(arguments: [[Double.nan], [1, .nan], [.nan, 1, 2]])
    func besideNaNThereAreNoBounds(_ values: [Double]) {
        let found = Self.bounds(.double, values.map { Self.bytes($0.bitPattern) })
        #expect(found.least == nil && found.greatest == nil)
    }

    private static let long = String(repeating: "a", count: 64)

    @Test(
        arguments: [
            (["b", "", "aé"], "", "b", true), (["é", "z"], "z", "é", true),
            ([long], long, long, true),
            // A longer text is shortened, and its last character raised in the upper bound.
            ([long + "b"], long, String(long.dropLast()) + "b", false),
            // Characters stay whole: 63 letters and half of an é do not fit.
            (
                [long.dropLast() + "ééé"], String(long.dropLast()), String(long.dropLast(2)) + "b",
                false
            ),
            // No code point follows the last one, so the one before is raised.
            (
                [long.dropLast(4) + "\u{10FFFF}" + "x"], long.dropLast(4) + "\u{10FFFF}",
                String(long.dropLast(5)) + "b", false
            ),
        ] as [([String], String, String, Bool)])
    func textsAreOrderedByBytes(
        _ values: [String], _ least: String, _ greatest: String, _ isExact: Bool
    ) {
        let found = Self.bounds(.bytes, values.map { Array($0.utf8) })
        #expect(found.least?.bytes == Array(least.utf8))
        #expect(found.greatest?.bytes == Array(greatest.utf8))
        #expect(found.greatest?.isExact == isExact)
        #expect(found.least?.isExact == isExact)
    }

    @Test func whereNoTextCanComeAfterThereIsNoUpperBound() {
        let text = Array(String(repeating: "\u{10FFFF}", count: 20).utf8)
        let found = Self.bounds(.bytes, [text])
        #expect(found.least?.bytes == Array(text.prefix(64)))
        #expect(found.greatest == nil)
    }
}
