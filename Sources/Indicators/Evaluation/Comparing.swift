import CanonicalModel

extension IndicatorDefinition {
    /// What the tables of feeds lack, a sentence each; nothing where the indicator can be counted.
    func missing(in shape: FeedShape) -> [String] {
        var reasons: [String] = []
        func need(_ kind: EntryKind, _ names: [String]) {
            guard !shape.has(kind, anyOf: names) else { return }
            let columns = names.map { "`\(kind.name).\($0)`" }.joined(separator: " or ")
            let reason = "The feed has no \(columns)."
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        need(.patient, ["person_key"])
        if let unit { need(unit, ["person_key"]) }
        for rows in rowConditions {
            let kind = rows.test.kind
            need(kind, ["person_key"])
            if !rows.test.sets.isEmpty { need(kind, ["code_snomed", "code_source"]) }
            if !rows.window.isOpen || rows.isLatest || rows.days > 1 {
                if kind != .patient { need(kind, FeedColumns.dates(of: kind)) }
            }
            if rows.window.beforeAge != nil || rows.window.fromAge != nil {
                need(.patient, ["birth_date"])
            }
            for column in rows.test.columns {
                need(kind, [column.column])
                if case .limits(let limits) = column.test, !limits.units.isEmpty {
                    need(kind, [limits.unitColumn])
                }
            }
        }
        for condition in conditions.flatMap(\.everything) { Self.needs(condition, unit, need) }
        if case .mean(let score) = measure { need(score.contacts.test.kind, ["practitioner"]) }
        return reasons
    }

    private static func needs(
        _ condition: Condition, _ unit: EntryKind?, _ need: (EntryKind, [String]) -> Void
    ) {
        let ages = ["birth_date", "age_years", "age_band"]
        switch condition {
        case .age, .known(.age): need(.patient, ages)
        case .turned, .born: need(.patient, ["birth_date"])
        case .sex, .known(.sex): need(.patient, ["sex"])
        case .known(.ethnicity):
            need(.patient, ["ethnic_category", "ethnicity_source", "ethnicity_snomed"])
        case .known(.district): need(.patient, ["postcode_district", "postcode"])
        case .usualPractitioner:
            if let unit { need(unit, ["practitioner"]) }
            need(.patient, ["practitioner"])
        default: break
        }
    }
}

extension PracticeCounter {
    /// Adds what keeps the figures of this practice from being compared.
    func judge(
        _ definition: IndicatorDefinition, _ compiled: CompiledIndicator,
        _ comparability: inout Comparability
    ) {
        for (number, rule) in definition.comparability.enumerated() {
            switch rule.trigger {
            case .suppliers(let suppliers):
                if suppliers.contains(facts.supplier) {
                    comparability.add(rule.verdict, rule.reason)
                }
            case .completeness(_, _, let least):
                guard let found = compiled.completeness.first(where: { $0.rule == number }) else {
                    continue
                }
                let (base, whole) = (count(found.base), count(found.whole))
                if whole * 100 < base * least { comparability.add(rule.verdict, rule.reason) }
            }
        }
        if facts.supplier == "mixed" {
            comparability.add(.withCare, "The records come from several systems.")
        }
        for rows in definition.rowConditions where !rows.window.isOpen {
            guard let slot = plan.slot(of: rows.test.kind) else { continue }
            if facts.isCoarse[slot] {
                comparability.add(
                    .withCare,
                    "Days of `\(rows.test.kind.name)` are known to the month or year only, and "
                        + "count as the first: near the ends of the period some are on the wrong "
                        + "side.")
            }
        }
    }

    private func count(_ rows: RowProgram) -> Int {
        facts.events(rows.slot).count { facts.events[$0].bits & rows.bit != 0 }
    }
}
