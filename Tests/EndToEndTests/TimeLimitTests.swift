import Foundation
import Testing

/// `--max-record-seconds`: a record that takes too long costs itself.
@Suite struct TimeLimitTests {
    /// Two that are too small for the clock to be looked at, and a large one between them.
    private static let records: [Data] = {
        let small = [1, 2].map { Data(MadePerson(number: $0).json.utf8) }
        let padding = String(repeating: "x", count: 16 << 20)
        let large = MadePerson(number: 3).json.replacing(
            "\"type\":", with: "\"note\":\"\(padding)\",\"type\":", maxReplacements: 1)
        return [small[0], Data(large.utf8), small[1]]
    }()

    private static let terms = [
        "--agreement", Program.directCare.path, "--mappings", Program.mappings,
        "--run-date", "2026-11-21",
    ]

    @Test(arguments: [("0.001", true), ("3600", false)])
    func inAStream(_ seconds: String, _ isTooSlow: Bool) throws {
        let scratch = try Scratch()
        try scratch.write(Self.records.reduce(Data(), +), "in")
        let outcome = try scratch.run(
            ["stream", "--max-record-seconds", seconds] + Self.terms, input: "in")
        let lines = outcome.output.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines.map { $0.contains("E235") } == [false, isTooSlow, false])
        #expect(outcome.status == (isTooSlow ? 1 : 0))
    }

    @Test func inAFolder() throws {
        let scratch = try Scratch()
        for (number, record) in Self.records.enumerated() {
            try scratch.write(record, "in/\(number).json")
        }
        let outcome = try scratch.run(
            ["convert", "in", "--out", "out", "--max-record-seconds", "0.001"] + Self.terms)
        #expect(outcome.status == 1)
        let held = try scratch.read("out/quarantine.ndjson").split(separator: "\n")
        #expect(held.count == 1 && held[0].contains("E235") && held[0].contains("in/1.json"))
    }

    @Test(arguments: ["0", "3601", "soon"]) func aLimitHasARange(_ seconds: String) throws {
        let outcome = try Scratch().run(["stream", "--max-record-seconds", seconds] + Self.terms)
        #expect(outcome.status == 64)
    }
}
