import CanonicalModel

/// The gates that a whole record must pass, in their order.
extension CompiledAgreement {
    /// All reasons why nothing of the record may leave.
    func reasonsAgainst(_ record: CanonicalRecord, _ facts: PatientFacts) -> ReasonSet {
        var reasons = runReasons
        reasons.formUnion(practices[facts.practice] ?? ReasonSet(.practiceNotParty))
        reasons.formUnion(registers.reasonsAgainst(facts))
        let patient = Self.onlyPatient(of: record)
        let needsPseudonym = agreement.deidentification.level == .pseudonymised
        if facts.nhsNumber == nil || patient == nil || needsPseudonym && facts.pseudonym == nil {
            reasons.insert(.identityUnknown)
        }
        if !agreement.cohort.includesTestPatients, facts.nhsNumber?.isTestNumber == true {
            reasons.insert(.testPatient)
        }
        if let patient { reasons.formUnion(confidentiality(of: patient, in: record)) }
        if agreement.appliesType1, facts.optOut.isOptedOut(on: runDate) {
            reasons.insert(.type1OptOut)
        }
        reasons.formUnion(choices(in: record))
        reasons.formUnion(cohort(of: record, facts))
        if let reason = registration(of: record, at: facts.practice) {
            reasons.insert(reason)
        } else if facts.unreadable[.registration] != nil {
            reasons.insert(.registrationUnknown)
        }
        guard let patient else { return reasons }
        if !agreement.cohort.includesDeceased, Self.hasDied(patient, in: record) {
            reasons.insert(.deceased)
        }
        let unreadable = facts.unreadable[.patient] ?? []
        if !agreement.cohort.includesDeceased,
            !unreadable.isDisjoint(with: [PatientFields.deathDate, PatientFields.deceased])
        {
            reasons.insert(.deathUnknown)
        }
        if let reason = age(of: patient, in: record) { reasons.insert(reason) }
        return reasons
    }

    /// The patient entry, if there is exactly one.
    static func onlyPatient(of record: CanonicalRecord) -> Entry? {
        var found: Entry?
        for entry in record.entries where entry.kind == .patient {
            if found != nil { return nil }
            found = entry
        }
        return found
    }

    private func confidentiality(of patient: Entry, in record: CanonicalRecord) -> ReasonSet {
        let rules = agreement.confidentiality
        switch Confidentiality(patient, in: record) {
        case .none: return []
        case .marked: return rules.withholdsRecord ? ReasonSet(.recordConfidential) : []
        case .unknown:
            return rules.withholdsUnknown ? ReasonSet(.recordConfidentialityUnknown) : []
        }
    }

    private static func hasDied(_ patient: Entry, in record: CanonicalRecord) -> Bool {
        if record.cell(patient, PatientFields.deathDate) != .absent { return true }
        return record.cell(patient, PatientFields.deceased) == .boolean(true)
    }

    /// Why the patient's age is not covered, or `nil` if it is, whatever day a partial date means.
    private func age(of patient: Entry, in record: CanonicalRecord) -> Reason? {
        let limits = agreement.cohort
        guard limits.minimumAge != nil || limits.maximumAge != nil else { return nil }
        guard case .date(let birth) = record.cell(patient, PatientFields.birthDate) else {
            return .ageUnknown
        }
        let ages = birth.possibleAges(on: runDate)
        guard ages.lowerBound >= 0 else { return .ageUnknown }
        let covered = (limits.minimumAge ?? 0)...max(limits.maximumAge ?? .max, 0)
        if covered.contains(ages.lowerBound), covered.contains(ages.upperBound) { return nil }
        return ages.overlaps(covered) ? .ageUnknown : .outsideAge
    }

    /// Why the patient does not count as registered, or `nil` for a certain current registration
    /// of an accepted kind at the practice.
    ///
    /// A registration that states nothing, as is made of a patient whose record is not in use, puts
    /// a current one in doubt and takes nothing from one that has ended.
    private func registration(of record: CanonicalRecord, at practice: [UInt8]) -> Reason? {
        if let practices = cohortPractices, !practices.contains(practice) {
            return .notRegistered
        }
        var (hasOne, hasCurrent, isUncertain, isInDoubt) = (false, false, false, false)
        for entry in record.entries where entry.kind == .registration {
            // The id is field 0, and here the only one.
            if record.present(entry) & ~1 == 0 {
                isInDoubt = true
                continue
            }
            hasOne = true
            switch isCurrent(entry, in: record, at: practice) {
            case true?: hasCurrent = true
            case nil: isUncertain = true
            case false?: continue
            }
        }
        if hasCurrent { return isInDoubt ? .registrationUnknown : nil }
        if !hasOne, !isInDoubt {
            return agreement.cohort.assumesRegistration ? nil : .registrationUnknown
        }
        return isUncertain || !hasOne ? .registrationUnknown : .notRegistered
    }

    /// Whether the registration counts today; `nil` if that cannot be told.
    private func isCurrent(
        _ entry: Entry, in record: CanonicalRecord, at practice: [UInt8]
    ) -> Bool? {
        if case .text(let ods) = record.cell(entry, RegistrationFields.practice),
            !record.bytes(ods).elementsEqual(practice)
        {
            return false
        }
        var isCertain = true
        if case .code(let type) = record.cell(entry, RegistrationFields.type) {
            if !agreement.cohort.registrationTypes.contains(type) { return false }
        } else {
            isCertain = agreement.cohort.assumesRegistration
        }
        let today = runDate.dayNumber
        if case .date(let start) = record.cell(entry, RegistrationFields.start) {
            if start.dayNumber > today { return false }
            if start.lastDay.dayNumber > today { isCertain = false }
        }
        if case .date(let end) = record.cell(entry, RegistrationFields.end) {
            if end.lastDay.dayNumber < today { return false }
            if end.dayNumber < today { isCertain = false }
        }
        return isCertain ? true : nil
    }
}

/// What the envelope of an entry says.
enum Confidentiality {
    case none, marked, unknown

    private static let other = Vocabulary.confidentiality.index(of: "other")

    init(_ entry: Entry, in record: CanonicalRecord) {
        switch record.cell(entry, 1) {
        case .absent: self = .none
        case .code(let word): self = word == Self.other ? .unknown : .marked
        default: self = .unknown
        }
    }
}
