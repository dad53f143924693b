import CanonicalModel
import Foundation
import Pipeline
import RecordMapping
import SharingAgreements
import Terminology
import Testing

/// The mappings, agreements and code sets that are shipped.
@Suite struct DataFileTests {
    @Test func everyMappingCaseHolds() throws {
        let library = try Neighbourhood.library.get()
        let (cases, findings) = library.cases()
        #expect(findings.isEmpty, "\(findings)")
        #expect(cases.count > 200)
        for test in cases {
            let differences = library.run(test)
            #expect(differences.isEmpty, "\(test.file): \(test.name): \(differences)")
        }
    }

    @Test func everyMappingHasCases() throws {
        let library = try Neighbourhood.library.get()
        let covered = Set(library.cases().cases.map(\.file))
        for file in library.files where file.path.hasSuffix(".cases.yaml") {
            #expect(covered.contains(file.path), "no mapping names \(file.path)")
        }
    }

    @Test(arguments: [Neighbourhood.frailty, Neighbourhood.directCare])
    func everyAgreementLoads(_ name: String) throws {
        let shared = try Neighbourhood.library.get().codeSets
        let (_, agreement) = try PreparedAgreement.load(
            Neighbourhood.policy(name), shared: shared)
        #expect(agreement.id == name)
        #expect(!agreement.notes.contains { $0.severity == .error }, "\(agreement.notes)")
    }

    @Test func everyCodeSetLoads() throws {
        var names: [String] = []
        for folder in ["Mappings/codes", "Policies/codes"] {
            for path in try Files.list(Neighbourhood.package.appendingPathComponent(folder).path) {
                let set = try CodeSet.load(yaml: try Files.text(path), file: path)
                #expect(path.hasSuffix("/\(set.name).yaml"), "\(set.name)")
                names.append(set.name)
            }
        }
        #expect(names.count >= 6)
        #expect(Set(names).count == names.count)
    }
}
