import Foundation
import Testing

/// What is said of the people in a pseudonymised feed, and what an agreement may demand of it.
@Suite struct AnonymityTests {
    private static func agreement(_ control: String, _ more: String = "") -> String {
        MadeAgreement.rows(
            patient: "pseudonym, sex, age_band, practice", entry: ("encounter", "status, start"),
            format: "csv",
            level: MadeAgreement.pseudonymised + (more.isEmpty ? "" : "\n  " + more), control)
    }

    private struct Report: Decodable {
        struct Feed: Decodable {
            let agreement: String
            let k, rows, classes, smallest_class, unique_rows, rows_below_k: Int
            let quasi_identifiers, not_counted: [String]
        }
        let feeds: [Feed]
    }

    private static let people = MadePerson.many([
        ("Y99001", "female", 6), ("Y99002", "female", 3), ("Y99001", "male", 1),
    ])

    @Test(arguments: [
        ("", Int32(0), 5), ("disclosure_control: {k: 5, below_k: warn}", 0, 5),
        ("disclosure_control: {k: 1000, below_k: warn}", 0, 1000),
        ("disclosure_control: {k: 2}", 3, 0), ("disclosure_control: {k: 2, below_k: refuse}", 3, 0),
    ])
    func companyIsCounted(_ control: String, _ status: Int32, _ k: Int) throws {
        let scratch = try Scratch()
        let outcome = try TableTests.convert(Self.people, Self.agreement(control), in: scratch)
        #expect(outcome.status == status, "\(outcome.error)")
        #expect(
            outcome.error.contains("[E434]: some rows share `practice`, `sex`, `age_band`")
                == !control.isEmpty)
        guard status == 0 else { return #expect(!scratch.names.contains("feed")) }
        let report = try JSONDecoder().decode(
            Report.self, from: Data(scratch.read("feed/anonymity.json").utf8))
        let feed = try #require(report.feeds.first)
        #expect((feed.agreement, feed.k, feed.rows, feed.classes) == ("r", k, 10, 3))
        #expect((feed.smallest_class, feed.unique_rows) == (1, 1))
        #expect(feed.rows_below_k == (k == 5 ? 4 : 10))
        #expect(feed.quasi_identifiers == ["practice", "sex", "age_band"])
        #expect(feed.not_counted == ["encounter.start"])
        #expect(try scratch.read("feed/manifest.json").contains(#""file" : "anonymity.json""#))
    }

    /// Alike are people, and of one practice: a second record of one of them is nobody's company.
    @Test func onlyPeopleOfOnePracticeAreAlike() throws {
        let control = "disclosure_control: {k: 5}"
        func status(_ people: [MadePerson], _ agreement: String) throws -> Int32 {
            try TableTests.convert(people, agreement, in: Scratch()).status
        }
        let five = (0..<5).map { MadePerson(number: $0, practice: "Y99001") }
        #expect(try status(five, Self.agreement(control)) == 0)
        let again =
            Array(five.dropLast()) + [
                MadePerson(number: 0, practice: "Y99001", seen: ["2026-03-10"])
            ]
        #expect(try status(again, Self.agreement(control)) == 3)
        let apart = (0..<5).map { MadePerson(number: $0, practice: "Y9900\(1 + $0 % 2)") }
        #expect(try status(apart, Self.agreement(control)) == 3)
    }

    /// A stream has no end at which all are counted.
    @Test func aStreamCannotAskForCompany() throws {
        let scratch = try Scratch()
        try scratch.write(Self.agreement("disclosure_control: {k: 5}").utf8, "a.yaml")
        let outcome = try scratch.run(
            ["stream", "--agreement", "a.yaml", "--mappings", Program.mappings, "--run-date"]
                + ["2026-11-21"])
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("a.yaml: error[E433]: `k` asks how many people are alike"))
    }

    /// All dates of a person move by the same number of days, in every run, and of another person
    /// by another.
    @Test func datesMoveTogether() throws {
        let days = ["2026-03-10", "2026-03-12", "2026-04-10"]
        let people = (0..<6).map { MadePerson(number: $0, seen: days) }
        func starts(_ more: String) throws -> [[String]] {
            let scratch = try Scratch()
            let outcome = try TableTests.convert(people, Self.agreement("", more), in: scratch)
            #expect(outcome.status == 0, "\(outcome.error)")
            var byPerson: [String: [String]] = [:]
            let lines = try scratch.read("feed/r/csv/encounter.csv").split(separator: "\r\n")
            for line in lines.dropFirst() {
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                let date = cells.first { $0.hasPrefix("2026-") && $0.count == 10 }
                byPerson["\(cells[0])", default: []].append("\(date ?? "")")
            }
            return byPerson.sorted { $0.key < $1.key }.map(\.value)
        }
        func day(_ text: String) throws -> Int {
            let date = try Date(text + "T00:00:00Z", strategy: .iso8601)
            return Int(date.timeIntervalSince1970 / 86_400)
        }
        #expect(try starts("") == Array(repeating: days, count: 6))
        let moved = try starts("date_shift: 15")
        #expect(try moved == starts("date_shift: 15"))
        var shifts: Set<Int> = []
        for dates in moved {
            let shift = try day(#require(dates.first)) - day(days[0])
            #expect((1...15).contains(abs(shift)))
            #expect(try dates.map(day) == days.map { try day($0) + shift })
            shifts.insert(shift)
        }
        #expect(shifts.count > 2)
    }
}
