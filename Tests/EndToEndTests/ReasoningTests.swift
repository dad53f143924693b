import Foundation
import Testing

/// `sluice policy compare` and `sluice policy prove`, on the example agreement of the samples.
@Suite struct ReasoningTests {
    /// A change of the agreement's text, and what it must be found to do.
    struct Change: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let status: Int32
        /// What the report must say.
        let says: [String]
        var testDescription: String { new }
    }

    static let changes = [
        Change(old: "x", new: "x", status: 0, says: ["the same leaves", "needs no new signature"]),
        Change(
            old: "age: {min: 65}", new: "age: {min: 60}", status: 11,
            says: [
                "more for ", "patient: more: ", "aged 60", "a new signature is needed from",
                "counts as signed by whoever has signed 2.1", "call it 2.2.0",
            ]),
        Change(
            old: "age: {min: 65}", new: "age: {min: 70}", status: 10,
            says: ["less leaves, and nothing more", "aged 65", "needs no new signature"]),
        Change(
            old: "event_date: month", new: "event_date: year", status: 10,
            says: ["to the month -> to the year"]),
        Change(
            old: "  level: pseudonymised\n", new: "  level: pseudonymised\n  date_shift: 15\n",
            status: 10, says: ["moved by up to 15 days"]),
        Change(
            old: "linkage_group: estuary", new: "linkage_group: hills", status: 11,
            says: ["more and less"]),
        Change(
            old: "title: ", new: "title: Another ", status: 0,
            says: ["the same leaves", "for people to read", "agreement.title"]),
        Change(
            old: "Y99001, version: '2.1'", new: "Y99001, version: '2.0'", status: 10,
            says: ["less for Y99001"]),
    ]

    /// Changes of the tables of an agreement for counts.
    static let tables = [
        Change(old: "x", new: "x", status: 0, says: ["the same leaves"]),
        Change(
            old: "title: Contacts that", new: "title: All contacts that", status: 0,
            says: ["for people to read", "tables[].title"]),
        Change(
            old: "rows: [practice, month]", new: "rows: [practice]", status: 10,
            says: ["demand: less (", "is no longer cut by `month`, of "]),
        Change(
            old: "rows: [practice, month]", new: "rows: [practice, year]", status: 11,
            says: ["demand: more and less", "no longer cut by `month`", "is cut by `year` too"]),
        Change(
            old: "columns: [age_band]", new: "columns: [age_band, status]", status: 11,
            says: ["demand: more (", "is cut by `status` too, of "]),
    ]

    @Test(arguments: tables) func tablesAreCompared(_ change: Change) throws {
        let folder = try Scratch()
        let policies = Program.package.appendingPathComponent("Policies")
        let text = try String(
            contentsOf: policies.appendingPathComponent("same-day-access/agreement.yaml"),
            encoding: .utf8)
        let whole = text.replacing(change.old, with: change.new)
        #expect(change.old == "x" || whole != text)
        // What was approved is another text, which is no matter here.
        for (name, yaml) in [("old", text), ("new", whole)] {
            let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.contains("content_hash:") && !$0.hasPrefix("approvals:") }
            try folder.write(
                lines.joined(separator: "\n").replacing("status: active", with: "status: draft")
                    .utf8, "\(name)/agreement.yaml")
        }
        try FileManager.default.copyItem(
            at: policies.appendingPathComponent("codes"),
            to: folder.folder.appendingPathComponent("codes"))
        let outcome = try folder.run([
            "policy", "compare", "old/agreement.yaml", "new/agreement.yaml", "--mappings",
            Program.mappings, "--run-date", "2026-11-22",
        ])
        #expect(outcome.status == change.status, "\(outcome.output)\(outcome.error)")
        for words in change.says {
            #expect(outcome.output.contains(words), "`\(words)` in \(outcome.output)")
        }
    }

    private static func compare(_ folder: Scratch, _ new: String) throws -> Outcome {
        try folder.run([
            "policy", "compare", Program.frailty.path, new, "--mappings", Program.mappings,
            "--run-date", "2026-11-22",
        ])
    }

    /// The agreement with a change, beside the code sets that it names.
    private static func changed(_ change: Change, in folder: Scratch) throws -> String {
        let text = try String(contentsOf: Program.frailty, encoding: .utf8)
        #expect(change.old == change.new || text.contains(change.old), "\(change.old)")
        let whole = text.replacingOccurrences(of: change.old, with: change.new)
        try folder.write(Array(whole.utf8), "policy/agreement.yaml")
        let codes = Program.frailty.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("codes")
        for file in try FileManager.default.contentsOfDirectory(atPath: codes.path) {
            let bytes = try Data(contentsOf: codes.appendingPathComponent(file))
            try folder.write(bytes, "codes/\(file)")
        }
        return folder.folder.appendingPathComponent("policy/agreement.yaml").path
    }

    @Test(arguments: changes) func compareSaysWhatAChangeDoes(_ change: Change) throws {
        let folder = try Scratch()
        let outcome = try Self.compare(folder, try Self.changed(change, in: folder))
        #expect(outcome.status == change.status, "\(outcome.output)\(outcome.error)")
        for words in change.says {
            #expect(outcome.output.contains(words), "`\(words)` in \(outcome.output)")
        }
    }

    /// The fourth practice signed 2.0 only. The next version lets nothing more out, so it applies.
    @Test func aVersionThatOnlyNarrowsAppliesAtOnce() throws {
        let folder = try Scratch()
        let older = try Self.changed(
            Change(old: "version: 2.1.0", new: "version: 2.0.3", status: 0, says: []), in: folder)
        let text = try folder.read("policy/agreement.yaml")
            .replacingOccurrences(of: "version: '2.1'", with: "version: '1.9'")
            .replacingOccurrences(of: "event_date: month", with: "event_date: day")
        try folder.write(Array(text.utf8), "policy/agreement.yaml")
        let outcome = try folder.run([
            "convert", Program.samples.path, "--agreement", older, "--agreement",
            Program.frailty.path, "--mappings", Program.mappings, "--run-date", "2026-11-21",
            "--out", "feed",
        ])
        #expect(outcome.status == 1, "\(outcome.error)")
        let manifest =
            try JSONSerialization.jsonObject(
                with: Data(try folder.read("feed/manifest.json").utf8)) as? [String: Any]
        let feeds = try #require(manifest?["agreements"] as? [[String: Any]])
        #expect(feeds.map { $0["version"] as? String } == ["2.0.3", "2.1.0"])
        #expect(
            feeds.map { $0["practices"] as? [String] }
                == [[], ["Y99001", "Y99002", "Y99003", "Y99004", "Y99005"]])
    }

    @Test func compareIsJSONForPrograms() throws {
        let folder = try Scratch()
        let outcome = try folder.run([
            "policy", "compare", Program.frailty.path, Program.frailty.path, "--mappings",
            Program.mappings, "--format", "json",
        ])
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let report = try #require(object as? [String: Any])
        #expect(report["verdict"] as? String == "same")
    }

    struct Question: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let says: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let questions = [
        Question(arguments: ["--never", "practice not signed"], status: 0, says: "proved"),
        Question(arguments: ["--never", "field patient.nhs_number"], status: 0, says: "proved"),
        Question(
            arguments: ["--never", "any code in diabetes"], status: 11,
            says: "id leaves under a keyed name"),
        Question(
            arguments: ["--never", "any code in diabetes", "--except", "flow monthly-cohort"],
            status: 0, says: "proved"),
        Question(
            arguments: ["--never", "type 1 objection and age under 70"], status: 0, says: "proved"),
        Question(
            arguments: ["--never", "practice not signed", "--budget", "3"], status: 12,
            says: "undecided with 3 nodes, so neither yes nor no"),
        Question(
            arguments: ["--never", "practice not singed"], status: 2,
            says: "did you mean `practice not signed`?"),
        Question(arguments: ["--never", "field patient.nhs"], status: 2, says: "has no field"),
        Question(
            arguments: ["--never", "deceased", "--except", "flow nowhere"], status: 64,
            says: "no agreement has a flow `nowhere`"),
    ]

    @Test(arguments: questions) func proveAnswersOrSaysThatItCannot(_ question: Question) throws {
        let outcome = try Scratch().run(
            [
                "policy", "prove", Program.frailty.path, "--mappings", Program.mappings,
                "--run-date", "2026-11-22",
            ] + question.arguments)
        #expect(outcome.status == question.status, "\(outcome.output)\(outcome.error)")
        #expect((outcome.output + outcome.error).contains(question.says), "\(outcome.output)")
    }
}
