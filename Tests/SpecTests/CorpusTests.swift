import Foundation
import Pipeline
import Testing

/// Whole messages of real test systems: each converts, or is refused with a code.
@Suite struct CorpusTests {
    static let root: URL = {
        if let shared = ProcessInfo.processInfo.environment["SLUICE_SHARED"] {
            return URL(fileURLWithPath: shared).appendingPathComponent("corpus")
        }
        return Neighbourhood.package.appendingPathComponent("../shared/corpus").standardizedFileURL
    }()
    #if DEBUG
        static let isPresent = false
    #else
        static let isPresent = FileManager.default.fileExists(
            atPath: root.appendingPathComponent("MANIFEST.tsv").path)
    #endif

    /// The well-formed files of a collection.
    private static func files(_ collection: String) throws -> [String] {
        let manifest = try String(
            contentsOf: root.appendingPathComponent("MANIFEST.tsv"), encoding: .utf8)
        return manifest.split(whereSeparator: \.isNewline).compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count > 6, cells[1] == collection, cells[6] == "yes" else { return nil }
            return root.appendingPathComponent(String(cells[0])).path
        }
    }

    @Test(
        .enabled(if: isPresent, "the shared corpus is not there, or this is a slow debug build"),
        arguments: ["gp2gp-ehrextract-hl7v3-xml", "gpconnect-structured-stu3-json"])
    func everyMessageConvertsOrIsRefused(_ collection: String) async throws {
        let files = try Self.files(collection)
        #expect(files.count > 400)
        let folder = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let summary = try await Neighbourhood.convert(files, into: folder)
        #expect(summary.records == files.count)
        #expect(summary.recordsQuarantined < files.count)
        let quarantine = try String(
            contentsOf: folder.appendingPathComponent("quarantine.ndjson"), encoding: .utf8)
        var refused = 0
        for line in quarantine.split(separator: "\n") {
            let finding = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let code = try #require(finding["code"] as? String)
            #expect(code.wholeMatch(of: #/E[124][0-9]{2}/#) != nil, "\(code)")
            if finding["scope"] as? String == "record" { refused += 1 }
        }
        #expect(refused == summary.recordsQuarantined)
    }
}
