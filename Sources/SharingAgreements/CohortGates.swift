import CanonicalModel

/// The gates of choice, list and conditions.
extension CompiledAgreement {
    /// What the codes of consent and of local objections say, as far as this record knows.
    func choices(in record: CanonicalRecord) -> ReasonSet {
        var reasons = ReasonSet()
        if let consent {
            let evidence = OptOutEvidence(
                record, index, dissent: consent.refusal, withdrawal: consent.assent)
            if !evidence.hasConsented(on: runDate) { reasons.insert(.consentNotRecorded) }
        }
        for choice in codedObjections {
            let evidence = OptOutEvidence(
                record, index, dissent: choice.refusal, withdrawal: choice.assent)
            if evidence.isOptedOut(on: runDate) { reasons.insert(.localOptOut) }
        }
        return reasons
    }

    /// The cohort's list and conditions.
    func cohort(of record: CanonicalRecord, _ facts: PatientFacts) -> ReasonSet {
        var reasons = ReasonSet()
        if let list = agreement.cohort.list {
            let isListed = facts.nhsNumber.map(list.numbers.contains) ?? false
            if !isListed { reasons.insert(.notListed) }
        }
        guard !program.isEmpty else { return reasons }
        switch program.holds(for: record, index, unreadable: { facts.unreadable[$0] != nil }) {
        case .yes: break
        case .unknown: reasons.insert(.cohortUnknown)
        case .no: reasons.insert(.notInCohort)
        }
        return reasons
    }
}
