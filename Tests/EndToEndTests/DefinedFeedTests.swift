import Foundation
import Testing

/// `sluice feed check` and `sluice convert --feed`.
@Suite struct DefinedFeedTests {
    private static let feed = Program.package.appendingPathComponent(
        "Samples/feeds/blood-pressure-review.yaml")

    /// The table of a feed, and whatever else is needed to see it.
    private static func convert(
        _ scratch: Scratch, _ more: [String] = [], feed: String = feed.path
    ) throws -> Outcome {
        try scratch.run(Program.convert(Program.samples.path, more: ["--feed", feed] + more))
    }

    /// A benchmark's agreement with every format of tables.
    private static func agreement(_ scratch: Scratch) throws -> [String] {
        let file = Program.package.appendingPathComponent("Tests/Benchmarks/everything.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacing("[csv, ukcore]", with: "[csv, parquet, sqlite]")
        try scratch.write(text.utf8, "everything.yaml")
        return [
            "convert", Program.samples.path, "--agreement", "everything.yaml", "--mappings",
            Program.mappings, "--run-date", "2026-11-21", "--out", "feed",
        ]
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\r\n").map(String.init)
    }

    @Test func tablesStandBesideThoseOfTheKinds() throws {
        let scratch = try Scratch()
        let outcome = try Self.convert(scratch)
        #expect(outcome.status == 1, "\(outcome.error)")
        #expect(
            outcome.error.contains(
                "blood-pressure-review.yaml:16:9: warning[E494]: `direct-care-mdt` does not "
                    + "release `patient.age_band`: `patient_age_band` is empty in its feed"))
        let rows = Self.lines(try scratch.read("feed/direct-care-mdt/csv/raised_systolic.csv"))
        #expect(
            rows.prefix(2) == [
                "person_key,practice,source_system,patient_sex,born,born_precision,"
                    + "patient_age_band,measured,measured_precision,code_snomed,mmhg",
                "9990000026,Y99001,emis,female,1948-02-29,day,,2026-05-12T10:20:00+01:00,second,"
                    + "72313002,142",
            ])
        #expect(rows.count == 11)
        let problems = Self.lines(try scratch.read("feed/direct-care-mdt/csv/active_problem.csv"))
        #expect(problems.count > 5 && problems[0].contains(",problem_snomed,problem_source,"))
        let manifest = try scratch.read("feed/manifest.json")
        #expect(manifest.contains(#""file" : "blood-pressure-review 1.0.0""#))
        #expect(manifest.contains(#""file" : "direct-care-mdt/csv/raised_systolic.csv""#))
        for name in ["data-dictionary.md", "datapackage.json", "data-contract.odcs.yaml"] {
            let text = try scratch.read("feed/direct-care-mdt/\(name)")
            #expect(text.contains("raised_systolic") && text.contains("mmhg"), "\(name)")
            #expect(text.contains("observation.csv") || name.hasSuffix("yaml"))
        }
    }

    @Test func tablesCanStandAlone() throws {
        let scratch = try Scratch()
        #expect(try Self.convert(scratch, ["--only-feeds"]).status == 1)
        let files = try scratch.files(below: "feed/direct-care-mdt").keys.sorted()
        #expect(
            files == [
                "csv/active_problem.csv", "csv/raised_systolic.csv", "data-contract.odcs.yaml",
                "data-dictionary.md", "datapackage.json",
            ])
        let rows = Self.lines(try scratch.read("feed/direct-care-mdt/csv/raised_systolic.csv"))
        #expect(rows.count == 11)
    }

    @Test func everyFormatAndLayoutHasTheSameRows() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Self.feed, encoding: .utf8)
            .replacing("\ntables:", with: "\nformats: [csv, parquet, sqlite, ndjson]\n\ntables:")
        try scratch.write(text.utf8, "all.yaml")
        let command = try Self.agreement(scratch) + ["--feed", "all.yaml", "--quiet"]
        #expect(try scratch.run(command).status == 1)
        let flat = Self.lines(try scratch.read("feed/everything/csv/raised_systolic.csv"))
        let lines = try scratch.read("feed/everything/ndjson/raised_systolic.ndjson")
            .split(separator: "\n")
        #expect(flat.count == 15 && lines.count == 14)
        let first = try #require(
            try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        #expect(first["mmhg"] as? Int == 142 && first["patient_age_band"] is NSNull)
        let parquet = try scratch.files(below: "feed/everything/parquet")
        #expect(parquet["raised_systolic.parquet"]?.suffix(4) == Data("PAR1".utf8))
        let manifest = try scratch.read("feed/manifest.json")
        #expect(manifest.contains(#""file" : "everything/parquet/raised_systolic.parquet""#))

        #expect(try scratch.run(command + ["--by-practice", "--replace"]).status == 1)
        let feed = try scratch.files(below: "feed/everything")
        let tables = feed.filter { $0.key.hasSuffix("csv/raised_systolic.csv") }
        #expect(tables.count > 1)
        let rows = tables.values.flatMap {
            Self.lines(String(decoding: $0, as: UTF8.self)).dropFirst()
        }
        #expect(rows.sorted() == flat.dropFirst().sorted())
    }

    @Test func theOrderIsThatOfAPersonsRows() throws {
        let scratch = try Scratch()
        #expect(try Self.convert(scratch, ["--by-practice", "--workers", "3"]).status == 1)
        let rows = Self.lines(
            try scratch.read("feed/direct-care-mdt/practice=Y99001/csv/raised_systolic.csv")
        ).dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for (row, next) in zip(rows, rows.dropFirst()) {
            #expect(row[0] < next[0] || row[0] == next[0] && row[7] >= next[7])
        }
    }

    @Test(
        arguments: [
            ("entry: observation", "entry: observatoin", 2, "did you mean `observation`?"),
            ("code: systolic-pressure", "code: sistolic-pressure", 2, "`systolic-pressure`"),
        ])
    func aWrongFeedStopsTheRun(
        _ old: String, _ new: String, _ status: Int32, _ said: String
    ) throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Self.feed, encoding: .utf8).replacing(old, with: new)
        try scratch.write(text.utf8, "wrong.yaml")
        let outcome = try Self.convert(scratch, feed: "wrong.yaml")
        #expect(outcome.status == status && outcome.error.contains(said), "\(outcome.error)")
        let check = try scratch.run([
            "feed", "check", "wrong.yaml", "--mappings", Program.mappings,
        ])
        #expect(check.status == status && check.output.contains(said), "\(check.output)")
        #expect(scratch.names == ["wrong.yaml"])
    }

    @Test(
        arguments: [
            (["--only-feeds"], "--only-feeds leaves nothing without --feed FILE"),
            (
                ["--feed", "f.yaml", "--ledger", "book", "--ledger-key", "env:K"],
                "with --ledger only what changes leaves"
            ),
        ])
    func whatCannotBeIsRefused(_ more: [String], _ said: String) throws {
        let outcome = try Scratch().run(Program.convert(Program.samples.path, more: more))
        #expect(outcome.status == 64 && outcome.error.contains(said), "\(outcome.error)")
    }

    @Test func checkShowsWhatTheTablesWouldBe() throws {
        let outcome = try Scratch().run([
            "feed", "check", Self.feed.path, "--mappings", Program.mappings,
            "--agreement", Program.frailty.path,
        ])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        for line in [
            "warning[E494]: `frailty-neighbourhood` does not release `patient.birth_date`",
            "blood-pressure-review 1.0.0 has no errors",
            "  raised_systolic: a row is a systolic pressure of 140 mmHg or more",
            "    rows: each observation: a code of `systolic-pressure` stands in code_snomed and "
                + "value_canonical is at least 140",
            "    order of a person's rows: measured (descending)",
        ] {
            #expect(outcome.output.contains(line), "\(outcome.output)")
        }
    }
}
