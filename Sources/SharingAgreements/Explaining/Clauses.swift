import CanonicalModel

/// Which clause of an agreement stands behind each reason.
extension Agreement {
    /// The clauses behind a reason against a whole record; `nil` where no clause but something
    /// outside the agreement decides.
    func clause(of reason: Reason) -> String? {
        switch reason {
        case .notActive: "agreement.status"
        case .notInForce: "agreement.valid"
        case .practiceNotParty: "parties.publishers"
        case .practiceWithdrawn: "withdrawals"
        case .practiceNotSigned, .otherVersion: "sign_up"
        case .flowNotAgreed: "flows"
        case .legalBasis: "legal.confidentiality"
        case .countsOnly: "deidentification.level"
        case .testPatient: "cohort.test_patients"
        case .recordConfidential: "confidentiality.record"
        case .recordConfidentialityUnknown: "confidentiality.unknown"
        case .consentNotRecorded: "legal.confidentiality.consent"
        case .type1OptOut: "opt_outs.type1"
        case .nationalListMissing, .nationalListUnreadable, .nationalListStale, .nationalNotAsked,
            .nationalOptOut:
            "opt_outs.national"
        case .localListMissing, .localListUnreadable: "opt_outs.local"
        case .localOptOut: appliesLocalOptOuts ? "opt_outs.local" : "opt_outs.coded"
        case .notRegistered, .registrationUnknown: "cohort.registered_at"
        case .deceased, .deathUnknown: "cohort.deceased"
        case .outsideAge, .ageUnknown: "cohort.age"
        case .notListed: "cohort.list"
        case .notInCohort, .cohortUnknown: "cohort"
        case .notInDataset: "dataset.include"
        case .itemConfidential: "confidentiality.item"
        case .confidentialityUnknown: "confidentiality.unknown"
        case .legallyRestricted: "sensitive.legally_restricted"
        case .sensitive: "sensitive.categories"
        case .unclassified:
            sensitive.codeSets.isEmpty && sensitive.withholdsRestricted != true
                ? "dataset.exclude" : "sensitive"
        case .codeNotInDataset, .valueNotInDataset, .outsideWindow, .dateUnknown: "dataset.include"
        case .excluded, .excludedCode: "dataset.exclude"
        case .stopped, .identityUnknown, .linkedToWithheld, .notInvolved: nil
        }
    }

    /// The clauses behind a reason against an entry: of a list those items that are about it.
    func clauses(of reason: Reason, _ kind: EntryKind) -> [String] {
        switch reason {
        case .codeNotInDataset, .valueNotInDataset, .outsideWindow, .dateUnknown:
            inclusions.indices.filter { inclusions[$0].kind == kind }
                .map { "dataset.include[\($0)]" }
        case .excluded, .excludedCode:
            exclusions.indices.filter { number in
                let rule = exclusions[number]
                let isAbout = rule.kind == nil || rule.kind == kind
                return isAbout && (rule.codeSet != nil) == (reason == .excludedCode)
                    && rule.fields.isEmpty
            }.map { "dataset.exclude[\($0)]" }
        default: clause(of: reason).map { [$0] } ?? []
        }
    }
}
