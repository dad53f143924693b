import Foundation
import Testing

/// The shipped agreements for counts, over made-up people, and the tables that must come of them.
@Suite struct PolicyTableTests {
    private static func cells(
        _ policy: String, _ table: String, _ people: [MadePerson], _ scratch: Scratch
    ) throws -> [String] {
        for (place, person) in people.enumerated() {
            try scratch.write(person.json.utf8, "in/\(1000 + place).json")
        }
        let agreement = Program.package.appendingPathComponent("Policies/\(policy)/agreement.yaml")
        let outcome = try scratch.run([
            "convert", "in", "--agreement", agreement.path, "--mappings", Program.mappings,
            "--run-date", "2026-11-21", "--out", "feed",
        ])
        #expect(outcome.status == 0, "\(outcome.error)")
        return try TableTests.cells(scratch, "feed/\(policy)/tables/\(table).csv")
    }

    @Test func childrenByDistrictAgeAndVaccination() throws {
        var people: [MadePerson] = []
        for (district, born, isVaccinated, count) in [
            ("ZA1", "2024-06-07", true, 12), ("ZA1", "2024-06-07", false, 9),
            ("ZA1", "2023-06-07", true, 20), ("ZA1", "2023-06-07", false, 2),
            ("ZA2", "2024-06-07", true, 8), ("ZB9", "2024-06-07", true, 1),
            ("ZA2", "1990-06-07", true, 30),
        ] {
            for _ in 0..<count {
                people.append(
                    MadePerson(
                        number: people.count, born: born, district: district,
                        isVaccinated: isVaccinated))
            }
        }
        let cells = try Self.cells("childhood-immunisation", "uptake", people, Scratch())
        #expect(
            cells == [
                "postcode_district,age_years,vaccinated,count,state",
                "ZA1,2,yes,10,count", "ZA1,2,no,10,count", "ZA1,2,all,20,count",
                "ZA1,3,yes,20,count", "ZA1,3,no,,suppressed", "ZA1,3,all,20,count",
                "ZA2,2,yes,10,count", "ZA2,2,all,10,count",
                "other,2,yes,,suppressed", "other,2,all,,suppressed",
                "ZA1,all,yes,30,count", "ZA1,all,no,10,count", "ZA1,all,all,40,count",
                "ZA2,all,yes,10,count", "ZA2,all,all,10,count",
                "other,all,yes,,suppressed", "other,all,all,,suppressed",
                "all,all,yes,40,count", "all,all,no,10,count", "all,all,all,50,count",
            ])
    }

    @Test func contactsByPracticeMonthAndAge() throws {
        var people = (0..<9).map {
            MadePerson(number: $0, seen: ["2026-10-05", "2026-10-06", "2025-02-03"])
        }
        people += (9..<12).map {
            MadePerson(
                number: $0, practice: "Y99002", seen: Array(repeating: "2026-10-07", count: 9))
        }
        people += (12..<20).map {
            MadePerson(number: $0, practice: "Y99002", born: "2001-06-07", seen: ["2026-09-01"])
        }
        let cells = try Self.cells("same-day-access", "demand", people, Scratch())
        #expect(
            cells == [
                "practice,month,age_band,count,state",
                "Y99001,2026-10,70-79,20,count", "Y99001,2026-10,all,20,count",
                "Y99002,2026-09,20-29,10,count", "Y99002,2026-09,all,10,count",
                "Y99002,2026-10,70-79,,suppressed", "Y99002,2026-10,all,,suppressed",
                "Y99001,all,70-79,20,count", "Y99001,all,all,20,count",
                "Y99002,all,20-29,10,count", "Y99002,all,70-79,,suppressed",
                "Y99002,all,all,10,count",
                "all,all,20-29,10,count", "all,all,70-79,20,count", "all,all,all,30,count",
            ])
    }
}
