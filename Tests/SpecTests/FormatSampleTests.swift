import CLibXML2
import Foundation
import Pipeline
import Testing

/// The made-up records of formats that the neighbourhood does not show.
@Suite struct FormatSampleTests {
    private static let folder = Neighbourhood.samples.appendingPathComponent("formats")

    private static func files(_ prefix: String = "") -> [URL] {
        let all = try? FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        return (all ?? []).filter {
            $0.lastPathComponent.hasPrefix(prefix) && $0.pathExtension != "md"
        }.sorted { $0.path < $1.path }
    }

    @Test func everySampleMapsWithoutAFinding() async throws {
        let files = Self.files().map(\.path)
        #expect(files.count >= 7)
        let output = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: output) }
        let summary = try await Neighbourhood.convert(files, into: output)
        #expect(summary.records == files.count)
        #expect(summary.recordsQuarantined == 0)
        let quarantine = try String(
            contentsOf: output.appendingPathComponent("quarantine.ndjson"), encoding: .utf8)
        #expect(quarantine.isEmpty)
    }

    @Test func everySampleIsDescribed() throws {
        let text = try String(
            contentsOf: Self.folder.appendingPathComponent("README.md"), encoding: .utf8)
        for file in Self.files() { #expect(text.contains("| `\(file.lastPathComponent)` |")) }
    }

    private static let schema = CorpusTests.root.appendingPathComponent(
        "schemas/Transforms/src/main/java/org/endeavourhealth/transform/tpp/xml/schema/"
            + "TppPatientRecord.xsd")

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: schema.path),
            "the schema of TPP is another's file and is not there"),
        arguments: files("tpp-"))
    func everyTPPSampleFollowsTheSchema(_ file: URL) throws {
        #expect(try Self.faults(of: try Data(contentsOf: file)) == 0)
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: schema.path),
            "the schema of TPP is another's file and is not there"))
    func theSchemaRefusesAnotherRecord() throws {
        #expect(try Self.faults(of: Data("<PatientRecord/>".utf8)) > 0)
    }

    /// What libxml2 answers: 0 if the document follows the schema, else the number of an error.
    private static func faults(of document: Data) throws -> Int32 {
        let context = try #require(xmlSchemaNewParserCtxt(schema.path))
        defer { xmlSchemaFreeParserCtxt(context) }
        let parsed = try #require(xmlSchemaParse(context))
        defer { xmlSchemaFree(parsed) }
        let validation = try #require(xmlSchemaNewValidCtxt(parsed))
        defer { xmlSchemaFreeValidCtxt(validation) }
        xmlSchemaSetValidErrors(validation, nil, nil, nil)
        let bytes = document.map { CChar(bitPattern: $0) }
        let tree = try #require(xmlReadMemory(bytes, Int32(bytes.count), nil, nil, 0))
        defer { xmlFreeDoc(tree) }
        return xmlSchemaValidateDoc(validation, tree)
    }
}
