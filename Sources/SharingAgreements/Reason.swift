/// Why a record or an entry does not leave. Codes are stable; 0 is kept for "released".
///
/// The order is the order of the gates: of several reasons the first is the primary one.
public enum Reason: UInt8, Sendable, CaseIterable {
    case notActive = 1
    case stopped
    case notInForce, practiceNotParty, practiceWithdrawn, practiceNotSigned, flowNotAgreed
    case otherVersion, legalBasis, countsOnly
    case testPatient, identityUnknown, recordConfidential, recordConfidentialityUnknown
    case consentNotRecorded, type1OptOut
    case nationalListMissing, nationalListUnreadable, nationalListStale, nationalNotAsked
    case nationalOptOut, localListMissing, localListUnreadable, localOptOut
    case notRegistered, registrationUnknown, deceased, deathUnknown, outsideAge, ageUnknown
    case notListed, notInCohort, cohortUnknown
    case notInDataset, codeNotInDataset, valueNotInDataset, excluded, excludedCode
    case outsideWindow, dateUnknown, legallyRestricted, sensitive
    case itemConfidential, confidentialityUnknown, linkedToWithheld, unclassified
    case notInvolved

    /// The stable name for manifests, such as `TYPE1_OPT_OUT`.
    public var name: String {
        switch self {
        case .notActive: "NOT_ACTIVE"
        case .stopped: "STOPPED"
        case .notInForce: "NOT_IN_FORCE"
        case .practiceNotParty: "PRACTICE_NOT_PARTY"
        case .practiceWithdrawn: "PRACTICE_WITHDRAWN"
        case .practiceNotSigned: "PRACTICE_NOT_SIGNED"
        case .flowNotAgreed: "FLOW_NOT_AGREED"
        case .otherVersion: "OTHER_VERSION"
        case .legalBasis: "LEGAL_BASIS"
        case .countsOnly: "COUNTS_ONLY"
        case .testPatient: "TEST_PATIENT"
        case .identityUnknown: "IDENTITY_UNKNOWN"
        case .recordConfidential: "RECORD_CONFIDENTIAL"
        case .recordConfidentialityUnknown: "RECORD_CONFIDENTIALITY_UNKNOWN"
        case .consentNotRecorded: "CONSENT_NOT_RECORDED"
        case .type1OptOut: "TYPE1_OPT_OUT"
        case .nationalListMissing: "NATIONAL_OPT_OUT_LIST_MISSING"
        case .nationalListUnreadable: "NATIONAL_OPT_OUT_LIST_UNREADABLE"
        case .nationalListStale: "NATIONAL_OPT_OUT_LIST_STALE"
        case .nationalNotAsked: "NATIONAL_OPT_OUT_NOT_ASKED"
        case .nationalOptOut: "NATIONAL_OPT_OUT"
        case .localListMissing: "LOCAL_OPT_OUT_LIST_MISSING"
        case .localListUnreadable: "LOCAL_OPT_OUT_LIST_UNREADABLE"
        case .localOptOut: "LOCAL_OPT_OUT"
        case .notRegistered: "NOT_REGISTERED"
        case .registrationUnknown: "REGISTRATION_UNKNOWN"
        case .deceased: "DECEASED"
        case .deathUnknown: "DEATH_UNKNOWN"
        case .outsideAge: "OUTSIDE_AGE"
        case .ageUnknown: "AGE_UNKNOWN"
        case .notListed: "NOT_LISTED"
        case .notInCohort: "NOT_IN_COHORT"
        case .cohortUnknown: "COHORT_UNKNOWN"
        case .notInDataset: "NOT_IN_DATASET"
        case .codeNotInDataset: "CODE_NOT_IN_DATASET"
        case .valueNotInDataset: "VALUE_NOT_IN_DATASET"
        case .excluded: "EXCLUDED"
        case .excludedCode: "EXCLUDED_CODE"
        case .outsideWindow: "OUTSIDE_WINDOW"
        case .dateUnknown: "DATE_UNKNOWN"
        case .legallyRestricted: "LEGALLY_RESTRICTED"
        case .sensitive: "SENSITIVE"
        case .itemConfidential: "ITEM_CONFIDENTIAL"
        case .confidentialityUnknown: "CONFIDENTIALITY_UNKNOWN"
        case .linkedToWithheld: "LINKED_TO_WITHHELD"
        case .unclassified: "UNCLASSIFIED"
        case .notInvolved: "NOT_INVOLVED"
        }
    }

    /// One plain sentence for people.
    public var sentence: String {
        switch self {
        case .notActive: "The agreement is a draft, suspended or ended."
        case .stopped: "The feed, the practice or the patient has been stopped."
        case .notInForce: "The day of the run lies outside the days on which the agreement holds."
        case .practiceNotParty: "The practice is not a publisher under the agreement."
        case .practiceWithdrawn: "The practice has withdrawn its signature."
        case .practiceNotSigned: "The practice has not signed this version of the agreement."
        case .flowNotAgreed: "The agreement has no such flow."
        case .otherVersion: "The practice is decided under another version, which it signed."
        case .legalBasis: "The legal basis does not hold on the day of the run."
        case .countsOnly: "Only counts may leave under the agreement, and it declares no table."
        case .testPatient: "The NHS number is of the range for tests."
        case .identityUnknown: "The record has no valid NHS number, or not exactly one patient."
        case .recordConfidential: "The whole record is marked as confidential."
        case .recordConfidentialityUnknown:
            "The whole record carries a confidentiality mark whose meaning is not known."
        case .consentNotRecorded: "The record holds no consent to this sharing, or a later refusal."
        case .type1OptOut: "The patient objects to uses beyond their own care (Type 1)."
        case .nationalListMissing: "The run was given no list of national opt-outs."
        case .nationalListUnreadable: "The list of national opt-outs cannot be relied on."
        case .nationalListStale: "The list of national opt-outs is older than it may be."
        case .nationalNotAsked: "It was never asked whether the patient has opted out nationally."
        case .nationalOptOut: "The patient has opted out nationally."
        case .localListMissing: "The run was given no list of local objections."
        case .localListUnreadable: "The list of local objections cannot be relied on."
        case .localOptOut: "The patient objects to this sharing."
        case .notRegistered: "The patient is not currently registered at the practice."
        case .registrationUnknown: "It cannot be told whether the patient is registered."
        case .deceased: "The patient has died."
        case .deathUnknown: "It cannot be told whether the patient has died."
        case .outsideAge: "The patient is younger or older than the agreement covers."
        case .ageUnknown: "It cannot be told whether the patient is of an age that is covered."
        case .notListed: "The patient is not on the list of people whom the agreement is about."
        case .notInCohort: "The conditions of the cohort do not hold of the patient."
        case .cohortUnknown: "It cannot be told whether the conditions of the cohort hold."
        case .notInDataset: "The agreement does not cover this kind of entry."
        case .codeNotInDataset: "The agreement covers this kind of entry, but not this code."
        case .valueNotInDataset:
            "The agreement covers this code, but not this value, or not an unknown one."
        case .excluded: "The agreement excludes this kind of entry."
        case .excludedCode: "The agreement excludes this code."
        case .outsideWindow: "The entry is of a time that the agreement does not cover."
        case .dateUnknown:
            "It cannot be told whether the entry is of a time that the agreement covers."
        case .legallyRestricted: "The law restricts who may know of what is coded."
        case .sensitive: "The agreement keeps this code back as sensitive."
        case .itemConfidential: "The entry, or what it stands in, is marked as confidential."
        case .confidentialityUnknown: "It carries a confidentiality mark of unknown meaning."
        case .linkedToWithheld: "It belongs to an entry that is withheld."
        case .unclassified: "Without a known code it cannot be told whether it is excluded."
        case .notInvolved: "Nothing that leaves names this professional or organisation."
        }
    }

    /// Whether it keeps back the whole record.
    public var isAboutTheRecord: Bool { rawValue < Reason.notInDataset.rawValue }
}

/// A set of reasons, a bit each.
public struct ReasonSet: OptionSet, Hashable, Sendable {
    /// Bit `n` stands for the reason of raw value `n`.
    public let rawValue: UInt64
    /// Wraps the bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// The set of one reason.
    public init(_ reason: Reason) { rawValue = 1 << UInt64(reason.rawValue) }
    /// The set of several reasons.
    public init(_ reasons: Reason...) {
        rawValue = reasons.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }
    /// Why an entry may not leave and yet something that leaves may rest on it: the agreement does
    /// not cover it, and does not keep it from view either.
    public static let uncovered = ReasonSet(
        .notInDataset, .codeNotInDataset, .valueNotInDataset, .outsideWindow, .dateUnknown)
    /// The first reason in the order of the gates; `nil` if the set is empty.
    public var primary: Reason? { Reason(rawValue: UInt8(rawValue.trailingZeroBitCount)) }
    /// The reasons in the order of the gates.
    public var reasons: [Reason] { Reason.allCases.filter { contains(ReasonSet($0)) } }
    /// Adds `reason`.
    mutating func insert(_ reason: Reason) { self = union(ReasonSet(reason)) }
}
