import Foundation
import Testing

/// Codes that few people of a feed have are not shown: the rule is of the whole feed, whatever the
/// order and the number of workers.
@Suite struct RareCodeTests {
    static func agreement(
        _ control: String, _ level: String = MadeAgreement.pseudonymised
    ) -> String {
        MadeAgreement.rows(
            patient: "pseudonym, sex, practice", entry: ("immunisation", "code, status"),
            format: "[csv, ukcore]", level: level, control)
    }

    static let common = "38598009"
    static let rare = "170433008"

    /// So many people with the common code, and after them so many with the rare one.
    static func people(_ common: Int, _ rare: Int) -> [String] {
        (0..<common + rare).map { number in
            let json = MadePerson(number: number, isVaccinated: true).json
            return number < common ? json : json.replacing(Self.common, with: Self.rare)
        }
    }

    static func convert(
        _ people: [String], _ agreement: String, in scratch: Scratch, more: [String] = []
    ) throws -> Outcome {
        try scratch.write(agreement.utf8, "a.yaml")
        for (place, person) in people.enumerated() {
            try scratch.write(person.utf8, "in/\(1000 + place).json")
        }
        return try scratch.run(
            ["convert", "in", "--agreement", "a.yaml", "--mappings", Program.mappings]
                + ["--run-date", "2026-11-21", "--out", "feed"] + more)
    }

    /// Of 40 people, 50 in a thousand are two.
    @Test(arguments: [
        (39, 1, "{rare_codes: 50}", false), (38, 2, "{rare_codes: 50}", true),
        (37, 3, "{rare_codes: 75}", true), (38, 2, "{rare_codes: 51}", false),
        (39, 1, "{rare_codes: 0, k: 2, below_k: warn}", true), (39, 1, "", true),
    ])
    func codesOfTooFewPeopleAreNotShown(
        _ common: Int, _ rare: Int, _ control: String, _ isShown: Bool
    ) throws {
        let scratch = try Scratch()
        let control = control.isEmpty ? "" : "disclosure_control: \(control)"
        let outcome = try Self.convert(
            Self.people(common, rare), Self.agreement(control), in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        let table = try scratch.read("feed/r/csv/immunisation.csv")
        // The entry itself is there, and only its code is not.
        #expect(table.split(separator: "\r\n").count == 41)
        #expect(table.split(separator: Self.common).count - 1 >= common)
        #expect(table.contains(Self.rare) == isShown)
        let resources = try scratch.read("feed/r/ukcore/Immunization.ndjson")
        #expect(resources.contains(Self.rare) == isShown)
        let manifest = try scratch.read("feed/manifest.json")
        let isAsked = control.contains("rare_codes") && !control.contains("rare_codes: 0")
        let kept = isShown ? 0 : rare
        #expect(manifest.contains(#""RARE" : \#(kept)"#) == isAsked)
        #expect(outcome.output.contains("kept back (RARE): \(kept)\n") == isAsked)
    }

    /// One person with many records is one person.
    @Test func peopleAreCountedAndNotRecords() throws {
        let scratch = try Scratch()
        var people = Self.people(39, 1)
        for again in 0..<5 {
            people.append(people[39].replacing("2025-03-04", with: "2025-03-1\(again)"))
        }
        let outcome = try Self.convert(
            people, Self.agreement("disclosure_control: {rare_codes: 50}"), in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try !scratch.read("feed/r/csv/immunisation.csv").contains(Self.rare))
    }

    @Test func workersChangeNothing() throws {
        var feeds: [[String: Data]] = []
        for workers in ["1", "4"] {
            let scratch = try Scratch()
            _ = try Self.convert(
                Self.people(39, 1), Self.agreement("disclosure_control: {rare_codes: 50}"),
                in: scratch, more: ["--workers", workers])
            feeds.append(try scratch.files(below: "feed"))
        }
        #expect(feeds[0] == feeds[1] && feeds[0].count > 5)
    }

    @Test func thatNobodyIsFewEnoughIsSaid() throws {
        let scratch = try Scratch()
        let outcome = try Self.convert(
            Self.people(9, 1), Self.agreement("disclosure_control: {rare_codes: 50}"), in: scratch)
        #expect(outcome.status == 0)
        #expect(
            outcome.error.contains(
                "a.yaml: warning[E440]: `rare_codes: 50` keeps nothing back in a feed of so few "
                    + "people"))
        #expect(try scratch.read("feed/r/csv/immunisation.csv").contains(Self.rare))
    }

    @Test func whereNotEverybodyIsThereNothingLeaves() throws {
        let scratch = try Scratch()
        try scratch.write(Program.key.utf8, "key")
        #expect(chmod(scratch.folder.appendingPathComponent("key").path, 0o600) == 0)
        let control = "disclosure_control: {rare_codes: 50}"
        let outcome = try Self.convert(
            Self.people(39, 1), Self.agreement(control), in: scratch,
            more: ["--ledger", "book", "--ledger-key", "file:key", "--changes-only"])
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("a.yaml: error[E433]: `rare_codes` keeps codes of few"))
        #expect(!scratch.names.contains("feed"))
        let stream = try scratch.run(
            ["stream", "--agreement", "a.yaml", "--mappings", Program.mappings, "--run-date"]
                + ["2026-11-21"])
        #expect(stream.status == 2)
        #expect(stream.error.contains("E433]: `rare_codes` keeps codes of few people back"))
    }

    /// One record cannot tell what is rare, and the explanation says so.
    @Test func anExplanationSaysWhatItCannotKnow() throws {
        let scratch = try Scratch()
        try scratch.write(
            Self.agreement("disclosure_control: {rare_codes: 50}").utf8, "a.yaml")
        try scratch.write(Self.people(1, 0)[0].utf8, "in.json")
        let outcome = try scratch.run(
            ["policy", "explain", "in.json", "--agreement", "a.yaml", "--mappings"]
                + [Program.mappings, "--run-date", "2026-11-21"])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.output.contains(
                "unless fewer than 50 in a thousand of all people in the feed have the code"))
        #expect(outcome.output.contains("disclosure_control.rare_codes"))
    }
}
