import CanonicalModel
import Feeds
import Testing

/// Professionals and organisations in UK Core.
@Suite struct UKCoreStaffTests {
    private static func lines(
        _ builder: RecordBuilder, _ selection: FeedSelection = .everything
    ) -> [String: [String]] {
        var feed = UKCoreFeed(selection: selection)
        var output = FeedOutput()
        feed.append(builder.released(), into: &output)
        var lines: [String: [String]] = [:]
        for (type, bytes) in zip(UKCoreFeed.resourceTypes, output.ndjson) where !bytes.isEmpty {
            lines[type] = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                .map(String.init)
        }
        return lines
    }

    private static func staff(_ values: KeyValuePairs<String, RecordBuilder.Value>) -> RecordBuilder
    {
        var builder = RecordBuilder()
        builder.add(.practitioner, values)
        builder.add(.organisation, ["id": "o1", "name": "Madeup Surgery"])
        return builder
    }

    private static let profile =
        #""meta":{"profile":["https://fhir.hl7.org.uk/"#
        + #"StructureDefinition/UKCore-PractitionerRole"]},"#

    @Test func aRoleIsAResourceOfItsOwn() {
        let role = RecordBuilder.Value.concept(
            .unmapped, text: "", [.init(.jobRole, "R0260", "General Medical Practitioner")])
        let lines = Self.lines(
            Self.staff(["id": "g1", "name": "Robin Madeup", "role": role, "organisation": "o1"]))
        #expect(
            lines["PractitionerRole"] == [
                #"{"resourceType":"PractitionerRole","id":"g1","# + Self.profile
                    + #""practitioner":{"reference":"Practitioner/g1"},"code":[{"coding":[{"#
                    + #""system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName","#
                    + #""code":"R0260","display":"General Medical Practitioner"}]}],"#
                    + #""organization":{"reference":"Organization/o1"}}"#
            ])
        #expect(lines["Practitioner"]?.first?.contains("R0260") == false)
    }

    @Test func whoHasNoRoleHasNoResourceOfOne() {
        let lines = Self.lines(Self.staff(["id": "g1", "name": "Robin Madeup"]))
        #expect(lines["PractitionerRole"] == nil)
        #expect(lines["Practitioner"]?.count == 1)
    }

    @Test(arguments: [
        ([EntryKind.practitioner: ["id", "name"]], ["Practitioner.ndjson"]),
        (
            [.practitioner: ["id", "role"]],
            ["Practitioner.ndjson", "PractitionerRole.ndjson"]
        ),
    ])
    func theFilesAreThoseOfTheFields(_ fields: [EntryKind: [String]], _ files: [String]) {
        let feed = UKCoreFeed(selection: FeedSelection(fields))
        #expect(feed.files.map(UKCoreFeed.fileName) == files)
    }

    /// Source: FHIR R4 4.0.1, the elements and the types that each may refer to.
    @Test(arguments: [
        (EntryKind.patient, #""generalPractitioner":[@]"#), (.problem, #""asserter":@"#),
        (.observation, #""performer":[@]"#), (.medication, #""requester":@"#),
        (.medicationIssue, #""requester":@"#), (.allergy, #""recorder":@"#),
        (.immunisation, #""performer":[{"actor":@}]"#),
        (.procedure, #""performer":[{"actor":@}]"#),
        (.encounter, #""participant":[{"individual":@}]"#),
        (.diagnosticReport, #""performer":[@]"#), (.referral, #""requester":@"#),
        (.document, #""author":[@]"#), (.recall, #""requester":@"#),
        (.consent, #""performer":[@]"#),
    ])
    func whoDidItIsReferredTo(_ kind: EntryKind, _ expected: String) throws {
        var builder = Self.staff(["id": "g1"])
        builder.add(kind, ["id": "x1", "practitioner": "g1"])
        let type = try #require(kind.definition.resource)
        let line = try #require(Self.lines(builder)[type]?.first)
        let reference = #"{"reference":"Practitioner/g1"}"#
        #expect(line.contains(expected.replacing("@", with: reference)), "\(line)")
    }

    /// R4 has nobody else than a person there.
    @Test(arguments: [
        (EntryKind.observation, true), (.diagnosticReport, true), (.medication, true),
        (.document, true), (.patient, true), (.problem, false), (.allergy, false),
        (.encounter, false),
    ])
    func anOrganisationStandsWhereItMay(_ kind: EntryKind, _ may: Bool) throws {
        var builder = Self.staff(["id": "g1"])
        builder.add(kind, ["id": "x1", "practitioner": "o1"])
        let type = try #require(kind.definition.resource)
        let line = try #require(Self.lines(builder)[type]?.first)
        #expect(line.contains(#"{"reference":"Organization/o1"}"#) == may, "\(line)")
    }
}
