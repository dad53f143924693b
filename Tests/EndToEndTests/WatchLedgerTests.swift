import Foundation
import Testing

/// A watched folder for months: a ledger, who is told, and files that cannot be done.
@Suite struct WatchLedgerTests {
    /// An inbox with a watch over it.
    private final class Watch {
        let scratch: Scratch
        let more: [String]
        private var process: Process?

        init(ledger: Bool = true, more: [String] = []) throws {
            scratch = try Scratch()
            try scratch.write(Program.key.utf8, "key")
            #expect(chmod(scratch.folder.appendingPathComponent("key").path, 0o600) == 0)
            for folder in ["inbox", "done"] {
                try FileManager.default.createDirectory(
                    at: scratch.folder.appendingPathComponent(folder),
                    withIntermediateDirectories: true)
            }
            let keys = ["--ledger", "book", "--ledger-key", "file:key"]
            self.more = (ledger ? keys : []) + more
        }

        deinit { process?.terminate() }

        var terms: [String] {
            [
                "--agreement", Program.directCare.path, "--mappings", Program.mappings,
                "--run-date", "2026-11-21",
            ]
        }

        func start() throws {
            process = try scratch.start(
                ["stream", "--watch", "inbox", "--done", "done", "--out", "feeds"] + terms + more)
        }

        /// A sample arrives, perhaps changed.
        func arrive(_ name: String, _ sample: String, _ change: (String, String)? = nil) throws {
            let file = Program.samples.appendingPathComponent("Y99001/\(sample)")
            var text = try String(contentsOf: file, encoding: .utf8)
            if let change {
                try #require(text.contains(change.0))
                text = text.replacingOccurrences(of: change.0, with: change.1)
            }
            try scratch.write(text.utf8, "inbox/.new")
            try FileManager.default.moveItem(
                at: scratch.folder.appendingPathComponent("inbox/.new"),
                to: scratch.folder.appendingPathComponent("inbox/\(name)"))
        }

        func wait(for what: String, _ isThere: () throws -> Bool) throws {
            for _ in 0..<2400 {
                if try isThere() { return }
                usleep(25_000)
            }
            Issue.record("\(what) did not come in a minute")
        }

        func waitUntilDone(_ name: String) throws {
            try wait(for: name) {
                FileManager.default.fileExists(
                    atPath: scratch.folder.appendingPathComponent("done/\(name)").path)
            }
        }

        func end() throws -> Outcome {
            let process = try #require(process)
            process.terminate()
            return try scratch.finish(process)
        }

        /// The visible folders below `feeds`, and the rows of a file in the one of `name`.
        func rows(_ name: String, _ file: String) throws -> [String] {
            let feeds = scratch.folder.appendingPathComponent("feeds")
            let names = try FileManager.default.contentsOfDirectory(atPath: feeds.path)
            let found = try #require(names.first { $0.hasPrefix(name) }, "\(name)")
            return try scratch.read("feeds/\(found)/direct-care-mdt/\(file)")
                .split(separator: "\r\n").dropFirst().map(String.init)
        }
    }

    @Test func aSecondFileOfAPersonBringsOnlyWhatIsNew() throws {
        let watch = try Watch()
        try watch.start()
        try watch.arrive("1.json", "01-appleyard.json")
        try watch.waitUntilDone("1.json")
        try watch.arrive("2.json", "01-appleyard.json")
        try watch.waitUntilDone("2.json")
        try watch.arrive("3.json", "02-inkpenny.json")
        try watch.waitUntilDone("3.json")
        let outcome = try watch.end()
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try watch.rows("1.json", "csv/patient.csv").count == 1)
        #expect(try watch.rows("2.json", "csv/patient.csv").isEmpty)
        #expect(try watch.rows("2.json", "deleted/rows.csv").isEmpty)
        let verified = try watch.scratch.run(["ledger", "verify", "feeds", "--ledger", "book"])
        #expect(verified.status == 0, "\(verified.output) \(verified.error)")
    }

    /// What is held is named as it is called once it is done, so that it can be tried again.
    @Test func whatIsHeldIsTriedAgainFromWhereItIsDone() throws {
        let watch = try Watch()
        let lame = watch.scratch.folder.appendingPathComponent("lame")
        try FileManager.default.copyItem(atPath: Program.mappings, toPath: lame.path)
        for name in ["gpconnect", "ukcore"] {
            try FileManager.default.removeItem(at: lame.appendingPathComponent(name))
        }
        let process = try watch.scratch.start(
            ["stream", "--watch", "inbox", "--done", "done", "--out", "feeds"]
                + watch.terms.map { $0 == Program.mappings ? lame.path : $0 } + watch.more)
        try watch.arrive("a!1.json", "01-appleyard.json")
        try watch.waitUntilDone("a!1.json")
        try watch.arrive("a!2.json", "02-inkpenny.json")
        try watch.waitUntilDone("a!2.json")
        process.terminate()
        _ = try watch.scratch.finish(process)
        let held = try watch.scratch.run(["quarantine", "show", "--ledger", "book"])
        #expect(held.output.contains("done/a!1.json") && held.output.contains("done/a!2.json"))
        let retry = try watch.scratch.run(
            ["quarantine", "retry", "--out", "feeds/again"] + watch.terms + watch.more)
        #expect(retry.status <= 1, "\(retry.error)")
        #expect(try watch.rows("again", "csv/patient.csv").isEmpty == false)
        let after = try watch.scratch.run(["quarantine", "show", "--ledger", "book"])
        #expect(!after.output.contains(" record"), "\(after.output)")
    }

    /// A practice withdraws while nothing arrives.
    @Test func whatIsNoLongerPermittedIsCalledBackAtOnce() throws {
        let watch = try Watch(more: ["--sign-ups", "sign-ups.yaml"])
        func register(_ practices: String...) -> String {
            "sign_up_register: {version: 1, entries: \(practices.count)}\nsign_up: []\n"
                + "withdrawals:\n"
                + practices.map {
                    "  - {agreement: direct-care-mdt, ods: \($0), at: 2026-01-01}\n"
                }.joined()
        }
        try watch.scratch.write(register("Y99003").utf8, "sign-ups.yaml")
        try watch.start()
        try watch.arrive("1.json", "01-appleyard.json")
        try watch.waitUntilDone("1.json")
        try watch.scratch.write(register("Y99003", "Y99001").utf8, "sign-ups.yaml")
        try watch.wait(for: "called-back") {
            let names = try FileManager.default.contentsOfDirectory(
                atPath: watch.scratch.folder.appendingPathComponent("feeds").path)
            return names.contains { $0.hasPrefix("called-back.") }
        }
        let outcome = try watch.end()
        #expect(try watch.rows("called-back.", "deleted/rows.csv").count >= 1)
        #expect(outcome.error.contains(#""event":"called-back""#), "\(outcome.error)")
    }

    /// A file of which no feed can be made waits; those after it do not.
    @Test func aFileThatCannotBeDoneHoldsUpNoOther() throws {
        let watch = try Watch(
            ledger: false, more: ["--health", "health.json", "--metrics", "metrics.prom"])
        try FileManager.default.createDirectory(
            at: watch.scratch.folder.appendingPathComponent("inbox/.taken/0-broken"),
            withIntermediateDirectories: true)
        try watch.arrive("1.json", "01-appleyard.json")
        try watch.start()
        try watch.waitUntilDone("1.json")
        try watch.wait(for: "health") {
            try watch.scratch.read("health.json").contains(#""files":1"#)
        }
        let health = try watch.scratch.read("health.json")
        #expect(health.contains(#""files_resting":1"#) && health.contains(#""state":"running""#))
        try watch.wait(for: "metrics") {
            try watch.scratch.read("metrics.prom").contains("sluice_files_total 1")
        }
        let outcome = try watch.end()
        #expect(outcome.status == 0 && outcome.error.contains("E401"), "\(outcome.error)")
        #expect(outcome.error.contains(#""event":"finished""#))
        #expect(try watch.scratch.read("health.json").contains(#""state":"ended""#))
    }

    /// A file that others overtook, because nothing could be made of it, puts nothing back once it
    /// is mended, though the process is another by then.
    @Test func aFileThatWasOvertakenPutsNothingBack() throws {
        let watch = try Watch()
        try watch.start()
        let id = "F1C2937F-C73E-457C-B39F-D81732243C26"
        try watch.arrive("1.json", "01-appleyard.json", (id, "A-9990000026"))
        let taken = watch.scratch.folder.appendingPathComponent("inbox/.taken").path
        func marks() -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: taken)) ?? [])
                .filter { $0.hasPrefix(".passed-") && !$0.hasSuffix(".new") }
        }
        try watch.wait(for: "a mark") { !marks().isEmpty }
        try watch.arrive("2.json", "01-appleyard.json")
        try watch.waitUntilDone("2.json")
        #expect(try watch.end().error.contains("E454"))
        let sample = Program.samples.appendingPathComponent("Y99001/01-appleyard.json")
        let older = try String(contentsOf: sample, encoding: .utf8)
            .replacing("Marigold", with: "Maud")
        try watch.scratch.write(older.utf8, "inbox/.taken/1.json")
        try watch.start()
        try watch.waitUntilDone("1.json")
        _ = try watch.end()
        #expect(try watch.rows("2.json", "csv/patient.csv").count == 1)
        #expect(try watch.rows("1.json", "csv/patient.csv").isEmpty)
        #expect(marks().isEmpty)
    }

    /// What is said has no room; what is done is done all the same.
    @Test(arguments: [false, true])
    func aFullLogEndsNothing(isJSON: Bool) throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(
            Program.convert(
                Program.samples.path, more: isJSON ? ["--json-log"] : []),
            through: "exec 2>/dev/full")
        #expect(outcome.status == 1)
        #expect(scratch.names.contains("feed"))
    }
}
