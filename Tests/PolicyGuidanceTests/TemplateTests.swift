import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import Terminology
import Testing

/// Drafts are valid but for what they ask their author to say.
@Suite struct TemplateTests {
    @Test(arguments: PolicyTemplate.allCases)
    func theDraftPassesButForWhatItAsks(_ kind: PolicyTemplate) {
        let findings = Guided.findings(Guided.draft(kind))
        let places = findings.filter { $0.severity == .error }
        #expect(Set(places.map(\.code.name)) == ["placeholder"], "\(places)")
        #expect(places.count > 15)
        let warnings = Set(findings.filter { $0.severity == .warning }.map(\.code.name))
        // It is a draft, nobody has signed it, and a toolkit's day cannot be made up.
        #expect(warnings == ["not-active", "not-signed", "toolkit-missing"], "\(findings)")
    }

    @Test(arguments: PolicyTemplate.allCases)
    func whatIsFilledInHasNoErrors(_ kind: PolicyTemplate) {
        let filled = Guided.draft(kind)
            .replacing("https://FILL-IN.", with: "https://practices.")
            .replacing("FILL-IN", with: "R-1").replacing("FILLIN1", with: "Y99001")
            .replacing("FILLIN2", with: "Y99002").replacing("FILLIN9", with: "Y99N01")
            .replacing("# dspt:", with: "dspt:").replacing("FILL IN", with: "what we said of it")
        let findings = Guided.findings(filled)
        let errors = findings.filter { $0.severity == .error }
        #expect(errors.count <= 1, "\(errors)")
        let warnings = Set(findings.filter { $0.severity == .warning }.map(\.code.name))
        #expect(warnings == ["not-active", "not-signed"], "\(findings)")
    }

    @Test(arguments: PolicyTemplate.allCases)
    func everySectionHasAComment(_ kind: PolicyTemplate) {
        let draft = Guided.draft(kind)
        #expect(draft.contains("# Who shares") && draft.contains("# Whose records leave."))
        #expect(!draft.contains("\n\n\n") && draft.hasSuffix("sign_up: []\n"))
        #expect(draft.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
        #expect(draft.contains("valid: {from: 2026-04-01, until: 2028-03-31}"))
    }

    /// The sets that a draft begins with are those that are shipped with the sample agreements.
    @Test func startersAreTheShippedSets() throws {
        #expect(StarterCodeSets.files.count == 6)
        for (name, yaml) in StarterCodeSets.files {
            let file = Guided.root.appending(path: "Policies/codes/\(name).yaml")
            #expect(try String(contentsOf: file, encoding: .utf8) == yaml, "\(name)")
        }
    }
}
