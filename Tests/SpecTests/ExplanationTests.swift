import CanonicalModel
import Foundation
import SharingAgreements
import Testing

@testable import Pipeline

/// What is explained is what is decided, for every sample under every policy.
@Suite struct ExplanationTests {
    private static var policies: [String] {
        let folder = Neighbourhood.package.appending(path: "Policies")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter {
            FileManager.default.fileExists(
                atPath: folder.appending(path: "\($0)/agreement.yaml").path)
        }.sorted()
    }

    @Test(arguments: policies) func explanationsAgreeWithDecisions(_ policy: String) throws {
        let library = try Neighbourhood.library.get()
        let agreement = try Neighbourhood.prepare(Neighbourhood.policy(policy))
        let codes = try #require(OptOutCodes(codeSets: library.codeSets))
        var worker = RecordWorker(
            mappings: library.mappings, agreements: [agreement], optOutCodes: codes,
            objections: KnownObjections())
        var (source, tree) = (RecordSource(try Neighbourhood.records()), SourceTree())
        var compared = 0
        while let input = source.next(into: &tree.bytes) {
            var (decided, explained) = (RecordResult(agreements: 1), RecordResult(agreements: 1))
            guard let mapped = worker.map(input, &tree, into: &decided) else { continue }
            let explanation = try #require(worker.explain(mapped, into: &explained))
            worker.decide(mapped, into: &decided)
            let tally = decided.tallies[0]
            #expect(tally.recordsReleased == (explanation.because.isEmpty ? 1 : 0))
            if let reason = explanation.because.first?.reason {
                #expect(tally.recordsWithheld[Int(reason.rawValue)] == 1)
                continue
            }
            for kind in EntryKind.allCases {
                let items = explanation.items.filter { $0.entry.kind == kind }
                let leaving = items.count { $0.because.isEmpty }
                #expect(tally.released[Int(kind.rawValue)] == leaving)
                for reason in Reason.allCases {
                    let stays = items.count { $0.because.first?.reason == reason }
                    #expect(tally.withheld(kind, reason) == stays)
                }
                compared += items.count
            }
        }
        if [Neighbourhood.frailty, Neighbourhood.directCare].contains(policy) {
            #expect(compared > 100)
        }
    }

    /// Every reason has a clause to point at, unless something outside the agreement decides.
    @Test func clausesStandInTheirAgreements() throws {
        for policy in Self.policies {
            let file = Neighbourhood.policy(policy)
            let places = try AgreementPlaces(
                yaml: try String(contentsOfFile: file, encoding: .utf8), file: file)
            #expect(places.has("dataset.include[0]") && places.has("cohort.registered_at"))
            #expect(places.position("cohort.nowhere.at.all") == places.position("cohort"))
            #expect(places.position("nowhere") == nil)
        }
    }
}
