import Foundation
import Testing

/// `sluice policy test`, `approve`, `activate` and `plan`.
@Suite struct PolicyWorkbenchTests {
    private static let more = ["--mappings", Program.mappings]

    /// A folder with the frailty agreement, its examples and its code sets.
    private static func copy(
        _ change: (String) -> String = { $0 }, examples: (String) -> String = { $0 }
    ) throws -> Scratch {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.frailty, encoding: .utf8)
        try scratch.write(change(text).utf8, "agreement.yaml")
        let tests = Program.frailty.deletingLastPathComponent().appendingPathComponent("tests.yaml")
        try scratch.write(
            examples(try String(contentsOf: tests, encoding: .utf8)).utf8, "tests.yaml")
        let codes = Program.package.appendingPathComponent("Policies/codes")
        try FileManager.default.copyItem(
            at: codes, to: scratch.folder.appendingPathComponent("codes"))
        return scratch
    }

    private static func draft() throws -> Scratch {
        try copy { $0.replacing("status: active", with: "status: draft # not yet") }
    }

    @Test func examplesHold() throws {
        let scratch = try Self.copy()
        let outcome = try scratch.run(["policy", "test", "agreement.yaml"] + Self.more)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output == "frailty-neighbourhood: 44 examples hold, 0 do not\n")
        let whole = try scratch.run(
            ["policy", "test", "agreement.yaml", "--coverage", "--mutate"] + Self.more)
        #expect(whole.status == 0)
        #expect(whole.output.contains("23 of 23 clauses exercised, 21 of 21 reasons met\n"))
        #expect(whole.output.hasSuffix(" changes noticed, 100.0 %\n"))
    }

    @Test(arguments: [
        (
            "text",
            "tests.yaml:22:13: error[E351]: a practice that signed the version before this one: "
                + "the record should leave, and is withheld as PRACTICE_NOT_SIGNED by `sign_up` "
                + "(agreement.yaml:88:1); The practice has not signed this version of the "
                + "agreement.\nfrailty-neighbourhood: 43 examples hold, 1 do not\n"
        ),
        (
            "github",
            "::error file=tests.yaml,line=22,col=13,title=E351 example-fails::a practice that "
                + "signed the version before this one: the record should leave, and is withheld as "
                + "PRACTICE_NOT_SIGNED by `sign_up` (agreement.yaml:88:1); The practice has not "
                + "signed this version of the agreement.\n"
        ),
    ])
    func aFailingExampleNamesTheClause(_ format: String, _ output: String) throws {
        let scratch = try Self.copy(examples: {
            $0.replacing("expect: withheld PRACTICE_NOT_SIGNED", with: "expect: released")
        })
        let outcome = try scratch.run(
            ["policy", "test", "agreement.yaml", "--format", format] + Self.more)
        #expect(outcome.status == 1)
        #expect(outcome.output == output)
    }

    @Test func programsReadJSONAndSARIF() throws {
        let scratch = try Self.copy(examples: { $0.replacing("aged 64", with: "aged 66") })
        for format in ["json", "sarif"] {
            let outcome = try scratch.run(
                ["policy", "test", "agreement.yaml", "--format", format] + Self.more)
            #expect(outcome.status == 1)
            let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
            #expect(object is [String: Any])
            #expect(outcome.output.contains("E351"))
        }
    }

    @Test(arguments: [
        ("expect: withheld DECEASED", "expect: withheld DECEASD", "DECEASD"),
        ("problem frailty 2023, Type", "problem frailti 2023, Type", "did you mean `frailty`?"),
    ])
    func examplesThatAreNotUnderstoodAreWrong(
        _ old: String, _ new: String, _ said: String
    ) throws {
        let scratch = try Self.copy(examples: { $0.replacing(old, with: new) })
        let outcome = try scratch.run(["policy", "test", "agreement.yaml"] + Self.more)
        #expect(outcome.status == 2)
        #expect(outcome.output.contains("error[E350]"))
        #expect(outcome.output.contains(said))
    }

    private static func approve(
        _ scratch: Scratch, _ role: String, _ by: String, _ more: String...
    ) throws -> Outcome {
        try scratch.run(
            [
                "policy", "approve", "agreement.yaml", "--role", role, "--by", by, "--at",
                "2026-03-01",
            ] + more + Self.more)
    }

    private static func activate(_ scratch: Scratch) throws -> Outcome {
        try scratch.run(["policy", "activate", "agreement.yaml"] + Self.more)
    }

    /// Two people in two roles approve the same text, and nothing else of the file changes.
    @Test func twoApprovalsActivate() throws {
        let scratch = try Self.draft()
        let before = try scratch.read("agreement.yaml").split(
            separator: "\n", omittingEmptySubsequences: false)
        let early = try Self.activate(scratch)
        #expect(early.status == 1)
        #expect(
            early.complaints
                == "agreement.yaml: error[E354]: two people in two roles approve the same text, "
                + "and nobody has; `sluice policy approve`, as `ig_lead` or `dpo` or `caldicott`")
        #expect(try Self.approve(scratch, "dpo", "A Example").status == 0)
        let again = try Self.approve(scratch, "dpo", "B Example")
        #expect(again.status == 1)
        #expect(again.complaints.contains("`dpo` has approved this text already"))
        let same = try Self.approve(scratch, "caldicott", "A Example")
        #expect(same.status == 1)
        #expect(same.complaints.contains("two roles are two people"))
        #expect(try Self.activate(scratch).status == 1)
        #expect(try Self.approve(scratch, "caldicott", "Dr B: Example").status == 0)
        #expect(try Self.activate(scratch).status == 0)
        let after = try scratch.read("agreement.yaml").split(
            separator: "\n", omittingEmptySubsequences: false)
        let added = after.difference(from: before).insertions.map { change in
            if case .insert(_, let line, _) = change { String(line) } else { "" }
        }
        #expect(added.count == 5)
        #expect(added.first == "  status: active # not yet")
        #expect(after.difference(from: before).removals.count == 1)
        let check = try scratch.run(["policy", "check", "agreement.yaml"] + Self.more)
        #expect(check.status == 0, "\(check.output)")
        #expect(try Self.activate(scratch).output == "agreement.yaml: is active already\n")
    }

    /// Whoever changes a word has it approved anew; whoever breaks an example, not at all.
    @Test func whatWasChangedIsApprovedAnew() throws {
        let scratch = try Self.draft()
        #expect(try Self.approve(scratch, "dpo", "A Example").status == 0)
        let text = try scratch.read("agreement.yaml")
        try scratch.write(
            text.replacing("age: {min: 65}", with: "age: {min: 66}").utf8, "agreement.yaml")
        let stale = try Self.approve(scratch, "caldicott", "B Example")
        #expect(stale.status == 1)
        #expect(stale.complaints.contains("1 approval is of an earlier text"))
        let anew = try Self.approve(scratch, "caldicott", "B Example", "--discard")
        #expect(anew.status == 0)
        #expect(anew.output.hasPrefix("1 of an earlier text taken out\n"))
        #expect(try Self.approve(scratch, "dpo", "A Example").status == 0)
        let refused = try Self.activate(scratch)
        #expect(refused.status == 1)
        #expect(refused.complaints.contains("error[E351]: older people of the practices"))
        #expect(refused.complaints.contains("2 of 44 examples do not hold"))
        #expect(try scratch.read("agreement.yaml").contains("status: draft # not yet"))
    }

    /// The records that a run read, as its manifest names them, and on its day.
    @Test func aPlanIsOfTheLastRun() throws {
        let scratch = try Self.copy()
        try FileManager.default.copyItem(
            at: Program.samples.appendingPathComponent("Y99001"),
            to: scratch.folder.appendingPathComponent("records"))
        let run = try scratch.run(
            [
                "convert", "records", "--agreement", "agreement.yaml", "--out", "feed",
                "--run-date", "2026-11-21",
            ] + Self.more)
        #expect(run.status == 0, "\(run.error)")
        let plan = ["policy", "plan", "agreement.yaml"]
        let last = try scratch.run(plan + ["--last-run", "feed"] + Self.more)
        let against = try scratch.run(
            plan + ["--against", "records", "--run-date", "2026-11-21"] + Self.more)
        #expect(last.status == 0 && last.output == against.output, "\(last.error)")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(
                atPath: scratch.folder.appendingPathComponent("records").path
            ).min())
        try scratch.write("{}".utf8, "records/\(name)")
        let changed = try scratch.run(plan + ["--last-run", "feed"] + Self.more)
        #expect(changed.status == 3)
        #expect(changed.complaints.contains("records/\(name): error"), "\(changed.complaints)")
        #expect(changed.complaints.contains("this is not what the run read"))
        #expect(try scratch.run(plan + Self.more).status == 64)
    }

    /// What `check` says must be mended is not activated, and no approval covers other examples
    /// than those that were approved.
    @Test func whatMustBeMendedIsNotActivated() throws {
        let scratch = try Self.copy {
            $0.replacing("status: active", with: "status: draft")
                .replacing("title: ", with: "title: FILL IN ")
        }
        #expect(try Self.approve(scratch, "dpo", "A Example").status == 0)
        #expect(try Self.approve(scratch, "caldicott", "B Example").status == 0)
        let refused = try Self.activate(scratch)
        #expect(refused.status == 1)
        #expect(refused.complaints.contains("error[E375]"), "\(refused.complaints)")
        #expect(refused.complaints.contains("1 finding must be mended"))
    }

    @Test func anApprovalIsOfTheExamplesToo() throws {
        let scratch = try Self.draft()
        #expect(try Self.approve(scratch, "dpo", "A Example").status == 0)
        #expect(try Self.approve(scratch, "caldicott", "B Example").status == 0)
        try scratch.write((try scratch.read("tests.yaml") + "# fewer\n").utf8, "tests.yaml")
        let refused = try Self.activate(scratch)
        #expect(refused.status == 1)
        #expect(refused.complaints.contains("2 approvals are not of the examples as they are"))
        #expect(try Self.approve(scratch, "dpo", "A Example", "--discard").status == 0)
        #expect(try Self.approve(scratch, "caldicott", "B Example").status == 0)
        let outcome = try Self.activate(scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    /// Counts only, rounded, small ones not said.
    @Test func aPlanCountsWhatWouldChange() throws {
        let scratch = try Self.copy()
        let wider = try scratch.read("agreement.yaml").replacing(
            "age: {min: 65}", with: "age: {min: 18}"
        ).replacing("event_date: month", with: "event_date: year")
        try scratch.write(wider.utf8, "draft.yaml")
        let plan = [
            "policy", "plan", "draft.yaml", "--current", "agreement.yaml", "--against",
            Program.samples.path, "--run-date", "2026-11-21",
        ]
        let outcome = try scratch.run(plan + Self.more)
        #expect(outcome.status == 0, "\(outcome.error)")
        for title in ["by practice", "by their first reason", "by kind", "how precise dates are"] {
            #expect(outcome.output.contains(title))
        }
        let row = try #require(
            outcome.output.split(separator: "\n").first {
                $0.contains("problem.onset, to the year")
            }
        )
        let cells = row.split(separator: " ").suffix(3)
        #expect(cells.first == "0")
        let json = try scratch.run(plan + ["--format", "json"] + Self.more)
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let rows = try #require(report["rows"] as? [[String: Any]])
        #expect(rows.count > 20)
        for key in ["now", "then", "gained", "lost"] {
            for count in rows.compactMap({ $0[key] as? String }) where count != "*" {
                let number = try #require(Int(count))
                #expect(number == 0 || number > 7 && number.isMultiple(of: 5), "\(key) \(number)")
            }
        }
    }

    /// The change that is named is one that alters the outcome, and it is made here.
    @Test func theSmallestChangeAltersTheOutcome() throws {
        let scratch = try Self.copy()
        let record = Program.samples.appendingPathComponent("Y99001/01-appleyard.json").path
        let explain = [
            "policy", "explain", record, "--agreement", "agreement.yaml", "--run-date",
            "2026-11-21", "--item", "2",
        ]
        let outcome = try scratch.run(explain + Self.more)
        #expect(
            outcome.output.contains(
                "The smallest change: `dataset.include`, line 47: include `registration`."))
        let text = try scratch.read("agreement.yaml").replacing(
            "  exclude:\n",
            with: "    - {entry: registration, fields: [type], why: tried}\n  exclude:\n")
        try scratch.write(text.utf8, "agreement.yaml")
        let changed = try scratch.run(explain + Self.more)
        #expect(changed.output.contains("-registration`: leaves\n"))
        #expect(changed.output.contains("It would stay with one change: "))
    }
}
