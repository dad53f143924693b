import CanonicalModel
import Foundation
import Synchronization
import Testing

@testable import Pipeline

/// Whole runs over tiny made-up records, with the mappings of the package.
@Suite struct ConversionTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static let agreement = """
        agreement: {id: tiny, version: 1.0.0, status: active, title: Tiny,
          valid: {from: 2026-01-01, until: 2026-12-31}}
        parties:
          publishers: [{ods: Y99001}]
          recipients: [{ods: Y99N01, flows: [f]}]
        purposes: [{id: p, class: population_health, description: d}]
        legal: {article6: '6(1)(e)', article9: '9(2)(h)',
          confidentiality: {basis: not_confidential, why: w}}
        opt_outs: {type1: {apply: true}}
        cohort: {registered_at: publishers, unstated_registration: release}
        dataset:
          include:
            - {entry: patient, fields: [pseudonym, age_years, sex, practice], why: w}
            - {entry: problem, fields: [code, onset], why: w}
          free_text: withhold
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification:
          level: pseudonymised
          pseudonym: {key: 'env:K', epoch: '1'}
          fields: {age: years, event_date: month}
        flows: [{id: f, recipient: Y99N01, purpose: p, format: [csv, parquet, ukcore]}]
        sign_up: [{ods: Y99001, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}]
        """

    /// A UK Core record of a made-up person.
    static func record(_ number: String, _ id: String, _ more: [String] = []) -> String {
        let system = "https://fhir.nhs.uk/Id"
        let patient = """
            {"resourceType":"Patient","id":"p\(id)","gender":"female","birthDate":"1950-02-03",\
            "identifier":[{"system":"\(system)/nhs-number","value":"\(number)"}],\
            "managingOrganization":{"identifier":{"system":"\(system)/ods-organization-code",\
            "value":"Y99001"}}}
            """
        let problem = """
            {"resourceType":"Condition","id":"c\(id)","category":[{"coding":[{"code":\
            "problem-list-item"}]}],"code":{"coding":[{"system":"http://snomed.info/sct",\
            "code":"195967001","display":"Asthma"}]},"onsetDateTime":"2019-05-06"}
            """
        let entries = ([patient, problem] + more).map { "{\"resource\":\($0)}" }
        return """
            {"resourceType":"Bundle","type":"collection","entry":[\
            \(entries.joined(separator: ","))]}
            """
    }

    static let objection = """
        {"resourceType":"Consent","id":"k1","scope":{},"category":[{"coding":[{"system":\
        "http://snomed.info/sct","code":"827241000000103"}]}],"dateTime":"2014-01-20"}
        """

    static let library = Result {
        try MappingLibrary(folder: "\(root)/Mappings")
    }

    static func conversion(
        _ scratch: Scratch, _ inputs: [String], _ agreement: String = agreement
    ) throws -> Conversion {
        let day = try #require(PartialDate(.day, year: 2026, month: 6, day: 1))
        let file = try scratch.write("agreement.yaml", agreement)
        let library = try library.get()
        let prepared = try PreparedAgreement(
            file: file, flow: nil, runDate: day, shared: library.codeSets,
            measurements: library.measurements,
            secret: { $0 == "K" ? String(repeating: "0a", count: 32) : nil })
        return Conversion(
            inputs: inputs, agreements: [prepared], library: library,
            output: "\(scratch.path)/out", runDate: day)
    }

    static func inputs(_ scratch: Scratch) throws -> [String] {
        for number in 0..<12 {
            try scratch.write(
                "in/plain\(number).json",
                record(number < 6 ? "9990000018" : "9990000026", "\(number)"))
        }
        try scratch.write("in/torn.json", "{\"resourceType\":\"Bundle\"")
        try scratch.write("in/text.txt", "neither")
        try scratch.write("in/.hidden.json", "not read")
        try scratch.write(
            "in/lines.ndjson",
            record("9990000034", "20") + "\n" + record("9990000042", "21") + "\n")
        return ["\(scratch.path)/in"]
    }

    @Test func oneWorkerAndFourWriteTheSameBytes() async throws {
        var written: [[String: [UInt8]]] = []
        let scratch = try Scratch()
        for workers in [1, 4] {
            var conversion = try Self.conversion(scratch, try Self.inputs(scratch))
            conversion.workers = workers
            conversion.replaces = true
            let summary = try await conversion.run()
            #expect(summary.records == 16 && summary.recordsQuarantined == 2)
            #expect(!summary.tookSecondPass)
            #expect(summary.feeds.first?.recordsReleased == 14)
            written.append(scratch.files(below: "out"))
        }
        #expect(written[0] == written[1])
        let names = written[0].keys.sorted()
        #expect(names.contains("manifest.json") && names.contains("quarantine.ndjson"))
        #expect(names.contains("tiny/csv/patient.csv"))
        #expect(written[0]["tiny/csv/problem.csv"]?.count { $0 == 0x0A } == 15)
        let table = try #require(written[0]["tiny/parquet/problem.parquet"])
        #expect(table.starts(with: "PAR1".utf8) && table.suffix(4).elementsEqual("PAR1".utf8))
        #expect(!names.contains { $0.hasPrefix(".") })
    }

    /// A feed of Parquet alone has no CSV, but its rows are counted all the same.
    @Test func aFeedMayBeParquetAlone() async throws {
        let scratch = try Scratch()
        let inputs = try Self.inputs(scratch)
        let text = Self.agreement.replacing("[csv, parquet, ukcore]", with: "parquet")
        let summary = try await Self.conversion(scratch, inputs, text).run()
        let names = scratch.files(below: "out").keys
        #expect(names.contains("tiny/parquet/patient.parquet"))
        #expect(!names.contains { $0.hasSuffix(".csv") || $0.hasPrefix("tiny/ukcore/") })
        #expect(summary.feeds.first?.recordsReleased == 14)
        let manifest = try #require(scratch.text("out/manifest.json"))
        let entry = try #require(manifest.firstRange(of: "tiny/parquet/problem.parquet"))
        #expect(manifest[entry.upperBound...].prefix(60).contains("\"rows\" : 14"))
        #expect(scratch.text("out/tiny/data-dictionary.md")?.contains("DOUBLE") == true)
    }

    @Test func noValueIsInTheManifestOrTheQuarantine() async throws {
        let scratch = try Scratch()
        let conversion = try Self.conversion(scratch, try Self.inputs(scratch))
        _ = try await conversion.run()
        for name in ["out/manifest.json", "out/quarantine.ndjson", "out/tiny/csv/patient.csv"] {
            let text = try #require(scratch.text(name))
            #expect(!text.contains("999000") && !text.contains("1950-"))
        }
    }

    @Test func theManifestNamesEveryInputByItsDigest() async throws {
        let scratch = try Scratch()
        _ = try await Self.conversion(scratch, try Self.inputs(scratch)).run()
        let manifest = try #require(scratch.text("out/manifest.json"))
        for (name, bytes) in scratch.files(below: "in") where !name.hasPrefix(".") {
            let digest = Manifest.sha256(String(decoding: bytes, as: UTF8.self))
            #expect(manifest.contains(digest), "\(name)")
        }
        for (name, bytes) in scratch.files(below: "out") where name != "manifest.json" {
            let digest = Manifest.sha256(ofBytes: bytes)
            #expect(manifest.contains(digest), "\(name)")
        }
    }

    /// The objection stands in the last record; the first is the same person's. A code that is
    /// written with an escape is not seen before the records are read, so a second pass knows it.
    @Test(arguments: [1, 4], [false, true])
    func aLaterObjectionReachesEarlierRecords(_ workers: Int, _ isEscaped: Bool) async throws {
        let scratch = try Scratch()
        let escaped = Self.objection.replacing("827241", with: "82\\u0037241")
        let objection = isEscaped ? escaped : Self.objection
        var conversion = try Self.conversion(
            scratch,
            [
                try scratch.write("a.json", Self.record("9990000018", "1")),
                try scratch.write("b.json", Self.record("9990000026", "2")),
                try scratch.write("c.json", Self.record("9990000018", "3", [objection])),
            ])
        conversion.workers = workers
        let summary = try await conversion.run()
        #expect(summary.tookSecondPass == isEscaped)
        #expect(summary.records == 3)
        #expect(summary.feeds.first?.recordsReleased == 1)
        #expect(
            summary.feeds.first?.recordsWithheld.map { "\($0.reason) \($0.count)" }
                == ["type1OptOut 2"])
        #expect(scratch.files(below: "out")["tiny/csv/problem.csv"]?.count { $0 == 0x0A } == 2)
    }

    @Test func anObjectionInTheOnlyRecordNeedsNoSecondPass() async throws {
        let scratch = try Scratch()
        let file = try scratch.write("c.json", Self.record("9990000018", "3", [Self.objection]))
        let summary = try await Self.conversion(scratch, [file]).run()
        #expect(!summary.tookSecondPass)
        #expect(summary.feeds.first?.recordsReleased == 0)
    }

    /// The first is released, whichever worker is done first; one byte of difference is another.
    @Test(arguments: [1, 4])
    func aRecordThatIsGivenTwiceIsReleasedOnce(_ workers: Int) async throws {
        let scratch = try Scratch()
        let line = Self.record("9990000034", "3")
        let inputs = [
            try scratch.write("a.json", Self.record("9990000018", "1")),
            try scratch.write("b.json", Self.record("9990000018", "1")),
            try scratch.write("c.json", Self.record("9990000018", "2")),
            try scratch.write("d.ndjson", line + "\n" + line + "\n" + line + "\n"),
            try scratch.write("e.json.gz", Packing.gzip(Self.record("9990000018", "2").utf8)),
        ]
        var conversion = try Self.conversion(scratch, inputs)
        conversion.workers = workers
        let summary = try await conversion.run()
        #expect(summary.records == 7 && summary.recordsQuarantined == 4)
        #expect(summary.feeds.first?.recordsReleased == 3)
        let quarantine = try #require(scratch.text("out/quarantine.ndjson"))
        #expect(quarantine.split(separator: "\n").count == 4)
        #expect(quarantine.contains("b.json") && quarantine.contains("E410"))
        #expect(!quarantine.contains("\"c.json") && quarantine.contains("e.json.gz"))
    }

    @Test func anInterruptedRunLeavesNothing() async throws {
        let scratch = try Scratch()
        var conversion = try Self.conversion(scratch, try Self.inputs(scratch))
        let asked = Counter()
        conversion.isInterrupted = { asked.next() > 3 }
        let error = await #expect(throws: Diagnostic.self) { try await conversion.run() }
        #expect(error?.code == .interrupted)
        #expect(scratch.names == ["agreement.yaml", "in"])
    }

    @Test func nothingToReadIsSaidAndLeavesNothing() async throws {
        let scratch = try Scratch()
        try scratch.write("in/.hidden", "x")
        let conversion = try Self.conversion(scratch, ["\(scratch.path)/in"])
        let error = await #expect(throws: Diagnostic.self) { try await conversion.run() }
        #expect(error?.code == .noInput)
        #expect(scratch.names == ["agreement.yaml", "in"])
    }

    @Test(arguments: [nil, "", "0a0b", String(repeating: "0g", count: 32)])
    func aKeyThatIsNotThereIsSaid(_ key: String?) throws {
        let scratch = try Scratch()
        let file = try scratch.write("agreement.yaml", Self.agreement)
        let day = try #require(PartialDate(.day, year: 2026, month: 6, day: 1))
        let library = try Self.library.get()
        let error = #expect(throws: Diagnostics.self) {
            try PreparedAgreement(
                file: file, flow: nil, runDate: day, shared: library.codeSets,
                measurements: library.measurements, secret: { _ in key })
        }
        #expect(error?.all.map(\.code) == [.missingKey])
    }
}

/// Counts how often it was asked.
private final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
