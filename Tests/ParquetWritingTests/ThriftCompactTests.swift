import Testing

@testable import ParquetWriting

/// Source: Apache Thrift, thrift-compact-protocol.md.
@Suite struct ThriftCompactTests {
    @Test(
        arguments: [
            (0, [0x00]), (-1, [0x01]), (1, [0x02]), (-2, [0x03]),
            (Int(Int32.max), [254, 255, 255, 255, 15]),
            // The protocol's example of a varint: 50399 becomes DF 89 03.
            (-25_200, [0xDF, 0x89, 0x03]),
        ] as [(Int, [UInt8])])
    func numbersAreZigzagVarints(_ value: Int, _ bytes: [UInt8]) {
        var thrift = ThriftCompact()
        thrift.element(value)
        #expect(thrift.bytes == bytes)
    }

    @Test(
        arguments: [
            // A short header: the step from the last field, then the type, four bits each.
            ([1], [0x15, 0x00, 0x00]), ([1, 2, 4], [0x15, 0x00, 0x15, 0x00, 0x25, 0x00, 0x00]),
            ([15], [0xF5, 0x00, 0x00]),
            // Further steps, and steps back, take the type and then the number.
            ([16], [0x05, 0x20, 0x00, 0x00]), ([3, 1], [0x35, 0x00, 0x05, 0x02, 0x00, 0x00]),
        ] as [([Int], [UInt8])])
    func fieldsHaveHeaders(_ fields: [Int], _ bytes: [UInt8]) {
        var thrift = ThriftCompact()
        thrift.element { thrift in
            for field in fields { thrift.write(field, 0) }
        }
        #expect(thrift.bytes == bytes)
    }

    @Test func aTruthValueStandsInItsHeader() {
        var thrift = ThriftCompact()
        thrift.element { thrift in
            thrift.write(1, true)
            thrift.write(2, false)
        }
        #expect(thrift.bytes == [0x11, 0x12, 0x00])
    }

    @Test func aTextHasItsLengthBeforeIt() {
        var thrift = ThriftCompact()
        thrift.element { $0.write(4, "id".utf8) }
        #expect(thrift.bytes == [0x48, 0x02, 0x69, 0x64, 0x00])
    }

    @Test func aStructureCountsItsOwnFields() {
        var thrift = ThriftCompact()
        thrift.element { thrift in
            thrift.write(3) { $0.write(2, 1) }
            thrift.write(4, 1)
        }
        #expect(thrift.bytes == [0x3C, 0x25, 0x02, 0x00, 0x15, 0x02, 0x00])
    }

    @Test(
        arguments: [(0, [0x05]), (14, [0xE5]), (15, [0xF5, 0x0F]), (200, [0xF5, 0xC8, 0x01])]
            as [(Int, [UInt8])])
    func aListSaysItsLengthAndType(_ count: Int, _ header: [UInt8]) {
        var thrift = ThriftCompact()
        thrift.element { thrift in
            thrift.write(1, 0..<count, .int32) { thrift, _ in thrift.element(7) }
        }
        #expect(thrift.bytes == [0x19] + header + Array(repeating: 0x0E, count: count) + [0x00])
    }
}
