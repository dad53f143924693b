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
        let values = (0..<5000).map { row in Array("\(10_000_000 + row * 7)".utf8) }
        for round in 0..<2 {
            let numbers = values.map { dictionary.number(of: $0.span) }
            #expect(numbers == (0..<5000).map { UInt32($0) }, "round \(round)")
        }
        var plain: [UInt8] = []
        dictionary.append(Array(0..<5000), to: &plain)
        #expect(plain == dictionary.plain)
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
