import CanonicalModel

/// Looks for single changes under which more of a field leaves, of entries that leave.
struct FieldSearch {
    /// What of a field leaves, as far as changes make it more or less: nothing, something, or a
    /// date to some precision.
    private typealias States = [[UInt8]]

    private let compiled: CompiledAgreement
    private let record: CanonicalRecord
    private let facts: PatientFacts
    private let now: States?

    init(_ compiled: CompiledAgreement, _ record: CanonicalRecord, _ facts: PatientFacts) {
        (self.compiled, self.record, self.facts) = (compiled, record, facts)
        now = Self.states(compiled, record, facts)
    }

    /// For each of `entries` and each field that the record states: the change under which more of
    /// it leaves and least else becomes otherwise.
    ///
    /// Cost: the record is decided once for each change, some hundred.
    func ways(of entries: Set<Int>) -> [Int: [Int: AgreementChange]] {
        guard let now else { return [:] }
        let wanted = entries.filter { !now[$0].isEmpty }
        var best: [Int: [Int: (change: AgreementChange, reach: Int)]] = [:]
        for change in changes(wanted, now) {
            guard let then = Self.states(compiled.changed(by: [change]), record, facts) else {
                continue
            }
            let reach = zip(now, then).reduce(0) { sum, pair in
                sum
                    + (pair.0.count == pair.1.count
                        ? zip(pair.0, pair.1).count { $0 != $1 } : max(pair.0.count, pair.1.count))
            }
            for entry in wanted where then[entry].count == now[entry].count {
                for field in now[entry].indices where then[entry][field] > now[entry][field] {
                    if let known = best[entry]?[field], known.reach <= reach { continue }
                    best[entry, default: [:]][field] = (change, reach)
                }
            }
        }
        return best.mapValues { $0.mapValues(\.change) }
    }

    /// Those of the agreement, but for one that names all fields; in its place, each that the
    /// record states and that does not leave is named by itself.
    private func changes(_ entries: Set<Int>, _ now: States) -> [AgreementChange] {
        var missing: [EntryKind: Set<Int>] = [:]
        for entry in entries {
            let stated = record.entries[entry]
            for field in now[entry].indices.dropFirst()
            where now[entry][field] == 0 && record.cell(stated, field) != .absent
                && mayBeNamed(stated.kind.definition.fields[field])
            {
                missing[stated.kind, default: []].insert(field)
            }
        }
        let agreement = compiled.agreement
        var changes: [AgreementChange] = []
        for (number, rule) in agreement.inclusions.enumerated() {
            for field in (missing[rule.kind] ?? []).subtracting(rule.fields).sorted() {
                let name = rule.kind.definition.fields[field].name
                changes.append(
                    AgreementChange(
                        "dataset.include[\(number)].fields", .added, "name the field `\(name)`"
                    ) { $0.addField(field, toInclusion: number) })
            }
        }
        return changes + agreement.changes(outsiders: []).filter { $0.kind != .added }
    }

    /// What identifies a person, or was typed, is no single change away where it may not leave.
    private func mayBeNamed(_ field: Field) -> Bool {
        switch field.identifiability {
        case .directIdentifier: compiled.agreement.deidentification.level == .identifiable
        case .freeText: compiled.agreement.releasesFreeText
        default: true
        }
    }

    /// For each entry that leaves, of each field; `nil` where nothing leaves of the record.
    private static func states(
        _ compiled: CompiledAgreement, _ record: CanonicalRecord, _ facts: PatientFacts
    ) -> States? {
        let decision = compiled.decide(record, facts, surrogates: SameIdentifiers())
        guard let released = decision.released?.record else { return nil }
        var copies = released.entries.makeIterator()
        return record.entries.indices.map { number in
            guard decision.entryReasons[number].isEmpty, let copy = copies.next() else { return [] }
            return (0..<copy.kind.fieldCount).map { field in
                switch released.cell(copy, field) {
                case .absent: 0
                case .date(let date): 1 + date.precision.rawValue
                default: 1
                }
            }
        }
    }
}

extension Agreement {
    fileprivate mutating func addField(_ field: Int, toInclusion number: Int) {
        let old = inclusions[number]
        inclusions[number] = Inclusion(
            kind: old.kind, fields: (old.fields + [field]).sorted(), codeSet: old.codeSet,
            window: old.window, tests: old.tests)
    }
}
