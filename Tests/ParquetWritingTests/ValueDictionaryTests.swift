import Testing

@testable import ParquetWriting

@Suite struct ValueDictionaryTests {
    @Test func valuesAreNumberedAsTheyCome() {
        var dictionary = ValueDictionary(width: nil)
        let numbers = ["b", "", "a", "b", "", "ab"].map {
            dictionary.number(of: Array($0.utf8).span)
        }
        #expect(numbers == [0, 1, 2, 0, 1, 3])
        #expect(
            dictionary.plain == [1, 0, 0, 0, 0x62, 0, 0, 0, 0, 1, 0, 0, 0, 0x61]
                + [2, 0, 0, 0, 0x61, 0x62])
    }

    @Test(arguments: [nil, 8])
    func manyValuesKeepTheirNumbers(_ width: Int?) {
        var dictionary = ValueDictionary(width: width)
        let spelt = (0..<5000).map { row in Array("\(10_000_000 + row * 7)".utf8) }
        for round in 0..<2 {
            let numbers = spelt.map { dictionary.number(of: $0.span) }
            #expect(numbers == (0..<5000).map { UInt32($0) }, "round \(round)")
        }
        var (values, lengths) = ([UInt8](), [UInt32]())
        dictionary.append(Array(0..<5000), to: &values, lengths: &lengths)
        #expect(values == spelt.flatMap(\.self))
        #expect(lengths == (width == nil ? Array(repeating: 8, count: 5000) : []))
    }

    /// Cells of rows, many at once, short and long, missing ones among them.
    @Test(arguments: [nil, 4, 8]) func cellsHaveTheNumbersOfTheirValues(_ width: Int?) {
        let lengths = width.map { [$0] } ?? Array(0...20)
        var (rows, values) = (ParquetRows(), [[UInt8]]())
        for row in 0..<6000 {
            if row % 7 == 3 {
                rows.appendNull()
                values.append([])
            } else {
                let length = lengths[row % lengths.count]
                let number = UInt64(row / 5 * 3 % 1500)
                let bytes = (0..<length).map { UInt8(truncatingIfNeeded: number >> ($0 % 3 * 4)) }
                rows.append(bytes.span)
                values.append(bytes)
            }
            rows.endRow()
        }
        let column = ParquetColumn("text", .string)
        var (locator, offset) = (CellLocator([column]), 0)
        var (dictionary, other) = (ValueDictionary(width: width), ValueDictionary(width: width))
        var (numbers, expected, row) = ([UInt32](), [UInt32](), 0)
        while row < 6000 {
            let count = locator.locate(rows.bytes.span, &offset, rows: 6000 - row, bytes: .max / 2)
            let starts = Array(locator.starts[CellLocator.range(0, rows: count)])
            var taken = 0
            while taken < count {
                let rest = starts.span.extracting(taken..<count)
                taken += dictionary.append(rows.bytes.span, at: rest, to: &numbers)
            }
            for place in row..<row + count where place % 7 != 3 {
                let value = values[place]
                expected.append(other.number(of: value.span))
            }
            row += count
        }
        #expect(numbers == expected)
        #expect(dictionary.plain == other.plain)
    }

    /// Values that differ in one byte only, or in their length only.
    @Test(arguments: 0...26) func everyByteCounts(_ length: Int) {
        var dictionary = ValueDictionary(width: nil)
        var values = [[UInt8](repeating: 0x61, count: length), Array(repeating: 0x61, count: 27)]
        for place in 0..<length {
            var value = values[0]
            value[place] = 0x62
            values.append(value)
        }
        let numbers = values.map { dictionary.number(of: $0.span) }
        #expect(numbers == values.indices.map { UInt32($0) })
        #expect(values.map { dictionary.number(of: $0.span) } == numbers)
    }

    @Test func whatIsEmptiedStartsAgain() {
        var dictionary = ValueDictionary(width: 1)
        _ = dictionary.number(of: [7].span)
        dictionary.removeAll()
        #expect(dictionary.count == 0)
        #expect(dictionary.number(of: [9].span) == 0)
        #expect(dictionary.plain == [9])
    }
}
