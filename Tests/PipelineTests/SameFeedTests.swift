import Foundation
import Testing

@testable import Pipeline

/// The same made-up people, in every layout that is read, become the same feed byte for byte.
@Suite struct SameFeedTests {
    private static let samples = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Samples/neighbourhood").path

    private static let agreement = ConversionTests.agreement
        .replacing("Y99001", with: "PRACTICE")
        .replacing("\n  free_text:", with: "\n" + more + "\n  free_text:")

    private static let more = [
        "observation, fields: [code, effective, value]", "encounter, fields: [code, start, status]",
        "medication, fields: [code, status]",
    ].map { "    - {entry: \($0), why: w}" }.joined(separator: "\n")

    /// A set of people, each of one Bundle.
    private struct People {
        let bundles: [[String: Any]]

        init(practice: String, ofR4: Bool = false) throws {
            let folder = "\(SameFeedTests.samples)/\(practice)"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            bundles = try names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
                let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
                return try JSONSerialization.jsonObject(with: data) as? [String: Any]
            }
            .filter { ($0["meta"] == nil) == ofR4 }
        }

        var entries: [Any] { bundles.flatMap { $0["entry"] as? [Any] ?? [] } }
        var resources: [[String: Any]] {
            entries.compactMap { ($0 as? [String: Any])?["resource"] as? [String: Any] }
        }
        var merged: [String: Any] {
            var bundle = bundles[0]
            bundle["entry"] = entries
            return bundle
        }

        /// The lines of each type of resource, a file a type.
        var lines: [(String, String)] {
            get throws {
                let types = Dictionary(grouping: resources) { $0["resourceType"] as? String ?? "" }
                return try types.sorted { $0.key < $1.key }.map { type, all in
                    let lines = try all.map { try SameFeedTests.text($0) + "\n" }
                    return ("\(type).ndjson", lines.joined())
                }
            }
        }
    }

    private static func text(
        _ value: Any, _ options: JSONSerialization.WritingOptions = []
    ) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: value, options: options.union([.sortedKeys, .withoutEscapingSlashes]))
        return String(decoding: data, as: UTF8.self)
    }

    /// Each layout, as files with their bytes.
    private static func layouts(
        _ people: People
    ) throws -> [(name: String, files: [(String, [UInt8])])] {
        let each = try people.bundles.map { try text($0) }
        let pretty = try people.bundles.map { try text($0, .prettyPrinted) }
        let merged = try text(people.merged)
        let named = each.enumerated().map { ("x/\($0.offset + 10).json", $0.element) }
        let lines = try people.lines
        func one(_ text: String) -> [(String, [UInt8])] { [("a.json", Array(text.utf8))] }
        return [
            ("a Bundle a person", named.map { ($0.0, Array($0.1.utf8)) }),
            ("one Bundle", one(merged)),
            ("one Bundle over lines", one(try text(people.merged, .prettyPrinted))),
            ("an array of Bundles", one("[\(each.joined(separator: ","))]")),
            ("Bundles over lines", one(pretty.joined(separator: "\n"))),
            ("Bundles without space", one(each.joined())),
            ("an array of resources", one(try text(people.resources, .prettyPrinted))),
            (
                "resources over lines",
                one(
                    try people.resources.map { try text($0, .prettyPrinted) }
                        .joined(separator: "\n"))
            ),
            ("a file a type", lines.map { ($0.0, Array($0.1.utf8)) }),
            ("a zip of Bundles", [("a.zip", Packing.zip(named))]),
            ("a zip of one Bundle", [("a.zip", Packing.zip([("m.json", merged)]))]),
            ("a zip of a file a type", [("a.zip", Packing.zip(lines))]),
            ("a tar of a file a type", [("a.tar.gz", Packing.gzip(Packing.tar(lines)))]),
            (
                "a zip of an array a type",
                [
                    (
                        "a.zip",
                        Packing.zip(
                            lines.map { name, text in
                                let items = text.split(separator: "\n").joined(separator: ",")
                                return (name, "[\(items)]")
                            })
                    )
                ]
            ),
        ]
    }

    /// GP Connect of EMIS and of SystmOne, and UK Core with full URLs.
    @Test(arguments: [
        ("Y99001", false), ("Y99003", false), ("Y99005", true),
    ])
    func aLayoutChangesNothing(_ practice: String, _ ofR4: Bool) async throws {
        let people = try People(practice: practice, ofR4: ofR4)
        #expect(people.bundles.count > 3)
        var first: [String: [UInt8]]?
        for (name, files) in try Self.layouts(people) {
            // The order of what comes in parts does not hang on who is ready first.
            for workers in name.hasPrefix("one Bundle") ? [1, 3] : [3] {
                let scratch = try Scratch()
                for (file, bytes) in files { try scratch.write("in/\(file)", bytes) }
                var conversion = try ConversionTests.conversion(
                    scratch, ["\(scratch.path)/in"],
                    Self.agreement.replacing("PRACTICE", with: practice))
                conversion.workers = workers
                let summary = try await conversion.run()
                #expect(summary.records == people.bundles.count, "\(name)")
                var written = scratch.files(below: "out")
                let manifest = written.removeValue(forKey: "manifest.json") ?? []
                for (_, bytes) in scratch.files(below: "in") {
                    let digest = Manifest.sha256(ofBytes: bytes)
                    #expect(String(decoding: manifest, as: UTF8.self).contains(digest), "\(name)")
                }
                let isWhole = written.removeValue(forKey: "quarantine.ndjson") == []
                first = first ?? written
                let isSame = written == first
                #expect(isWhole && isSame, "\(name), \(workers) at once")
                #expect(!scratch.names.contains { $0.hasPrefix(".out") }, "\(name)")
            }
        }
    }

    /// What cannot be read beside people costs none of them, and the sums hold.
    @Test(arguments: [1, 4]) func oneBadResourceCostsNobody(_ workers: Int) async throws {
        let people = try People(practice: "Y99003")
        let stray: [String: Any] = [
            "resource": [
                "resourceType": "Observation", "id": "stray", "status": "final",
                "subject": ["reference": "Patient/nobody"],
            ]
        ]
        var bundle = people.merged
        bundle["entry"] = [stray] + people.entries + [["fullUrl": "urn:uuid:0"], stray]
        let scratch = try Scratch()
        let whole = try Self.text(bundle)
        let file = try scratch.write("in/a.json", whole + "{\"resourceType\":")
        try scratch.write("in/b.json", ConversionTests.record("9990000018", "1"))
        var conversion = try ConversionTests.conversion(
            scratch, ["\(scratch.path)/in"],
            Self.agreement.replacing("PRACTICE", with: "Y99003"))
        conversion.workers = workers
        let summary = try await conversion.run()
        #expect(summary.records == people.bundles.count + 4 && summary.recordsQuarantined == 3)
        let lines = try #require(scratch.text("out/quarantine.ndjson")).split(separator: "\n")
            .compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
        #expect(lines.map { $0["code"] as? String } == ["E232", "E232", "E110"])
        #expect(lines.allSatisfy { $0["input"] as? String == file })
        let offsets = lines.compactMap { $0["offset"] as? Int }
        let bytes = Array(whole.utf8)
        for offset in offsets.prefix(2) {
            #expect(String(decoding: bytes[offset...].prefix(80), as: UTF8.self).contains("stray"))
        }
        #expect(offsets.last.map { $0 >= bytes.count } == true)
    }
}
