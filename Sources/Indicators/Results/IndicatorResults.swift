public import CanonicalModel

/// What may be published of some indicators: everything in it comes from protected and audited
/// tables.
public struct IndicatorResults: Sendable {
    /// What the results stand on.
    public struct Basis: Sendable {
        /// The agreement's id.
        public var agreement = ""
        /// Its version.
        public var version = ""
        /// The SHA-256 of the agreement's text.
        public var sha256 = ""
        /// The recipient's code, and what the data are for.
        public var recipient = ""
        /// The id of the purpose.
        public var purpose = ""
        /// The name of the rule for small numbers.
        public var profile = ""
        /// Records of the runs: read, released, and withheld for each reason, as published.
        public var records: [(name: String, count: String)] = []
        /// No agreement yet.
        public init() {}
    }

    /// The definitions, in the order of ``rows``.
    public let definitions: [IndicatorDefinition]
    /// The last day of every period.
    public let lastDay: CalendarDay
    /// For each definition, its figures.
    public let rows: [[ResultRow]]
    /// What they stand on.
    public let basis: Basis
    /// The standard population, if one was used.
    public let standard: String
    /// The pyramid of ages: for each band its name, males and females; empty where withheld.
    let pyramid: [(band: String, counts: [String])]
    /// How many people are on the lists of more than one practice, as published; they count on
    /// each.
    public let onSeveralLists: String
    /// The lists of codes that the definitions rest on.
    let lists: [CodeList]
    /// Notes on what could not be published, and on what the reader must know.
    public let notes: [Diagnostic]
}

/// One figure of an indicator, for one organisation or group of people.
public struct ResultRow: Sendable {
    /// What it is about.
    public enum Level: String, Sendable, CaseIterable {
        case practice, pcn, neighbourhood, all, supplier, stratum
    }

    /// What may be said of the figure.
    public enum State: String, Sendable {
        case published
        /// Counts are small, or would give small ones away.
        case suppressed
        /// The whole table could not be made safe.
        case withheld
        /// Nobody is in the denominator.
        case empty
        /// The feed lacks what it takes.
        case notComputable = "not-computable"
    }

    /// What it is about.
    public var level = Level.all
    /// The code of the organisation, or the word of the group.
    public var code = ""
    /// The name, for people.
    public var name = ""
    /// The system that the records came from, for a practice.
    public var supplier = ""
    /// What groups of people are told apart by.
    ///
    /// By deprivation it is `deprivation`, of the small area where each person lives, where the
    /// feed has that of anybody; else ``deprivationOfPractice``.
    public var stratification = ""
    /// The fifths of practices, as a file of organisations has them.
    public static let deprivationOfPractice = "deprivation_of_practice"
    /// Whether there is a figure.
    public var state = State.published
    /// What is published of the counts; `nil` where it is kept back.
    public var numerator: Int?
    /// As above.
    public var denominator: Int?
    /// As above.
    public var excluded: Int?
    /// The proportion, from 0 to 1; the rate, or the mean.
    public var value: Double?
    /// The interval of 95 in a hundred.
    public var low: Double?
    /// As above.
    public var high: Double?
    /// The proportion adjusted to the standard population, and its interval.
    public var standardised: (value: Double, low: Double, high: Double)?
    /// The strata of age and sex that it was adjusted by, such as `0-59 60-69 70+ by sex`: the
    /// narrowest in which hardly any practice has a small count.
    public var standardStrata = ""
    /// Between which proportions a practice lies, but for chance, if it is like all: 3 deviations.
    public var funnel: (low: Double, high: Double)?
    /// Whether it can be compared with others.
    public var comparability = Comparability()

    /// Where the figure lies by the outer limits of the funnel.
    public var position: String {
        guard let value, let funnel else { return "" }
        return value > funnel.high ? "above" : value < funnel.low ? "below" : "within"
    }
}
