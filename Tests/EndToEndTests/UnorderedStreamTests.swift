import Foundation
import Testing

/// `sluice stream --no-ordered`: answers as they are ready.
@Suite(.enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "one worker has an order"))
struct UnorderedStreamTests {
    private struct Answer: Decodable, Hashable {
        let frame: Int
        let record: String
        let outcome: String
    }

    private static func answers(_ text: String) throws -> [Answer] {
        try text.split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
    }

    /// A stream of `agreement`, and what it answered and acknowledged.
    private static func run(
        _ records: [String], _ agreement: URL = Program.directCare, _ more: String...
    ) throws -> (output: String, answers: [Answer], acknowledged: [Answer]) {
        let scratch = try Scratch()
        try scratch.write(Data(records.joined(separator: "\n").utf8), "in")
        let outcome = try scratch.run(
            [
                "stream", "--agreement", agreement.path, "--mappings", Program.mappings,
                "--run-date", "2026-11-21", "--workers", "2", "--acknowledge", "acks",
            ] + more, input: "in")
        return (outcome.output, try answers(outcome.output), try answers(scratch.read("acks")))
    }

    private static func sample(_ name: String) throws -> String {
        try String(contentsOf: Program.samples.appendingPathComponent(name), encoding: .utf8)
    }

    /// A record that takes long to read: much stands in it that says nothing.
    private static func large(_ record: String) throws -> String {
        let end = try #require(record.range(of: "</", options: .backwards)?.lowerBound)
        return record[..<end] + String(repeating: "<!--x-->", count: 2_000_000) + record[end...]
    }

    @Test func smallRecordsDoNotWaitForALargeOne() throws {
        let small = try Self.sample("Y99001/01-appleyard.json")
        let records =
            [try Self.large(try Self.sample("Y99001/07-rainbird.xml"))]
            + Array(repeating: small, count: 4)
        let ordered = try Self.run(records)
        #expect(ordered.answers.map(\.frame) == [1, 2, 3, 4, 5])
        #expect(ordered.acknowledged == ordered.answers)
        let free = try Self.run(records, Program.directCare, "--no-ordered")
        #expect(free.answers.first?.frame != 1)
        #expect(free.answers.sorted { $0.frame < $1.frame } == ordered.answers)
        #expect(free.acknowledged == free.answers)
        #expect(
            Set(free.output.split(separator: "\n")) == Set(ordered.output.split(separator: "\n")))
    }

    /// What a record says of its person's objection holds for all after it, as in a stream with
    /// order; whether its code stands there as it reads or not.
    @Test(arguments: [false, true])
    func noneOvertakesARecordThatMayStateAnObjection(_ isHidden: Bool) throws {
        let folder = Program.samples
        let texts = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasSuffix(".xml") }.map(Self.sample)
        let objector = try #require(texts.first { $0.contains("9Nu0.") })
        let codes = ["9Nu0.00": "9N00.00", "XaZ89": "XE2wk", "827241000000103": "73211009"]
        let clean = codes.reduce(objector) { $0.replacing($1.key, with: $1.value) }
        let hidden = objector.replacing("9Nu0.00", with: "9Nu&#48;.00")
            .replacing("XaZ89", with: "XaZ8&#57;")
            .replacing("827241000000103", with: "82724100000010&#51;")
        let large = try Self.large(isHidden ? hidden : objector)
        let answers = try Self.run(
            [large, clean, clean], Program.frailty, "--no-ordered")
        #expect(answers.answers.map(\.frame) == [1, 2, 3])
        #expect(answers.output.components(separatedBy: "\"reason\":\"TYPE1_OPT_OUT\"").count == 4)
    }

    @Test func aFolderIsDoneInTurn() throws {
        let outcome = try Scratch().run([
            "stream", "--watch", "inbox", "--done", "done", "--out", "feeds", "--agreement",
            Program.directCare.path, "--no-ordered",
        ])
        #expect(outcome.status == 64)
        #expect(outcome.error.contains("--no-ordered"))
    }
}
