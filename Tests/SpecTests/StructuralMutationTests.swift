import CanonicalModel
import Foundation
import Pipeline
import Testing

/// Records with a part dropped, doubled, exchanged or emptied: no crash, no record refused for the
/// content of one item, and nothing is lost but what was made of the part.
///
/// `SLUICE_MUTATIONS` is how many are made (default 400). `sluice mapping damage` does the same for
/// any records.
@Suite struct StructuralMutationTests {
    private static let count =
        ProcessInfo.processInfo.environment["SLUICE_MUTATIONS"].flatMap(Int.init) ?? 400

    @Test func onlyWhatIsBrokenIsLost() throws {
        var trial = try DamageTrial(try Neighbourhood.library.get(), seed: 20)
        var refused: [String] = []
        try trial.add(try Neighbourhood.records()) { refused.append($0.code.name) }
        #expect(trial.count == 47 && refused.isEmpty, "\(refused)")
        var (mapped, kinds, spread) = (0, Set<Damage>(), [String]())
        trial.run(Self.count) { outcome in
            if outcome.refusal == nil { mapped += 1 }
            kinds.insert(outcome.damage)
            if !outcome.isContained {
                spread.append("\(outcome.damage) line \(outcome.line) of \(outcome.file)")
            }
        }
        #expect(mapped > Self.count * 9 / 10 && kinds.count == Damage.allCases.count)
        #expect(spread.isEmpty, "\(spread)")
    }
}
