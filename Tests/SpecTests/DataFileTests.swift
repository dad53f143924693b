import CanonicalModel
import Foundation
import Measurements
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

    /// Spellings of the public test records, and those that laboratories use beside them.
    @Test(
        arguments: [
            ("10*9/L", "10*9/L"), ("10^9/L", "10*9/L"), ("x10^9/l", "10*9/L"), ("10⁹/L", "10*9/L"),
            ("10*12/L", "10*12/L"), ("x10*12/L", "10*12/L"), ("[iU]/L", "[iU]/L"),
            ("IU/L", "[iU]/L"), ("mIU/L", "m[iU]/L"), ("nmol/L", "nmol/L"), ("µg/L", "ug/L"),
            ("fL", "fL"), ("pg", "pg"), ("mm/hr", "mm/h"), ("ml", "mL"), ("/day", "/d"),
            ("per week", "/wk"), ("Cigarettes/day", "{cigarettes}/d"), ("oz/week", "[oz_av]/wk"),
            ("mL/min/1.73m*2", "mL/min/{1.73_m2}"), ("Banana", nil), ("test-unit", nil),
        ] as [(String, String?)])
    func unitsOfPracticesAreKnown(_ text: String, _ code: String?) throws {
        let measurements = try Neighbourhood.library.get().measurements
        #expect(measurements.unit(code: [UInt8]().span, text: Array(text.utf8).span) == code)
    }

    @Test(arguments: [
        Neighbourhood.frailty, Neighbourhood.directCare, "proactive-care", "population-health",
        "same-day-access", "continuity-of-care", "childhood-immunisation", "medicines-review",
        "social-prescribing", "research-kidney-study",
    ])
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

    /// Whoever changes a word above the approvals has it approved anew.
    @Test(arguments: [
        ("age: {min: 18}", "age: {min: 17}", true), ("# Made up.", "# Made  up.", true),
        ("evidence: minute 201", "evidence: minute 202", false),
    ])
    func anApprovalIsOfTheTextAboveIt(_ old: String, _ new: String, _ isRefused: Bool) throws {
        let text = try Files.text(Neighbourhood.policy("proactive-care"))
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        let folder = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let codes = Neighbourhood.package.appendingPathComponent("Policies/codes")
        try FileManager.default.copyItem(at: codes, to: folder.appendingPathComponent("codes"))
        let file = folder.appendingPathComponent("agreement.yaml")
        try Data(changed.utf8).write(to: file)
        let shared = try Neighbourhood.library.get().codeSets
        do {
            _ = try PreparedAgreement.load(file.path, shared: shared)
            #expect(!isRefused)
        } catch {
            #expect(isRefused && error.all.map(\.code) == [.approval], "\(error)")
        }
    }
}
