import Testing

@testable import Pipeline

@Suite struct JSONLayoutTests {
    @Test(arguments: [
        (#"{"resourceType":"Patient"}"#, "Patient"),
        ("\n { \"resourceType\" :\t\"Bundle\" }", "Bundle"),
        (#"{"id":"1","resourceType":"Patient"}"#, "Patient"),
        (#"{"contained":[{"resourceType":"Inner"}],"resourceType":"Outer"}"#, "Outer"),
        (#"{"contained":[{"resourceType":"Inner"}]}"#, nil),
        (#"{"a":"{\"resourceType\":\"No\"}","resourceType":"Yes"}"#, "Yes"),
        (#"{"a":"\\","resourceType":"Yes"}"#, "Yes"), (#"{"a":"}","resourceType":"Yes"}"#, "Yes"),
        (#"{"resourceType":1}"#, nil), (#"{"resourceType":null,"a":"b"}"#, nil), ("{}", nil),
        ("", nil), (#"{"resourceType""#, nil), (#"{"resourceType":"Pat"#, "Pat"),
        (#"[{"resourceType":"Patient"}]"#, nil), (#"{} {"resourceType":"Patient"}"#, nil),
        (#"{"a":"resourceType","resourceType":"Patient"}"#, "Patient"),
    ])
    func theTypeIs(_ json: String, _ expected: String?) {
        #expect(JSONLayout.resourceType(Array(json.utf8)[...]) == expected)
    }

    @Test func aTypeOfAbsurdLengthIsNone() {
        let json = #"{"resourceType":""# + String(repeating: "x", count: 65) + "\"}"
        #expect(JSONLayout.resourceType(Array(json.utf8)[...]) == nil)
    }

    @Test(arguments: [
        (#"{"resourceType":"Patient"}"#, "resourceLines"),
        (#"{"resourceType":"Bundle"}"#, "document"),
        ("{}", "document"), ("[]", "document"),
    ])
    func theShapeIs(_ json: String, _ expected: String) {
        #expect("\(JSONLayout.shape(Array(json.utf8)))" == expected)
    }
}
