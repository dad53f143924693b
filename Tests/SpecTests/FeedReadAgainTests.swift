import Foundation
import Pipeline
import Testing

/// The UK Core feed, a file a resource type as in FHIR Bulk Data, is read again as what it says.
@Suite struct FeedReadAgainTests {
    /// The lines that a resource type has in the expected feed, and what reading all of it makes.
    private static func lines() throws -> (written: [String: Set<String>], read: Set<String>) {
        let feed = Neighbourhood.samples.appendingPathComponent("expected/direct-care-mdt/ukcore")
        let files = try Files.list(feed.path).filter { $0.hasSuffix(".ndjson") }
        var (written, read) = ([String: Set<String>](), Set<String>())
        for file in files {
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
            let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
            written[name] = Set(lines.map(String.init))
        }
        try MappingTrial(try Neighbourhood.library.get()).run(files, asUKCore: true) { bytes, _ in
            for line in bytes.split(separator: 0x0A) {
                read.insert(String(decoding: line, as: UTF8.self))
            }
        }
        return (written, read)
    }

    @Test func everyResourceComesOutAsItWas() throws {
        let (written, read) = try Self.lines()
        for (type, lines) in written where type != "Organization" {
            #expect(lines.subtracting(read).isEmpty, "\(type)")
        }
        #expect((written["Observation"]?.count ?? 0) > 100)
        // An organisation that nobody in the feed refers to is nobody's.
        #expect(written["Organization"]?.intersection(read).isEmpty == false)
    }
}
