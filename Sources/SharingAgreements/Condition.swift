public import CanonicalModel

extension Agreement {
    /// A test of one field of one entry; what is missing, or of another unit, passes no test and
    /// fails none.
    public struct FieldTest: Hashable, Sendable {
        /// What the field must be.
        public enum Test: Hashable, Sendable {
            /// One of these words of its vocabulary, by index.
            case words([UInt8])
            /// True or false.
            case flag(Bool)
            /// A number within limits.
            case limits(Limits)
        }
        /// The index of the field.
        public let field: Int
        /// What it must be.
        public let test: Test
    }

    /// The limits of a number, and the unit it must be in.
    public struct Limits: Hashable, Sendable {
        /// The least number, in millionths.
        public internal(set) var low: Int64?
        /// Whether the least number itself is outside.
        public internal(set) var isLowOpen = false
        /// The greatest number, in millionths.
        public internal(set) var high: Int64?
        /// Whether the greatest number itself is outside.
        public internal(set) var isHighOpen = false
        /// The spellings of the unit; empty for a number without one.
        public internal(set) var units: [String] = []
    }

    /// That a record has entries of a kind.
    public struct Condition: Hashable, Sendable {
        /// The kind of entry.
        public let kind: EntryKind
        /// The sets of which the entry's code must belong to one; empty for any code or none.
        public internal(set) var codeSets: [String] = []
        /// How many there must be.
        public internal(set) var atLeast = 1
        /// Whether the code sets are counted that have an entry, and not the entries.
        public internal(set) var countsSets = false
        /// When they must be from.
        public internal(set) var window = Window()
        /// What their fields must be.
        public internal(set) var tests: [FieldTest] = []
    }

    /// A condition, or several joined.
    public indirect enum Criterion: Hashable, Sendable {
        case condition(Condition)
        case all([Criterion])
        case any([Criterion])
        case none([Criterion])

        /// The conditions and connectives in it, itself counted.
        var size: Int {
            switch self {
            case .condition: 1
            case .all(let parts), .any(let parts), .none(let parts):
                parts.reduce(1) { $0 + $1.size }
            }
        }
    }
}
