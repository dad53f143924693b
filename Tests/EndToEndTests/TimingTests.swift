import Foundation
import Testing

/// Flows go out as often as their agreement says, and no more often.
@Suite struct TimingTests {
    private static let ledger = ["--ledger", "book", "--ledger-key", "file:key"]

    private static func agreement(_ timing: String) -> String {
        RareCodeTests.agreement("").replacing(
            "format: [csv, ukcore]", with: "format: csv, \(timing)")
    }

    /// A folder with a key and one person of each practice.
    private static func scratch(_ timing: String) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(agreement(timing).utf8, "a.yaml")
        try scratch.write(Program.key.utf8, "key")
        #expect(chmod(scratch.folder.appendingPathComponent("key").path, 0o600) == 0)
        for (number, practice) in ["Y99001", "Y99002"].enumerated() {
            let person = MadePerson(number: number, practice: practice, isVaccinated: true)
            try scratch.write(person.json.utf8, "\(practice)/1.json")
        }
        return scratch
    }

    private static func convert(
        _ scratch: Scratch, _ day: String, of input: String = "Y99001", out: String = "feed",
        _ more: [String]
    ) throws -> Outcome {
        try scratch.run(
            ["convert", input, "--agreement", "a.yaml", "--mappings", Program.mappings]
                + ["--run-date", day, "--out", out] + more)
    }

    static let rows: [(timing: String, first: String, second: String, advice: String?)] = [
        ("schedule: monthly", "2026-10-31", "2026-11-01", nil),
        ("schedule: monthly", "2026-11-01", "2026-11-30", "wait until 2026-12-01"),
        ("schedule: weekly", "2026-11-16", "2026-11-22", "wait until 2026-11-23"),
        ("schedule: quarterly", "2026-07-01", "2026-09-30", "wait until 2026-10-01"),
        ("schedule: one_off", "2026-07-01", "2026-09-30", "have another agreement signed"),
        ("schedule: on_demand", "2026-11-01", "2026-11-02", nil),
        ("minimum_interval: P28D", "2026-10-01", "2026-10-29", nil),
        ("minimum_interval: P28D", "2026-10-01", "2026-10-28", "wait until 2026-10-29"),
        ("schedule: monthly, minimum_interval: P28D", "2026-10-31", "2026-11-01", "2026-11-28"),
        ("minimum_interval: P28D", "2026-10-01", "2026-09-01", "wait until 2026-10-29"),
    ]

    /// Once by what the ledger knows, and once by the feed that is to be replaced.
    @Test(arguments: rows, [true, false])
    func aFlowThatWentOutIsHeld(
        _ row: (timing: String, first: String, second: String, advice: String?), _ hasLedger: Bool
    ) throws {
        let scratch = try Self.scratch(row.timing)
        let more = hasLedger ? Self.ledger : ["--replace"]
        let first = try Self.convert(scratch, row.first, more)
        #expect(first.status == 0, "\(first.error)")
        // With a ledger only what is new is held, so there must be something new.
        let person = MadePerson(number: 5, isVaccinated: true)
        try scratch.write(person.json.utf8, "Y99001/2.json")
        let out = hasLedger ? "feed2" : "feed"
        let second = try Self.convert(scratch, row.second, out: out, more)
        guard let advice = row.advice else {
            return #expect(second.status == 0, "\(second.error)")
        }
        #expect(second.status == 3)
        #expect(
            second.error.contains(
                "a.yaml: error[E441]: `f` went out on \(row.first) with records of practice "
                    + "`Y99001`, and the agreement has"))
        #expect(second.error.contains(advice), "\(second.error)")
        #expect(!scratch.names.contains("feed2"))
        if !hasLedger {
            #expect(try scratch.read("feed/manifest.json").contains(row.first))
        }
    }

    /// What went out of one practice holds nothing of another.
    @Test func practicesAreHeldOneByOne() throws {
        let scratch = try Self.scratch("minimum_interval: P28D")
        let both = try Self.convert(scratch, "2026-11-01", Self.ledger)
        #expect(both.status == 0, "\(both.error)")
        let more = Self.ledger + ["--confirm-removal", "Y99001", "--changes-only"]
        let other = try Self.convert(scratch, "2026-11-02", of: "Y99002", out: "other", more)
        #expect(other.status == 0, "\(other.error)")
        let person = MadePerson(number: 6, practice: "Y99002", isVaccinated: true)
        try scratch.write(person.json.utf8, "Y99002/2.json")
        let again = try Self.convert(scratch, "2026-11-03", of: "Y99002", out: "again", more)
        #expect(again.status == 3 && again.error.contains("2026-11-02 with records of practice"))
    }

    /// Nothing holds what is called back.
    @Test func callingBackIsNeverHeld() throws {
        let scratch = try Self.scratch("minimum_interval: P28D")
        let person = MadePerson(number: 5, isVaccinated: true)
        try scratch.write(person.json.utf8, "Y99001/2.json")
        #expect(try Self.convert(scratch, "2026-11-01", Self.ledger).status == 0)
        let file = scratch.folder.appendingPathComponent("Y99001/2.json")
        try FileManager.default.removeItem(at: file)
        let second = try Self.convert(scratch, "2026-11-02", out: "second", Self.ledger)
        #expect(second.status == 0, "\(second.error)")
        #expect(second.output.contains("0 new, 0 changed, 2 to be deleted"), "\(second.output)")
    }

    @Test func theSameFeedAgainIsNoOtherFeed() throws {
        let scratch = try Self.scratch("schedule: monthly")
        for _ in 0..<2 {
            let outcome = try Self.convert(scratch, "2026-11-01", ["--replace"])
            #expect(outcome.status == 0, "\(outcome.error)")
        }
    }

    @Test func thatNothingKnowsIsSaid() throws {
        let scratch = try Self.scratch("schedule: monthly")
        let outcome = try Self.convert(scratch, "2026-11-01", [])
        #expect(outcome.status == 0)
        #expect(
            outcome.error.contains(
                "a.yaml: warning[E442]: the agreement limits how often `f` goes out, and nothing "
                    + "knows when it did last"))
        let known = try Self.convert(scratch, "2026-12-01", ["--replace"])
        #expect(known.status == 0 && !known.error.contains("E442"))
        let stream = try scratch.run(
            ["stream", "--agreement", "a.yaml", "--mappings", Program.mappings, "--run-date"]
                + ["2026-11-21"])
        #expect(stream.status == 2 && stream.error.contains("E433]: `f` goes out at intervals"))
    }
}
