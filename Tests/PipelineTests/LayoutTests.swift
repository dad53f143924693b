import CanonicalModel
import Feeds
import Foundation
import GRDB
import Testing

@testable import Pipeline

/// Where the rows of two practices come to stand.
@Suite struct LayoutTests {
    /// A run over people of two practices, whose records come in no order.
    private func conversion(_ scratch: Scratch, _ format: String) throws -> Conversion {
        let other = "{ods: Y99002, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}"
        let text = ConversionTests.agreement
            .replacing("publishers: [", with: "publishers: [{ods: Y99002}, ")
            .replacing("sign_up: [", with: "sign_up: [\(other), ")
            .replacing("[csv, parquet, ukcore]", with: format)
        let people = ["9990000042", "9990000018", "9990000034", "9990000026"]
        for (index, number) in people.enumerated() {
            let later = ConversionTests.record(number, "\(index)")
            let earlier = later.replacing("2019-05-06", with: "2018-01-01")
                .replacing("\"c\(index)\"", with: "\"d\(index)\"")
            let practice = index == 1 ? "Y99001" : "Y99002"
            try scratch.write(
                "in/\(index).ndjson",
                [later, earlier].map { $0.replacing("Y99001", with: practice) + "\n" }.joined())
        }
        return try ConversionTests.conversion(scratch, ["\(scratch.path)/in"], text)
    }

    @Test func aPracticeHasAFolderWithItsPeopleInOrder() async throws {
        let scratch = try Scratch()
        var conversion = try conversion(scratch, "[csv, parquet, ukcore]")
        conversion.layout = .byPractice
        _ = try await conversion.run()
        let names = scratch.files(below: "out/tiny").keys.sorted()
        let tables = [
            "csv/patient.csv", "csv/problem.csv", "parquet/patient.parquet",
            "parquet/problem.parquet", "ukcore/Condition.ndjson", "ukcore/Patient.ndjson",
            "ukcore/manifest.json",
        ]
        #expect(
            names == ["data-contract.odcs.yaml", "data-dictionary.md", "datapackage.json"]
                + ["practice=Y99001", "practice=Y99002"].flatMap { practice in
                    tables.map { "\(practice)/\($0)" }
                })
        let rows = try #require(scratch.text("out/tiny/practice=Y99002/csv/problem.csv"))
            .split(separator: "\r\n").dropFirst().map { $0.split(separator: ",") }
        #expect(rows.count == 6 && rows.allSatisfy { $0[1] == "Y99002" })
        let keys = rows.map { "\($0[0])" }
        #expect(keys == keys.sorted() && Set(keys).count == 3)
        let dates = rows.compactMap { row in row.first { $0.hasPrefix("201") } }
        #expect(dates == ["2018-01", "2019-05", "2018-01", "2019-05", "2018-01", "2019-05"])
    }

    /// Whoever has one file of a feed can tell by which schema to read it.
    @Test func everyFormatSaysTheVersionOfTheSchema() async throws {
        let scratch = try Scratch()
        _ = try await conversion(scratch, "[csv, parquet, sqlite]").run()
        func says(_ file: String, _ words: String) -> Bool {
            scratch.bytes("out/\(file)")?.firstRange(of: Array(words.utf8)) != nil
        }
        let version = FeedSchema.version
        #expect(says("manifest.json", "\"feed_schema\" : \(version),"))
        #expect(says("tiny/datapackage.json", "\"sluice:feedSchema\":\(version),"))
        let property = "property: feedSchema\n    value: \(version)\n"
        #expect(says("tiny/data-contract.odcs.yaml", property))
        #expect(says("tiny/data-dictionary.md", "of version \(version) of the feed schema"))
        #expect(says("tiny/parquet/problem.parquet", "sluice.feed_schema"))
        let file = try DatabaseQueue(path: "\(scratch.path)/out/tiny/feed.sqlite")
        let stated = try await file.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(stated == version)
    }

    @Test func resourcesAreASetOfBulkData() async throws {
        let scratch = try Scratch()
        _ = try await conversion(scratch, "[ukcore]").run()
        let bytes = try #require(scratch.bytes("out/tiny/ukcore/manifest.json"))
        let manifest = try #require(
            try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(manifest["transactionTime"] as? String == "2026-06-01T00:00:00Z")
        #expect(manifest["requiresAccessToken"] as? Bool == false)
        let output = try #require(manifest["output"] as? [[String: Any]])
        #expect(output.map { $0["type"] as? String } == ["Patient", "Condition"])
        for file in output {
            let name = try #require(file["url"] as? String)
            let lines = try #require(scratch.text("out/tiny/ukcore/\(name)"))
            #expect(lines.count { $0 == "\n" } == file["count"] as? Int)
        }
    }

    @Test(arguments: [FeedLayout.flat, .byPractice])
    func aDatabaseHoldsTheRowsOfAllPractices(_ layout: FeedLayout) async throws {
        let scratch = try Scratch()
        var written: [[String: [UInt8]]] = []
        for workers in [1, 3] {
            var conversion = try conversion(scratch, "sqlite")
            (conversion.layout, conversion.workers, conversion.replaces) = (layout, workers, true)
            _ = try await conversion.run()
            written.append(scratch.files(below: "out"))
        }
        #expect(written[0] == written[1])
        let path = "\(scratch.path)/out/tiny/feed.sqlite"
        let counts = try await DatabaseQueue(path: path).read { database in
            try ["person", "patient", "problem"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)")
            }
        }
        #expect(counts == [4, 8, 8])
        let manifest = try #require(scratch.text("out/manifest.json"))
        #expect(manifest.contains("tiny/feed.sqlite"))
        #expect(manifest.contains(Manifest.sha256(ofBytes: written[0]["tiny/feed.sqlite"] ?? [])))
    }

    @Test(arguments: [
        ("Y99001", "practice=Y99001"), ("../x", "practice=_2e_2e_2fx"), ("", "practice="),
        ("é", "practice=_c3_a9"),
    ])
    func aFolderIsCalled(_ practice: String, _ expected: String) {
        #expect(PracticeFolder.name(Array(practice.utf8)) == expected)
    }

    @Test func rowsThatWerePutAsideComeBackByPracticeAndPerson() throws {
        let scratch = try Scratch()
        var spool = try RecordSpool(in: scratch.path)
        #expect(scratch.names.isEmpty)
        for (practice, person, row) in [
            ("B", "2", "a"), ("A", "9", "b"), ("B", "10", "c"), ("A", "9", "d"), ("B", "2", "e"),
        ] {
            var output = FeedOutput()
            (output.practice, output.person) = (Array(practice.utf8), Array(person.utf8))
            output.csv[3] = Array(row.utf8) + Array(repeating: 0x2E, count: 200_000)
            output.csvRows[3] = 1
            output.ndjson[2] = Array(row.uppercased().utf8)
            output.ndjsonRows[2] = 2
            try spool.append(output)
        }
        var (found, output) = ([String](), FeedOutput())
        for (practice, records) in try spool.sorted() {
            try spool.people(records, &output) { output in
                let rows = String(decoding: output.csv[3].filter { $0 != 0x2E }, as: UTF8.self)
                let lines = String(decoding: output.ndjson[2], as: UTF8.self)
                let names = [practice, output.person].map { String(decoding: $0, as: UTF8.self) }
                found.append(
                    "\(names) \(rows) \(output.csvRows[3]) \(lines) \(output.ndjsonRows[2])")
            }
        }
        spool.close()
        #expect(
            found == [
                #"["A", "9"] bd 2 BD 4"#, #"["B", "10"] c 1 C 2"#, #"["B", "2"] ae 2 AE 4"#,
            ])
    }
}
