public import CanonicalModel

extension Agreement {
    /// Whose records may leave. Whatever is not known for certain does not hold.
    public struct Cohort: Hashable, Sendable {
        /// The kinds of registration that count, as indices of the registration type vocabulary.
        public internal(set) var registrationTypes: [UInt8] = []
        /// Whether a record that states no registration at all counts as registered at the
        /// practice that holds it.
        public internal(set) var assumesRegistration = false
        /// The least age in whole years on the run date.
        public internal(set) var minimumAge: Int?
        /// The greatest age in whole years on the run date.
        public internal(set) var maximumAge: Int?
        /// Whether records of people who have died may leave.
        public internal(set) var includesDeceased = false
        /// The publishers at which people must be registered; `nil` for all.
        public internal(set) var practices: [String]?
        /// Whether records with an NHS number of the test range may leave.
        public internal(set) var includesTestPatients = true
        /// What must hold of a record, all of it.
        public internal(set) var criteria: [Criterion] = []
        /// The people who alone are in; `nil` for everybody.
        public internal(set) var list: PatientList?
    }

    /// A permission: these fields of entries of this kind, where the code belongs to the set.
    public struct Inclusion: Hashable, Sendable {
        /// The kind of entry.
        public let kind: EntryKind
        /// Indices into the kind's fields; the id always goes with an entry.
        public let fields: [Int]
        /// The set that the entry's `code` must belong to, or `nil` for any code or none.
        public let codeSet: String?
        /// When the entry must be from.
        public internal(set) var window = Window()
        /// What its fields must be.
        public internal(set) var tests: [FieldTest] = []
    }

    /// What the law or the parties hold to be sensitive, in any kind of entry.
    public struct SensitiveRules: Hashable, Sendable {
        /// Whether codes of ``restrictedSet`` are withheld; `nil` where the agreement says nothing.
        public internal(set) var withholdsRestricted: Bool?
        /// The code sets that are withheld, companion medicines among them.
        public internal(set) var codeSets: [String] = []
        /// Whether what belongs to something sensitive is withheld with it.
        public internal(set) var closesLinks = true
        /// The kinds whose entries leave although they bear no code.
        public internal(set) var uncodedKinds: [EntryKind] = []
        /// The name of the code set of what the law keeps back.
        public static let restrictedSet = "legally-restricted"
    }

    /// Codes by which people say yes or no, and take it back.
    public struct Choice: Hashable, Sendable {
        /// The set of codes that say no.
        public let refusal: String
        /// The set of codes that say yes; `nil` if a no stands for ever.
        public let assent: String?
    }

    /// A prohibition, which wins over every permission.
    public struct Exclusion: Hashable, Sendable {
        /// The kind of entry it is about, or `nil` for every kind.
        public let kind: EntryKind?
        /// The fields that must not leave; empty where the whole entry must not.
        public let fields: [Int]
        /// Only entries with a code in this set, in any of their concepts.
        public let codeSet: String?
    }

    /// Whether marked records and entries leave; `true` withholds.
    public struct ConfidentialityRules: Hashable, Sendable {
        /// A record whose patient entry is marked.
        public internal(set) var withholdsRecord = true
        /// An entry that is marked `nopat` or `restricted`.
        public internal(set) var withholdsItem = true
        /// A mark whose meaning is not known.
        public internal(set) var withholdsUnknown = true
    }

    /// How closely what leaves points at a person.
    public struct Deidentification: Hashable, Sendable {
        /// What names the person in the feed.
        public enum Level: String, Sendable, CaseIterable {
            case pseudonymised, identifiable
            /// Only counts leave, and nobody is named.
            case aggregate
        }
        /// How an age leaves.
        public enum Age: String, Sendable, CaseIterable {
            case drop, years, band5, band10
        }
        /// How a postcode leaves.
        public enum Postcode: String, Sendable, CaseIterable {
            case drop, district, lsoa, exact
        }
        /// How an ethnic category leaves: as recorded, or in 16 or 5 groups.
        public enum Ethnicity: String, Sendable, CaseIterable {
            case drop, exact, group16, group5
        }
        /// What names the person.
        public internal(set) var level = Level.pseudonymised
        /// Where the key of the pseudonyms is: `env:NAME` or `file:PATH`; never the key itself.
        public internal(set) var key: String?
        /// The epoch of the key; a new epoch gives new pseudonyms.
        public internal(set) var epoch = "1"
        /// The group of agreements that share pseudonyms; `nil` for this agreement alone.
        public internal(set) var linkageGroup: String?
        /// How precise a birth date leaves.
        public internal(set) var birthDate = ReleaseLevel.withheld
        /// How precise a date of death leaves at most.
        public internal(set) var deathDate = ReleaseLevel.exact
        /// How an age leaves.
        public internal(set) var age = Age.drop
        /// The age from which all ages are one.
        public internal(set) var topCode = Generalisation.topAge
        /// Whether ``topCode`` was declared, so that ages in years are cut off as well.
        public internal(set) var cutsYears = false
        /// How a postcode leaves.
        public internal(set) var postcode = Postcode.drop
        /// How an ethnic category leaves.
        public internal(set) var ethnicity = Ethnicity.exact
        /// Whether nothing leaves that says who did something, or whom the patient was sent to.
        public internal(set) var dropsPractitioners = false
        /// How precise every other date leaves.
        public internal(set) var eventDate = ReleaseLevel.withheld
        /// How many days the dates of a person move at most, all by the same; `nil` for not at all.
        public internal(set) var dateShift: Int?
        /// What is declared for single fields.
        public internal(set) var fieldLevels: [FieldLevel] = []
    }

    /// Whether every purpose is the person's own care.
    public var isForOwnCare: Bool { purposes.allSatisfy(\.kind.isOwnCare) }
}
