import Foundation
import Testing

/// Tables of one flow run after run, and of two agreements over the same people: nobody can
/// subtract one from another and find a person.
@Suite struct TableHistoryTests {
    private static let counts = TableTests.agreement(
        "- {id: people, count: patients, rows: [practice], columns: [sex]}",
        "profile: custom, threshold: 7, totals: from_published, secondary: true")

    private static func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(Program.key.utf8, "key")
        #expect(chmod(scratch.folder.appendingPathComponent("key").path, 0o600) == 0)
        return scratch
    }

    /// Converts under the agreement that was written last, with one ledger for all runs.
    private static func convert(
        _ input: String, _ out: String, in scratch: Scratch
    ) throws -> Outcome {
        try scratch.run(
            ["convert", input, "--agreement", "a.yaml", "--mappings", Program.mappings]
                + ["--run-date", "2026-11-21", "--out", out]
                + ["--ledger", "book", "--ledger-key", "file:key"])
    }

    /// The cells published of so many women and men of one practice.
    private static func cells(
        _ scratch: Scratch, _ number: Int, _ women: Int, _ men: Int, _ agreement: String = counts,
        id: String = "c"
    ) throws -> [String] {
        let input = scratch.folder.appendingPathComponent("in")
        if FileManager.default.fileExists(atPath: input.path) {
            try FileManager.default.removeItem(at: input)
        }
        let people = MadePerson.many([("Y99001", "female", women), ("Y99001", "male", men)])
        try scratch.write(agreement.utf8, "a.yaml")
        for (place, person) in people.enumerated() {
            try scratch.write(person.json.utf8, "in/\(1000 + place).json")
        }
        let outcome = try convert("in", "feeds/\(number)", in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(!outcome.error.contains("E443"))
        return try TableTests.cells(scratch, "feeds/\(number)/\(id)/tables/people.csv")
            .filter { $0.hasPrefix("Y99001,") && !$0.contains(",all,") }
    }

    @Test func aPersonMoreChangesNothing() throws {
        let scratch = try Self.scratch()
        let first = try Self.cells(scratch, 1, 20, 12)
        #expect(first == ["Y99001,male,12,count", "Y99001,female,20,count"])
        #expect(try Self.cells(scratch, 2, 21, 12) == first)
        #expect(try Self.cells(scratch, 3, 27, 5) == first)
        let other = ["Y99001,male,12,count", "Y99001,female,28,count"]
        #expect(try Self.cells(scratch, 4, 28, 12) == other)
        // Back again, it is what it was at first, and never 19.
        #expect(try Self.cells(scratch, 5, 19, 12) == first)
        let dictionary = try scratch.read("feeds/5/c/data-dictionary.md")
        #expect(dictionary.contains("until it has changed by more than 7 people"))
    }

    /// The same people under another agreement, who are one fewer there.
    @Test func anotherAgreementCannotBeSubtracted() throws {
        let scratch = try Self.scratch()
        let first = try Self.cells(scratch, 1, 20, 12)
        let other = Self.counts.replacing("{id: c,", with: "{id: d,")
        #expect(try Self.cells(scratch, 2, 19, 12, other, id: "d") == first)
    }

    /// Two agreements in one run, of which one counts a person fewer.
    @Test func agreementsOfOneRunAreHeldToOneAnother() throws {
        let scratch = try Self.scratch()
        let older = Self.counts.replacing("{id: c,", with: "{id: d,")
            .replacing(
                "{registered_at: publishers,", with: "{registered_at: publishers, age: {min: 50},")
        try scratch.write(Self.counts.utf8, "a.yaml")
        try scratch.write(older.utf8, "b.yaml")
        for number in 0..<20 {
            let person = MadePerson(number: number, born: number == 0 ? "2000-01-02" : "1950-06-07")
            try scratch.write(person.json.utf8, "in/\(number).json")
        }
        func tables(_ out: String, _ more: [String]) throws -> [[String]] {
            let outcome = try scratch.run(
                ["convert", "in", "--agreement", "a.yaml", "--agreement", "b.yaml", "--mappings"]
                    + [Program.mappings, "--run-date", "2026-11-21", "--out", out] + more)
            #expect(outcome.status == 0, "\(outcome.error)")
            return try ["c", "d"].map {
                try TableTests.cells(scratch, "\(out)/\($0)/tables/people.csv")
            }
        }
        let apart = try tables("apart", [])
        #expect(apart[0] != apart[1])
        let held = try tables("held", ["--ledger", "book", "--ledger-key", "file:key"])
        #expect(held[0] == apart[0] && held[1] == apart[0])
    }

    /// A total is a sum, and cannot be held: what another agreement's total is too close to is
    /// refused.
    @Test func aTotalTooCloseToAnotherAgreementsIsRefused() throws {
        let scratch = try Self.scratch()
        let exact = Self.counts.replacing("totals: from_published", with: "totals: exact")
        _ = try Self.cells(scratch, 1, 20, 12, exact)
        let other = exact.replacing("{id: c,", with: "{id: d,")
            .replacing("columns: [sex]", with: "columns: [age_band]")
            .replacing("fields: [sex, practice]", with: "fields: [age_band, practice]")
            .replacing("{event_date: month}", with: "{age: band10, event_date: month}")
        try scratch.write(other.utf8, "a.yaml")
        for number in 0..<31 {
            try scratch.write(MadePerson(number: number).json.utf8, "more/\(number).json")
        }
        let outcome = try Self.convert("more", "feeds/2", in: scratch)
        #expect(outcome.status == 4, "\(outcome.error)")
        #expect(outcome.error.contains("totals differ by few people from those of a table of"))
        #expect(try !scratch.files(below: "feeds/2").keys.contains { $0.contains("tables/") })
    }

    /// The next version of an agreement tells people apart by something else, and one has joined.
    @Test func aTotalTooCloseToThatOfAnotherLayoutIsRefused() throws {
        let scratch = try Self.scratch()
        let exact = Self.counts.replacing("totals: from_published", with: "totals: exact")
        _ = try Self.cells(scratch, 1, 20, 12, exact)
        let next = exact.replacing("columns: [sex]", with: "columns: [age_band]")
            .replacing("fields: [sex, practice]", with: "fields: [age_band, practice]")
            .replacing("{event_date: month}", with: "{age: band10, event_date: month}")
        try scratch.write(next.utf8, "a.yaml")
        func outcome(_ people: Int, _ out: String) throws -> (status: Int32, error: String) {
            for number in 0..<people {
                try scratch.write(MadePerson(number: number).json.utf8, "\(out)/\(number).json")
            }
            let run = try Self.convert(out, "feeds/\(out)", in: scratch)
            return (run.status, run.error)
        }
        let more = try outcome(33, "more")
        #expect(more.status == 4, "\(more.error)")
        #expect(more.error.contains("totals differ by few people from those of a table of"))
        // As many as before tell nothing, and then a person more is held as in any table.
        #expect(try outcome(32, "same").status == 0)
        #expect(try outcome(33, "later").status == 0)
    }

    /// What is counted is another thing where its codes are others: one must not stand for another.
    @Test func countsOfOtherValuesAreNotHeldToOneAnother() throws {
        let scratch = try Self.scratch()
        func cells(_ number: Int, _ status: String, _ seen: Int) throws -> [String] {
            let agreement = TableTests.agreement(
                "- {id: people, count: patients, of: encounter, rows: [practice], columns: [sex]}",
                "profile: custom, threshold: 7, totals: from_published, secondary: true"
            ).replacing("last: P6M", with: "last: P1Y, values: {status: [\(status)]}")
            try scratch.write(agreement.utf8, "a.yaml")
            for place in 0..<40 {
                let days = place < seen ? ["2026-03-10"] : []
                try scratch.write(
                    MadePerson(number: place, seen: days).json.utf8, "in/\(place).json")
            }
            let outcome = try Self.convert("in", "feeds/\(number)", in: scratch)
            #expect(outcome.status == 0, "\(outcome.error)")
            return try TableTests.cells(scratch, "feeds/\(number)/c/tables/people.csv")
        }
        #expect(try cells(1, "finished", 20).contains("Y99001,female,20,count"))
        // Nobody has one that is planned; six people fewer would have been held at twenty.
        #expect(try cells(2, "planned, finished", 15).contains("Y99001,female,15,count"))
    }

    @Test func withoutALedgerItIsSaid() throws {
        let scratch = try Scratch()
        let outcome = try TableTests.convert(TableTests.some, in: scratch)
        #expect(outcome.status == 0)
        #expect(
            outcome.error.contains(
                "a.yaml: warning[E443]: nothing knows which tables were published before"))
    }

    /// The same cells in every format, made from the lines that were scanned.
    @Test func tablesComeAsParquetAndSQLiteToo() throws {
        let scratch = try Scratch()
        let agreement = TableTests.agreement().replacing(
            "format: table", with: "format: [table, parquet, sqlite]")
        let outcome = try TableTests.convert(TableTests.some, agreement, in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        let names = try scratch.files(below: "feed").keys.sorted()
        #expect(
            names == [
                "c/data-dictionary.json", "c/data-dictionary.md", "c/feed.sqlite",
                "c/tables/people.csv", "c/tables/people.parquet", "manifest.json",
                "quarantine.ndjson",
            ])
        let files = try scratch.files(below: "feed/c")
        let parquet = try #require(files["tables/people.parquet"])
        #expect(parquet.prefix(4) == Data("PAR1".utf8) && parquet.suffix(4) == Data("PAR1".utf8))
        let sqlite = try #require(files["feed.sqlite"])
        #expect(sqlite.range(of: Data(#"CREATE TABLE "people""#.utf8)) != nil)
        #expect(sqlite.range(of: Data("suppressed".utf8)) != nil)
        #expect(sqlite.range(of: Data("person_key".utf8)) == nil)
        #expect(try scratch.read("feed/manifest.json").contains("people.parquet"))
        let again = try Scratch()
        _ = try TableTests.convert(TableTests.some, agreement, in: again)
        #expect(try again.files(below: "feed") == scratch.files(below: "feed"))
    }
}
