import CanonicalModel
@testable import RecordMapping
import Testing

@Suite struct TimeTests {
    private static func text(_ date: PartialDate?) -> String? {
        guard let date else { return nil }
        var bytes: [UInt8] = []
        date.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("2023", "2023"), ("202304", "2023-04"), ("20230405", "2023-04-05"),
        ("202304050607", "2023-04-05T06:07"), ("20230405060708", "2023-04-05T06:07:08"),
        ("20230405060708.9", "2023-04-05T06:07:08.900"),
        ("20230405060708.123456", "2023-04-05T06:07:08.123"),
        ("202304050607+0100", "2023-04-05T06:07+01:00"),
        ("20230405060708-0330", "2023-04-05T06:07:08-03:30"),
        ("20230405060708.12+0000", "2023-04-05T06:07:08.120+00:00"),
        ("20240229", "2024-02-29"), ("20000229", "2000-02-29"),
        ("20231345", nil), ("20230230", nil), ("20230229", nil), ("19000229", nil),
        ("20230431", nil), ("20230001", nil), ("20230100", nil), ("202301012400", nil),
        ("202301010060", nil), ("20230101000060", nil), ("0000", nil), ("", nil), ("202", nil),
        ("20230", nil), ("2023040", nil), ("202304050", nil), ("20230405060", nil),
        ("20230405060708.", nil), ("20230405060708Z", nil), ("202304050607+01", nil),
        ("202304050607+0160", nil), ("202304050607+1500", nil), ("202304050607+0100x", nil),
        ("2023-04-05", nil), (" 2023", nil), ("2023 ", nil), ("+202", nil), ("20a3", nil),
        ("20230405T0607", nil),
    ])
    func anHL7TimeIs(_ source: String, _ expected: String?) {
        let date = HL7Time.date(Array(source.utf8).span)
        #expect(Self.text(date) == expected)
    }

    @Test(arguments: [
        ("2023", "2023"), ("2023-04", "2023-04"), ("2023-04-05", "2023-04-05"),
        ("2023-04-05T06:07", "2023-04-05T06:07"),
        ("2023-04-05T06:07:08", "2023-04-05T06:07:08"),
        ("2023-04-05T06:07:08Z", "2023-04-05T06:07:08+00:00"),
        ("2023-04-05T06:07:08.9+01:00", "2023-04-05T06:07:08.900+01:00"),
        ("2023-04-05T06:07:08.1234567-03:30", "2023-04-05T06:07:08.123-03:30"),
        ("2023-04-05T06:07+01:00", "2023-04-05T06:07+01:00"), ("2024-02-29", "2024-02-29"),
        ("2023-02-29", nil), ("2023-02-30", nil), ("2023-13-45", nil), ("2023-04-31", nil),
        ("2023-04-05T24:00", nil), ("2023-04-05T24:00:00Z", nil), ("2023-06-30T23:59:60Z", nil),
        ("2023-04-05T06", nil), ("2023-04-05 06:07", nil), ("2023-04-05t06:07", nil),
        ("2023-04-05T06:07z", nil), ("2023-04-05T06:07:", nil), ("2023-04-05T06:07:08.", nil),
        ("2023-04-05T06:07:08+1", nil), ("2023-04-05T06:07:08+15:00", nil),
        ("2023-04-05T06:07:08Zx", nil), ("2023-04-05Z", nil), ("20230405", nil), ("2023-4-5", nil),
        ("0000-01-01", nil), ("", nil), ("23-04-05", nil), ("2023-", nil), ("05/04/2023", nil),
    ])
    func anISOTimeIs(_ source: String, _ expected: String?) {
        let date = ISOTime.date(Array(source.utf8).span)
        #expect(Self.text(date) == expected)
    }

    /// Both read where a span begins, not where its buffer does.
    @Test func aSpanIsReadFromItsStart() {
        let bytes = Array("xx20230405".utf8)
        let day = HL7Time.date(bytes.span.extracting(2..<10))
        let year = ISOTime.date(bytes.span.extracting(2..<6))
        #expect(Self.text(day) == "2023-04-05")
        #expect(Self.text(year) == "2023")
    }
}
