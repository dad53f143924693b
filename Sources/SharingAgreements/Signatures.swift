package import CanonicalModel

/// Who has signed the version of an agreement, and who has withdrawn: looked up by practice.
package struct Signatures: Sendable {
    private var signed: [String: [Int]] = [:]
    private var withdrawn: [String: [Int]] = [:]

    /// Sorts the signatures of this version, and all withdrawals, by practice.
    package init(_ agreement: Agreement) {
        for signUp in agreement.signUps where signUp.version == agreement.version.signed {
            signed[signUp.ods, default: []].append(signUp.at.dayNumber)
        }
        for withdrawal in agreement.withdrawals {
            withdrawn[withdrawal.ods, default: []].append(withdrawal.at.dayNumber)
        }
    }

    /// Every day number on which something begins to count.
    package var days: Set<Int> { Set(signed.values.joined()).union(withdrawn.values.joined()) }

    /// What speaks against a practice; nothing if it has signed. A signature counts from its day; a
    /// withdrawal counts until a later signature.
    package func standing(of ods: String, on today: Int) -> ReasonSet {
        let signed = signed[ods]?.filter { $0 <= today }.max()
        let withdrawn = withdrawn[ods]?.filter { $0 <= today }.max()
        if let withdrawn, withdrawn >= signed ?? withdrawn { return ReasonSet(.practiceWithdrawn) }
        return signed == nil ? ReasonSet(.practiceNotSigned) : []
    }
}

extension Agreement {
    /// Takes a practice as having signed this version on `day`.
    package mutating func takeAsSigned(by ods: String, on day: PartialDate) {
        signUps.append(SignUp(ods: ods, version: version.signed, at: day))
    }
}
