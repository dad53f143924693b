import Foundation
import Testing

/// What `sluice stream` does between two records.
@Suite struct IdleStreamTests {
    /// A changed agreement is taken up or refused, which is said, counted and told to others.
    @Test func agreementsAreRenewedWhileNoRecordComes() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(Data(text.utf8), "agreement.yaml")
        let policies = Program.directCare.deletingLastPathComponent().deletingLastPathComponent()
        try FileManager.default.copyItem(
            at: policies.appendingPathComponent("codes"),
            to: scratch.folder.appendingPathComponent("codes"))
        let pipe = Pipe()
        let process = try scratch.start(
            [
                "stream", "--agreement", "agreement.yaml", "--mappings", Program.mappings,
                "--run-date", "2026-11-21", "--metrics", "metrics", "--health", "health",
            ], input: pipe)
        Self.wait { Self.has(scratch, "metrics", "sluice_terms_refused 0\n") }
        try scratch.write(Data("agreement: [".utf8), "agreement.yaml")
        Self.wait { Self.has(scratch, "metrics", "sluice_terms_refused 1\n") }
        Self.wait { Self.has(scratch, "health", #""terms":"refused""#) }
        #expect(Self.has(scratch, "health", #""state":"running""#))
        try scratch.write(Data(text.utf8), "agreement.yaml")
        Self.wait { Self.has(scratch, "metrics", "sluice_terms_refused 0\n") }
        kill(process.processIdentifier, SIGHUP)
        Self.wait { Self.has(scratch, "metrics", "sluice_reloads_total 2\n") }
        try pipe.fileHandleForWriting.close()
        let outcome = try scratch.finish(process)
        #expect(outcome.status == 0)
        let events = outcome.error.split(separator: "\n").filter { $0.contains("reload") }
        #expect(events.count { $0.contains(#""event":"reload-refused""#) } == 1)
        #expect(events.count { $0.contains(#""event":"reloaded""#) } == 2)
    }

    /// The record after a new terminology is looked up in it; one that is damaged is refused, and
    /// the one before it stays.
    @Test func aTerminologyIsTakenUpBetweenRecords() throws {
        let scratch = try Scratch()
        func build(_ rows: String, _ name: String) throws {
            try scratch.write("system,code,snomed,term,assured\n\(rows)".utf8, "map.csv")
            let built = try scratch.run(["terminology", "build", "map.csv", "--out", name])
            #expect(built.status == 0, "\(built.error)")
        }
        try build("readv2,C10F.,44054006,Type 2 diabetes mellitus,1\n", "t.terms")
        try build("readv2,H33..,195967001,Asthma,1\n", "next.terms")
        try scratch.write("rubbish".utf8, "broken.terms")
        let record = try Data(
            contentsOf: Program.samples.appendingPathComponent("Y99002/13-underhay.json"))
        let answers = try Self.answers(
            to: record, scratch, ["--terminology", "t.terms"],
            between: [
                { _ in scratch.replace("t.terms", by: "next.terms") },
                { _ in scratch.replace("t.terms", by: "broken.terms") },
            ], until: ["sluice_reloads_total 1\n", "sluice_terms_refused 1\n"])
        let asthma = #""system":"snomed","code":"195967001""#
        #expect(answers.map { $0.contains(asthma) } == [false, true, true])
        #expect(answers[1] == answers[2])
    }

    /// Amounts in their canonical units are there after terms were taken up as before.
    @Test func rowsAreTheSameAfterARenewal() throws {
        let record = try Data(
            contentsOf: Program.samples.appendingPathComponent("Y99001/05-gathercole.json"))
        let scratch = try Scratch()
        let answers = try Self.answers(
            to: record, scratch, ["--output", "csv", "--entry", "observation"],
            between: [{ kill($0, SIGHUP) }], until: ["sluice_reloads_total 1\n"])
        let header = try #require(answers[0].split(separator: "\r\n").first)
        #expect(header.contains(",value_canonical,"))
        #expect(answers[0] == header + "\r\n" + answers[1])
        #expect(answers[1].contains(",mm[Hg],true,"))
    }

    /// What a stream answers to `record` before each change and after the last.
    ///
    /// - Parameters:
    ///   - until: What the metrics say once the change of the same place has been seen.
    private static func answers(
        to record: Data, _ scratch: Scratch, _ options: [String],
        between changes: [(pid_t) throws -> Void], until: [String]
    ) throws -> [String] {
        let pipe = Pipe()
        let usual = [
            "stream", "--agreement", Program.directCare.path, "--mappings", Program.mappings,
            "--run-date", "2026-11-21", "--metrics", "metrics", "--output", "rows",
        ]
        let process = try scratch.start(usual + options, input: pipe)
        var (answers, length) = ([String](), 0)
        func ask() throws {
            pipe.fileHandleForWriting.write(record)
            let frames = "sluice_frames_total \(answers.count + 1)\n"
            wait { has(scratch, "metrics", frames) }
            let output = try scratch.output()
            answers.append(String(output.dropFirst(length)))
            length = output.count
        }
        try ask()
        for (change, sign) in zip(changes, until) {
            try change(process.processIdentifier)
            wait { has(scratch, "metrics", sign) }
            try ask()
        }
        try pipe.fileHandleForWriting.close()
        _ = try scratch.finish(process)
        return answers
    }

    private static func has(_ scratch: Scratch, _ file: String, _ text: String) -> Bool {
        (try? scratch.read(file))?.contains(text) ?? false
    }

    /// Waits until `condition` holds; some seconds at most.
    private static func wait(_ condition: () -> Bool) {
        for _ in 0..<600 {
            if condition() { return }
            usleep(50_000)
        }
        Issue.record("nothing came in half a minute")
    }
}
