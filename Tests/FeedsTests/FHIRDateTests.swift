import CanonicalModel
import Testing

@testable import Feeds

@Suite struct FHIRDateTests {
    /// Expected offsets: IANA time zone database, Europe/London.
    @Test(arguments: [
        (2021, 3, 28, 0, 0), (2021, 3, 28, 1, 0), (2021, 3, 28, 2, 60), (2021, 10, 31, 0, 60),
        (2021, 10, 31, 1, 60), (2021, 10, 31, 2, 0), (2024, 7, 1, 12, 60), (2024, 1, 1, 12, 0),
        (1996, 10, 27, 1, 60), (1996, 10, 27, 2, 0), (1995, 10, 22, 1, 60), (1995, 10, 22, 2, 0),
        (1990, 10, 28, 1, 60), (1989, 10, 29, 1, 60), (1989, 10, 29, 2, 0), (1981, 3, 29, 2, 60),
        (1981, 3, 29, 1, 0), (1980, 3, 16, 2, 0), (1980, 3, 16, 3, 60), (1972, 3, 19, 3, 60),
        (1972, 10, 29, 2, 60), (1972, 10, 29, 3, 0), (1972, 1, 1, 0, 0), (1971, 10, 31, 2, 60),
        (1971, 10, 31, 3, 0), (1970, 1, 1, 0, 60), (1968, 10, 27, 0, 60),
    ])
    func offsetIs(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ expected: Int) {
        #expect(BritishTime.offset(year: year, month: month, day: day, hour: hour) == expected)
    }

    @Test func offsetIsUnknownBefore() {
        #expect(BritishTime.offset(year: 1968, month: 10, day: 26, hour: 23) == nil)
        #expect(BritishTime.offset(year: 1950, month: 7, day: 1, hour: 12) == nil)
    }

    private static let year = PartialDate(.year, year: 1998)
    private static let month = PartialDate(.month, year: 1998, month: 7)
    private static let day = PartialDate(.day, year: 1998, month: 7, day: 2)
    private static let minute = PartialDate(
        .minute, year: 1998, month: 7, day: 2, hour: 9, minute: 5)
    private static let millisecond = PartialDate(
        .millisecond, year: 1998, month: 1, day: 2, hour: 9, minute: 5, second: 6, millisecond: 70)
    private static let given = PartialDate(
        .second, year: 1998, month: 7, day: 2, hour: 23, minute: 59, second: 6, offset: -330)
    private static let old = PartialDate(
        .minute, year: 1950, month: 7, day: 2, hour: 23, minute: 59)

    @Test(arguments: [
        (year, FHIRDate.dateTime, "1998"), (month, .dateTime, "1998-07"),
        (day, .dateTime, "1998-07-02"), (minute, .dateTime, "1998-07-02T09:05:00+01:00"),
        (millisecond, .dateTime, "1998-01-02T09:05:06.070+00:00"),
        (given, .dateTime, "1998-07-02T23:59:06-05:30"), (old, .dateTime, "1950-07-02"),
        (year, .date, "1998"), (minute, .date, "1998-07-02"), (given, .date, "1998-07-02"),
        (minute, .instant, "1998-07-02T09:05:00+01:00"),
    ])
    func textIs(_ date: PartialDate?, _ type: FHIRDate, _ expected: String) throws {
        var output: [UInt8] = []
        let date = try #require(date)
        var isWritten = false
        output.appendRow(of: CanonicalRecord()) { row in isWritten = row.writeFHIR(date, as: type) }
        #expect(isWritten)
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test(arguments: [day, old, year, month])
    func anInstantNeedsATimeAndItsOffset(_ date: PartialDate?) throws {
        var output: [UInt8] = []
        let date = try #require(date)
        var isWritten = true
        output.appendRow(of: CanonicalRecord()) { row in
            isWritten = row.writeFHIR(date, as: .instant)
        }
        #expect(!isWritten)
        #expect(output.isEmpty)
    }
}
