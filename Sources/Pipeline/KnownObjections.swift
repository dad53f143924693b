import CanonicalModel
import SharingAgreements
import Synchronization

/// What records say of people's objections, by NHS number, so that an objection counts for the
/// person whichever record states it.
///
/// A run over files knows them all before the pass that counts; a stream knows those of the records
/// before. Memory: some 100 bytes for each person with an objection or its withdrawal.
final class KnownObjections: Sendable {
    private let state: Mutex<[NHSNumber: OptOutEvidence]>
    private let learns: Bool

    /// - Parameters:
    ///   - known: What is known from the start.
    ///   - learns: Whether what records say is kept for the records after them.
    init(_ known: [NHSNumber: OptOutEvidence] = [:], learns: Bool = false) {
        state = Mutex(known)
        self.learns = learns
    }

    /// What is known of `person` once `evidence` of theirs is.
    func evidence(of person: NHSNumber, with evidence: OptOutEvidence) -> OptOutEvidence {
        state.withLock { known in
            var merged = evidence
            if let elsewhere = known[person] { merged.merge(with: elsewhere) }
            if learns, merged != OptOutEvidence() { known[person] = merged }
            return merged
        }
    }

    /// All that is known.
    var all: [NHSNumber: OptOutEvidence] { state.withLock { $0 } }
}
