import CanonicalModel
import Foundation
import Synchronization
import Testing

@testable import Pipeline

/// Professionals and organisations that several people's records tell of.
@Suite struct SharedResourcesTests {
    static let agreement = ConversionTests.agreement
        .replacing(
            "level: pseudonymised\n  pseudonym: {key: 'env:K', epoch: '1'}\n"
                + "  fields: {age: years, event_date: month}",
            with: "level: identifiable\n  fields: {age: drop, event_date: exact}"
        )
        .replacing("[pseudonym, age_years, sex, practice]", with: "[nhs_number, sex, practice]")
        .replacing(
            "- {entry: problem, fields: [code, onset], why: w}",
            with: "- {entry: problem, fields: [code, onset, practitioner], why: w}\n"
                + "    - {entry: practitioner, fields: [name, organisation], why: w}\n"
                + "    - {entry: organisation, fields: [name, ods_code], why: w}"
        )
        .replacing("[csv, parquet, ukcore]", with: "[csv, ukcore]")
        .replacing("basis: not_confidential", with: "basis: explicit_consent")
        .replacing("publishers: [", with: "publishers: [{ods: Y99002}, ")
        .replacing(
            "sign_up: [",
            with: "sign_up: [{ods: Y99002, version: '1.0', by: b, role: r, at: 2026-01-01, "
                + "evidence: e}, ")

    /// A record of a person seen by doctor `d1`, who works for the organisation `o1`.
    private static func record(
        _ number: String, _ id: String, practice: String, organisation name: String
    ) -> String {
        ConversionTests.record(
            number, id,
            [
                #"{"resourceType":"Practitioner","id":"d1","name":[{"text":"Dr Made Up"}]}"#,
                """
                {"resourceType":"PractitionerRole","id":"r1",\
                "practitioner":{"reference":"Practitioner/d1"},\
                "organization":{"reference":"Organization/o1"}}
                """,
                #"{"resourceType":"Organization","id":"o1","name":"\#(name)"}"#,
            ]
        )
        .replacing("Y99001", with: practice)
        .replacing(
            #""onsetDateTime""#,
            with: #""asserter":{"reference":"Practitioner/d1"},"onsetDateTime""#)
    }

    /// Four people of two practices: the third's record calls the organisation something else, and
    /// at the other practice `o1` is another.
    private func conversion(_ scratch: Scratch) throws -> Conversion {
        for (index, (number, practice, name)) in [
            ("9990000018", "Y99001", "Madeup Surgery"), ("9990000026", "Y99001", "Madeup Surgery"),
            ("9990000034", "Y99001", "Madeup Practice"), ("9990000042", "Y99002", "Other House"),
        ].enumerated() {
            try scratch.write(
                "in/\(index).json",
                Self.record(number, "\(index)", practice: practice, organisation: name))
        }
        return try ConversionTests.conversion(scratch, ["\(scratch.path)/in"], Self.agreement)
    }

    @Test(arguments: [
        (
            FeedLayout.flat,
            ["ukcore/Organization.ndjson": ["Madeup Surgery", "Other House"]]
        ),
        (
            .byPractice,
            [
                "practice=Y99001/ukcore/Organization.ndjson": ["Madeup Surgery"],
                "practice=Y99002/ukcore/Organization.ndjson": ["Other House"],
            ]
        ),
    ])
    func eachStandsInAFileOnce(_ layout: FeedLayout, _ expected: [String: [String]]) async throws {
        let scratch = try Scratch()
        var written: [[String: [UInt8]]] = []
        let findings = Mutex([String]())
        for workers in [1, 3] {
            var conversion = try conversion(scratch)
            (conversion.layout, conversion.workers, conversion.replaces) = (layout, workers, true)
            conversion.observer = RunObserver(finding: { finding in
                findings.withLock { $0.append("E\(finding.code.number)") }
            })
            _ = try await conversion.run()
            written.append(scratch.files(below: "out"))
        }
        #expect(written[0] == written[1])
        #expect(findings.withLock { $0 } == ["E445", "E445"])
        for (file, names) in expected {
            let lines = try #require(scratch.text("out/tiny/\(file)")).split(separator: "\n")
            let found = try lines.map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                let resource = try #require(object as? [String: Any])
                #expect(resource["id"] as? String == "o1")
                return try #require(resource["name"] as? String)
            }
            #expect(found == names)
            for type in ["Practitioner", "PractitionerRole"] {
                let path = file.replacing("Organization", with: type)
                let text = try #require(scratch.text("out/tiny/\(path)"))
                #expect(text.count { $0 == "\n" } == 1)
            }
            let folder = file.replacing("Organization.ndjson", with: "manifest.json")
            let bulk = try #require(scratch.text("out/tiny/\(folder)"))
            #expect(
                bulk.contains("\"count\": \(names.count)")
                    || bulk.contains("\"count\":\(names.count)"))
        }
        let manifest = try JSONSerialization.jsonObject(
            with: Data(try #require(scratch.bytes("out/manifest.json"))))
        #expect(
            Self.rows(of: "Organization.ndjson", in: manifest)
                == expected.values.map(\.count).reduce(0, +))
    }

    /// The rows that the manifest tells of every file called `name`.
    private static func rows(of name: String, in json: Any) -> Int {
        switch json {
        case let list as [Any]: list.reduce(0) { $0 + rows(of: name, in: $1) }
        case let object as [String: Any]:
            (object["file"] as? String)?.hasSuffix("/" + name) == true
                ? object["rows"] as? Int ?? 0
                : object.values.reduce(0) { $0 + rows(of: name, in: $1) }
        default: 0
        }
    }

    /// Lines that come one after another; what is let through, and what was left out though it is
    /// not the same.
    @Test(arguments: [
        (["A 1 x", "A 1 x"], ["1 x"], 0), (["A 1 x", "A 2 x"], ["1 x", "2 x"], 0),
        (["A 1 x", "A 1 y"], ["1 x"], 1), (["A 1 x", "B 1 x"], ["1 x"], 0),
        (["A 1 x", "B 1 y"], ["1 x", "1 y"], 0), (["A 1 x", "B 1 y", "A 1 y"], ["1 x", "1 y"], 0),
        (["A 1 x", "A 1 y", "A 1 y"], ["1 x"], 1),
    ])
    func ofOneIdTheFirstStands(_ given: [String], _ expected: [String], _ differing: Int) {
        var shared = SharedResources()
        var found: [String] = []
        for words in given.map({ $0.split(separator: " ").map(String.init) }) {
            let line = #"{"resourceType":"T","id":"\#(words[1])","v":"\#(words[2])"}"# + "\n"
            var lines = Array(line.utf8)
            let count = shared.keepNew(in: &lines, of: Array(words[0].utf8))
            #expect(String(decoding: lines, as: UTF8.self) == (count == 1 ? line : ""))
            if count == 1 { found.append("\(words[1]) \(words[2])") }
        }
        #expect(found == expected)
        #expect(shared.differing == differing)
    }

    @Test(arguments: [
        ([1, 1], [true, false]), ([1, 2, 1], [true, true, false]),
        // Two are kept for certain, four at most.
        ([1, 2, 3, 1], [true, true, true, false]),
        ([1, 2, 3, 4, 5, 1], [true, true, true, true, true, true]),
        ([1, 2, 3, 1, 4, 1], [true, true, true, false, true, false]),
    ])
    func whatIsMetOftenIsRemembered(_ numbers: [Int], _ expected: [Bool]) {
        var recent = RecentNumbers(capacity: 2)
        #expect(numbers.map { recent.insert($0) } == expected)
    }
}
