import Foundation
import Testing

/// `sluice indicators` and `sluice report`, as a stranger would run them.
@Suite struct IndicatorsTests {
    static let definitions = Program.package.appendingPathComponent("Policies/indicators").path
    static let feed =
        Program.package.appendingPathComponent("Samples/expected/direct-care-mdt").path
    static let options = ["--definitions", definitions, "--mappings", Program.mappings]

    @Test func whatIsShippedIsRight() throws {
        let outcome = try Scratch().run(["indicators", "check"] + Self.options)
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("worked examples: 0 failed"))
    }

    @Test func indicatorsAreListedAndExplained() throws {
        let scratch = try Scratch()
        let list = try scratch.run(["indicators", "list"] + Self.options)
        #expect(list.output.contains("blood-pressure-45"))
        let explained = try scratch.run(
            ["indicators", "explain", "blood-pressure-45"] + Self.options)
        #expect(explained.output.contains("aged from 45"))
        #expect(explained.output.contains("snomed 163020007"))
        // The id of a term is none of a concept.
        let pressure = try scratch.run(
            ["indicators", "explain", "hypertension-case-finding"] + Self.options)
        #expect(pressure.output.contains(", snomed-description 120159016,"))
        let unknown = try scratch.run(["indicators", "explain", "blood"] + Self.options)
        #expect(unknown.status == 64)
        #expect(unknown.error.contains("did you mean 'blood-pressure-45'?"))
    }

    @Test func aWrongDefinitionIsFound() throws {
        let scratch = try Scratch()
        try scratch.write(Array("indicator: x\ntitel: y\n".utf8), "own/x.yaml")
        let outcome = try scratch.run(
            ["indicators", "check", "--definitions", "own", "--mappings", Program.mappings])
        #expect(outcome.status == 2)
        #expect(outcome.output.contains("own/x.yaml:2:1: error[E252]"))
        #expect(outcome.output.contains("did you mean `title`?"))
    }

    @Test func figuresAreWritten() throws {
        let scratch = try Scratch()
        let arguments = ["indicators", "run", Self.feed, "--out", "figures"] + Self.options
        let outcome = try scratch.run(arguments)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("direct-care-mdt 1.0.0, up to 2026-11-21"))
        let csv = try scratch.read("figures/indicators.csv")
        #expect(csv.hasPrefix("indicator,version,theme,"))
        let report = try scratch.read("figures/MeasureReport.ndjson")
        for line in report.split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["resourceType"] as? String == "MeasureReport")
        }
        // The same again gives the same bytes, and never in the place of something.
        let again = try scratch.run(arguments.map { $0 == "figures" ? "again" : $0 })
        #expect(again.status == 0)
        #expect(try scratch.read("again/indicators.csv") == csv)
        #expect(try scratch.run(arguments).status == 3)
    }

    @Test func aReportIsOnePage() throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(["report", Self.feed, "--out", "r.html"] + Self.options)
        #expect(outcome.status == 0, "\(outcome.error)")
        // What is said beside a file stands where every command says it.
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("r.html: "))
        let page = try scratch.read("r.html")
        for part in ["<main", "<nav", "lang=\"en-GB\"", "What this stands on", "</html>"] {
            #expect(page.contains(part), "\(part)")
        }
        for part in ["<script", "src=", "@import", "url("] { #expect(!page.contains(part)) }
        #expect(scratch.names == ["r.html"])
    }

    @Test(
        arguments: [
            (["--profile", "none"], 64), (["--only", "none"], 64), (["--as-of", "May"], 64),
            (["--organisations", "nowhere.csv"], 3),
        ] as [([String], Int32)])
    func isRefused(_ more: [String], _ status: Int32) throws {
        let outcome = try Scratch().run(
            ["indicators", "run", Self.feed, "--out", "x"] + Self.options + more)
        #expect(outcome.status == status, "\(outcome.error)")
    }
}
