public import CanonicalModel

/// What one indicator counts, by whose rules, and where it cannot be compared.
///
/// Read one with ``load(yaml:file:codeSets:)``; it is data, so that an analyst can read it, change
/// it and have it checked.
public struct IndicatorDefinition: Sendable {
    /// A stable name in small letters, figures and hyphens.
    public internal(set) var id = ""
    /// The version; any change of what is counted is another.
    public internal(set) var version = ""
    /// What people call it.
    public internal(set) var title = ""
    /// What it tells, in a sentence or two.
    public internal(set) var meaning = ""
    /// Which part of the mission it belongs to.
    public internal(set) var theme = Theme.prevention
    /// Where the rules come from.
    public internal(set) var source = ""
    /// What is worked out of the counts.
    public internal(set) var measure = Measure.proportion
    /// The kind of row that is counted; `nil` where people are.
    public internal(set) var unit: EntryKind?
    /// How long before the last day the indicator looks, for its header; `nil` for at any time.
    public internal(set) var period: Period?
    /// Whether more is better; `nil` where neither is.
    public internal(set) var moreIsBetter: Bool?
    /// Whether it is standardised for age and sex.
    public internal(set) var isStandardised = false
    /// What else than organisations it is told apart by.
    public internal(set) var strata: [Stratification] = []
    /// The names of the code sets that it uses, in the order of first use.
    public internal(set) var codeSets: [String] = []
    /// The file it was read from.
    public internal(set) var file = ""
    var denominator = Condition.all([])
    var numerator = Condition.all([])
    var exclusions: [Exclusion] = []
    var comparability: [ComparabilityRule] = []
    var examples: [Example] = []

    /// The parts of the mission.
    public enum Theme: String, Sendable, CaseIterable {
        case population
        case caseFinding = "case-finding"
        case access, continuity, prevention, immunisation, medicines, inequalities
        case dataQuality = "data-quality"
    }

    /// What is worked out of the counts.
    public enum Measure: Sendable, Equatable {
        /// The numerator is part of the denominator.
        case proportion
        /// Rows for so many people.
        case rate(per: Int)
        /// The mean of a score of people.
        case mean(ContinuityScore)
        /// How many there are.
        case count
    }

    /// What people or rows are told apart by.
    public enum Stratification: String, Sendable, CaseIterable {
        case age, sex, ethnicity, deprivation, weekday, hour
        case slotCategory = "slot_category"
        case deliveryChannel = "delivery_channel"

        /// Whether only appointments are told apart by it.
        var isOfAppointments: Bool { self == .slotCategory || self == .deliveryChannel }
    }

    /// People or rows that the denominator leaves out.
    struct Exclusion: Sendable {
        let name: String
        let why: String
        let condition: Condition
    }

    /// How continuity of care is worked out for one person.
    public struct ContinuityScore: Sendable, Equatable {
        /// The index.
        public let index: ContinuityIndex
        let contacts: RowCondition
        let fewest: Int
    }

    /// All conditions, to look through.
    var conditions: [Condition] {
        [denominator, numerator] + exclusions.map(\.condition)
    }

    /// All tests of rows, to look through.
    var rowConditions: [RowCondition] {
        var all = conditions.flatMap(\.rowConditions)
        if case .mean(let score) = measure { all.append(score.contacts) }
        return all
    }
}

/// Where an indicator cannot be compared, or only with care, and why.
struct ComparabilityRule: Sendable {
    enum Trigger: Sendable {
        /// Practices on these systems.
        case suppliers([String])
        /// Practices where fewer of a hundred rows of these pass.
        case completeness(of: RowTest, columns: [ColumnTest], atLeast: Int)
    }
    let trigger: Trigger
    let verdict: Comparability.Verdict
    let reason: String
}

/// Whether a figure can be compared with others.
public struct Comparability: Sendable, Equatable {
    /// From best to worst.
    public enum Verdict: String, Sendable, CaseIterable, Comparable {
        case comparable
        case withCare = "with-care"
        case notComparable = "not-comparable"
        case notComputable = "not-computable"
        /// Better first.
        public static func < (left: Self, right: Self) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }
    /// The verdict.
    public internal(set) var verdict = Verdict.comparable
    /// Why, one sentence each, in the order of finding.
    public internal(set) var reasons: [String] = []

    mutating func add(_ verdict: Verdict, _ reason: String) {
        self.verdict = max(self.verdict, verdict)
        if !reasons.contains(reason) { reasons.append(reason) }
    }
}
