import Foundation
import Testing

/// `sluice policy explain`.
@Suite struct ExplainTests {
    private static let sample = Program.samples.appendingPathComponent("Y99001/01-appleyard.json")

    private static func explain(_ more: [String] = [], _ record: String = sample.path) -> [String] {
        [
            "policy", "explain", record, "--agreement", Program.frailty.path, "--mappings",
            Program.mappings, "--run-date", "2026-11-21",
        ] + more
    }

    /// The key of the pseudonyms is not needed: the author of an agreement does not have it.
    @Test func eachEntryHasItsVerdictAndItsClause() throws {
        let outcome = try Scratch().run(Self.explain(), key: nil)
        #expect(outcome.status == 0, "\(outcome.error)")
        let text = outcome.output
        #expect(text.contains("  7 of 38 entries leave."))
        #expect(text.contains("  2. registration: does not leave\n       NOT_IN_DATASET: "))
        #expect(text.contains("onset: leaves less precisely: only its month"))
        let line = try String(contentsOf: Program.frailty, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("event_date: month") }
        let number = try #require(line) + 1
        #expect(text.contains("[`deidentification.fields.event_date` (line \(number))]"))
    }

    @Test func aRecordThatStaysSaysWhyAndWhatWouldHaveToChange() throws {
        let record = Program.samples.appendingPathComponent("Y99003/24-dandelyon.xml").path
        let outcome = try Scratch().run(Self.explain([], record))
        #expect(outcome.output.contains("  Nothing of this record leaves:\n    TYPE1_OPT_OUT: "))
        #expect(outcome.output.contains("[`opt_outs.type1` (line "))
        #expect(outcome.output.contains("all would have to change."))
    }

    /// No form of it shows what the record says: every text of the sample that is longer than a
    /// word of the vocabularies is looked for.
    @Test(arguments: ["text", "json", "html"]) func noValueIsShown(_ format: String) throws {
        let outcome = try Scratch().run(Self.explain(["--format", format]))
        #expect(outcome.status == 0)
        let record = try String(contentsOf: Self.sample, encoding: .utf8)
        let path = Self.sample.path.lowercased()
        let values = record.matches(
            of: /"(?:family|value|valueString|line|city|postalCode|text)": *(?:\[ *)?"([^"]{4,})"/
        )
        .map { String($0.1) }
        .filter { !$0.hasPrefix("http") && !path.contains($0.lowercased()) }
        #expect(values.count > 10)
        for value in Set(values) { #expect(!outcome.output.contains(value)) }
    }

    /// Of one entry that leaves, each field with the one change under which more of it would.
    @Test func fieldsHaveTheirSmallestChange() throws {
        let text = try Scratch().run(Self.explain(["--item", "7"])).output
        #expect(text.contains("More of onset would leave with `deidentification.fields.event_"))
        #expect(text.contains(": make it `day`.\n"), "\(text)")
        #expect(text.contains("More of recorded would leave with `dataset.include[1].fields`, "))
        #expect(text.contains(": name the field `recorded`.\n"))
        #expect(!text.contains("More of code"))
        // Whoever may not have the number is not told how to get it.
        let patient = try Scratch().run(Self.explain(["--item", "1"])).output
        #expect(patient.contains("  1. patient") && !patient.contains("More of nhs_number"))
    }

    /// Registers and scores that a run works out of a record are explained with the rest.
    @Test func factsAreExplained() throws {
        let scratch = try Scratch()
        let facts = "    - {entry: register_membership, fields: [register], why: w}\n"
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        let found = text.replacing("  include:\n", with: "  include:\n" + facts)
        #expect(found != text)
        try scratch.write(found.utf8, "p/a/agreement.yaml")
        try FileManager.default.copyItem(
            at: Program.package.appendingPathComponent("Policies/codes"),
            to: scratch.folder.appendingPathComponent("p/codes"))
        let outcome = try scratch.run([
            "policy", "explain", Program.samples.path, "--agreement", "p/a/agreement.yaml",
            "--mappings", Program.mappings, "--run-date", "2026-11-21",
        ])
        let fact = "register_membership `register_membership/long-term-conditions/diabetes`: leaves"
        #expect(outcome.output.contains(fact), "\(outcome.error)")
    }

    @Test func oneEntryByItsNumberAndValuesOnATerminalOnly() throws {
        let one = try Scratch().run(Self.explain(["--item", "4", "--format", "json"]))
        #expect(one.output.components(separatedBy: "\"kind\" : ").count == 2)
        let values = try Scratch().run(Self.explain(["--show-values"]))
        #expect(values.status == 64)
        #expect(values.error.contains("--show-values works on a terminal only"))
    }
}

/// `sluice policy check` for programs.
@Suite struct PolicyCheckFormatTests {
    @Test func findingsAreWrittenAsJSONAndSARIF() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(text.replacing("type1:", with: "typ1:").utf8, "agreement.yaml")
        let check = [
            "policy", "check", "agreement.yaml", "--mappings", Program.mappings, "--format",
        ]
        let json = try scratch.run(check + ["json"])
        #expect(json.status == 2)
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let findings = try #require(report["findings"] as? [[String: Any]])
        let misspelt = try #require(findings.first { $0["code"] as? String == "E252" })
        #expect(misspelt["file"] as? String == "agreement.yaml")
        #expect((misspelt["line"] as? Int ?? 0) > 1)
        #expect(misspelt["advice"] as? String == "did you mean `type1`?")
        let sarif = try scratch.run(check + ["sarif"])
        #expect(sarif.status == 2)
        #expect(sarif.output.contains("\"uri\" : \"agreement.yaml\""))
        #expect(sarif.output.contains("\"ruleId\" : \"E252\""))
    }
}
