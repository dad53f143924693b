import Foundation
import Testing

/// The commands for those who write agreements, as programs.
@Suite struct PolicyAuthoringTests {
    private static let mappings = ["--mappings", Program.mappings]

    @Test func aDraftIsWrittenWithItsCodeSetsAndChecked() throws {
        let scratch = try Scratch()
        let new = [
            "policy", "new", "--template", "direct-care", "--out", "care", "--from", "2026-04-01",
        ]
        let written = try scratch.run(new)
        #expect(written.status == 0, "\(written.error)")
        #expect(
            Set(try scratch.files(below: "care").keys) == [
                "agreement.yaml", "codes/legally-restricted.yaml", "codes/sexual-health.yaml",
            ])
        let check = try scratch.run(
            ["policy", "check", "care/agreement.yaml", "--run-date", "2026-06-01"] + Self.mappings)
        #expect(check.status == 2)
        #expect(check.output.contains("error[E375]: the draft waits for you here"))
        #expect(check.output.contains("why it matters: a draft with holes cannot be signed"))
        #expect(!check.output.contains("\u{1B}"))
        // Never over what is there.
        let again = try scratch.run(new)
        #expect(again.status == 3)
    }

    @Test func aPageIsPrinted() throws {
        let scratch = try Scratch()
        let page = try scratch.run(["policy", "help", "E324", "355"])
        #expect(page.status == 0)
        #expect(page.output.contains("E324: the legal basis does not carry this"))
        #expect(page.output.contains("Why it matters:") && page.output.contains("E355"))
        let list = try scratch.run(["policy", "help"])
        let lines = list.output.split(separator: "\n")
        #expect(lines.count > 200)
        // What it lists it explains.
        let notes = try scratch.run(["policy", "help"] + lines.map { String($0.prefix(4)) })
        #expect(notes.status == 0)
        for line in lines { #expect(notes.output.contains("\(line.prefix(4)): ")) }
        #expect(try scratch.run(["policy", "help", "E999"]).status == 64)
    }

    @Test func nothingIsApprovedOnADayThatHasNotCome() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(text.utf8, "a.yaml")
        let outcome = try scratch.run(
            ["policy", "approve", "a.yaml", "--role", "dpo", "--by", "A Example", "--at"]
                + ["2099-01-01"] + Self.mappings)
        #expect(outcome.status == 64)
        #expect(outcome.error.contains("--at takes a day that has come"))
        #expect(try scratch.read("a.yaml") == text)
    }

    @Test func layoutIsMendedUnlessItIsApproved() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.frailty, encoding: .utf8)
        try scratch.write(text.replacing("cohort:", with: "cohort:   ").utf8, "a.yaml")
        #expect(try scratch.run(["policy", "fmt", "--check", "a.yaml"]).status == 1)
        #expect(try scratch.run(["policy", "fmt", "a.yaml"]).status == 0)
        #expect(try scratch.read("a.yaml") == text)
        #expect(try scratch.run(["policy", "fmt", "--check", "a.yaml"]).output.isEmpty)
        let approved = "a:   b\napprovals: []\n"
        try scratch.write(approved.utf8, "b.yaml")
        #expect(try scratch.run(["policy", "fmt", "b.yaml"]).output.contains("approved"))
        #expect(try scratch.read("b.yaml") == approved)
    }

    /// Source: SARIF 2.1.0 §3.27.23, §3.35: a result that was accepted stays, and says why.
    @Test func whatIsWaivedIsSuppressedInSARIF() throws {
        let scratch = try Scratch()
        let waiver = "waivers: [{rule: E337, why: as agreed, by: A Example, at: 2026-03-01}]\n"
        let text = try String(contentsOf: Program.frailty, encoding: .utf8)
            .replacing("sign_up:", with: waiver + "sign_up:")
        for (name, yaml) in [("waived", text), ("open", text.replacing(waiver, with: ""))] {
            try scratch.write(yaml.utf8, "\(name)/agreement.yaml")
            try FileManager.default.copyItem(
                at: Program.package.appendingPathComponent("Policies/codes"),
                to: scratch.folder.appendingPathComponent("\(name)/codes"))
            let outcome = try scratch.run(
                ["policy", "check", "\(name)/agreement.yaml", "--format", "sarif"] + Self.mappings)
            let log = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            let runs = (log as? [String: Any])?["runs"] as? [[String: Any]]
            let results = runs?.first?["results"] as? [[String: Any]] ?? []
            let found = try #require(results.first { $0["ruleId"] as? String == "E337" })
            #expect(found["level"] as? String == "warning")
            let reasons = (found["suppressions"] as? [[String: String]])?.map { $0.values.sorted() }
            #expect(reasons == (name == "waived" ? [["accepted", "as agreed", "inSource"]] : nil))
        }
    }

    @Test func findingsAreAnnotations() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(text.replacing("type1:", with: "typ1:").utf8, "a.yaml")
        let outcome = try scratch.run(
            ["policy", "check", "a.yaml", "--format", "github"] + Self.mappings)
        #expect(outcome.status == 2)
        #expect(outcome.output.contains("::error file=a.yaml,line="))
        #expect(outcome.output.contains("title=E252 unknown-key::"))
    }

    @Test func whatIsSharedIsListed() throws {
        let scratch = try Scratch()
        let policies = Program.package.appendingPathComponent("Policies").path
        let expected = Program.package.appendingPathComponent("Samples/expected").path
        let list = ["policy", "inventory", policies, "--run-date", "2026-11-21"] + Self.mappings
        let all = try scratch.run(list + ["--format", "csv", "--runs", expected])
        #expect(all.status == 0, "\(all.error)")
        let lines = all.output.split(separator: "\r\n")
        #expect(lines.count == 11)
        let frailty = try #require(lines.first { $0.hasPrefix("frailty-neighbourhood 2.1.0") })
        #expect(frailty.contains("4 of 5 practices") && frailty.contains("something of 17 of 47"))
        #expect(frailty.contains("review on 2027-03-01"))
        let one = try scratch.run(list + ["--practice", "Y99004"])
        #expect(one.output.contains("has not signed 2.1: nothing leaves"))
        let none = try scratch.run(list + ["--practice", "Y99099", "--format", "csv"])
        #expect(none.output.split(separator: "\r\n").count == 1)
        let page = try scratch.run(list + ["--format", "html"])
        #expect(page.output.hasPrefix("<!DOCTYPE html>") && page.output.contains("</html>"))
    }

    @Test(arguments: ["html", "markdown", "ropa", "summary", "contract", "consent", "odrl"])
    func anAgreementBecomesADocument(_ form: String) throws {
        let scratch = try Scratch()
        let file = Program.package.appendingPathComponent(
            "Policies/population-health/agreement.yaml")
        let outcome = try scratch.run(
            ["policy", "document", file.path, "--format", form] + Self.mappings)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("opulation") && outcome.output.count > 400)
        if ["contract", "consent", "odrl"].contains(form) {
            let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            #expect((json as? [String: Any])?.isEmpty == false)
        }
    }

    @Test func theSchemaIsJSON() throws {
        let outcome = try Scratch().run(["policy", "schema"])
        let schema = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        #expect((schema as? [String: Any])?["required"] as? [String] != nil)
    }

    /// The files for a repository of agreements do what they say.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/git"), "git is not there"))
    func aRepositoryRefusesWhatIsWrong() throws {
        let scratch = try Scratch()
        let samples = Program.package.appendingPathComponent("Samples/policy-repository")
        for name in ["check.sh", "pre-commit"] {
            try scratch.write(try Data(contentsOf: samples.appendingPathComponent(name)), name)
        }
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(text.utf8, "care/agreement.yaml")
        func shell(_ script: String) throws -> (status: Int32, text: String) {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", script]
            process.currentDirectoryURL = scratch.folder
            var environment = ProcessInfo.processInfo.environment
            environment["SLUICE"] = try Program.executable().path
            environment["SLUICE_MAPPINGS"] = Program.mappings
            for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] { environment[name] = nil }
            process.environment = environment
            let pipe = Pipe()
            (process.standardOutput, process.standardError) = (pipe, pipe)
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: data, as: UTF8.self))
        }
        let start = try shell(
            """
            git init -q . && git config user.name A && git config user.email a@example.org &&
            chmod +x pre-commit && ln -s ../../pre-commit .git/hooks/pre-commit &&
            git add . && git commit -q -m first
            """)
        #expect(start.status == 0, "\(start.text)")
        try scratch.write(text.replacing("type1:", with: "typ1:").utf8, "care/agreement.yaml")
        let refused = try shell("git add . && git commit -q -m second")
        #expect(refused.status != 0)
        #expect(refused.text.contains("E252") && refused.text.contains("the commit is refused"))
        let annotated = try shell("FORMAT=github sh check.sh .")
        #expect(annotated.status == 1 && annotated.text.contains("::error file="))
        let empty = try shell("mkdir nothing && sh check.sh nothing")
        #expect(empty.status == 1 && empty.text.contains("there is no agreement.yaml"))
    }
}
