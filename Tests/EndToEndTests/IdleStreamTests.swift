import Foundation
import Testing

/// What `sluice stream` does while no record comes.
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
