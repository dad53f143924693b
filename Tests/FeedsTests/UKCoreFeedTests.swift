import CanonicalModel
import Foundation
import Testing

@testable import Feeds

@Suite struct UKCoreFeedTests {
    /// What `feed` makes of the record: the lines of every file, in the order of the files.
    private func lines(
        _ builder: RecordBuilder, _ selection: FeedSelection = .everything
    ) -> [String] {
        var feed = UKCoreFeed(selection: selection)
        var output = FeedOutput()
        feed.append(builder.released(), into: &output)
        let lines = output.ndjson.flatMap {
            String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        #expect(output.ndjsonRows.reduce(0, +) == lines.count)
        return lines
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test(arguments: UKCoreSample.all.indices)
    func aFullEntryBecomes(_ index: Int) throws {
        let sample = UKCoreSample.all[index]
        var builder = RecordBuilder()
        builder.add(sample.kind, sample.values)
        let type = try #require(sample.kind.definition.resource)
        let opening =
            #"{"resourceType":"\#(type)","id":"x1","meta":{"profile":["#
            + #""https://fhir.hl7.org.uk/StructureDefinition/UKCore-\#(type)"]"#
        #expect(lines(builder) == [opening + sample.expected])
    }

    /// Source: UK Core Immunization, ukcore-imm-001.
    @Test func theReasonWhyAVaccineWasNotGivenIsNeverLeftOut() throws {
        var builder = RecordBuilder()
        builder.add(.immunisation, ["status": "not-done"])
        builder.add(
            .immunisation,
            ["status": "not-done", "reason_not_given": .snomed("591000119102", "Refused")])
        builder.add(.immunisation, ["status": "completed"])
        let reasons = try lines(builder).map { line in
            try (object(line)["statusReason"] as? [String: Any])?.keys.first
        }
        #expect(reasons == ["extension", "coding", nil])
    }

    static let orders = [
        "status", "intent", "medicationCodeableConcept", "subject", "substitution",
    ]

    /// Source: FHIR R4 4.0.1 and UK Core, minimum cardinality 1; invariants ait-1, ppc-1; and the
    /// subject, which is always known; `_x` is the extension beside the primitive `x`.
    @Test(arguments: [
        (EntryKind.patient, [String]()), (.problem, ["subject", "code"]),
        (.observation, ["status", "code", "subject"]),
        (.medication, orders), (.medicationIssue, orders),
        (.medicationStatement, ["status", "medicationCodeableConcept", "subject"]),
        (.allergy, ["patient", "clinicalStatus", "code"]),
        (.immunisation, ["_status", "vaccineCode", "patient", "_occurrenceDateTime"]),
        (.procedure, ["status", "subject", "code"]), (.encounter, ["status", "class", "subject"]),
        (.heading, ["status", "mode", "subject"]),
        (.appointment, ["_status", "_start", "_end", "participant"]),
        (.diagnosticReport, ["status", "code", "subject"]),
        (.referral, ["status", "intent", "subject", "code"]),
        (.document, ["status", "content", "subject"]),
        (.recall, ["status", "intent", "subject", "code"]),
        (.familyHistory, ["status", "patient", "relationship"]),
        (.consent, ["_status", "scope", "category", "policyRule", "patient"]),
        (.practitioner, []), (.organisation, []),
    ])
    func anEmptyEntryHasWhatFHIRRequires(_ kind: EntryKind, _ required: [String]) throws {
        var builder = RecordBuilder()
        builder.add(kind, [:])
        let all = lines(builder)
        #expect(all.count == 1)
        let resource = try object(try #require(all.first))
        #expect(Set(resource.keys) == Set(required + ["resourceType", "meta"]))
    }

    @Test func everyKindWithAResourceIsTested() {
        let kinds = Set(EntryKind.allCases.filter { $0.definition.resource != nil })
        #expect(Set(UKCoreSample.all.map(\.kind)) == kinds)
    }

    @Test func registrationHasNoResource() {
        var builder = RecordBuilder()
        builder.add(.registration, ["id": "r1"])
        #expect(lines(builder).isEmpty)
    }

    /// A blood pressure with two components, one of them confidential, and a part of its own.
    private var bloodPressure: RecordBuilder {
        var builder = RecordBuilder()
        builder.add(.patient, ["id": "p1"])
        builder.add(.observation, ["id": "bp", "code": .snomed("75367002", "BP")])
        builder.add(
            .observation,
            [
                "id": "sys", "part_of": "bp", "component": true, "value": .amount("120", "mmHg"),
                "code": .snomed("72313002", "Systolic"), "note": "left arm",
            ])
        builder.add(
            .observation,
            ["id": "dia", "part_of": "bp", "component": true, "confidential": "nopat"])
        builder.add(.observation, ["id": "part", "part_of": "bp"])
        builder.add(.observation, ["id": "lost", "part_of": "withheld", "component": true])
        return builder
    }

    @Test func componentsStandInsideTheirParent() throws {
        let all = try lines(bloodPressure).map(object)
        let parent = try #require(all.first { $0["id"] as? String == "bp" })
        let components = try #require(parent["component"] as? [[String: Any]])
        #expect(components.map { Set($0.keys) } == [["code", "valueQuantity"], ["code"]])
        #expect(all.map { $0["id"] as? String } == ["p1", "bp", "part", "lost"])
    }

    @Test func otherPartsAreMembers() throws {
        let parent = try #require(lines(bloodPressure).first { $0.contains(#""id":"bp""#) })
        #expect(parent.hasSuffix(#","hasMember":[{"reference":"Observation/part"}]}"#))
    }

    @Test func aConfidentialComponentLabelsItsParent() throws {
        let parent = try #require(lines(bloodPressure).first { $0.contains(#""id":"bp""#) })
        #expect(parent.contains(#""code":"NOPAT""#))
    }

    @Test func theSubjectIsThePatientResourceWhereThereIsOne() throws {
        let part = try #require(lines(bloodPressure).first { $0.contains(#""id":"part""#) })
        #expect(part.contains(#""subject":{"reference":"Patient/p1"}"#))
        let without = lines(bloodPressure, FeedSelection([.observation: ["id"]]))
        #expect(without.allSatisfy { $0.contains(#""subject":{"identifier""#) })
        #expect(without.count == 3)
    }

    @Test func referencesToNothingAreDropped() throws {
        var builder = RecordBuilder()
        builder.add(.encounter, ["id": "e_\"1"])
        builder.add(.problem, ["id": "c1", "encounter": "e_\"1"])
        builder.add(.problem, ["id": "c2", "encounter": "gone"])
        builder.add(.heading, ["id": "h1", "items": .references(["gone", "c1", "c1", "r1"])])
        builder.add(.heading, ["id": "h2", "items": .references(["gone"])])
        builder.add(.registration, ["id": "r1"])
        let all = lines(builder)
        #expect(all[0].hasSuffix(#""encounter":{"reference":"Encounter/e.5f.221"}}"#))
        #expect(!all[1].contains("encounter"))
        let lists = all.filter { $0.contains(#""resourceType":"List""#) }
        let item = #"{"item":{"reference":"Condition/c1"}}"#
        #expect(lists[0].hasSuffix(#""entry":[\#(item),\#(item)]}"#))
        #expect(!lists[1].contains("entry"))
        let withoutEncounters = lines(builder, FeedSelection([.problem: ["id", "encounter"]]))
        #expect(withoutEncounters.allSatisfy { !$0.contains("encounter") })
    }

    @Test func codingsKeepWhatTheyAre() {
        var builder = RecordBuilder()
        let codings: [RecordBuilder.CodingSample] = [
            .init(.snomed, "255952013", "O/E - foot", isDescription: true),
            .init(.readV2, "2I...", ""), .init(.other, "X", "Y", systemText: "2.16.1"),
            .init(.other, "Z", "", systemText: "https://e.example"),
        ]
        builder.add(.problem, ["code": .concept(.description, text: "typed", codings)])
        let expected =
            #""code":{"coding":[{"extension":[{"url":"http://hl7.org/fhir/"#
            + #"StructureDefinition/coding-sctdescid","valueId":"255952013"},"#
            + #"{"url":"https://fhir.hl7.org.uk/StructureDefinition/"#
            + #"Extension-UKCore-CodingSCTDescDisplay","valueString":"O/E - foot"}],"#
            + #""system":"http://snomed.info/sct","display":"O/E - foot"},"#
            + #"{"system":"http://read.info/readv2","code":"2I..."},"#
            + #"{"system":"urn:oid:2.16.1","code":"X","display":"Y"},"#
            + #"{"system":"https://e.example","code":"Z"}],"text":"typed"}"#
        #expect(lines(builder)[0].contains(expected))
    }

    @Test(
        arguments: [
            (["value": .amount("5"), "value_text": "five"], "valueQuantity"),
            (["value": .amount("five"), "value_text": "five"], "valueString"),
            (
                ["value": .amount("", "kg"), "value_concept": .snomed("1", "a")],
                "valueCodeableConcept"
            ),
        ] as [(KeyValuePairs<String, RecordBuilder.Value>, String)])
    func thereIsOneValue(_ values: KeyValuePairs<String, RecordBuilder.Value>, _ name: String)
        throws
    {
        var builder = RecordBuilder()
        builder.add(.observation, values)
        let keys = try object(lines(builder)[0]).keys
        #expect(keys.filter { $0.hasPrefix("value") } == [name])
    }

    @Test func wholeNumbersAreWhole() {
        var builder = RecordBuilder()
        builder.add(.medication, ["id": "m1", "repeats_authorised": "6.5"])
        builder.add(.medication, ["id": "m2", "repeats_authorised": "06"])
        let all = lines(builder)
        #expect(!all[0].contains("numberOfRepeatsAllowed"))
        #expect(all[1].contains(#""numberOfRepeatsAllowed":6}"#))
    }

    @Test func anUnspecifiedStatusIsNotWritten() {
        var builder = RecordBuilder()
        builder.add(.problem, ["status": "unspecified"])
        #expect(!lines(builder)[0].contains("clinicalStatus"))
    }

    @Test func filesAreThoseOfTheSelection() {
        let feed = UKCoreFeed(
            selection: FeedSelection([.medicationIssue: ["id"], .medication: ["id"]]))
        #expect(feed.files.map(UKCoreFeed.fileName) == ["MedicationRequest.ndjson"])
    }
}
