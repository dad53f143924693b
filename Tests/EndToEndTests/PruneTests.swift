import Foundation
import Testing

/// What is older than the agreement lets us keep goes; what is live stays, and can be checked.
@Suite struct PruneTests {
    private static let ledger = ["--ledger", "book", "--ledger-key", "file:key"]

    /// Two people, of whom one was called back a month later.
    private static func scratch() throws -> Scratch {
        let scratch = try Scratch()
        let agreement = RareCodeTests.agreement("audit: {gateway_log_retention: P1M}")
        try scratch.write(agreement.utf8, "a.yaml")
        try scratch.write(Program.key.utf8, "key")
        #expect(chmod(scratch.folder.appendingPathComponent("key").path, 0o600) == 0)
        for number in 0..<2 {
            let person = MadePerson(number: number, isVaccinated: true)
            try scratch.write(person.json.utf8, "in/\(number).json")
        }
        #expect(try convert(scratch, 1, "2026-02-01").status == 0)
        try FileManager.default.removeItem(
            at: scratch.folder.appendingPathComponent("in/1.json"))
        #expect(try convert(scratch, 2, "2026-03-01").status == 0)
        return scratch
    }

    private static func convert(
        _ scratch: Scratch, _ number: Int, _ day: String
    ) throws -> Outcome {
        try scratch.run(
            ["convert", "in", "--agreement", "a.yaml", "--mappings", Program.mappings]
                + ["--run-date", day, "--out", "feeds/\(number)"] + ledger)
    }

    private static func prune(
        _ scratch: Scratch, _ day: String, _ more: String...
    ) throws -> Outcome {
        try scratch.run(
            ["ledger", "prune", "--ledger", "book", "--agreement", "a.yaml", "--mappings"]
                + [Program.mappings, "--run-date", day] + more)
    }

    @Test func onlyWhatIsOldEnoughGoes() throws {
        let scratch = try Self.scratch()
        let early = try Self.prune(scratch, "2026-04-01")
        #expect(early.status == 0, "\(early.error)")
        #expect(early.output.contains("r/f: 0 rows that ended before 2026-03-01, and 0 people"))
        let trial = try Self.prune(scratch, "2026-04-02", "--dry-run")
        let gone =
            "r/f: 4 rows that ended before 2026-03-02, and 1 people of whom nothing is left: "
        #expect(trial.output.contains(gone + "would be removed"), "\(trial.output)")
        #expect(try Self.prune(scratch, "2026-04-02").output.contains(gone + "removed"))
        #expect(try Self.prune(scratch, "2026-04-02").output.contains("r/f: 0 rows"))
    }

    @Test func whatIsLiveStaysAndTheChainHolds() throws {
        let scratch = try Self.scratch()
        #expect(try Self.prune(scratch, "2026-11-01").status == 0)
        let verified = try scratch.run(["ledger", "verify", "feeds", "--ledger", "book"])
        #expect(verified.status == 0, "\(verified.output)")
        let history = try scratch.run(["ledger", "history", "--ledger", "book"])
        #expect(history.output.contains("run 1, 2026-02-01") && history.output.contains("run 2"))
        let practice = try scratch.run(
            ["ledger", "history", "--ledger", "book", "--practice", "Y99001"])
        #expect(practice.output.contains("sent") && !practice.output.contains("called back"))
        // The next run knows what is there, and what is not.
        try scratch.write(
            MadePerson(number: 1, isVaccinated: true).json.utf8, "in/1.json")
        let third = try Self.convert(scratch, 3, "2026-11-02")
        #expect(third.status == 0, "\(third.error)")
        #expect(third.output.contains("4 new, 0 changed, 0 to be deleted"), "\(third.output)")
    }

    @Test func withoutAPeriodNothingGoes() throws {
        let scratch = try Self.scratch()
        try scratch.write(RareCodeTests.agreement("").utf8, "a.yaml")
        let outcome = try Self.prune(scratch, "2026-11-01")
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("a.yaml: error[E444]: the agreement does not say how long"))
    }
}
