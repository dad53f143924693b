import CanonicalModel

extension Agreement {
    /// The reasons that a record or an entry can meet under the agreement, in the order of the
    /// gates; what only a run's own mistakes lead to, or another version beside it, is left out.
    package var possibleReasons: [Reason] { Reason.allCases.filter(isPossible) }

    /// The clause behind a reason, if one is.
    package func clause(behind reason: Reason) -> String? { clause(of: reason) }

    private func isPossible(_ reason: Reason) -> Bool {
        switch reason {
        case .notActive: status != .active
        case .stopped, .notInForce, .practiceNotParty, .identityUnknown: true
        case .practiceWithdrawn: !withdrawals.isEmpty
        case .practiceNotSigned:
            publishers.contains { party in
                !signUps.contains { $0.ods == party.ods && $0.version == version.signed }
            }
        case .flowNotAgreed, .otherVersion: false
        case .legalBasis: supportUntil != nil
        case .countsOnly: deidentification.level == .aggregate && tables.isEmpty
        case .testPatient: !cohort.includesTestPatients
        case .recordConfidential: confidentiality.withholdsRecord
        case .recordConfidentialityUnknown: confidentiality.withholdsUnknown
        case .consentNotRecorded: consent != nil
        case .type1OptOut: appliesType1
        case .nationalListMissing, .nationalListUnreadable, .nationalListStale, .nationalNotAsked,
            .nationalOptOut:
            nationalOptOutDays != nil
        case .localListMissing, .localListUnreadable: appliesLocalOptOuts
        case .localOptOut: appliesLocalOptOuts || !codedObjections.isEmpty
        case .notRegistered, .registrationUnknown: true
        case .deceased, .deathUnknown: !cohort.includesDeceased
        case .outsideAge, .ageUnknown: cohort.minimumAge != nil || cohort.maximumAge != nil
        case .notListed: cohort.list != nil
        case .notInCohort, .cohortUnknown: !cohort.criteria.isEmpty
        default: isPossibleOfEntries(reason)
        }
    }

    private func isPossibleOfEntries(_ reason: Reason) -> Bool {
        let hasWindow = window != Window() || inclusions.contains { $0.window != Window() }
        switch reason {
        case .notInDataset: return true
        case .codeNotInDataset: return inclusions.contains { $0.codeSet != nil }
        case .valueNotInDataset: return inclusions.contains { !$0.tests.isEmpty }
        case .excluded: return exclusions.contains { $0.codeSet == nil && $0.fields.isEmpty }
        case .excludedCode: return exclusions.contains { $0.codeSet != nil }
        case .outsideWindow, .dateUnknown: return hasWindow
        case .legallyRestricted: return sensitive.withholdsRestricted == true
        case .sensitive: return !sensitive.codeSets.isEmpty
        case .itemConfidential: return confidentiality.withholdsItem
        case .confidentialityUnknown: return confidentiality.withholdsUnknown
        case .linkedToWithheld: return true
        case .notInvolved:
            return inclusions.contains { $0.kind == .practitioner || $0.kind == .organisation }
        case .unclassified:
            return sensitive.withholdsRestricted == true || !sensitive.codeSets.isEmpty
                || exclusions.contains { $0.codeSet != nil }
        default: return false
        }
    }
}
