import CanonicalModel
import Foundation
import Pipeline
import PolicyWorkbench
import SharingAgreements
import Terminology
import Testing

/// The example patients beside the agreements, which are there to be copied.
@Suite struct PolicyExampleTests {
    static let names = [
        "childhood-immunisation", "continuity-of-care", "direct-care-mdt", "frailty-neighbourhood",
        "medicines-review", "population-health", "proactive-care", "research-kidney-study",
        "same-day-access", "social-prescribing",
    ]

    static func load(_ name: String) throws -> (draft: AgreementDraft, trial: ExampleTrial) {
        let draft = try AgreementDraft(
            Neighbourhood.policy(name), shared: try Neighbourhood.library.get().codeSets,
            list: ExampleLists.standIn)
        let examples = try ExampleFile(
            yaml: try Files.text(draft.examplesFile), file: draft.examplesFile,
            agreement: draft.agreement, codeSets: draft.codeSets)
        return (draft, ExampleTrial(examples, of: draft.agreement, codeSets: draft.codeSets))
    }

    @Test func everyAgreementHasExamples() throws {
        let folder = Neighbourhood.package.appendingPathComponent("Policies").path
        let agreements = try Files.list(folder).filter { $0.hasSuffix("/agreement.yaml") }
        #expect(
            agreements.map { $0.split(separator: "/").dropLast().last.map(String.init) }
                == Self.names)
    }

    @Test(arguments: names)
    func everyExampleHolds(_ name: String) throws {
        let (draft, trial) = try Self.load(name)
        let results = trial.results(draft.places)
        #expect(results.count >= 20)
        for failure in results.flatMap(\.failures) { Issue.record("\(failure)") }
    }

    @Test(arguments: names)
    func everyClauseAndReasonIsExercised(_ name: String) throws {
        let (draft, trial) = try Self.load(name)
        for finding in trial.coverage(draft.places).missing { Issue.record("\(finding)") }
    }

    @Test(arguments: names)
    func everyChangeIsNoticed(_ name: String) throws {
        let (draft, trial) = try Self.load(name)
        let changes = trial.tryChanges(draft.places)
        #expect(changes.count > 50)
        for change in changes where change.witness == nil {
            Issue.record("\(change.change.clause): \(change.change.words)")
        }
    }
}
