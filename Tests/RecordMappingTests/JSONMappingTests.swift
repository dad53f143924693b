import CanonicalModel
import RecordMapping
import Testing

/// The same language over JSON, where types are told apart by what they say.
@Suite struct JSONMappingTests {
    private static func notes(
        _ expression: String, _ observation: String, each: String = "..resource.ofType(Observation)"
    ) throws -> [String?] {
        let set = try Tiny.compile([
            "source.yaml": Tiny.json, "patient.yaml": Tiny.jsonPatient,
            "item.yaml": Tiny.item("note: \"\(expression)\"", each: each),
        ])
        let record = """
            {"entry": [{"resource": {"resourceType": "Patient", "id": "p"}},
            {"resource": {"resourceType": "Practitioner", "id": "d", "name": "Dr\\u0020Made"}},
            {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Observation", \(observation)}}]}
            """
        return try Tiny.map(set, record).observations.map { $0["note"] }
    }

    @Test(arguments: [
        ("note.join(',')", #""note": ["a", "b"]"#, "a,b"), ("note.join(',')", #""note": []"#, nil),
        ("flag", #""flag": true"#, "true"), ("flag", #""flag": 1.50"#, "1.50"),
        ("flag", #""flag": null"#, nil), ("flag", #""flag": {"a": 1}"#, nil),
        ("flag", #""flag": "a\"b""#, "a\"b"),
        (
            "%resources(performer).ofType(Practitioner).name.first()",
            #""performer": ["Practitioner/d"]"#, "Dr Made"
        ),
        (
            "%resources(performer).ofType(Patient).id.first()",
            #""performer": ["Practitioner/d"]"#, nil
        ),
        (
            "%resources(performer).ofType(Patient).id.first()",
            #""performer": ["Practitioner/d", "Patient/p"]"#, "p"
        ),
        (
            "contained.ofType(Practitioner).name.join(' ')",
            """
            "contained": [{"resourceType": "Patient"},
            {"resourceType": "Practitioner", "name": "Dr In"}]
            """, "Dr In"
        ),
    ])
    func gives(_ expression: String, _ observation: String, _ expected: String?) throws {
        #expect(try Self.notes(expression, observation) == [expected])
    }

    @Test func aTypeMatchesOnlyItself() throws {
        let contained =
            #""contained": [{"resourceType": "Observation", "note": ["in"]}, {"note": ["no"]}]"#
        #expect(
            try Self.notes(
                "note.first()", contained, each: "..contained.ofType(Observation)") == ["in"])
    }

    @Test func anAncestorIsCapturedByItsType() throws {
        #expect(
            try Self.notes(
                "%entry.fullUrl", #""id": "o""#,
                each: "..entry as %entry .resource.ofType(Observation)") == ["urn:uuid:1"])
    }
}
