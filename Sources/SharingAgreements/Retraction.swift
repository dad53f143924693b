public import CanonicalModel

/// What becomes of rows that are with the recipient already, where nothing new may leave.
public enum Retention: Sendable, Equatable {
    /// They stay: the flow stands still, or the agreement leaves them.
    case keeps
    /// They are deleted, for this reason.
    case retracts(Reason)
    /// Another version of the agreement decides.
    case isDecidedElsewhere
}

extension CompiledAgreement {
    /// What becomes of what was sent of a person against whom `reasons` hold.
    ///
    /// A stop, and a list that is missing, keep everything as it is and hide no other reason: who
    /// objects is called back under a stop too. Leaving the cohort, the end of the agreement and
    /// the withdrawal of a practice do as `cohort.on_exit`, `termination.on_end` and
    /// `termination.publisher_withdrawal` say; without a word, what was sent is called back.
    public func retention(under reasons: ReasonSet) -> Retention {
        if reasons.contains(ReasonSet(.otherVersion)) { return .isDecidedElsewhere }
        for reason in reasons.reasons where !isPause(reason) && !leaves(reason) {
            return .retracts(reason)
        }
        return .keeps
    }

    /// What becomes of everything that was sent of a practice, by the terms alone; `nil` where
    /// nothing stands against it.
    public func retention(of practice: String) -> Retention? {
        let standing = practices[Array(practice.utf8)] ?? ReasonSet(.practiceNotParty)
        let reasons = runReasons.union(standing)
        return reasons.isEmpty ? nil : retention(under: reasons)
    }

    /// The people on lists who object, where the agreement asks for the list and it holds today.
    public func listedObjectors(_ registers: RunRegisters) -> [(number: NHSNumber, reason: Reason)]
    {
        var objectors: [(NHSNumber, Reason)] = []
        if let days = agreement.nationalOptOutDays, case .loaded(let list) = registers.national,
            !list.isTooOld(days: days, at: registers.now)
        {
            objectors += list.all.lazy.filter(\.objects).map { ($0.number, .nationalOptOut) }
        }
        if agreement.appliesLocalOptOuts, case .loaded(let people) = registers.local {
            objectors += people.map { ($0, .localOptOut) }.sorted { $0.0.value < $1.0.value }
        }
        return objectors
    }

    /// Whether the practice has not signed this version, and may have signed another.
    public func hasNotSigned(_ practice: String) -> Bool {
        practices[Array(practice.utf8)]?.contains(ReasonSet(.practiceNotSigned)) == true
    }

    /// Whether the flow stands still, so that it cannot be told what may stay.
    private func isPause(_ reason: Reason) -> Bool {
        switch reason {
        case .stopped, .practiceNotSigned, .flowNotAgreed, .nationalListMissing,
            .nationalListUnreadable, .nationalListStale, .localListMissing, .localListUnreadable:
            true
        case .notActive: agreement.status != .terminated
        default: false
        }
    }

    /// Whether the agreement lets the recipient keep what was sent before `reason` held.
    private func leaves(_ reason: Reason) -> Bool {
        switch reason {
        case .notActive, .notInForce:
            ["freeze", "none"].contains(stated("termination.on_end"))
        case .practiceWithdrawn: stated("termination.publisher_withdrawal") == "stop_new"
        case .notRegistered, .registrationUnknown, .deceased, .deathUnknown, .outsideAge,
            .ageUnknown, .notListed, .notInCohort, .cohortUnknown:
            leavesCohort(stated("cohort.on_exit"))
        default: false
        }
    }

    private func leavesCohort(_ action: String?) -> Bool {
        guard let action else { return false }
        guard action.hasPrefix("retain_until ") else { return action == "freeze" }
        var today: [UInt8] = []
        runDate.append(to: &today)
        return String(decoding: today, as: UTF8.self) <= action.dropFirst("retain_until ".count)
    }

    private func stated(_ key: String) -> String? { agreement.statements[key]?.first }
}
