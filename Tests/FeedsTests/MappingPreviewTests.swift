import CanonicalModel
import Testing

@testable import Feeds

@Suite struct MappingPreviewTests {
    @Test func everyPresentFieldIsNamed() {
        var builder = RecordBuilder()
        builder.add(
            .observation,
            [
                "id": "o1", "confidential": "nopat",
                "code": .concept(
                    .mapped, text: "typed",
                    [
                        .init(.readV2, "22A..", "Weight"),
                        .init(.other, "X", "", systemText: "1.2"),
                        .init(.snomed, "255952013", "", isDescription: true),
                    ]),
                "effective": .date(PartialDate(.month, year: 2021, month: 3)),
                "value": .quantity("34.0", .less, unit: "kg", code: "", derived: true),
                "part_of": "o0", "component": true,
            ])
        builder.add(.heading, ["items": .references(["a", "b\n"])])
        var output: [UInt8] = []
        MappingPreview().appendCanonical(builder.record, into: &output)
        let expected = """
            {"kind":"observation","source":{"offset":0,"length":10},"rule":7,"id":"o1",\
            "confidential":"nopat","code":{"status":"mapped","codings":[{"system":"readv2",\
            "code":"22A..","display":"Weight"},{"system":"other","system_text":"1.2","code":"X"},\
            {"system":"snomed","description_id":"255952013"}],"text":"typed"},\
            "effective":"2021-03","value":{"number":"34.0","comparator":"<","unit":"kg",\
            "derived_from_text":true},"part_of":"o0","component":true}
            {"kind":"heading","source":{"offset":10,"length":10},"rule":7,"items":["a","b\\n"]}

            """
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("9990000018", #"{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","#),
            (nil, #"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent"#),
        ] as [(String?, String)])
    func ukCoreNeedsNoAgreement(_ number: String?, _ subject: String) {
        var builder = RecordBuilder()
        if let number { builder.add(.patient, ["nhs_number": .text(number)]) }
        builder.add(.procedure, ["id": "x1"])
        var output = FeedOutput()
        var preview = MappingPreview()
        preview.appendUKCore(builder.record, into: &output)
        let text = String(decoding: output.ndjson.joined(), as: UTF8.self)
        #expect(text.contains(#","subject":"# + subject))
    }
}
