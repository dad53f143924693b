import CanonicalModel
import PolicyReasoning
import SharingAgreements

/// A version that releases nothing more than the one before it applies at once: whoever has signed
/// that one need not sign again. Whether it does is computed, and not declared.
extension LoadedAgreements {
    /// Takes the signatures of each version of the agreement at `places` for the next, practice by
    /// practice, where nothing widens. What cannot be decided stays as it is.
    static func carrySignatures(
        _ loaded: inout [LoadedAgreement], _ places: [Int], _ runDate: PartialDate
    ) {
        let ordered = places.sorted { loaded[$0].agreement.version < loaded[$1].agreement.version }
        for (older, newer) in zip(ordered, ordered.dropFirst()) {
            let (old, new) = (loaded[older], loaded[newer])
            guard
                let change = try? PolicyChange(
                    from: .init(old.agreement, yaml: old.text),
                    to: .init(new.agreement, yaml: new.text), on: runDate)
            else { continue }
            let parties = Set(new.agreement.publishers.map(\.ods))
            let signed = Signatures(old.agreement)
            let standing = Signatures(new.agreement)
            for (practice, step) in change.steps where step == .atOnce && parties.contains(practice)
            {
                let today = runDate.dayNumber
                guard signed.standing(of: practice, on: today).isEmpty,
                    standing.standing(of: practice, on: today) == ReasonSet(.practiceNotSigned),
                    let day = old.agreement.signUps.last(where: { $0.ods == practice })?.at
                else { continue }
                loaded[newer].agreement.takeAsSigned(by: practice, on: day)
            }
        }
    }
}
