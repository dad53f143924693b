import Foundation
import Testing

/// The commands that show, check and make up; each beside what it must say.
@Suite struct CommandTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var status: Int32 = 0
        var says: [String] = []
        var complains: [String] = []
        var testDescription: String { arguments.prefix(3).joined(separator: " ") }
    }

    static let mappings = ["--mappings", Program.mappings]
    static let rows = [
        Row(arguments: ["--version"], says: ["."]),
        Row(arguments: ["--help"], says: ["convert", "mapping", "policy", "formats", "model"]),
        Row(arguments: ["convert", "--help"], says: ["Exit codes", "--agreement", "130"]),
        Row(arguments: ["mapping", "--help"], says: ["check", "test", "run"]),
        Row(arguments: ["mapping", "check", "--help"], says: ["--mappings"]),
        Row(arguments: ["mapping", "test", "--help"], says: ["--mappings"]),
        Row(arguments: ["mapping", "run", "--help"], says: ["--format"]),
        Row(arguments: ["policy", "--help"], says: ["check", "keys"]),
        Row(
            arguments: ["policy", "keys", "--use", "enforced"],
            says: ["flows[].minimum_interval", "the least time between two"]),
        Row(arguments: ["policy", "check", "--help"], says: ["Exit codes"]),
        Row(arguments: ["formats", "--help"], says: ["--mappings"]),
        Row(arguments: ["model", "--help"], says: ["--format"]),
        Row(arguments: ["synth", "--help"], says: ["--seed", "gp2gp-emis"]),
        Row(arguments: ["formats"] + mappings, says: ["gp2gp:", "gpconnect:", "ukcore:"]),
        Row(arguments: ["model"], says: ["patient:", "nhs_number", "direct identifier"]),
        Row(arguments: ["model", "--format", "markdown"], says: ["## patient", "| field |"]),
        Row(arguments: ["model", "recall"], says: ["recall:"]),
        Row(arguments: ["model", "recal"], status: 64, complains: ["no entry 'recal'", "recall"]),
        Row(arguments: ["mapping", "check"] + mappings, says: ["gp2gp", "no errors"]),
        Row(arguments: ["mapping", "test"] + mappings, says: ["passed, 0 failed"]),
        Row(
            arguments: ["mapping", "check", "--mappings", "nowhere"], status: 2,
            says: ["nowhere: error[E401]"]),
        Row(
            arguments: ["mapping", "test", "--mappings", "nowhere"], status: 2,
            complains: ["nowhere: error[E401]"]),
        Row(
            arguments: ["mapping", "run", Program.samples.path + "/Y99001/01-appleyard.json"]
                + mappings,
            says: [#"{"kind":"patient""#], complains: ["note: no agreement is applied"]),
        Row(
            arguments: [
                "mapping", "run", "--format", "ukcore",
                Program.samples.path + "/Y99001/01-appleyard.json",
            ] + mappings,
            says: [#"{"resourceType":"Patient""#], complains: ["note: no agreement is applied"]),
        Row(
            arguments: ["policy", "check", Program.frailty.path, Program.directCare.path]
                + mappings,
            says: ["frailty-neighbourhood 2.1.0 has no errors", "warning[E330]", "`Y99004`"]),
        Row(
            arguments: ["synth", "--format", "word", "--out", "made"], status: 64,
            complains: ["no format 'word'", "gp2gp-emis"]),
        Row(
            arguments: Program.convert("x", more: ["--workers", "0"]), status: 64,
            complains: ["--workers"]),
        Row(
            arguments: ["convert", "x", "--out", "feed"], status: 64, complains: ["--agreement"]),
        Row(
            arguments: Program.convert("x", more: ["--run-date", "2026-02-30"]), status: 64,
            complains: [
                "--run-date 2026-04-01", "Usage: sluice convert ", "'sluice convert --help'",
            ]),
        Row(
            arguments: Program.convert("x", more: ["--run-date", "2026-+4-01"]), status: 64,
            complains: ["`2026-+4-01` is not a day that exists"]),
        Row(
            arguments: ["policy", "help", "E999"], status: 64,
            complains: ["there is no code `E999`", "Usage: sluice policy help "]),
    ]

    @Test(arguments: rows) func answers(_ row: Row) throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(row.arguments)
        #expect(outcome.status == row.status, "\(outcome.error)")
        for text in row.says { #expect(outcome.output.contains(text), "\(text)") }
        for text in row.complains { #expect(outcome.error.contains(text), "\(text)") }
        if row.complains.isEmpty { #expect(outcome.error.isEmpty, "\(outcome.error)") }
        #expect(scratch.names.isEmpty)
    }

    @Test func everyFieldOfTheModelHasAMeaning() throws {
        let text = try Scratch().run(["model", "--format", "json"]).output
        let model = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(model.count > 10)
        for entry in model {
            let fields = try #require(entry["fields"] as? [[String: Any]])
            #expect(fields.count > 2)
            for field in fields {
                let meaning = field["meaning"] as? String ?? ""
                #expect(meaning.count > 3, "\(entry["entry"] ?? "") \(field["name"] ?? "")")
            }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreMade(_ shell: String) throws {
        let outcome = try Scratch().run(["--generate-completion-script", shell])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("sluice") && outcome.output.contains("convert"))
    }

    @Test(arguments: [
        "gp2gp-emis", "gp2gp-systmone", "gpconnect-emis", "gpconnect-medicus", "ukcore-r4",
        "ukcore-r4-ndjson",
    ])
    func madeUpRecordsAreTheSameAgain(_ format: String) throws {
        let scratch = try Scratch()
        for name in ["one", "two"] {
            let outcome = try scratch.run([
                "synth", "--format", format, "--patients", "3", "--seed", "7", "--record-bytes",
                "20000", "--out", name,
            ])
            #expect(outcome.status == 0, "\(outcome.error)")
        }
        let one = try scratch.files(below: "one")
        #expect(!one.isEmpty)
        #expect(try scratch.files(below: "two") == one)
    }
}
