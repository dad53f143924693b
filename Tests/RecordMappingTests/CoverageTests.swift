import CanonicalModel
import RecordMapping
import RecordReading
import Testing

/// What is counted as read, as ignored, and as lost.
@Suite struct CoverageTests {
    /// The tiny source over JSON, with what it ignores.
    private static func coverage(
        ignoring ignored: String, of resources: String...
    ) throws -> MappingCoverage {
        let files = [
            "source.yaml": Tiny.json + "\nignore:\n" + ignored, "patient.yaml": Tiny.jsonPatient,
            "item.yaml": Tiny.item("note: note.first()", each: "..resource.ofType(Observation)"),
        ]
        var coverage = try MappingCoverage(
            files: files.map { MappingFile(path: "tiny/\($0.key)", text: $0.value) }, codeSets: [])
        let all = [#"{"resourceType": "Patient", "id": "p"}"#] + resources
        let entries = all.map { #"{"fullUrl": "urn:x", "resource": \#($0)}"# }
        var tree = SourceTree(
            bytes: Array(#"{"entry": [\#(entries.joined(separator: ", "))]}"#.utf8))
        try JSONReader(symbols: coverage.mappings.symbols).read(
            &tree, shape: .document, file: "record")
        try coverage.add(tree, file: "record")
        return coverage
    }

    private static let envelope = "  - {path: Bundle, why: the envelope}\n"
    private static let types = "  - {path: resourceType, why: a type}\n"

    /// The key of the index reads the type and the id of every resource.
    @Test(arguments: [
        // The envelope is ignored; what a mapping may take in it is not.
        (envelope, #"{"resourceType": "Observation", "id": "o", "note": "n"}"#, []),
        (
            envelope, #"{"resourceType": "Observation", "id": "o", "flag": true}"#,
            ["Observation.flag"]
        ),
        (
            envelope, #"{"resourceType": "Practitioner", "id": "d", "name": "n"}"#,
            ["Practitioner.name"]
        ),
        // A type that is ignored is ignored wherever it stands.
        (
            envelope + "  - {path: Practitioner, why: the model has no staff}\n",
            #"{"resourceType": "Practitioner", "id": "d", "name": "n"}"#, []
        ),
        // Of a type that the schema does not have nothing is ignored.
        (
            envelope + "  - {path: Practitioner, why: the model has no staff}\n",
            #"{"resourceType": "Device", "id": "d", "name": "n"}"#, ["Device.name"]
        ),
        // What is ignored under a condition is not ignored without it.
        (
            envelope + "  - {path: \"Observation.where(flag = 'true').performer\", why: flagged}\n",
            #"{"resourceType": "Observation", "id": "o", "flag": "false", "performer": "x"}"#,
            ["Observation.flag", "Observation.performer"]
        ),
        (
            envelope + "  - {path: \"Observation.where(flag = 'true').performer\", why: flagged}\n",
            #"{"resourceType": "Observation", "id": "o", "flag": "true", "performer": "x"}"#,
            ["Observation.flag"]
        ),
        // A name that no mapping mentions is told as it is written, in an array too.
        (
            envelope, #"{"resourceType": "Observation", "id": "o", "odd": ["a", {"b": 1}]}"#,
            ["Observation.odd", "Observation.odd.b"]
        ),
    ])
    func losesOnly(_ ignored: String, _ resource: String, _ lost: [String]) throws {
        let coverage = try Self.coverage(ignoring: ignored + Self.types, of: resource)
        #expect(coverage.lost.map(\.path).sorted() == lost)
        let total = try #require(coverage.totals.first)
        #expect(total.records == 1 && total.lost == lost.count)
        #expect(total.values == total.read + total.ignored + total.lost)
        #expect(coverage.files.map(\.file) == ["record"])
        #expect(coverage.files.first?.total.lost == lost.count)
    }

    /// To be looked at by what recognises a source is not to be read.
    @Test func recognitionIsNoReading() throws {
        let yaml = Tiny.json.replacing(
            "recognise: entry.resource", with: "recognise: entry.fullUrl = 'urn:x'")
        #expect(yaml != Tiny.json)
        var coverage = try MappingCoverage(
            files: [
                MappingFile(path: "tiny/source.yaml", text: yaml),
                MappingFile(path: "tiny/patient.yaml", text: Tiny.jsonPatient),
                MappingFile(
                    path: "tiny/item.yaml",
                    text: Tiny.item("", each: "..resource.ofType(Observation)")),
            ], codeSets: [])
        let record = """
            {"entry": [{"fullUrl": "urn:x", "resource": {"resourceType": "Patient", "id": "p"}}]}
            """
        var tree = SourceTree(bytes: Array(record.utf8))
        try JSONReader(symbols: coverage.mappings.symbols).read(
            &tree, shape: .document, file: "record")
        try coverage.add(tree, file: "record")
        #expect(coverage.lost.map(\.path) == ["entry.fullUrl"])
    }

    /// What goes to quarantine is not lost: quarantine says where it stood, and why.
    @Test func quarantineIsNamed() throws {
        let refusal = """
            refuse:
              - {each: [resource], as: entered-in-error, when: flag = 'wrong'}
            """
        let yaml = Tiny.json + "\n" + refusal
        #expect(yaml.contains("refuse"))
        var coverage = try MappingCoverage(
            files: [
                MappingFile(path: "tiny/source.yaml", text: yaml),
                MappingFile(path: "tiny/patient.yaml", text: Tiny.jsonPatient),
                MappingFile(
                    path: "tiny/item.yaml",
                    text: Tiny.item("", each: "..resource.ofType(Observation)")),
            ], codeSets: [])
        let record = """
            {"entry": [{"resource": {"resourceType": "Patient", "id": "p"}}, {"resource":
            {"resourceType": "Observation", "id": "o", "flag": "wrong", "note": ["n"]}}]}
            """
        var tree = SourceTree(bytes: Array(record.utf8))
        try JSONReader(symbols: coverage.mappings.symbols).read(
            &tree, shape: .document, file: "record")
        try coverage.add(tree, file: "record")
        #expect(!coverage.lost.contains { $0.path.hasPrefix("Observation") })
        #expect(coverage.ignored.map(\.why) == ["went to quarantine: entered-in-error"])
    }

    /// Members of what is ignored are no gaps of the schema; those of what a mapping may take are.
    @Test func theSchemaIsCoveredAlike() throws {
        let all = try Self.coverage(ignoring: Self.envelope)
        #expect(
            all.unreadPaths.map(\.path) == [
                "Observation.contained", "Observation.flag", "Observation.performer",
                "Practitioner.name",
            ])
    }
}
