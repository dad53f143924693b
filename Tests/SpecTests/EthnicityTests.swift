import CanonicalModel
@testable import Pipeline
import RecordMapping
import RecordReading
import Testing

/// The codes of ethnic categories that are shipped, in made-up records of several formats.
@Suite struct EthnicityTests {
    private static func ukCore(_ system: String, _ code: String) -> String {
        """
        {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":\
        "Patient","id":"p1"}},{"resource":{"resourceType":"Observation","id":"o1","status":"final",\
        "effectiveDateTime":"2020-02-03","code":{"coding":[{"system":"\(system)",\
        "code":"\(code)"}]}}}]}
        """
    }

    private static func systmOne(_ scheme: String, _ code: String) -> String {
        """
        <PatientRecord><PatientUID>P1</PatientUID><OrganisationID>Z99001</OrganisationID><Patient>\
        <Identity/><Clinical><Event DateTime="2014-03-18T09:30:00" EventUID="e1"><ClinicalCode>\
        <Code Scheme="\(scheme)" Code="\(code)" Term="t"/></ClinicalCode></Event></Clinical>\
        </Patient></PatientRecord>
        """
    }

    private static func systmOne(statedOfThePatient code: String) -> String {
        """
        <PatientRecord><PatientUID>P1</PatientUID><OrganisationID>Z99001</OrganisationID><Patient>\
        <Identity/><Demographics><Ethnicity Scheme="CTV3" Code="\(code)" Term="t"/></Demographics>\
        </Patient></PatientRecord>
        """
    }

    private static let snomed = "http://snomed.info/sct"
    private static let readV2 = "http://read.info/readv2"

    /// The record, the codes of the patient's ethnicity, and whether an entry has told it.
    static let rows: [(String, String, Bool)] = [
        (ukCore(snomed, "92391000000108"), "A", true),
        (ukCore(snomed, "976791000000107"), "H", true),
        (ukCore(snomed, "186003008"), "K", true),
        (ukCore(snomed, "107691000000105"), "M", true),
        (ukCore(snomed, "763726001"), "Z", true),
        (ukCore(snomed, "1064041000000111"), "B", true),
        (ukCore(readV2, "9i3..00"), "D", true),
        (ukCore(readV2, "9t0B."), "R", true),
        (ukCore(snomed, "195967001"), "", false),
        (systmOne("CTV3", "XaJRB"), "Z", true),
        (systmOne("Snomed", "92481000000101"), "L", true),
        (systmOne(statedOfThePatient: "XaJR7"), "XaJR7 N", false),
        (systmOne(statedOfThePatient: "Xa000"), "Xa000", false),
    ]

    @Test(arguments: rows)
    func aRecordTells(_ text: String, _ expected: String, _ isTaken: Bool) throws {
        var parser = RecordParser(try Neighbourhood.library.get().mappings)
        var tree = SourceTree(bytes: Array(text.utf8))
        let record = try parser.parse(&tree, shape: .document, file: "made up").record
        let patient = try #require(record.entries.first { $0.kind == .patient })
        let field = try #require(EntryKind.patient.definition.index(of: "ethnicity"))
        var codes = ""
        if case .concept(let index) = record.cell(patient, field) {
            codes = record.codings(of: record.concepts[Int(index)]).map { record.string($0.code) }
                .joined(separator: " ")
        }
        #expect(codes == expected)
        #expect((record.ethnicitySource != nil) == isTaken)
    }
}
