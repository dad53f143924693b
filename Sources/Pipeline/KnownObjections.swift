import CanonicalModel
import SharingAgreements
import Synchronization

/// What records say of people's objections, by NHS number, so that an objection counts for the
/// person whichever record states it.
///
/// A run over files knows them all before the pass that counts; a stream knows those of the records
/// before. What practices said in earlier runs counts until a record of theirs says otherwise.
/// Memory: some 100 bytes for each person with an objection or its withdrawal.
final class KnownObjections: Sendable {
    private let state: Mutex<[NHSNumber: OptOutEvidence]>
    private let learns: Bool
    private let earlier: RememberedObjections?

    /// - Parameters:
    ///   - known: What is known from the start.
    ///   - learns: Whether what records say is kept for the records after them.
    ///   - earlier: What earlier runs were told.
    init(
        _ known: [NHSNumber: OptOutEvidence] = [:], learns: Bool = false,
        earlier: RememberedObjections? = nil
    ) {
        self.earlier = earlier
        state = Mutex(known)
        self.learns = learns
    }

    /// What is known of `person` once `evidence` of theirs is, from a record of `practice`.
    func evidence(
        of person: NHSNumber, with evidence: OptOutEvidence, at practice: ArraySlice<UInt8> = []
    ) -> OptOutEvidence {
        var evidence = evidence
        if let before = earlier?.evidence(of: person, unless: { $0.elementsEqual(practice) }) {
            evidence.merge(with: before)
        }
        return state.withLock { known in
            var merged = evidence
            if let elsewhere = known[person] { merged.merge(with: elsewhere) }
            if learns, merged != OptOutEvidence() { known[person] = merged }
            return merged
        }
    }

    /// Whether a practice said anything of a person in an earlier run.
    func wasTold(_ person: PersonAtPractice) -> Bool { earlier?.holds(person) ?? false }

    /// All that is known.
    var all: [NHSNumber: OptOutEvidence] { state.withLock { $0 } }
}
