import CanonicalModel
import Foundation
@testable import Pipeline
import RecordReading
import SharingAgreements
import Testing

/// What cannot be read is unknown, and the unknown does not leave.
@Suite struct FailClosedTests {
    private static let sample = "Y99003/18-tansyfield.json"
    private static let birth = #""birthDate": "1945-06-06","#
    private static let period = #""start": "2021-03-15T00:00:00+00:00""#

    /// What the frailty agreement decides of a sample in which `old` is `new`.
    private static func decide(_ old: String, _ new: String) throws -> RecordResult {
        let file = Neighbourhood.samples.appendingPathComponent("neighbourhood/\(sample)")
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old), "the sample has changed")
        let library = try Neighbourhood.library.get()
        let agreement = try Neighbourhood.prepare(Neighbourhood.policy(Neighbourhood.frailty))
        let codes = try #require(OptOutCodes(codeSets: library.codeSets))
        var worker = RecordWorker(
            mappings: library.mappings, agreements: [agreement], optOutCodes: codes,
            objections: KnownObjections())
        var tree = SourceTree(bytes: Array(text.replacing(old, with: new).utf8))
        var result = RecordResult(agreements: 1)
        let input = RecordInput(number: 0, file: sample, offset: 0, shape: nil, failure: nil)
        worker.process(input, &tree, into: &result)
        return result
    }

    /// An Observation that says `coding`, put before the Patient.
    private static func observation(_ coding: String) -> String {
        #""entry": [{"resource": {"resourceType": "Observation", "id": "", "code": {"coding": "#
            + "[{\(coding)}]}}},"
    }

    @Test(arguments: [
        (birth, birth, nil),
        (birth, birth + #""deceasedDateTime": "2025-02-30","#, Reason.deathUnknown),
        (birth, birth + #""deceasedBoolean": "yes","#, .deathUnknown),
        (period, #""start": "2021-13-15""#, .registrationUnknown),
        (period, period + #", "end": "01/01/2025""#, .registrationUnknown),
    ])
    func aGateThatCannotBeReadStaysShut(_ old: String, _ new: String, _ reason: Reason?) throws {
        let withheld = try Self.decide(old, new).tallies[0].recordsWithheld
        #expect(Reason.allCases.first { withheld[Int($0.rawValue)] > 0 } == reason)
    }

    @Test(arguments: [
        (#""system": "http://snomed.info/sct/", "code": "827241000000103""#, true),
        (#""code": " 827241000000103 ""#, true), (#""code": "9Nu0.00""#, true),
        (#""code": "9Nu0""#, true), (#""code": "9Nu1.""#, false),
        (#""display": "827241000000103""#, false),
    ])
    func anObjectionCountsHoweverItIsWritten(_ coding: String, _ counts: Bool) throws {
        let result = try Self.decide(#""entry": ["#, Self.observation(coding))
        #expect(result.evidence.hasDissent == counts)
        #expect((result.tallies[0].recordsReleased == 0) == counts)
    }

    /// FHIR: what a bundle says of how it is to be read is said of all that stands in it.
    @Test(arguments: [
        #""implicitRules": "https://example.org/rules","#,
        #""modifierExtension": [{"url": "https://example.org/not"}],"#,
    ])
    func aBundleOfUnknownMeaningDoesNotLeave(_ meaning: String) throws {
        let result = try Self.decide(#""entry": ["#, meaning + #" "entry": ["#)
        #expect(result.tallies[0].recordsReleased == 0)
        let line = String(decoding: result.quarantineLines, as: UTF8.self)
        #expect(line.contains(#""code":"E232""#))
    }

    /// Of two values that differ nobody can know which is meant; one that is said twice is
    /// reported where it stands for the second time.
    @Test(arguments: [("", 1, "value"), (#""birthDate": "1990-06-06","#, 0, "record")])
    func aKeyGivenTwiceIsReported(_ other: String, _ released: Int, _ scope: String) throws {
        let second = other.isEmpty ? Self.birth : other
        let result = try Self.decide(Self.birth, Self.birth + second)
        #expect(result.tallies[0].recordsReleased == released)
        let line = String(decoding: result.quarantineLines, as: UTF8.self)
        #expect(line.contains(#""code":"E112""#) && line.contains(#""scope":"\#(scope)""#))
        #expect(!line.contains("1990"))
    }

    /// A label, or that something is in error, may stand in the second of two members.
    @Test(arguments: [
        #""meta": {"security": [{"code": "NOPAT"}]}"#, #""status": "entered-in-error""#,
        #""gend\u0065r": "other""#,
    ])
    func aSecondMemberThatRestrictsIsNotPassedOver(_ member: String) throws {
        let name = try #require(member.split(separator: ":").first)
        let firsts = [#""meta""#: #""meta": {"id": "1"},"#, #""status""#: #""status": "final","#]
        let first = firsts[String(name)] ?? ""
        let result = try Self.decide(Self.birth, Self.birth + first + member + ",")
        #expect(result.tallies[0].recordsReleased == 0)
    }
}
