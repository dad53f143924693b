public import CanonicalModel
import DisclosureControl

/// How many people or rows are in each part of an indicator.
struct Counts: Sendable, Equatable {
    var numerator = 0
    /// In the denominator and not in the numerator; for a rate, the people.
    var rest = 0
    var excluded = 0
    /// The sum of the scores of a mean.
    var sum = 0.0
    /// Of the numerator, the rest, the excluded and all three, how many people are behind them and
    /// the most of one person: where entries are counted.
    private(set) var people = SIMD4<Int>()
    private(set) var largest = SIMD4<Int>()

    init(numerator: Int = 0, rest: Int = 0, excluded: Int = 0, sum: Double = 0) {
        (self.numerator, self.rest, self.excluded, self.sum) = (numerator, rest, excluded, sum)
    }

    private var parts: SIMD4<Int> { SIMD4(numerator, rest, excluded, numerator + rest + excluded) }

    /// The same counts, as what one person has.
    var ofOnePerson: Counts {
        var counts = self
        counts.largest = parts
        counts.people.replace(with: 1, where: parts .> 0)
        return counts
    }

    /// The numerator, the rest, the excluded or, as the fourth, all of them.
    func part(_ number: Int) -> PeoplesCount {
        PeoplesCount(count: parts[number], people: people[number], largestShare: largest[number])
    }

    static func += (left: inout Counts, right: Counts) {
        left.numerator += right.numerator
        left.rest += right.rest
        left.excluded += right.excluded
        left.sum += right.sum
        left.people &+= right.people
        left.largest.replace(with: right.largest, where: right.largest .> left.largest)
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
/// Beside it a key of each person is kept, to tell who is on the lists of two practices.
/// For each practice call ``begin(_:)``, ``read(_:of:header:)`` for its rows, those of patients
/// first, and ``finish()``.
public struct IndicatorCounting: Sendable {
    let plan: IndicatorPlan
    /// For each indicator, what the feeds lack for it.
    private(set) var missing: [[String]]
    private(set) var practices: [PracticeTally] = []
    /// On how many lists everybody is, over all practices.
    private(set) var lists = PeopleOnLists()
    private var facts: PracticeFacts?
    /// A reader for each table and header that came so far.
    private var readers: [TableReader] = []

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
        let known = readers.firstIndex { $0.kind == kind && $0.header == header }
        if known == nil { readers.append(TableReader(plan, kind, header: header)) }
        readers[known ?? readers.count - 1].read(bytes, into: &facts, lastDay: plan.lastDay)
        self.facts = facts
    }

    /// Counts the practice at hand, and forgets its people.
    public mutating func finish() {
        guard var facts else { return }
        self.facts = nil
        facts.group()
        guard !facts.people.isEmpty else { return }
        facts.forEachOnList { lists.add($0) }
        let counter = PracticeCounter(plan: plan, facts: facts)
        practices.append(
            PracticeTally(
                code: facts.practice, supplier: facts.supplier,
                indicators: plan.definitions.indices.map { counter.tally($0, missing[$0]) },
                pyramid: counter.pyramid()))
    }
}

/// On how many practices' lists each person is: somebody may be registered at one practice and stay
/// near another, or have moved before the first heard of it.
struct PeopleOnLists: Sendable {
    private var people = WordNumbers()
    private var isOnMore: [Bool] = []

    /// Adds a person of a practice, once for each.
    mutating func add(_ key: Span<UInt8>) {
        let number = Int(people.add(key))
        if number > isOnMore.count { isOnMore.append(false) } else { isOnMore[number - 1] = true }
    }

    /// How many people are on more than one list.
    var onMore: Int { isOnMore.count { $0 } }
}

/// Counts the indicators of one practice.
struct PracticeCounter {
    let plan: IndicatorPlan
    let facts: PracticeFacts
    private let evaluator: Evaluator

    init(plan: IndicatorPlan, facts: PracticeFacts) {
        (self.plan, self.facts) = (plan, facts)
        evaluator = Evaluator(facts: facts, programs: plan.programs, lastDay: plan.lastDay)
    }

    func pyramid() -> [[Int]] {
        var bands = Array(repeating: [0, 0], count: PyramidBands.names.count)
        for person in facts.people where person.isOnList {
            guard let band = PyramidBands.band(person),
                let sex = AgeSexStrata.sex(person)
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
        var groups = StratumCounts(definition.strata)
        for person in facts.people.indices where facts.people[person].isOnList {
            count(person, definition, compiled, &tally, &groups)
        }
        tally.others = groups.named(facts.words)
        judge(definition, compiled, &tally.comparability)
        return tally
    }

    private func count(
        _ person: Int, _ definition: IndicatorDefinition, _ compiled: CompiledIndicator,
        _ tally: inout IndicatorTally, _ groups: inout StratumCounts
    ) {
        switch definition.measure {
        case .rate:
            guard let slot = compiled.unitSlot,
                part(compiled.denominator, compiled.exclusions, person, nil) == .rest
            else { return }
            var counts = Counts(numerator: 0, rest: 1)
            for place in facts.events(slot, of: person) {
                let event = facts.events[place]
                if evaluator.holds(compiled.numerator, person, event: (slot, event)) == .yes {
                    counts.numerator += 1
                    groups.add(Counts(numerator: 1), facts.people[person], event)
                }
            }
            groups.finishPerson()
            tally.strata[AgeSexStrata.stratum(facts.people[person])] += counts.ofOnePerson
        case .mean(let score):
            guard part(compiled.denominator, compiled.exclusions, person, nil) == .rest,
                let contacts = compiled.contacts
            else { return }
            var counts = Counts(numerator: 0, rest: 1)
            if let value = self.score(score, contacts, person) {
                counts = Counts(numerator: 1, rest: 0, sum: value)
            }
            add(counts, person, &tally, &groups)
        case .proportion, .count:
            guard let slot = compiled.unitSlot else {
                return add(
                    counts(definition, compiled, person, nil), person, &tally, &groups)
            }
            var all = Counts()
            for place in facts.events(slot, of: person) {
                let event = facts.events[place]
                let counts = counts(definition, compiled, person, (slot, event))
                guard counts != Counts() else { continue }
                all += counts
                groups.add(counts, facts.people[person], event)
            }
            groups.finishPerson()
            tally.strata[AgeSexStrata.stratum(facts.people[person])] += all.ofOnePerson
        }
    }

    private enum Part { case outside, excluded, rest }

    private func part(
        _ denominator: Int, _ exclusions: [Int], _ person: Int,
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
        _ counts: Counts, _ person: Int, _ tally: inout IndicatorTally,
        _ groups: inout StratumCounts
    ) {
        guard counts != Counts() else { return }
        let known = facts.people[person]
        tally.strata[AgeSexStrata.stratum(known)] += counts
        groups.add(counts, known, nil)
        groups.finishPerson()
    }

    private func score(
        _ score: IndicatorDefinition.ContinuityScore, _ contacts: RowProgram, _ person: Int
    ) -> Double? {
        var seen: [UInt32: Int] = [:]
        for place in facts.events(contacts.slot, of: person) {
            let event = facts.events[place]
            guard event.bits & contacts.bit != 0, event.key != 0,
                contacts.isIn(event.day, facts.people[person])
            else { continue }
            seen[event.key, default: 0] += 1
        }
        guard seen.values.reduce(0, +) >= score.fewest else { return nil }
        return score.index.score(seen.values.sorted())
    }
}

/// What one indicator counts of each group of people or rows, by the numbers of the groups.
private struct StratumCounts {
    private let strata: [IndicatorDefinition.Stratification]
    private var counts: [[Counts]]
    /// What the person at hand has in each group.
    private var own: [[(group: Int, counts: Counts)]]

    init(_ strata: [IndicatorDefinition.Stratification]) {
        self.strata = strata
        counts = Array(repeating: [], count: self.strata.count)
        own = Array(repeating: [], count: self.strata.count)
    }

    mutating func add(_ more: Counts, _ person: Person, _ event: Event?) {
        for place in strata.indices {
            let group = strata[place].group(person, event)
            if let known = own[place].firstIndex(where: { $0.group == group }) {
                own[place][known].counts += more
            } else {
                own[place].append((group, more))
            }
        }
    }

    /// Takes what was added for what one person has.
    mutating func finishPerson() {
        for place in strata.indices {
            for (group, more) in own[place] {
                if group >= counts[place].count {
                    let room = group + 1 - counts[place].count
                    counts[place].append(contentsOf: repeatElement(Counts(), count: room))
                }
                counts[place][group] += more.ofOnePerson
            }
            own[place].removeAll(keepingCapacity: true)
        }
    }

    /// The groups with anybody in them, by their words.
    func named(
        _ words: WordNumbers
    ) -> [IndicatorDefinition.Stratification: [String: Counts]] {
        var named: [IndicatorDefinition.Stratification: [String: Counts]] = [:]
        for (place, stratum) in strata.enumerated() {
            for (group, count) in counts[place].enumerated() where count != Counts() {
                named[stratum, default: [:]][stratum.word(group, words), default: Counts()] += count
            }
        }
        return named
    }
}
