import CanonicalModel
import Foundation
import SharingAgreements
import Terminology
import Testing

/// The agreements and code sets that are shipped.
@Suite struct PoliciesTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func codeSets() throws -> [CodeSet] {
        try ["Mappings/codes", "Policies/codes"].flatMap { folder in
            let url = Self.root.appending(path: folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
            return try names.filter { $0.hasSuffix(".yaml") }.map { name in
                let yaml = try String(contentsOf: url.appending(path: name), encoding: .utf8)
                return try CodeSet.load(yaml: yaml, file: "\(folder)/\(name)")
            }
        }
    }

    @Test func everyCodeSetIsNamedAfterItsFile() throws {
        let sets = try Self.codeSets()
        #expect(sets.count >= 5)
        for set in sets { #expect(set.file.hasSuffix("/\(set.name).yaml")) }
    }

    @Test(arguments: [
        (
            "frailty-neighbourhood", ["Y99004"],
            ["incomplete", "not-signed", "registration-assumed"]
        ),
        ("direct-care-mdt", [], ["consent-unchecked", "incomplete", "registration-assumed"]),
    ])
    func loads(_ name: String, _ unsigned: [String], _ notes: [String]) throws {
        let url = Self.root.appending(path: "Policies/\(name)/agreement.yaml")
        let agreement = try Agreement.load(
            yaml: try String(contentsOf: url, encoding: .utf8), file: name,
            codeSets: Self.codeSets())
        #expect(agreement.id == name)
        #expect(Set(agreement.notes.map(\.code.name)) == Set(notes))
        let run = try #require(day("2026-11-20"))
        let compiled = CompiledAgreement(agreement, flow: nil, runDate: run)
        for ods in ["Y99001", "Y99002", "Y99003", "Y99004", "Y99005"] {
            let decision = compiled.decide(
                Sample.patient(registration: nil).record, Sample.facts(practice: ods),
                surrogates: Brackets())
            #expect((decision.released == nil) == unsigned.contains(ods), "\(ods)")
        }
    }
}
