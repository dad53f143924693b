import CanonicalModel
import Testing

@Suite struct PartialDateTests {
    private static func text(_ date: PartialDate) -> String {
        var bytes: [UInt8] = []
        date.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last moment that can be packed, or the first: every field at one end of its range.
    private static let extremes: [[Int?]] = [
        [4095, 12, 31, 23, 59, 59, 999, 840], [1, 1, 1, 0, 0, 0, 0, -840],
        [2024, 2, 29, 12, 30, 15, 500, nil], [2023, 10, 9, 8, 7, 6, 5, 0],
        [1999, 4, 30, 0, 0, 0, 1, -1], [1900, 2, 28, 23, 0, 59, 10, 60],
    ]

    @Test(arguments: extremes) func everyFieldIsKept(_ parts: [Int?]) throws {
        let numbers = parts.map { $0 ?? 0 }
        let date = try #require(
            PartialDate(
                .millisecond, year: numbers[0], month: numbers[1], day: numbers[2],
                hour: numbers[3], minute: numbers[4], second: numbers[5],
                millisecond: numbers[6], offset: parts[7]))
        let kept: [Int?] = [
            date.year, date.month, date.day, date.hour, date.minute, date.second,
            date.millisecond, date.offset,
        ]
        #expect(kept == parts)
        #expect(date.precision == .millisecond)
    }

    @Test(arguments: ["2026-04-01", "2024-02-29", "0001-01-01", "4095-12-31"])
    func aDayIsReadAsItIsWritten(_ text: String) throws {
        let day = try #require(PartialDate(dayText: text))
        #expect(day.precision == .day)
        #expect(day.dayText == text)
    }

    @Test(arguments: [
        "", "2026", "2026-04", "2026-+4-01", "2026-04-+1", "+026-04-01", "-026-04-01", "2026-4-01",
        "2026-04-1", "26-04-01", "2026-02-29", "2026-13-01", "2026-00-01", "0000-01-01",
        "2026-04-01 ", " 2026-04-01", "2026-04-01T09:10", "2026/04/01", "01-04-2026", "20260401",
        "2026–04–01", "２０２６-04-01", "٢٠٢٦-04-01", "2026-04-0١", "2026-04-010",
    ])
    func nothingElseIsADay(_ text: String) { #expect(PartialDate(dayText: text) == nil) }

    @Test(arguments: PartialDate.Precision.allCases)
    func thePrecisionIsKept(_ precision: PartialDate.Precision) {
        #expect(PartialDate(precision, year: 2024, offset: 60)?.precision == precision)
    }

    @Test(arguments: [
        [0, 1, 1, 0, 0, 0, 0, 0], [4096, 1, 1, 0, 0, 0, 0, 0], [-1, 1, 1, 0, 0, 0, 0, 0],
        [2024, 0, 1, 0, 0, 0, 0, 0], [2024, 13, 1, 0, 0, 0, 0, 0],
        [2024, 1, 0, 0, 0, 0, 0, 0], [2024, 1, 32, 0, 0, 0, 0, 0],
        [2024, 4, 31, 0, 0, 0, 0, 0], [2024, 6, 31, 0, 0, 0, 0, 0],
        [2024, 9, 31, 0, 0, 0, 0, 0], [2024, 11, 31, 0, 0, 0, 0, 0],
        [2024, 2, 30, 0, 0, 0, 0, 0], [2023, 2, 29, 0, 0, 0, 0, 0],
        [1900, 2, 29, 0, 0, 0, 0, 0],
        [2024, 1, 1, 24, 0, 0, 0, 0], [2024, 1, 1, -1, 0, 0, 0, 0],
        [2024, 1, 1, 0, 60, 0, 0, 0], [2024, 1, 1, 0, 0, 60, 0, 0],
        [2024, 1, 1, 0, 0, 0, 1000, 0],
        [2024, 1, 1, 0, 0, 0, 0, 841], [2024, 1, 1, 0, 0, 0, 0, -841],
    ])
    func whatIsNoDateIsRefused(_ parts: [Int]) {
        #expect(
            PartialDate(
                .millisecond, year: parts[0], month: parts[1], day: parts[2], hour: parts[3],
                minute: parts[4], second: parts[5], millisecond: parts[6], offset: parts[7]) == nil)
    }

    @Test func theLeapDayOfACenturyLeapYearIsADate() {
        #expect(PartialDate(.day, year: 2000, month: 2, day: 29) != nil)
    }

    @Test(arguments: [
        (PartialDate.Precision.year, nil, "2024"), (.month, nil, "2024-02"),
        (.day, nil, "2024-02-29"), (.minute, nil, "2024-02-29T07:08"),
        (.second, nil, "2024-02-29T07:08:09"), (.millisecond, nil, "2024-02-29T07:08:09.012"),
        (.day, 60, "2024-02-29"), (.minute, 0, "2024-02-29T07:08+00:00"),
        (.second, 60, "2024-02-29T07:08:09+01:00"),
        (.millisecond, -210, "2024-02-29T07:08:09.012-03:30"),
        (.minute, -5, "2024-02-29T07:08-00:05"), (.minute, 840, "2024-02-29T07:08+14:00"),
    ])
    func isWritten(
        _ precision: PartialDate.Precision, _ offset: Int?, _ expected: String
    ) throws {
        let date = try #require(
            PartialDate(
                precision, year: 2024, month: 2, day: 29, hour: 7, minute: 8, second: 9,
                millisecond: 12, offset: offset))
        #expect(Self.text(date) == expected)
    }

    @Test func aYearIsWrittenWithFourDigits() throws {
        #expect(Self.text(try #require(PartialDate(.year, year: 87))) == "0087")
    }

    @Test(arguments: [
        (PartialDate.Precision.year, "2024"), (.month, "2024-05"), (.day, "2024-05-06"),
        (.minute, "2024-05-06T07:08+01:00"), (.second, "2024-05-06T07:08:09+01:00"),
        (.millisecond, "2024-05-06T07:08:09.010+01:00"),
    ])
    func isGeneralised(_ limit: PartialDate.Precision, _ expected: String) throws {
        let date = try #require(
            PartialDate(
                .millisecond, year: 2024, month: 5, day: 6, hour: 7, minute: 8, second: 9,
                millisecond: 10, offset: 60))
        #expect(Self.text(date.generalised(to: limit)) == expected)
    }

    /// What was left out leaves no trace: two dates of a year become the same value.
    @Test(arguments: PartialDate.Precision.allCases.dropLast())
    func generalisingForgets(_ limit: PartialDate.Precision) throws {
        let exact = try #require(
            PartialDate(
                .millisecond, year: 2024, month: limit >= .month ? 5 : 6,
                day: limit >= .day ? 6 : 7, hour: limit >= .minute ? 7 : 8,
                minute: limit >= .minute ? 8 : 9, second: limit >= .second ? 9 : 10,
                millisecond: 11, offset: limit >= .minute ? 60 : nil))
        let coarse = try #require(
            PartialDate(
                limit, year: 2024, month: limit >= .month ? 5 : 1, day: limit >= .day ? 6 : 1,
                hour: limit >= .minute ? 7 : 0, minute: limit >= .minute ? 8 : 0,
                second: limit >= .second ? 9 : 0, offset: limit >= .minute ? 60 : nil))
        #expect(exact.generalised(to: limit) == coarse)
    }

    @Test func generalisingNeverMakesADateMorePrecise() throws {
        let year = try #require(PartialDate(.year, year: 2024))
        #expect(year.generalised(to: .day) == year)
    }

    /// Differences of Julian day numbers (1721425.5 is 0001-01-01).
    @Test(arguments: [
        (1, 1, 1, 0), (1, 12, 31, 364), (4, 12, 31, 1460), (1858, 11, 17, 678_575),
        (1970, 1, 1, 719_162), (2000, 1, 1, 730_119), (2000, 2, 29, 730_178),
        (2000, 3, 1, 730_179), (1900, 3, 1, 693_654), (2024, 12, 31, 739_250),
    ])
    func theDayNumberIs(_ year: Int, _ month: Int, _ day: Int, _ expected: Int) {
        #expect(
            PartialDate(.day, year: year, month: month, day: day)?.dayNumber == expected)
    }

    @Test func dayNumbersAreWithoutGapsOverFourCenturies() throws {
        var expected = try #require(PartialDate(.day, year: 1801)).dayNumber
        for year in 1801...2200 {
            for month in 1...12 {
                for day in 1...31 {
                    guard let date = PartialDate(.day, year: year, month: month, day: day) else {
                        continue
                    }
                    guard date.dayNumber == expected else {
                        Issue.record("\(year)-\(month)-\(day) has day number \(date.dayNumber)")
                        return
                    }
                    expected += 1
                }
            }
        }
        #expect(PartialDate(.day, year: 2201)?.dayNumber == expected)
    }

    @Test(arguments: [
        ([2000, 6, 15], [2020, 6, 14], 19), ([2000, 6, 15], [2020, 6, 15], 20),
        ([2000, 2, 29], [2021, 2, 28], 20), ([2000, 2, 29], [2021, 3, 1], 21),
        ([2000, 2, 29], [2024, 2, 28], 23), ([2000, 2, 29], [2024, 2, 29], 24),
        ([2000, 1, 1], [2000, 1, 1], 0), ([2000, 1, 2], [2000, 1, 1], -1),
        ([2000, 12, 31], [2001, 1, 1], 0),
    ])
    func theWholeYearsAre(_ from: [Int], _ until: [Int], _ expected: Int) throws {
        let from = try #require(PartialDate(.day, year: from[0], month: from[1], day: from[2]))
        let until = try #require(
            PartialDate(.day, year: until[0], month: until[1], day: until[2]))
        #expect(from.wholeYears(until: until) == expected)
    }
}
