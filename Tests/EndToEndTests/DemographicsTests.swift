import Foundation
import Testing

/// `convert --demographics`: GP2GP says nothing of the patient but the NHS number.
@Suite struct DemographicsRunTests {
    private static let record =
        Program.samples.appendingPathComponent("Y99001/07-rainbird.xml").path

    private static func patient(_ number: String, _ rest: String) -> String {
        #"{"resourceType":"Patient","id":"\#(number)","identifier":[{"system":"#
            + #""https://fhir.nhs.uk/Id/nhs-number","value":"\#(number)"}],\#(rest)}"#
    }

    private static let details =
        #""name":[{"use":"official","family":"RAINBIRD","given":["Ottoline"]}],"gender":"female","#
        + #""birthDate":"1947-08-15","address":[{"use":"home","line":["2 Quay Street"],"#
        + #""city":"Estuary","postalCode":"ZZ99 3VZ"}]"#

    private struct Manifest: Decodable {
        struct Joined: Decodable {
            struct Input: Decodable {
                let file: String
                let sha256: String
                let bytes: Int
            }
            let inputs: [Input]
            let people: Int
            let unusable: Int
            let records: [String: Int]
        }
        let demographics: Joined?
    }

    private static func manifest(_ scratch: Scratch) throws -> Manifest {
        try JSONDecoder().decode(Manifest.self, from: Data(scratch.read("feed/manifest.json").utf8))
    }

    private static func patients(_ scratch: Scratch) throws -> String {
        try scratch.read("feed/direct-care-mdt/csv/patient.csv")
    }

    @Test func withoutThemTheRecordHasNoName() throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(Program.convert(Self.record))
        #expect(outcome.output.contains("AGE_UNKNOWN"))
        #expect(try Self.manifest(scratch).demographics == nil)
    }

    /// Lines, one bundle of several people, FHIR XML, and what is packed: all are read.
    @Test(arguments: ["lines", "bundle", "xml"])
    func theyGiveTheRecordWhatItLacks(_ form: String) throws {
        let scratch = try Scratch()
        let one = Self.patient("9990000085", Self.details)
        let other = Self.patient("9990000018", #""birthDate":"1990-01-01""#)
        let text =
            switch form {
            case "lines": "\(other)\n\(one)\n"
            case "bundle":
                #"{"resourceType":"Bundle","type":"collection","entry":["#
                    + #"{"resource":\#(other)},{"resource":\#(one)}]}"#
            default:
                """
                <Patient xmlns="http://hl7.org/fhir"><id value="p"/><identifier>
                <system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990000085"/>
                </identifier><name><use value="official"/><family value="RAINBIRD"/>
                <given value="Ottoline"/></name><gender value="female"/>
                <birthDate value="1947-08-15"/><address><use value="home"/>
                <line value="2 Quay Street"/><city value="Estuary"/>
                <postalCode value="ZZ99 3VZ"/></address></Patient>
                """
            }
        try scratch.write(text.utf8, "people")
        let outcome = try scratch.run(
            Program.convert(Self.record, more: ["--demographics", "people"]))
        #expect(outcome.output.contains("demographics: 1 records joined, 0 people not found"))
        let row = try Self.patients(scratch)
        for value in ["RAINBIRD", "Ottoline", "1947-08-15", "female", "2 Quay Street", "ZZ99 3VZ"] {
            #expect(row.contains(value), "a value is not in the feed")
        }
        let joined = try #require(try Self.manifest(scratch).demographics)
        #expect(joined.inputs.map(\.file) == ["people"])
        #expect(joined.inputs.map(\.bytes) == [text.utf8.count])
        #expect(joined.people == (form == "xml" ? 1 : 2))
        #expect(
            joined.records
                == ["joined": 1, "not_found": 0, "conflicting": 0, "without_number": 0])
    }

    @Test func aRecordThatContradictsThemStaysWhole() throws {
        let scratch = try Scratch()
        let practice =
            #","managingOrganization":{"identifier":{"system":"#
            + #""https://fhir.nhs.uk/Id/ods-organization-code","value":"Y99001"}}"#
        let record = Self.patient("9990000085", Self.details + practice)
        try scratch.write(record.utf8, "record.json")
        try scratch.write(
            record.replacing("1947-08-15", with: "1948-08-15").utf8, "people.json")
        let outcome = try scratch.run(
            Program.convert("record.json", more: ["--demographics", "people.json"]))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("IDENTITY_UNKNOWN"))
        #expect(outcome.error.contains("E420"))
        let line = try scratch.read("feed/quarantine.ndjson")
        #expect(line.contains(#""code":"E420""#))
        #expect(!line.contains("1948"))
        #expect(try Self.manifest(scratch).demographics?.records["conflicting"] == 1)
    }

    @Test func whatIsNotThereStopsTheRun() throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(
            Program.convert(Self.record, more: ["--demographics", "gone.json"]))
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("E401"))
        #expect(scratch.names.isEmpty)
    }

    @Test func whatCannotBeReadIsSaidAndCounted() throws {
        let scratch = try Scratch()
        try scratch.write("{".utf8, "people/a.json")
        try scratch.write(Self.patient("9990000085", Self.details).utf8, "people/b.json")
        let outcome = try scratch.run(
            Program.convert(Self.record, more: ["--demographics", "people"]))
        #expect(outcome.error.contains("E110"))
        let joined = try #require(try Self.manifest(scratch).demographics)
        #expect(joined.unusable == 1)
        #expect(joined.records["joined"] == 1)
    }
}
