import Foundation
import Testing

/// What a mapping author's tools write, for people and for programs.
@Suite struct MappingToolTests {
    static let record = Program.samples.path + "/Y99001/01-appleyard.json"

    /// The mappings with one misspelt field, below `broken`: the field is unknown, the one that was
    /// meant is missing, and nothing uses the capture that it read.
    private static func broken() throws -> Scratch {
        let scratch = try Scratch()
        let folder = scratch.folder.appendingPathComponent("broken")
        try FileManager.default.copyItem(atPath: Program.mappings, toPath: folder.path)
        let file = folder.appendingPathComponent("ukcore/organisation.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("\n  id:", with: "\n  idd:").write(
            to: file, atomically: true, encoding: .utf8)
        return scratch
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Source: SARIF 2.1.0 schema, `required` of sarifLog, run, tool, toolComponent,
    /// reportingDescriptor, result, message; §3.27.6 ruleIndex; §3.30.2 line numbers from 1.
    @Test func sarifHasItsRequiredProperties() throws {
        let outcome = try Self.broken().run([
            "mapping", "check", "--mappings", "broken", "--format", "sarif",
        ])
        #expect(outcome.status == 2)
        let log = try Self.object(outcome.output)
        #expect(log["version"] as? String == "2.1.0")
        #expect((log["$schema"] as? String)?.hasSuffix("sarif-schema-2.1.0.json") == true)
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect(driver["name"] as? String == "sluice")
        let rules = try #require(driver["rules"] as? [[String: Any]]).map { $0["id"] as? String }
        let bases = try #require(run["originalUriBaseIds"] as? [String: [String: Any]])
        #expect((bases["SRCROOT"]?["uri"] as? String)?.hasSuffix("/") == true)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count == 3)
        for result in results {
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(rules[index] == result["ruleId"] as? String)
            #expect(["none", "note", "warning", "error"].contains(result["level"] as? String))
            let message = try #require(result["message"] as? [String: Any])
            #expect((message["text"] as? String)?.isEmpty == false)
            let location = try #require((result["locations"] as? [[String: Any]])?.first)
            let place = try #require(location["physicalLocation"] as? [String: Any])
            let artifact = try #require(place["artifactLocation"] as? [String: Any])
            #expect(artifact["uri"] as? String == "ukcore/organisation.yaml")
            #expect(artifact["uriBaseId"] as? String == "SRCROOT")
            let region = try #require(place["region"] as? [String: Any])
            #expect((region["startLine"] as? Int ?? 0) > 1)
            #expect((region["startColumn"] as? Int ?? 0) >= 3)
        }
    }

    @Test func jsonHasEveryFinding() throws {
        let outcome = try Self.broken().run([
            "mapping", "check", "--mappings", "broken", "--format", "json",
        ])
        #expect(outcome.status == 2)
        let findings = try #require(
            try Self.object(outcome.output)["findings"] as? [[String: Any]])
        #expect(findings.map { $0["code"] as? String } == ["E208", "E203", "E211"])
        #expect(findings.allSatisfy { $0["line"] is Int && $0["advice"] is String })
    }

    @Test(arguments: ["check", "test"]) func withoutFindingsTheListIsEmpty(_ tool: String) throws {
        let outcome = try Scratch().run([
            "mapping", tool, "--format", "sarif", "--mappings", Program.mappings,
        ])
        #expect(outcome.status == 0, "\(outcome.error)")
        let run = try #require((try Self.object(outcome.output)["runs"] as? [[String: Any]])?.first)
        #expect((run["results"] as? [Any])?.isEmpty == true)
    }

    @Test func mutationsAreCounted() throws {
        func run(_ minimum: String) throws -> Outcome {
            try Scratch().run([
                "mapping", "mutate", "ukcore/consent.yaml", "--format", "json", "--minimum",
                minimum, "--mappings", Program.mappings,
            ])
        }
        let outcome = try run("0")
        #expect(outcome.status == 0, "\(outcome.error)")
        let report = try Self.object(outcome.output)
        let total = try #require((report["sources"] as? [[String: Any]])?.first)
        let file = try #require((report["files"] as? [[String: Any]])?.first)
        let (mutants, noticed) = (total["mutants"] as? Int ?? 0, total["noticed"] as? Int ?? 0)
        #expect(mutants > 20 && noticed > 10 && noticed <= mutants)
        // One text of it can be no word of its table and one no date, however they are spelt.
        #expect(total["equivalent"] as? Int == 2 && (file["equivalent"] as? [Any])?.count == 2)
        #expect((file["unnoticed"] as? [Any])?.count == mutants - noticed)
        #expect(try run("1.1").status == 1)
    }

    /// A case that the source does not even recognise fails under every mistake, and notices none.
    @Test func aCaseThatFailsAnywayNoticesNothing() throws {
        let scratch = try Scratch()
        let folder = scratch.folder.appendingPathComponent("odd")
        try FileManager.default.copyItem(atPath: Program.mappings, toPath: folder.path)
        let cases = """
            cases: ukcore.registration
            list:
              - {name: no record at all, given: '{"resourceType": "Bundle"}', expect: []}
            """
        try cases.write(
            to: folder.appendingPathComponent("ukcore/registration.cases.yaml"), atomically: true,
            encoding: .utf8)
        let outcome = try scratch.run([
            "mapping", "mutate", "ukcore/registration.yaml", "--format", "json", "--mappings",
            "odd",
        ])
        #expect(outcome.status == 1, "\(outcome.error)")
        let total = try #require(
            (try Self.object(outcome.output)["sources"] as? [[String: Any]])?.first)
        #expect(total["noticed"] as? Int == 0)
    }

    @Test func coverageCountsEveryValueOnce() throws {
        let outcome = try Scratch().run([
            "mapping", "coverage", Self.record, "--format", "json", "--minimum", "101",
            "--mappings", Program.mappings,
        ])
        #expect(outcome.status == 1, "\(outcome.error)")
        let report = try Self.object(outcome.output)
        let source = try #require((report["sources"] as? [[String: Any]])?.first)
        let parts = ["read", "ignored", "lost"].map { source[$0] as? Int ?? -1 }
        #expect(source["values"] as? Int == parts.reduce(0, +))
        #expect(parts[0] > 50)
        let lost = try #require(report["lost"] as? [[String: Any]])
        #expect(lost.map { $0["count"] as? Int ?? 0 }.reduce(0, +) == parts[2])
    }

    /// The minimum of each file is asked for by itself; a file that misses it is named.
    @Test(arguments: [("0", "100.1", 1), ("0", "0", 0), ("100.1", "0", 1)])
    func everyFileHasItsShare(_ minimum: String, _ ofFile: String, _ status: Int32) throws {
        let outcome = try Scratch().run([
            "mapping", "coverage", Self.record, "--minimum", minimum, "--file-minimum", ofFile,
            "--mappings", Program.mappings,
        ])
        #expect(outcome.status == status, "\(outcome.error)")
        let named = outcome.output.contains("01-appleyard.json: ")
        #expect(named == (ofFile == "100.1"))
    }

    @Test func damageIsCounted() throws {
        let outcome = try Scratch().run([
            "mapping", "damage", Self.record, "--count", "40", "--mappings", Program.mappings,
        ])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        #expect(outcome.output.contains("1 records (0 refused as they are), 40 breaks: "))
        #expect(outcome.output.contains("40 lost only what was broken"))
    }

    /// What goes to quarantine stands in the trace, with its place and without its value.
    @Test func aTraceShowsWhatIsInQuarantine() throws {
        let scratch = try Scratch()
        let text = try String(contentsOfFile: Self.record, encoding: .utf8)
        let broken = text.replacing(/"status": ?"final"/, with: #""status": "oddity""#)
        #expect(broken != text)
        let file = scratch.folder.appendingPathComponent("broken.json")
        try broken.write(to: file, atomically: true, encoding: .utf8)
        let outcome = try scratch.run(
            ["mapping", "trace", file.path, "--mappings", Program.mappings])
        #expect(outcome.status == 0, "\(outcome.error)")
        let lines = outcome.output.split(separator: "\n").filter { $0.contains("unmapped-word") }
        #expect(!lines.isEmpty && !outcome.output.contains("oddity"))
        #expect(lines.allSatisfy { $0.contains(": status not as it stands: E223 ") })
    }

    @Test func aTraceOfALineShowsWhatHoldsIt() throws {
        let outcome = try Scratch().run([
            "mapping", "trace", Self.record, "--line", "1", "--mappings", Program.mappings,
        ])
        #expect(outcome.status == 64 && outcome.error.contains("no entry is made of what stands"))
    }

    @Test func aTraceShowsValuesOnlyWhenAsked() throws {
        func trace(_ more: [String]) throws -> String {
            try Scratch().run(
                ["mapping", "trace", Self.record, "--mappings", Program.mappings] + more
            ).output
        }
        let (plain, open) = (try trace([]), try trace(["--show-values"]))
        #expect(plain.contains("patient by gpconnect.patient, gpconnect/patient.yaml, lines "))
        #expect(plain.contains("  nhs_number  (gpconnect/patient.yaml:"))
        #expect(!plain.contains("Appleyard") && !plain.contains(" = "))
        #expect(open.contains("Appleyard"))
        #expect(
            try Scratch().run(
                [
                    "mapping", "trace", Self.record, "--entry", "none", "--mappings",
                    Program.mappings,
                ]
            ).status == 64)
    }

    /// An example of a resource shows its author what it becomes; a run still releases nothing.
    @Test(arguments: ["Patient/p", "Patient/1|2", "urn:uuid:0"])
    func aResourceByItselfIsMapped(_ subject: String) throws {
        let scratch = try Scratch()
        let observation =
            #"{"resourceType": "Observation", "id": "o", "status": "final", "#
            + #""subject": {"reference": "\#(subject)"}, "valueString": "7"}"#
        try scratch.write(observation.utf8, "one.json")
        let outcome = try scratch.run([
            "mapping", "run", "one.json", "--mappings", Program.mappings,
        ])
        #expect(outcome.status == 1)
        #expect(try Self.object(outcome.output)["id"] as? String == "o")
        #expect(outcome.complaints.contains("one.json: warning[E232]"))
        let trace = try scratch.run([
            "mapping", "trace", "one.json", "--mappings", Program.mappings,
        ])
        #expect(trace.output.contains("value_text"))
        #expect(try scratch.run(Program.convert("one.json")).output.contains("something of 0"))
    }
}
