import CanonicalModel
import DisclosureControl
import Testing

@Suite struct DateShiftTests {
    private static func shift(
        epoch: String = "2026Q4", scope: String = "agreement/A1", range: Int = 15
    ) throws -> DateShift {
        let key = try #require(vectorKey)
        return try #require(DateShift(masterKey: key, epoch: epoch, scope: scope, range: range))
    }

    /// Source: the published vectors, restated.
    @Test(arguments: [
        ("agreement/A1", "9434765919", -12), ("agreement/A1", "9434765870", 10),
        ("agreement/A2", "9434765919", -11),
    ])
    func daysAre(scope: String, person: String, expected: Int) throws {
        let days = try Self.shift(scope: scope).days(for: Array(person.utf8).span)
        #expect(days == expected)
    }

    @Test(.enabled(if: SharedVectors.file != nil, "needs ../shared/vectors or SLUICE_SHARED"))
    func publishedVectorsHold() throws {
        let rows = try SharedVectors.load().dateshift
        for row in rows {
            let shift = try Self.shift(epoch: row.epoch, scope: row.scope, range: row.maxdays)
            #expect(shift.days(for: Array(row.nhs.utf8).span) == row.offset_days)
        }
        #expect(rows.count >= 3)
    }

    @Test(arguments: [1, 2, 15, 365])
    func everyNumberOfTheRangeButZeroComesUp(range: Int) throws {
        let shift = try Self.shift(range: range)
        var seen: [Int: Int] = [:]
        for person in 0..<(range * 60) {
            seen[shift.days(for: Array("\(person)".utf8).span), default: 0] += 1
        }
        #expect(Set(seen.keys) == Set(-range...range).subtracting([0]))
        // 30 each are expected; a number that comes up 90 times is no chance.
        #expect(seen.values.allSatisfy { $0 < 90 })
    }

    @Test func rangesAreChecked() throws {
        let key = try #require(vectorKey)
        for range in [-1, 0, 366] {
            #expect(DateShift(masterKey: key, epoch: "e", scope: "s", range: range) == nil)
        }
    }

    @Test(arguments: [
        (2024, 2, 28, 1, "2024-02-29"), (2023, 2, 28, 1, "2023-03-01"),
        (2024, 3, 1, -1, "2024-02-29"), (2000, 12, 31, 1, "2001-01-01"),
        (1900, 2, 28, 1, "1900-03-01"), (2026, 1, 15, -15, "2025-12-31"),
        (1, 1, 1, 0, "0001-01-01"), (4095, 12, 31, 0, "4095-12-31"),
        (4095, 12, 31, 1, nil), (1, 1, 1, -1, nil), (2026, 1, 1, Int.max, nil),
    ])
    func shiftedDayIs(_ year: Int, _ month: Int, _ day: Int, days: Int, expected: String?) throws {
        let date = try #require(PartialDate(.day, year: year, month: month, day: day))
        var text: [UInt8] = []
        date.shifted(byDays: days)?.append(to: &text)
        #expect(String(decoding: text, as: UTF8.self) == expected ?? "")
    }

    @Test func everyDayOfFourCenturiesComesBack() throws {
        var date = try #require(PartialDate(.day, year: 1799, month: 12, day: 31))
        for _ in 0..<146_100 {
            let next = try #require(date.shifted(byDays: 1))
            #expect(next.dayNumber == date.dayNumber + 1)
            date = next
        }
        #expect(date.year == 2200)
    }

    @Test func timeOfDayDoesNotTellTheShift() throws {
        let summer = try #require(
            PartialDate(
                .minute, year: 2026, month: 3, day: 30, hour: 9, minute: 15, offset: 60))
        #expect(
            summer.shifted(byDays: -2) == PartialDate(.day, year: 2026, month: 3, day: 28))
    }

    @Test func aMonthOrAYearCannotBeMoved() throws {
        let month = try #require(PartialDate(.month, year: 2026, month: 3))
        let year = try #require(PartialDate(.year, year: 2026))
        #expect(month.shifted(byDays: 3) == nil)
        #expect(year.shifted(byDays: 3) == nil)
    }
}
