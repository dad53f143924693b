public import CanonicalModel
public import DisclosureControl
public import Terminology

/// A data-sharing agreement, loaded and checked: everything that deciding needs is known to hold.
///
/// Make one with ``load(yaml:file:codeSets:)``; decide with ``CompiledAgreement``.
public struct Agreement: Sendable {
    /// The stable id, which namespaces pseudonyms and feeds.
    public internal(set) var id = ""
    /// The version; practices sign its first two numbers.
    public internal(set) var version = Version(major: 0, minor: 0, patch: 0)
    /// Whether the agreement may be used at all.
    public internal(set) var status = Status.draft
    /// What people call it.
    public internal(set) var title = ""
    /// The first day on which it is in force, in Europe/London.
    public internal(set) var validFrom: PartialDate?
    /// The last day on which it is in force, in Europe/London.
    public internal(set) var validUntil: PartialDate?
    /// When it must be looked at again.
    public internal(set) var reviewDue: PartialDate?
    /// The practices whose records may leave, once they have signed.
    public internal(set) var publishers: [Party] = []
    /// The organisations that may receive a feed.
    public internal(set) var recipients: [Recipient] = []
    /// What the data may be used for.
    public internal(set) var purposes: [Purpose] = []
    /// The basis in the common law duty of confidentiality.
    public internal(set) var basis = ConfidentialityBasis.notConfidential
    /// The last day on which support under section 251 holds; `nil` where none is named.
    public internal(set) var supportUntil: PartialDate?
    /// The codes by which people consent to this sharing; `nil` where the record is not asked.
    public internal(set) var consent: Choice?
    /// The codes by which people object to this sharing.
    public internal(set) var codedObjections: [Choice] = []
    /// Whether a Type 1 objection keeps the whole record back.
    public internal(set) var appliesType1 = true
    /// How many days old the national opt-outs may be; `nil` where they do not apply.
    public internal(set) var nationalOptOutDays: Int?
    /// Whether people on a list of local objections are kept back.
    public internal(set) var appliesLocalOptOuts = false
    /// Whose records may leave.
    public internal(set) var cohort = Cohort()
    /// What may leave of them.
    public internal(set) var inclusions: [Inclusion] = []
    /// What may not leave, whatever ``inclusions`` say.
    public internal(set) var exclusions: [Exclusion] = []
    /// When all entries must be from.
    public internal(set) var window = Window()
    /// The kinds of entry that ``window`` does not cut.
    public internal(set) var longLivedKinds: [EntryKind] = []
    /// What is kept back as sensitive.
    public internal(set) var sensitive = SensitiveRules()
    /// Whether free text may leave.
    public internal(set) var releasesFreeText = false
    /// What marked records and entries do.
    public internal(set) var confidentiality = ConfidentialityRules()
    /// How closely what leaves points at a person.
    public internal(set) var deidentification = Deidentification()
    /// The tables of counts that leave under an aggregate agreement.
    public internal(set) var tables: [Table] = []
    /// The rules for small numbers that the agreement states: in its tables, or in figures that
    /// are made of its rows.
    public internal(set) var statedDisclosure: DisclosureProfile?
    /// The rules for small numbers: those that are stated, or else the usual ones.
    public var disclosure: DisclosureProfile { statedDisclosure ?? .usual }
    /// How many people must share what others may know of them, in rows; `nil` for no demand.
    public internal(set) var anonymity: Anonymity?
    /// Of how many people per thousand a code must be to leave in rows; `nil` for no demand.
    public internal(set) var rareCodes: Int?
    /// How long what is kept of past runs is kept; `nil` for as long as there is room.
    public internal(set) var logRetention: Period?
    /// The feeds that the agreement allows.
    public internal(set) var flows: [Flow] = []
    /// Who has signed which version.
    public internal(set) var signUps: [SignUp] = []
    /// Which practices have withdrawn their signature.
    public internal(set) var withdrawals: [Withdrawal] = []
    /// The code sets that the agreement uses, in the order of first use.
    public internal(set) var codeSets: [CodeSet] = []
    /// What is stated for people and for the checks, by the path of its key, in file order.
    public internal(set) var statements: [String: [String]] = [:]
    /// Warnings and notes found while loading, in file order.
    public internal(set) var notes: [Diagnostic] = []
    /// The file it was read from.
    public internal(set) var file = ""
}

extension Agreement {
    /// A version of three numbers; a practice signs the first two.
    public struct Version: Hashable, Sendable, CustomStringConvertible {
        /// Raised when the agreement is another agreement.
        public let major: Int
        /// Raised when more is released.
        public let minor: Int
        /// Raised when words change.
        public let patch: Int
        /// `2.1.0`.
        public var description: String { "\(major).\(minor).\(patch)" }
        /// `2.1`, which is what a practice signs.
        public var signed: String { "\(major).\(minor)" }
    }

    /// Whether an agreement may be used.
    public enum Status: String, Sendable, CaseIterable {
        case draft, active, suspended, terminated
    }

    /// An organisation by its ODS code.
    public struct Party: Hashable, Sendable {
        /// The ODS code.
        public let ods: String
        /// Its name, for people.
        public let name: String
    }

    /// An organisation that may receive feeds.
    public struct Recipient: Hashable, Sendable {
        /// The ODS code.
        public let ods: String
        /// Its name, for people.
        public let name: String
        /// The ids of the flows that it may receive.
        public let flows: [String]
    }

    /// What data may be used for.
    public struct Purpose: Hashable, Sendable {
        /// The id that flows name.
        public let id: String
        /// Its class.
        public let kind: PurposeClass
        /// What it is, for people.
        public let description: String
    }

    /// The classes of purpose.
    ///
    /// Source: headings of the NHS England data-sharing templates; the split into care of the
    /// person and other uses decides which objections apply.
    public enum PurposeClass: String, Sendable, CaseIterable {
        case directCare = "direct_care"
        case careCoordination = "care_coordination"
        case riskStratification = "risk_stratification"
        case populationHealth = "population_health"
        case servicePlanning = "service_planning"
        case commissioning
        case qualityImprovement = "quality_improvement"
        case audit
        case publicHealth = "public_health"
        case research
        case payment
        case legalObligation = "legal_obligation"

        /// Whether the purpose is the person's own care.
        public var isOwnCare: Bool { self == .directCare || self == .careCoordination }
    }

    /// Why disclosure does not breach the common law duty of confidentiality.
    public enum ConfidentialityBasis: String, Sendable, CaseIterable {
        case impliedConsent = "implied_consent"
        case explicitConsent = "explicit_consent"
        case section251 = "s251"
        case statutory
        case publicInterest = "public_interest"
        case notConfidential = "not_confidential"
    }

    /// A feed that the agreement allows.
    public struct Flow: Hashable, Sendable {
        /// The id by which a run names it.
        public let id: String
        /// The ODS code of who receives it.
        public let recipient: String
        /// The id of the purpose it serves.
        public let purpose: String
        /// The forms it may take.
        public let formats: [Format]
        /// How often it goes out, and how much time lies between two at least.
        public let timing: Timing
    }

    /// A form of feed.
    public enum Format: String, Sendable, CaseIterable {
        /// RFC 4180 tables, one an entry kind.
        case csv
        /// UK Core FHIR R4, one NDJSON file a resource type.
        case ukcore
        /// Tables of counts, of an aggregate agreement.
        case table
        /// Parquet tables, one an entry kind, with the columns of the CSV tables and typed ones.
        case parquet
        /// One SQLite file with the same tables, typed and indexed.
        case sqlite
    }

    /// A signature of one practice under one version.
    public struct SignUp: Hashable, Sendable {
        /// The practice.
        public let ods: String
        /// The version it signed, as `2.1`.
        public let version: String
        /// The day of the signature; it counts from that day.
        public let at: PartialDate
    }

    /// The withdrawal of a practice.
    public struct Withdrawal: Hashable, Sendable {
        /// The practice.
        public let ods: String
        /// The day of the withdrawal; it counts from that day.
        public let at: PartialDate
    }
}
