public import CanonicalModel

extension FactRules {
    /// Appends the facts that the rules make of a record, as entries of ``EntryKind/derived``.
    ///
    /// A fact is of one record: somebody with records in two systems has those of each. Codes of
    /// days after `day` do not count. Scores that count are there for everybody, registers,
    /// coded categories and cases only where they hold.
    ///
    /// Cost: one pass over the record with a look-up a coding, then little a rule.
    ///
    /// - Parameters:
    ///   - day: The day of the run.
    ///   - kinds: The kinds of fact that are wanted.
    ///   - isVisible: Whether rules may look at the entry of an index: what an agreement keeps from
    ///     view must not show in a fact either.
    public func append(
        to record: inout CanonicalRecord, on day: PartialDate, kinds: Set<EntryKind>,
        isVisible: (Int) -> Bool
    ) {
        let evidence = FactEvidence(record, index, on: day, isVisible: isVisible)
        let facts = Facts(rules: self, day: day, ids: Self.ids(of: record))
        let found = registers.map { membership($0, evidence) }
        let counted = scores.map { value($0, found, evidence) }
        if kinds.contains(.registerMembership) {
            for (register, membership) in zip(registers, found) {
                if let membership { facts.append(register, membership, to: &record) }
            }
        }
        if kinds.contains(.score) {
            for (score, value) in zip(scores, counted) {
                if let value { facts.append(score, value, to: &record) }
            }
        }
        let person = FactPerson(registers: found, scores: counted, evidence: evidence)
        if kinds.contains(.segment) {
            for model in models {
                guard let place = model.segments.first(where: { person.meets($0.condition) })
                else { continue }
                let entries = person.entries(behind: place.condition)
                facts.append(model, place.name, entries, to: &record)
            }
        }
        if kinds.contains(.caseFinding) {
            for rule in cases where person.meets(rule.condition) {
                facts.append(rule, person.entries(behind: rule.condition), to: &record)
            }
        }
    }

    private static func ids(of record: CanonicalRecord) -> [TextRange?] {
        record.entries.map { entry in
            guard case .text(let id) = record.cell(entry, 0) else { return nil }
            return id
        }
    }

    // MARK: - Registers

    /// Whether the person is on the register, and by what.
    private func membership(_ register: Register, _ evidence: FactEvidence) -> Membership? {
        guard register.ages.contains(evidence.age) else { return nil }
        let past = evidence.items.filter { !$0.isMedicine && $0.day ?? 0 <= evidence.today }
        let codes = past.filter { $0.sets & register.codes != 0 }
        guard !codes.isEmpty else { return nil }
        let latest = codes.map { $0.day ?? 0 }.max() ?? 0
        let isResolved = past.contains {
            $0.sets & register.resolved != 0 && $0.day ?? 0 >= latest
        }
        if isResolved { return nil }
        if let (medicines, months) = register.treatment,
            !evidence.has(medicines, months: months)
        {
            return nil
        }
        let dated = codes.filter { $0.day != nil }
        return Membership(
            since: dated.min { $0.day ?? 0 < $1.day ?? 0 }?.date,
            latest: dated.max { $0.day ?? 0 < $1.day ?? 0 }?.date, entries: codes.map(\.entry))
    }

    // MARK: - Scores

    /// What shows that the person has a deficit; nothing where they do not.
    private func entries(
        behind deficit: Score.Deficit, _ evidence: FactEvidence
    ) -> [Int] {
        switch deficit {
        case .codes(let sets):
            evidence.items.filter { $0.day ?? 0 <= evidence.today && $0.sets & sets != 0 }
                .map(\.entry)
        case .medicines(let least):
            evidence.medicines.count < least ? [] : evidence.medicines.values.flatMap(\.self)
        }
    }

    private func value(
        _ score: Score, _ registers: [Membership?], _ evidence: FactEvidence
    ) -> Value? {
        switch score.basis {
        case .registers(let list):
            let on = list.compactMap { registers[$0] }
            return Value(on.count, of: nil, on.flatMap(\.entries), score.bands)
        case .medicines:
            let entries = evidence.medicines.values.flatMap(\.self)
            return Value(evidence.medicines.count, of: nil, entries, score.bands)
        case .index(let deficits, let count):
            let present = deficits.map { entries(behind: $0, evidence) }
            return Value(
                present.count { !$0.isEmpty }, of: count, present.flatMap(\.self), score.bands)
        case .coded(let categories):
            var latest: (category: String, item: FactEvidence.Item)?
            for (category, codes) in categories {
                for item in evidence.items where item.sets & codes != 0 {
                    guard item.day ?? 0 <= evidence.today, !item.isMedicine else { continue }
                    // Of one day the category that stands later in the rules counts.
                    if item.day ?? 0 >= latest?.item.day ?? 0 { latest = (category, item) }
                }
            }
            return latest.map { Value(coded: $0.category, $0.item.entry) }
        }
    }
}

/// By what a person is on a register.
struct Membership {
    let since: PartialDate?
    let latest: PartialDate?
    let entries: [Int]
}

/// The outcome of a score.
struct Value {
    /// What was counted; 0 for a coded category.
    let count: Int
    /// As it is written: the count, or three digits of a share.
    let number: String?
    let category: String?
    let entries: [Int]

    init(
        _ count: Int, of whole: Int?, _ entries: [Int], _ bands: [(category: String, from: Int)]
    ) {
        self.count = count
        if let whole {
            let thousandths = (count * 2000 + whole) / (2 * whole)
            let digits = String(thousandths % 1000 + 1000).dropFirst()
            number = "\(thousandths / 1000).\(digits)"
        } else {
            number = String(count)
        }
        category = bands.last { $0.from <= count }?.category
        self.entries = Array(Set(entries)).sorted()
    }

    init(coded category: String, _ entry: Int) {
        (count, number, self.category, entries) = (0, nil, category, [entry])
    }
}

/// What conditions are held against.
struct FactPerson {
    let registers: [Membership?]
    let scores: [Value?]
    let evidence: FactEvidence

    func meets(_ condition: FactCondition) -> Bool {
        guard condition.ages.contains(evidence.age) else { return false }
        if !condition.onAny.isEmpty, condition.onAny.allSatisfy({ registers[$0] == nil }) {
            return false
        }
        guard condition.onNone.allSatisfy({ registers[$0] == nil }) else { return false }
        for (score, least) in condition.atLeast where scores[score]?.count ?? 0 < least {
            return false
        }
        for (score, words) in condition.categories {
            guard let category = scores[score]?.category, words.contains(category) else {
                return false
            }
        }
        return condition.has.allSatisfy { evidence.has($0.codes, months: $0.months) }
            && condition.lacks.allSatisfy { !evidence.has($0.codes, months: $0.months) }
    }

    /// The entries that a condition which holds rests on.
    func entries(behind condition: FactCondition) -> [Int] {
        var entries = Set(condition.onAny.flatMap { registers[$0]?.entries ?? [] })
        for score in condition.atLeast.map(\.score) + condition.categories.map(\.score) {
            entries.formUnion(scores[score]?.entries ?? [])
        }
        for (codes, _) in condition.has {
            entries.formUnion(evidence.items.filter { $0.sets & codes != 0 }.map(\.entry))
        }
        return entries.sorted()
    }
}
