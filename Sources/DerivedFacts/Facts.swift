import CanonicalModel

/// Writes facts into a record as entries.
struct Facts {
    let rules: FactRules
    let day: PartialDate
    /// The ids of the record's entries before any fact.
    let ids: [TextRange?]

    func append(
        _ register: FactRules.Register, _ membership: Membership, to record: inout CanonicalRecord
    ) {
        let entry = begin(.registerMembership, register.name, membership.entries, in: &record)
        entry.set("register", register.name, in: &record)
        if let since = membership.since { entry.set("since", .date(since), in: &record) }
        if let latest = membership.latest { entry.set("latest", .date(latest), in: &record) }
    }

    func append(
        _ score: FactRules.Score, _ value: Value, to record: inout CanonicalRecord
    ) {
        let entry = begin(.score, score.name, value.entries, in: &record)
        entry.set("score", score.name, in: &record)
        if let number = value.number { entry.set("value", number, in: &record) }
        if let category = value.category { entry.set("category", category, in: &record) }
        entry.set("origin", .code(value.number == nil ? 1 : 0), in: &record)
    }

    func append(
        _ model: FactRules.SegmentModel, _ segment: String, _ entries: [Int],
        to record: inout CanonicalRecord
    ) {
        let entry = begin(.segment, model.name, entries, in: &record)
        entry.set("model", model.name, in: &record)
        entry.set("segment", segment, in: &record)
    }

    func append(
        _ rule: FactRules.CaseRule, _ entries: [Int], to record: inout CanonicalRecord
    ) {
        let entry = begin(.caseFinding, rule.name, entries, in: &record)
        entry.set("rule", rule.name, in: &record)
        entry.set("priority", String(rule.priority), in: &record)
        entry.set("reason", rule.reason, in: &record)
    }

    /// An entry with what every fact has.
    private func begin(
        _ kind: EntryKind, _ name: String, _ entries: [Int], in record: inout CanonicalRecord
    ) -> FactEntry {
        let first = record.appendEntry(kind, rule: 0, sourceOffset: 0, sourceLength: 0)
        let entry = FactEntry(definition: kind.definition, first: first)
        entry.set("id", "\(kind.name)/\(rules.name)/\(name)", in: &record)
        entry.set("rule_set", rules.name, in: &record)
        entry.set("rule_version", rules.version, in: &record)
        entry.set("as_of", .date(day), in: &record)
        let start = record.references.count
        for entry in entries { if let id = ids[entry] { record.references.append(id) } }
        let count = record.references.count - start
        if count > 0 {
            entry.set(
                "evidence",
                .references(
                    start: UInt32(truncatingIfNeeded: start),
                    count: UInt32(truncatingIfNeeded: count)), in: &record)
        }
        return entry
    }
}

/// The cells of one fact.
private struct FactEntry {
    let definition: EntryDefinition
    let first: Int

    func set(_ field: String, _ cell: Cell, in record: inout CanonicalRecord) {
        if let index = definition.index(of: field) { record.cells[first + index] = cell }
    }

    func set(_ field: String, _ text: String, in record: inout CanonicalRecord) {
        set(field, .text(record.appendScratch(text.utf8)), in: &record)
    }
}
