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
    }

    /// A permission: these fields of entries of this kind, where the code belongs to the set.
    public struct Inclusion: Hashable, Sendable {
        /// The kind of entry.
        public let kind: EntryKind
        /// Indices into the kind's fields; the id always goes with an entry.
        public let fields: [Int]
        /// The set that the entry's `code` must belong to, or `nil` for any code or none.
        public let codeSet: String?
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
        }
        /// How an age leaves.
        public enum Age: String, Sendable, CaseIterable {
            case drop, years, band5
        }
        /// How a postcode leaves.
        public enum Postcode: String, Sendable, CaseIterable {
            case drop, district, exact
        }
        /// What names the person.
        public internal(set) var level = Level.pseudonymised
        /// Where the key of the pseudonyms is: `env:NAME` or `file:PATH`; never the key itself.
        public internal(set) var key: String?
        /// The epoch of the key; a new epoch gives new pseudonyms.
        public internal(set) var epoch = "1"
        /// The group of agreements that share pseudonyms; `nil` for this agreement alone.
        public internal(set) var linkageGroup: String?
        /// How precise a birth date leaves; `nil` for not at all.
        public internal(set) var birthDate: PartialDate.Precision?
        /// How an age leaves.
        public internal(set) var age = Age.drop
        /// How a postcode leaves.
        public internal(set) var postcode = Postcode.drop
        /// How precise every other date leaves; `nil` for not at all.
        public internal(set) var eventDate: PartialDate.Precision?
    }

    /// Whether every purpose is the person's own care.
    public var isForOwnCare: Bool { purposes.allSatisfy(\.kind.isOwnCare) }
}
