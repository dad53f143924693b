import CanonicalModel
import DisclosureControl
import Testing

/// Coarser forms: of dates, of ages, of ethnic categories.
@Suite struct LevelTests {
    @Test(arguments: [
        (DateLevel.year, "2026"), (.quarter, "2026-Q2"), (.month, "2026-06"), (.day, "2026-06-30"),
    ])
    func dateIs(level: DateLevel, expected: String) throws {
        let date = try #require(
            PartialDate(.minute, year: 2026, month: 6, day: 30, hour: 23, minute: 59, offset: 60))
        #expect(Self.text(date, level) == expected)
    }

    @Test(arguments: [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)])
    func quarterIs(month: Int, quarter: Int) throws {
        let date = try #require(PartialDate(.month, year: 2026, month: month))
        #expect(Self.text(date, .quarter) == "2026-Q\(quarter)")
    }

    @Test(arguments: DateLevel.allCases)
    func aYearStaysAYear(level: DateLevel) throws {
        #expect(Self.text(try #require(PartialDate(.year, year: 2026)), level) == "2026")
    }

    private static func text(_ date: PartialDate, _ level: DateLevel) -> String {
        var text: [UInt8] = []
        level.append(date, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: [
        (5, 90, 0, "0-4"), (5, 90, 89, "85-89"), (5, 90, 90, "90+"), (5, 90, 114, "90+"),
        (10, 80, 79, "70-79"), (10, 80, 80, "80+"), (1, 85, 7, "7"), (90, 90, 12, "0-89"),
    ])
    func bandIs(width: Int, top: Int, age: Int, expected: String) throws {
        let bands = try #require(AgeBands(width: width, top: top))
        let index = try #require(bands.index(ofAge: age))
        #expect(bands.name(at: index) == expected)
        #expect(index < bands.count)
    }

    @Test(arguments: [(0, 90), (-5, 90), (7, 90), (5, 0), (5, 125)])
    func bandsAreNot(width: Int, top: Int) { #expect(AgeBands(width: width, top: top) == nil) }

    @Test func aNegativeAgeHasNoBand() { #expect(AgeBands.five.index(ofAge: -1) == nil) }

    @Test func fiveYearBandsAreThoseOfTheFeeds() throws {
        for age in 0...130 {
            var expected: [UInt8] = []
            #expect(Generalisation.appendAgeBand(age, to: &expected))
            let index = try #require(AgeBands.five.index(ofAge: age))
            #expect(AgeBands.five.name(at: index) == String(decoding: expected, as: UTF8.self))
        }
    }

    /// Source: NHS Data Dictionary, ETHNIC CATEGORY.
    @Test(arguments: [
        ("ABC", EthnicGroup.white), ("DEFG", .mixed), ("HJKL", .asian), ("MNP", .black),
        ("RS", .other), ("Z", .notStated), ("IOQTUVWXY19abc ", nil),
    ])
    func groupIs(codes: String, expected: EthnicGroup?) {
        for code in codes.utf8 {
            #expect(EthnicGroup(ethnicCategory: [code]) == expected)
            #expect(EthnicGroup(ethnicCategory: [code, UInt8(ascii: "2")]) == expected)
        }
    }

    @Test(arguments: ["", "99", "A12", "976631000000101", "9i10."])
    func groupIsNot(code: String) { #expect(EthnicGroup(ethnicCategory: code.utf8) == nil) }
}
