public import CanonicalModel

/// How many people or rows are in each part of an indicator.
struct Counts: Sendable, Equatable {
    var numerator = 0
    /// In the denominator and not in the numerator; for a rate, the people.
    var rest = 0
    var excluded = 0
    /// The sum of the scores of a mean.
    var sum = 0.0

    static func += (left: inout Counts, right: Counts) {
        left.numerator += right.numerator
        left.rest += right.rest
        left.excluded += right.excluded
        left.sum += right.sum
    }
}

/// What one practice counts for one indicator: true counts, not to be published.
struct IndicatorTally: Sendable {
    /// By ``AgeSexStrata``.
    var strata = Array(repeating: Counts(), count: AgeSexStrata.count)
    /// By the words of each stratification.
    var others: [IndicatorDefinition.Stratification: [String: Counts]] = [:]
    var comparability = Comparability()

    var all: Counts { strata.reduce(into: Counts()) { $0 += $1 } }
}

/// Everything that is counted of one practice.
struct PracticeTally: Sendable {
    let code: String
    let supplier: String
    var indicators: [IndicatorTally]
    /// By band of age, and in it male and female.
    var pyramid: [[Int]]
}

/// Counts indicators, one practice after another: the memory is that of one practice.
///
/// For each practice call ``begin(_:)``, ``read(_:of:header:)`` for its rows, those of patients
/// first, and ``finish()``.
public struct IndicatorCounting: Sendable {
    let plan: IndicatorPlan
    /// For each indicator, what the feeds lack for it.
    private(set) var missing: [[String]]
    private(set) var practices: [PracticeTally] = []
    private var facts: PracticeFacts?

    /// Begins to count over feeds with tables of this shape.
    public init(_ plan: IndicatorPlan, shape: FeedShape) {
        self.plan = plan
        missing = plan.definitions.map { $0.missing(in: shape) }
    }

    /// The same, with nothing missing from the tables.
    init(_ other: IndicatorCounting, assumingEverything: Bool) {
        self = other
        missing = Array(repeating: [], count: plan.definitions.count)
    }

    /// Begins a practice.
    public mutating func begin(_ practice: String) {
        facts = PracticeFacts(practice: practice, tables: plan.tables.count)
    }

    /// Takes rows of the practice at hand.
    ///
    /// - Parameter header: The names of the columns, as the table's file has them.
    public mutating func read(_ bytes: Span<UInt8>, of kind: EntryKind, header: [String]) {
        guard var facts else { return }
        self.facts = nil
        var reader = TableReader(plan, kind, header: header)
        reader.read(bytes, into: &facts, lastDay: plan.lastDay)
        self.facts = facts
    }

    /// Counts the practice at hand, and forgets its people.
    public mutating func finish() {
        guard var facts else { return }
        self.facts = nil
        facts.group()
        guard !facts.people.isEmpty else { return }
        let counter = PracticeCounter(plan: plan, facts: facts)
        practices.append(
            PracticeTally(
                code: facts.practice, supplier: facts.supplier,
                indicators: plan.definitions.indices.map { counter.tally($0, missing[$0]) },
                pyramid: counter.pyramid()))
    }
}

/// Counts the indicators of one practice.
struct PracticeCounter {
    let plan: IndicatorPlan
    let facts: PracticeFacts
    private let evaluator: Evaluator

    init(plan: IndicatorPlan, facts: PracticeFacts) {
        (self.plan, self.facts) = (plan, facts)
        evaluator = Evaluator(facts: facts, lastDay: plan.lastDay)
    }

    func pyramid() -> [[Int]] {
        var bands = Array(repeating: [0, 0], count: PyramidBands.names.count)
        for person in facts.people where person.isOnList {
            guard let band = PyramidBands.band(person),
                let sex = AgeSexStrata.sexes.firstIndex(of: person.sex)
            else { continue }
            bands[band][sex] += 1
        }
        return bands
    }

    func tally(_ number: Int, _ missing: [String]) -> IndicatorTally {
        let (definition, compiled) = (plan.definitions[number], plan.compiled[number])
        var tally = IndicatorTally()
        guard missing.isEmpty else {
            for reason in missing { tally.comparability.add(.notComputable, reason) }
            return tally
        }
        for person in facts.people.indices where facts.people[person].isOnList {
            count(person, definition, compiled, &tally)
        }
        judge(definition, compiled, &tally.comparability)
        return tally
    }

    private func count(
        _ person: Int, _ definition: IndicatorDefinition, _ compiled: CompiledIndicator,
        _ tally: inout IndicatorTally
    ) {
        switch definition.measure {
        case .rate:
            guard let slot = compiled.unitSlot,
                part(compiled.denominator, compiled.exclusions, person, nil) == .rest
            else { return }
            var counts = Counts(numerator: 0, rest: 1)
            for event in facts.events(slot, of: person) {
                if evaluator.holds(compiled.numerator, person, event: (slot, event)) == .yes {
                    counts.numerator += 1
                    add(Counts(numerator: 1), definition, person, event, &tally, isRow: true)
                }
            }
            tally.strata[AgeSexStrata.stratum(facts.people[person])] += counts
        case .mean(let score):
            guard part(compiled.denominator, compiled.exclusions, person, nil) == .rest,
                let contacts = compiled.contacts
            else { return }
            var counts = Counts(numerator: 0, rest: 1)
            if let value = self.score(score, contacts, person) {
                counts = Counts(numerator: 1, rest: 0, sum: value)
            }
            add(counts, definition, person, nil, &tally)
        case .proportion, .count:
            guard let slot = compiled.unitSlot else {
                return add(
                    counts(definition, compiled, person, nil), definition, person, nil, &tally)
            }
            for event in facts.events(slot, of: person) {
                let counts = counts(definition, compiled, person, (slot, event))
                add(counts, definition, person, event, &tally)
            }
        }
    }

    private enum Part { case outside, excluded, rest }

    private func part(
        _ denominator: Program, _ exclusions: [Program], _ person: Int,
        _ event: (slot: Int, event: Event)?
    ) -> Part {
        switch evaluator.holds(denominator, person, event: event) {
        case .no: return .outside
        case .unknown: return .excluded
        case .yes:
            let isOut = exclusions.contains {
                evaluator.holds($0, person, event: event) == .yes
            }
            return isOut ? .excluded : .rest
        }
    }

    private func counts(
        _ definition: IndicatorDefinition, _ compiled: CompiledIndicator, _ person: Int,
        _ event: (slot: Int, event: Event)?
    ) -> Counts {
        switch part(compiled.denominator, compiled.exclusions, person, event) {
        case .outside: return Counts()
        case .excluded: return Counts(excluded: 1)
        case .rest:
            if definition.measure == .count { return Counts(numerator: 1) }
            let isIn = evaluator.holds(compiled.numerator, person, event: event) == .yes
            return isIn ? Counts(numerator: 1) : Counts(rest: 1)
        }
    }

    private func add(
        _ counts: Counts, _ definition: IndicatorDefinition, _ person: Int, _ event: Event?,
        _ tally: inout IndicatorTally, isRow: Bool = false
    ) {
        guard counts != Counts() else { return }
        let known = facts.people[person]
        if !isRow { tally.strata[AgeSexStrata.stratum(known)] += counts }
        for stratum in definition.strata where stratum != .deprivation {
            let word = stratum.word(known, event)
            tally.others[stratum, default: [:]][word ?? "not known", default: Counts()] += counts
        }
    }

    private func score(
        _ score: IndicatorDefinition.ContinuityScore, _ contacts: RowProgram, _ person: Int
    ) -> Double? {
        var seen: [UInt32: Int] = [:]
        for event in facts.events(contacts.slot, of: person)
        where event.bits & contacts.bit != 0 && event.key != 0
            && contacts.isIn(event.day, facts.people[person])
        {
            seen[event.key, default: 0] += 1
        }
        guard seen.values.reduce(0, +) >= score.fewest else { return nil }
        return score.index.score(seen.values.sorted())
    }
}
