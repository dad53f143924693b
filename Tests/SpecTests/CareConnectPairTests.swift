import Foundation
import Pipeline
import Testing

/// Single STU3 resources and what they are in UK Core R4, as another converter's tests expect it.
///
/// Each is put into a bundle with a patient; what is expected must be in what comes out.
@Suite struct CareConnectPairTests {
    private typealias Object = [String: Any]
    private static let folder = CorpusTests.root.appendingPathComponent(
        "careconnect-stu3-to-ukcore-r4-pairs-json/fhir-converter/docker/Transformation-Engine/"
            + "src/test/resources/careconnect-to-ukcore")
    static let isPresent = FileManager.default.fileExists(atPath: folder.path)

    /// Corrections of what the expected files get wrong, each with the text it contradicts.
    private static let corrections: [(wrong: String, right: String)] = [
        // UK Core Extension-UKCore-MedicationRepeatInformation 2.3.0: its canonical URL, and the
        // name of its part.
        (
            "https://fhir.nhs.uk/StructureDefinition/Extension-UKCore-MedicationRepeatInformation",
            "https://fhir.hl7.org.uk/StructureDefinition/"
                + "Extension-UKCore-MedicationRepeatInformation"
        ), ("numberOfRepeatPrescriptionsIssued", "numberOfPrescriptionsIssued"),
        // UK Core Extension-UKCore-MedicationPrescribingOrganizationType: its name.
        (
            "Extension-UKCore-MedicationPrescribingOrganization\"",
            "Extension-UKCore-MedicationPrescribingOrganizationType\""
        ),
        (
            "CodeSystem/UKCore-MedicationPrescribingOrganization\"",
            "CodeSystem/UKCore-MedicationPrescribingOrganizationType\""
        ),
        // FHIR R4 Coding.system names a code system and never a value set; the code of repeat
        // dispensing is UK Core's own.
        (
            """
            "system": "http://hl7.org/fhir/ValueSet/medicationrequest-course-of-therapy",
                    "code": "repeat-dispensing"
            """,
            """
            "system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationRequestCourseOfTherapy",
            "code":"continuous-repeating-dispensing"
            """
        ),
        (
            "http://hl7.org/fhir/ValueSet/medicationrequest-course-of-therapy",
            "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescriptionType-1"
        ),
    ]

    private static let inputs: [String] =
        (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
        .filter { $0.contains("/input/") && $0.hasSuffix(".json") }.sorted()

    @Test(.enabled(if: isPresent, "the shared corpus is not there"))
    func everyPairIsThere() { #expect(Self.inputs.count == 38) }

    @Test(.enabled(if: isPresent, "the shared corpus is not there"), arguments: inputs)
    func thePairAgrees(_ input: String) throws {
        var text = try String(
            contentsOf: Self.folder.appendingPathComponent(
                input.replacingOccurrences(of: "/input/", with: "/expected/")), encoding: .utf8)
        for (wrong, right) in Self.corrections {
            text = text.replacingOccurrences(of: wrong, with: right)
        }
        var expected = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
        Self.moveEnd(&expected)
        Self.mendDescriptions(&expected)
        let type = try #require(expected["resourceType"] as? String)
        let made = try Self.convert(Data(contentsOf: Self.folder.appendingPathComponent(input)))
            .filter { $0["resourceType"] as? String == type }
        #expect(made.count == 1)
        let differences = Self.missing(expected, in: made.first, at: type)
        #expect(differences.isEmpty, "\(differences)")
    }

    /// UK Core Extension-UKCore-AllergyIntoleranceEnd: its context is `clinicalStatus`.
    private static func moveEnd(_ resource: inout Object) {
        guard let extensions = resource["extension"] as? [Object],
            (extensions.first?["url"] as? String)?.hasSuffix("AllergyIntoleranceEnd") == true
        else { return }
        resource["extension"] = nil
        resource["clinicalStatus"] = ["extension": extensions]
    }

    /// FHIR R4 has an extension `coding-sctdescid` for the id of a description, and UK Core has no
    /// Extension-UKCore-CodingSCTDescId; its Extension-UKCore-CodingSCTDescDisplay is not to be
    /// written where it says what the coding's own display says, as here.
    private static func mendDescriptions(_ object: inout Object) {
        for (key, value) in object {
            if var inner = value as? Object {
                mendDescriptions(&inner)
                object[key] = inner
            } else if let items = value as? [Object] {
                object[key] = items.flatMap { item -> [Object] in
                    if (item["url"] as? String)?.hasSuffix("CodingSCTDescId") == true,
                        let parts = item["extension"] as? [Object]
                    {
                        return [
                            [
                                "url": "http://hl7.org/fhir/StructureDefinition/coding-sctdescid",
                                "valueId": parts.first?["valueId"] ?? "",
                            ]
                        ]
                    }
                    var item = item
                    mendDescriptions(&item)
                    return [item]
                }
            }
        }
    }

    private static func convert(_ resource: Data) throws -> [Object] {
        var object = try #require(try JSONSerialization.jsonObject(with: resource) as? Object)
        object["id"] = "made-up"
        let patient: Object = ["resourceType": "Patient", "id": "made-up"]
        // What the resources refer to; UK Core keeps no reference that leads nowhere.
        let others: [Object] = [
            ["resourceType": "Encounter", "id": "7D179839-BECC-49FB-B58D-97627930D360"],
            ["resourceType": "DiagnosticReport", "id": "3BF93498-ABCF-4326-B5F4-071EDB142D60"],
        ]
        let profile =
            "https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1"
        let bundle: Object = [
            "resourceType": "Bundle", "type": "collection", "meta": ["profile": [profile]],
            "entry": ([patient, object] + others).map { ["resource": $0] },
        ]
        let file = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONSerialization.data(withJSONObject: bundle).write(to: file)
        var output: [UInt8] = []
        try MappingTrial(try Neighbourhood.library.get()).run([file.path], asUKCore: true) {
            bytes, _ in output += bytes
        }
        return try output.split(separator: UInt8(ascii: "\n")).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? Object)
        }
    }

    /// Members that say nothing that the rest does not: the term of a code of a closed list.
    ///
    /// `userSelected` of a coding is not carried: the order of codings is.
    private static let notCompared: Set<String> = ["display", "userSelected"]

    /// Where `expected` has something that `actual` has not.
    private static func missing(_ expected: Any, in actual: Any?, at path: String) -> [String] {
        if let expected = expected as? Object {
            guard let actual = actual as? Object else { return [path] }
            return expected.flatMap { key, value -> [String] in
                if notCompared.contains(key) { return [] }
                return missing(value, in: actual[key], at: "\(path).\(key)")
            }
        }
        if let expected = expected as? [Any] {
            let actual = actual as? [Any] ?? []
            return expected.flatMap { item in
                actual.map { missing(item, in: $0, at: path) }.min { $0.count < $1.count }
                    ?? [path]
            }
        }
        let isSame = (expected as? NSObject) == (actual as? NSObject)
        return isSame ? [] : [path]
    }
}
