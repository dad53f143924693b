import CanonicalModel
import SharingAgreements
import Testing

/// On which days a flow may go out again.
@Suite struct TimingTests {
    static let rows: [(schedule: String?, interval: String?, last: String, day: String, Bool)] = [
        (nil, nil, "2026-11-21", "2026-11-21", true),
        ("daily", nil, "2026-11-21", "2026-11-21", false),
        ("daily", nil, "2026-11-21", "2026-11-22", true),
        // A Sunday and the Monday after it; a week across the end of a year.
        ("weekly", nil, "2026-11-22", "2026-11-23", true),
        ("weekly", nil, "2026-11-23", "2026-11-29", false),
        ("weekly", nil, "2026-12-31", "2027-01-03", false),
        ("weekly", nil, "2026-12-31", "2027-01-04", true),
        ("monthly", nil, "2026-11-30", "2026-12-01", true),
        ("monthly", nil, "2025-11-01", "2026-11-01", true),
        ("monthly", nil, "2026-11-01", "2026-11-30", false),
        ("quarterly", nil, "2026-09-30", "2026-10-01", true),
        ("quarterly", nil, "2026-10-01", "2026-12-31", false),
        ("annually", nil, "2026-01-01", "2026-12-31", false),
        ("annually", nil, "2026-12-31", "2027-01-01", true),
        ("on_demand", nil, "2026-11-21", "2026-11-21", true),
        ("one_off", nil, "2020-01-01", "2026-11-21", false),
        (nil, "P28D", "2026-11-01", "2026-11-28", false),
        (nil, "P28D", "2026-11-01", "2026-11-29", true),
        (nil, "P1M", "2026-01-31", "2026-02-28", false),
        (nil, "P1M", "2026-01-31", "2026-03-01", true),
        (nil, "P1Y", "2025-11-21", "2026-11-20", false),
        (nil, "P1Y", "2025-11-21", "2026-11-21", true),
        ("monthly", "P28D", "2026-10-31", "2026-11-01", false),
        // A clock that was put back does not let it out again.
        ("monthly", nil, "2026-11-21", "2026-10-01", false),
        (nil, "P28D", "2026-11-21", "2026-10-01", false),
    ]

    @Test(arguments: rows)
    func goesOutAgain(
        _ schedule: String?, _ interval: String?, _ last: String, _ today: String, _ may: Bool
    ) throws {
        let words = [
            schedule.map { "schedule: \($0)" }, interval.map { "minimum_interval: \($0)" },
        ]
        .compactMap { $0 }.joined(separator: ", ")
        let (agreement, findings) =
            try words.isEmpty
            ? Counting.load() : Counting.load("format: table", "format: table, \(words)")
        let timing = try #require(agreement?.flows.first?.timing, "\(findings)")
        let (last, today) = (try #require(day(last)), try #require(day(today)))
        #expect((timing.objection(to: today, after: last) == nil) == may)
        #expect(timing.isLimited == (interval != nil || ![nil, "on_demand"].contains(schedule)))
        // The day that is named is the first on which it may.
        guard let next = timing.nextDay(after: last) else {
            return #expect(schedule == "one_off")
        }
        #expect(timing.objection(to: next, after: last) == nil)
        #expect(next.dayNumber > last.dayNumber)
        if may, today.dayNumber > last.dayNumber { #expect(next.dayNumber <= today.dayNumber) }
        if !may { #expect(next.dayNumber > today.dayNumber) }
    }

    @Test func logsAreKeptForThePeriod() throws {
        let (agreement, _) = try Complete.load()
        let period = try #require(agreement?.logRetention)
        #expect("\(period)" == "P6Y" && agreement?.rareCodes == 1)
        let first = try period.firstDay(before: #require(day("2026-11-22")))
        #expect(first == day("2020-11-22"))
        let leap = try period.firstDay(before: #require(day("2024-02-29")))
        #expect(leap == day("2018-03-01"))
    }

    @Test(arguments: [
        ("[table]", true), ("[table, parquet]", true), ("[table, parquet, sqlite]", true),
        ("parquet", false), ("[table, csv]", false), ("[table, ukcore]", false),
    ])
    func countsComeAsTables(_ format: String, _ isRight: Bool) throws {
        let (agreement, findings) = try Counting.load("format: table", "format: \(format)")
        #expect((agreement != nil) == isRight, "\(findings)")
        #expect(findings.contains { $0.code == .flowForm } != isRight)
    }
}
