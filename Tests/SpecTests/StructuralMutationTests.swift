import CanonicalModel
import Foundation
import Pipeline
import RecordMapping
import Testing

/// Records with a part dropped, doubled, exchanged or emptied: no crash, no record refused for the
/// content of one item, and no other entry is lost.
///
/// `SLUICE_MUTATIONS` is how many are made of each record (default 6).
@Suite struct StructuralMutationTests {
    private static let count =
        ProcessInfo.processInfo.environment["SLUICE_MUTATIONS"].flatMap(Int.init) ?? 6

    @Test func onlyWhatIsBrokenIsLost() throws {
        let library = try Neighbourhood.library.get()
        var mutation = StructuralMutation(library.mappings, seed: 20)
        var (mapped, unexplained) = (0, [String]())
        for file in try Neighbourhood.records() {
            guard let original = mutation.original(file) else { continue }
            for _ in 0..<Self.count {
                let (kind, outcome) = mutation.trial(original)
                switch outcome {
                case .skipped: continue
                case .mapped(let gone):
                    mapped += 1
                    if !gone.isEmpty { unexplained.append("\(kind) loses \(gone.map(\.kind))") }
                case .refused(let fault, let isExplained):
                    if !isExplained { unexplained.append("\(kind) refused \(fault.code.name)") }
                }
            }
        }
        #expect(mapped > 40)
        #expect(unexplained.isEmpty, "\(unexplained)")
    }
}
