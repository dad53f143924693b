import Testing

@testable import ParquetWriting

/// What can be said of files without a reader; Tests/Parquet/read_back.py has three.
@Suite struct ParquetTableTests {
    private static let columns = [ParquetColumn("code", .string), ParquetColumn("day", .date)]

    private static func file(
        rows count: Int, batch: Int = 10, compression: ParquetCompression = .none,
        limits: ParquetTable.Limits = .init(rows: 100), text: (Int) -> String? = { "\($0 % 7)" }
    ) -> [UInt8] {
        var table = ParquetTable(
            columns: columns, createdBy: "test version 1.0.0", compression: compression,
            limits: limits)
        var output: [UInt8] = []
        for start in stride(from: 0, to: count, by: batch) {
            var rows = ParquetRows()
            for row in start..<min(count, start + batch) {
                if let text = text(row) { rows.append(text) } else { rows.appendNull() }
                rows.append(Int32(row))
                rows.endRow()
            }
            table.append(rows, into: &output)
        }
        table.finish(into: &output)
        #expect(table.rowCount == count)
        return output
    }

    @Test(arguments: [0, 1, 99, 100, 101, 1000])
    func aFileBeginsAndEndsWithTheMagic(_ count: Int) {
        let file = Self.file(rows: count)
        #expect(file.starts(with: "PAR1".utf8))
        #expect(file.suffix(4).elementsEqual("PAR1".utf8))
        let footer = Int(file.span.littleEndian(file.count - 8, as: UInt32.self))
        // The footer begins with its first field: version 1.
        #expect(file[(file.count - 8 - footer)...].starts(with: [0x15, 0x02]))
    }

    @Test func theBytesOfASmallFileAreThoseOfTheFormat() {
        let file = Self.file(rows: 2, limits: .init()) { $0 == 0 ? "x" : nil }
        let page: [UInt8] = [
            // PageHeader: a data page of 12 bytes, as long compressed, 2 values,
            // DELTA_LENGTH_BYTE_ARRAY, RLE levels.
            0x15, 0x00, 0x15, 0x18, 0x15, 0x18, 0x2C, 0x15, 0x04, 0x15, 0x0C, 0x15, 0x06, 0x15,
            0x06, 0x00, 0x00,
            // Levels: 2 bytes, one group of eight, the first value is there.
            2, 0, 0, 0, 0x03, 0x01,
            // One length in blocks of 128 of four parts: 1; and the text.
            0x80, 0x01, 4, 1, 0x02, 0x78,
        ]
        #expect(Array(file.prefix(4 + page.count)) == Array("PAR1".utf8) + page)
    }

    @Test(arguments: [1, 3, 100, 777])
    func theBytesDoNotDependOnHowRowsAreHandedOver(_ batch: Int) {
        for compression in ParquetCompression.allCases {
            let expected = Self.file(rows: 777, compression: compression)
            #expect(Self.file(rows: 777, batch: batch, compression: compression) == expected)
        }
    }

    @Test func outputThatHoldsOtherBytesIsContinued() {
        var table = ParquetTable(columns: Self.columns, createdBy: "test", compression: .none)
        var output: [UInt8] = [1, 2, 3]
        table.finish(into: &output)
        #expect(output.starts(with: [1, 2, 3] + Array("PAR1".utf8)))
    }

    @Test func aRowGroupEndsAtTheBytesToo() {
        let whole = Self.file(rows: 100, limits: .init())
        let cut = Self.file(rows: 100, limits: .init(bytes: 100))
        #expect(cut.count > whole.count * 2)
    }

    @Test func compressionShortensWhatRepeats() {
        let limits = ParquetTable.Limits()
        func text(_ row: Int) -> String? { "a text that is almost the same: \(row)" }
        let plain = Self.file(rows: 2000, compression: .none, limits: limits, text: text)
        let packed = Self.file(rows: 2000, compression: .gzip, limits: limits, text: text)
        #expect(packed.count * 3 < plain.count)
        #expect(packed.firstRange(of: [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0]) != nil)
    }

    @Test func fewValuesGoIntoADictionaryAndManyDoNot() {
        let few = Self.file(rows: 5000, limits: .init()) { "a value of some length \($0 % 3)" }
        let many = Self.file(rows: 5000, limits: .init()) { "a value of some length \($0)" }
        #expect(few.count < 5000 * 6)
        #expect(many.count > 5000 * 27)
    }
}
