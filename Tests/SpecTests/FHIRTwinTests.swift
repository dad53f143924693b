import CanonicalModel
import Foundation
import Pipeline
import RecordMapping
import RecordReading
import Testing

/// The same content as FHIR JSON and as FHIR XML makes the same entries.
@Suite struct FHIRTwinTests {
    /// Every entry of a file, without its place in the source, and what was found wrong.
    private static func entries(_ file: String) throws -> [String] {
        var found: [String] = []
        try MappingTrial(try Neighbourhood.library.get()).run([file], asUKCore: false) {
            bytes, findings in
            for line in bytes.split(separator: 0x0A) {
                let text = String(decoding: line, as: UTF8.self)
                found.append(text.replacing(#/"source":\{[^}]*\},/#, with: "", maxReplacements: 1))
            }
            found += findings.map { "E\($0.code.number) \($0.message)" }
        }
        return found
    }

    /// The entries of `json`, and of the XML that the test makes of it.
    private static func both(_ json: String) throws -> (json: [String], xml: [String])? {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: json)))
        guard let xml = FHIRXMLWriter.xml(ofJSON: bytes) else { return nil }
        let file = Neighbourhood.temporary().appendingPathExtension("xml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(xml.utf8).write(to: file)
        return (try entries(json), try entries(file.path))
    }

    private static let records = ((try? Neighbourhood.records()) ?? []).filter {
        $0.hasSuffix(".json")
    }

    @Test(arguments: records) func aSampleReadsAlikeInBothNotations(_ file: String) throws {
        let (json, xml) = try #require(try Self.both(file))
        #expect(json.count > 1)
        #expect(json == xml, "\(URL(fileURLWithPath: file).lastPathComponent) differs")
    }

    @Test(
        .enabled(if: CorpusTests.isPresent, "the shared corpus is not there, or a debug build"),
        arguments: ["gpconnect-structured-stu3-json", "ukcore-r4-json"])
    func aCollectionReadsAlikeInBothNotations(_ collection: String) throws {
        var entries = 0
        for file in try Files.list(CorpusTests.root.appendingPathComponent(collection).path) {
            guard file.hasSuffix(".json"), let (json, xml) = try Self.both(file) else { continue }
            #expect(json == xml, "\(URL(fileURLWithPath: file).lastPathComponent) differs")
            entries += json.count
        }
        #expect(entries > 15)
    }

    /// The pair that was published in both notations has no patient, so its trees are compared.
    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: CorpusTests.root.path),
            "the shared corpus is not there"))
    func thePublishedPairHasOneTree() throws {
        let name =
            "fhir-converter/docker/Transformation-Engine/src/test/resources/"
            + "careconnect-to-ukcore/allergyintolerance/misc/"
            + "example-bundle-allergyintolerance-uk-core"
        let symbols = try Neighbourhood.library.get().mappings.symbols
        func bytes(_ path: String) throws -> [UInt8] {
            Array(try Data(contentsOf: CorpusTests.root.appendingPathComponent(path)))
        }
        var json = SourceTreeText(
            try bytes("careconnect-stu3-to-ukcore-r4-pairs-json/\(name).json"), symbols)
        var xml = SourceTreeText(try bytes("ukcore-r4-xml/\(name).xml"), symbols)
        try JSONReader(symbols: symbols).read(&json.tree, file: "a.json")
        try XMLReader(symbols: symbols).read(&xml.tree, file: "a.xml")
        var notation = FHIRNotation(symbols: symbols)
        let isFHIR = notation.rewrite(&xml.tree)
        #expect(isFHIR)
        // The two were published with ids of their own, and only the XML has a last occurrence.
        func isShared(_ line: String) -> Bool {
            !line.hasPrefix(".id = ") && !line.hasPrefix(".entry.resource.lastOccurrence = ")
        }
        let expected = json.lines().filter(isShared)
        let read = xml.lines().filter(isShared)
        #expect(expected.count > 20)
        let differing = zip(read, expected).filter { $0 != $1 }.map { $0.0.prefix { $0 != " " } }
        #expect(read.count == expected.count)
        #expect(differing.isEmpty)
    }
}
