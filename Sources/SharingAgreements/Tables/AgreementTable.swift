public import CanonicalModel

extension Agreement {
    /// A table of counts that an aggregate agreement lets out.
    public struct Table: Hashable, Sendable {
        /// The id, which names its file.
        public let id: String
        /// What it shows, for people.
        public internal(set) var title = ""
        /// Whether people are counted, each once; else entries.
        public internal(set) var countsPeople = true
        /// What is counted, or of what people are counted that have one.
        public internal(set) var counted: Counted
        /// What its rows stand for: the first is the coarsest, and has sums of the others.
        public internal(set) var rows: [Dimension] = []
        /// What its columns stand for.
        public internal(set) var columns: [Dimension] = []
    }

    /// Entries of a kind, of those that the data set lets through.
    public struct Counted: Hashable, Sendable {
        /// The kind of entry; `patient` for everybody.
        public let kind: EntryKind
        /// The set that the entry's `code` must belong to; `nil` for any.
        public internal(set) var codeSet: String?
        /// What its fields must be.
        public internal(set) var tests: [FieldTest] = []
    }

    /// What tells the cells of a table apart.
    public struct Dimension: Hashable, Sendable {
        /// The name of its column in the file.
        public let name: String
        /// Where its values come from.
        public let source: Source

        /// Where the values of a dimension come from.
        public enum Source: Hashable, Sendable {
            /// The practice that holds the record.
            case practice
            /// A field of the patient whose values the agreement bounds: ages, groups.
            case patient(Int)
            /// A text field of the patient; these values, and all others as one.
            case listed(Int, [String])
            /// The year, month or day of the week of the entry that is counted.
            case time(TimeUnit)
            /// A field of the entry that is counted: a word of its vocabulary, yes or no.
            case entry(Int)
            /// The first of these code sets that the entry's code belongs to.
            case codes([String])
            /// Whether the person has an entry like this.
            case has(Counted)
        }

        /// A part of a date.
        public enum TimeUnit: String, Sendable, CaseIterable {
            case year, month, weekday
        }

        /// Whether an entry decides it, so that one person may be in several of its values.
        var isOfEntry: Bool {
            switch source {
            case .practice, .patient, .listed, .has: false
            case .time, .entry, .codes: true
            }
        }
    }
}
