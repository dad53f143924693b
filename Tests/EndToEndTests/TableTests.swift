import Foundation
import Testing

/// Agreements for counts: what is published, what is refused, and what is told of either.
@Suite struct TableTests {
    static func agreement(
        _ tables: String = "- {id: people, count: patients, rows: [practice], columns: [sex]}",
        _ control: String = "profile: opensafely"
    ) -> String {
        """
        agreement: {id: c, version: 1.0.0, status: active, title: T,
          valid: {from: 2026-01-01, until: 2026-12-31}}
        parties:
          publishers: [{ods: Y99001}, {ods: Y99002}, {ods: Y99003}]
          recipients: [{ods: Y99N01, flows: [f]}]
        purposes: [{id: p, class: service_planning, description: d}]
        legal: {article6: '6(1)(e)', article9: '9(2)(h)',
          confidentiality: {basis: not_confidential, why: w}}
        opt_outs: {type1: {apply: true}}
        cohort: {registered_at: publishers, unstated_registration: release}
        dataset:
          include:
            - {entry: patient, fields: [sex, practice], why: w}
            - {entry: encounter, fields: [status, start], last: P6M, why: w}
          free_text: withhold
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification: {level: aggregate, fields: {event_date: month}}
        disclosure_control: {\(control)}
        tables:
          \(tables)
        flows: [{id: f, recipient: Y99N01, purpose: p, format: table}]
        sign_up:
          - {ods: Y99001, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
          - {ods: Y99002, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
        """
    }

    static func convert(
        _ people: [MadePerson], _ agreement: String = agreement(), in scratch: Scratch,
        date: String = "2026-11-21", more: [String] = []
    ) throws -> Outcome {
        try scratch.write(agreement.utf8, "a.yaml")
        for (place, person) in people.enumerated() {
            try scratch.write(person.json.utf8, "in/\(person.practice)/\(1000 + place).json")
        }
        return try scratch.run(
            [
                "convert", "in", "--agreement", "a.yaml", "--mappings", Program.mappings,
                "--run-date", date, "--out", "feed",
            ] + more)
    }

    /// The cells of a file that are not nobody's.
    static func cells(_ scratch: Scratch, _ file: String = "feed/c/tables/people.csv") throws
        -> [String]
    {
        try scratch.read(file).split(separator: "\r\n").map(String.init)
            .filter { !$0.hasSuffix(",zero") }
    }

    static let some = MadePerson.many([
        ("Y99001", "female", 21), ("Y99001", "male", 5), ("Y99002", "female", 8),
        ("Y99002", "male", 13), ("Y99003", "male", 30),
    ])

    @Test func peopleAreCounted() throws {
        let scratch = try Scratch()
        let outcome = try Self.convert(Self.some, in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            try Self.cells(scratch) == [
                "practice,sex,count,state", "Y99001,male,,suppressed", "Y99001,female,20,count",
                "Y99001,all,20,count", "Y99002,male,15,count", "Y99002,female,10,count",
                "Y99002,all,25,count", "all,male,15,count", "all,female,30,count",
                "all,all,45,count",
            ])
        #expect(outcome.output.contains("table people: 15 cells, protected and audited"))
        let names = try scratch.files(below: "feed").keys.sorted()
        #expect(
            names == [
                "c/data-dictionary.json", "c/data-dictionary.md", "c/tables/people.csv",
                "manifest.json", "quarantine.ndjson",
            ])
    }

    /// Whoever could subtract what is published from how many there were would know the rest.
    @Test func nothingElseTellsHowManyThereAre() throws {
        let scratch = try Scratch()
        let outcome = try Self.convert(Self.some, in: scratch, more: ["--json-log"])
        let told = try outcome.output + outcome.error + scratch.read("feed/manifest.json")
        for word in ["records", "released", "withheld", "entries", "NOT_SIGNED", "bytes_read"] {
            #expect(!told.contains("\"\(word)"), "\(word)")
        }
        let plain = try Self.convert(Self.some, in: scratch, more: ["--replace"])
        #expect(!plain.output.contains("records") && !plain.output.contains("77"))
        let manifest = try scratch.read("feed/manifest.json")
        #expect(manifest.contains(#""inputs_sha256" : ""#) && !manifest.contains(#""inputs" :"#))
        #expect(manifest.contains(#""name" : "opensafely""#))
    }

    @Test func nobodyIsCountedTwice() throws {
        let scratch = try Scratch()
        var twice = Array(Self.some[..<21])
        // The same record again, another record of the same person, and one at another practice.
        twice.append(twice[0])
        twice.append(MadePerson(number: 1, seen: ["2026-11-01"]))
        twice += (2..<12).map { MadePerson(number: $0, practice: "Y99002") }
        let outcome = try Self.convert(twice, in: scratch)
        #expect(outcome.status == 1, "\(outcome.error)")
        #expect(
            try Self.cells(scratch) == [
                "practice,sex,count,state", "Y99001,female,20,count", "Y99001,all,20,count",
                "all,female,20,count", "all,all,20,count",
            ])
    }

    @Test(arguments: [1, 2, 4]) func theNumberOfWorkersChangesNothing(_ workers: Int) throws {
        let scratch = try Scratch()
        _ = try Self.convert(Self.some, in: scratch, more: ["--workers", "\(workers)"])
        let other = try Scratch()
        _ = try Self.convert(Self.some, in: other, more: ["--workers", "3"])
        #expect(try scratch.files(below: "feed") == other.files(below: "feed"))
    }

    @Test func inSmallPracticesNothingButNobodyIsShown() throws {
        let scratch = try Scratch()
        let people = MadePerson.many([
            ("Y99001", "female", 3), ("Y99001", "male", 1), ("Y99002", "male", 2),
        ])
        let outcome = try Self.convert(people, in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        let lines = try Self.cells(scratch).dropFirst()
        #expect(lines.count == 8)
        for line in lines { #expect(line.hasSuffix(",,suppressed")) }
    }

    @Test func whereNobodyIsCountedEverythingIsZero() throws {
        let scratch = try Scratch()
        let outcome = try Self.convert(
            MadePerson.many([("Y99003", "male", 9)]), in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try Self.cells(scratch).count == 1)
        let manifest = try scratch.read("feed/manifest.json")
        #expect(manifest.contains(#""practices_without_records" : ["#))
        #expect(manifest.contains(#""Y99001""#) && manifest.contains(#""Y99002""#))
    }

    @Test func contactsAreSmallByThePeopleBehindThem() throws {
        let scratch = try Scratch()
        var people = (0..<8).map { MadePerson(number: $0, seen: ["2026-10-01", "2026-10-02"]) }
        people.append(
            MadePerson(
                number: 8, seen: (10...30).map { "2026-09-\($0)" } + ["2026-01-01"]))
        let tables = """
            - {id: seen, count: entries, of: encounter, rows: [practice, month], columns: [status]}
            """
        let outcome = try Self.convert(people, Self.agreement(tables), in: scratch)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            try Self.cells(scratch, "feed/c/tables/seen.csv") == [
                "practice,month,status,count,state", "Y99001,2026-09,finished,,suppressed",
                "Y99001,2026-09,all,,suppressed", "Y99001,2026-10,finished,15,count",
                "Y99001,2026-10,all,15,count", "Y99001,all,finished,15,count",
                "Y99001,all,all,15,count", "all,all,finished,15,count", "all,all,all,15,count",
            ])
    }

    // MARK: - Refused

    @Test func aTableThatGivesItselfAwayIsNotPublished() throws {
        let scratch = try Scratch()
        let agreement = Self.agreement(
            "- {id: people, count: patients, rows: [practice], columns: [sex]}",
            "profile: custom, threshold: 7, totals: exact, secondary: false")
        let outcome = try Self.convert(Self.some, agreement, in: scratch)
        #expect(outcome.status == 4)
        #expect(
            outcome.error.contains(
                "c/tables/people.csv: warning[E432]: the table is not published: "))
        #expect(outcome.error.contains("cells can be worked out too closely from the rest"))
        #expect(outcome.output.contains("table people: not published"))
        let names = try scratch.files(below: "feed").keys
        #expect(!names.contains { $0.contains("tables") })
        #expect(try scratch.read("feed/manifest.json").contains(#""refused" : ""#))
    }

    @Test func outsideItsTermAnAgreementPublishesNoZeros() throws {
        let scratch = try Scratch()
        let outcome = try Self.convert(Self.some, in: scratch, date: "2027-01-01")
        #expect(outcome.status == 4)
        #expect(outcome.error.contains("nothing may be counted in this run: NOT_IN_FORCE"))
        #expect(try !scratch.files(below: "feed").keys.contains { $0.contains("tables") })
    }

    @Test func anIdentifierInATitleStopsEverything() throws {
        let scratch = try Scratch()
        let tables = """
            - {id: people, title: of 9990000018, count: patients, rows: [practice], columns: [sex]}
            """
        let outcome = try Self.convert(Self.some, Self.agreement(tables), in: scratch)
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("c/data-dictionary.md: error[E417]"))
        #expect(!scratch.names.contains("feed"))
    }

    @Test(arguments: [
        [], ["--watch", "inbox", "--done", "done", "--out", "feeds"],
    ]) func aStreamHasNoEnd(_ more: [String]) throws {
        let scratch = try Scratch()
        try scratch.write(Self.agreement().utf8, "a.yaml")
        for name in ["inbox", "done"] { try scratch.write("".utf8, "\(name)/.keep") }
        let outcome = try scratch.run(
            [
                "stream", "--agreement", "a.yaml", "--mappings", Program.mappings, "--run-date",
                "2026-11-21",
            ] + more)
        #expect(outcome.status == 2)
        #expect(
            outcome.error.contains(
                "a.yaml: error[E433]: only counts leave under this agreement, and a stream has no "
                    + "end"))
        #expect(outcome.output.isEmpty)
    }

    @Test func countsAndRowsMayLeaveSideBySide() throws {
        let scratch = try Scratch()
        let outcome = try Self.convert(
            Self.some, in: scratch, more: ["--agreement", Program.directCare.path])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("table people: 15 cells"))
        #expect(outcome.output.contains("records: 77 read"))
        #expect(
            !FileManager.default.fileExists(
                atPath: scratch.folder.appendingPathComponent("feed/c/csv").path))
    }
}
