import CanonicalModel

/// Changes of whose records leave.
extension Agreement {
    func changesOfCohort() -> [AgreementChange] {
        changesOfRegistration() + changesOfAge() + changesOfCriteria()
    }

    private func changesOfRegistration() -> [AgreementChange] {
        var changes: [AgreementChange] = []
        func toggle(
            _ key: String, _ releases: Bool, _ change: @escaping @Sendable (inout Cohort) -> Void
        ) {
            changes.append(
                AgreementChange(
                    "cohort.\(key)", releases ? .tightened : .dropped,
                    releases ? "withhold them" : "release them"
                ) { change(&$0.cohort) })
        }
        toggle("deceased", cohort.includesDeceased) { $0.includesDeceased.toggle() }
        toggle("test_patients", cohort.includesTestPatients) { $0.includesTestPatients.toggle() }
        toggle("unstated_registration", cohort.assumesRegistration) {
            $0.assumesRegistration.toggle()
        }
        for (number, word) in Vocabulary.registrationTypes.words.enumerated() {
            let type = UInt8(number)
            let counts = cohort.registrationTypes.contains(type)
            if counts, cohort.registrationTypes.count == 1 { continue }
            changes.append(
                AgreementChange(
                    "cohort.registration", counts ? .narrowed : .added,
                    counts ? "leave out `\(word)`" : "take `\(word)` as well"
                ) { agreement in
                    agreement.cohort.registrationTypes.removeAll { $0 == type }
                    if !counts { agreement.cohort.registrationTypes.append(type) }
                })
        }
        if cohort.practices != nil {
            changes.append(
                AgreementChange("cohort.registered_at", .dropped, "take every publisher") {
                    $0.cohort.practices = nil
                })
        }
        if cohort.list != nil {
            changes.append(
                AgreementChange("cohort.list", .dropped, "leave it out") { $0.cohort.list = nil })
        }
        return changes
    }

    private func changesOfAge() -> [AgreementChange] {
        var changes: [AgreementChange] = []
        if let least = cohort.minimumAge {
            let clause = "cohort.age.min"
            changes.append(
                AgreementChange(clause, .dropped, "leave it out") { $0.cohort.minimumAge = nil })
            changes.append(
                AgreementChange(clause, .loosened, "lower it to \(least - 1)") {
                    $0.cohort.minimumAge = least - 1
                })
            changes.append(
                AgreementChange(clause, .tightened, "raise it to \(least + 1)") {
                    $0.cohort.minimumAge = least + 1
                })
        }
        if let most = cohort.maximumAge {
            let clause = "cohort.age.max"
            changes.append(
                AgreementChange(clause, .dropped, "leave it out") { $0.cohort.maximumAge = nil })
            changes.append(
                AgreementChange(clause, .loosened, "raise it to \(most + 1)") {
                    $0.cohort.maximumAge = most + 1
                })
            changes.append(
                AgreementChange(clause, .tightened, "lower it to \(most - 1)") {
                    $0.cohort.maximumAge = most - 1
                })
        }
        return changes
    }

    private func changesOfCriteria() -> [AgreementChange] {
        cohort.criteria.indices.flatMap { number -> [AgreementChange] in
            let criterion = cohort.criteria[number]
            let clause = "cohort.\(criterion.key)"
            return criterion.variants(clause).map { variant in
                AgreementChange(variant.clause, variant.kind, variant.words) { agreement in
                    if let changed = variant.criterion {
                        agreement.cohort.criteria[number] = changed
                    } else {
                        agreement.cohort.criteria.remove(at: number)
                    }
                }
            }
        }
    }
}

extension Agreement.Criterion {
    /// A criterion written otherwise; `nil` for left out.
    struct Variant {
        let clause: String
        let kind: AgreementChange.Kind
        let words: String
        let criterion: Agreement.Criterion?
    }

    /// The key that says it.
    var key: String {
        switch self {
        case .condition(let condition):
            condition.countsSets ? "conditions" : condition.kind.name
        case .all: "all_of"
        case .any: "any_of"
        case .none: "none_of"
        }
    }

    /// - Parameter clause: Where the criterion stands: its key, or its item in a list.
    func variants(_ clause: String) -> [Variant] {
        switch self {
        case .condition(let condition):
            return condition.variants.map { key, kind, words, changed in
                Variant(
                    clause: "\(clause).\(key)", kind: kind, words: words,
                    criterion: .condition(changed))
            }
        case .all(let parts): return Self.variants(parts, clause, Self.all) + swapped(parts, clause)
        case .any(let parts): return Self.variants(parts, clause, Self.any) + swapped(parts, clause)
        case .none(let parts): return Self.variants(parts, clause, Self.none)
        }
    }

    private func swapped(_ parts: [Self], _ clause: String) -> [Variant] {
        guard parts.count > 1 else { return [] }
        let isAll = key == "all_of"
        return [
            Variant(
                clause: clause, kind: isAll ? .loosened : .tightened,
                words: isAll ? "ask for any of them" : "ask for all of them",
                criterion: isAll ? .any(parts) : .all(parts))
        ]
    }

    private static func variants(
        _ parts: [Self], _ clause: String, _ join: ([Self]) -> Self
    ) -> [Variant] {
        parts.indices.flatMap { number -> [Variant] in
            let part = parts[number]
            var item = "\(clause)[\(number)]"
            var without = parts
            without.remove(at: number)
            var variants = [
                Variant(
                    clause: item, kind: .dropped, words: "leave it out",
                    criterion: without.isEmpty ? nil : join(without))
            ]
            if case .condition = part {} else { item += ".\(part.key)" }
            variants += part.variants(item).map { variant in
                var changed = without
                if let criterion = variant.criterion { changed.insert(criterion, at: number) }
                return Variant(
                    clause: variant.clause, kind: variant.kind, words: variant.words,
                    criterion: changed.isEmpty ? nil : join(changed))
            }
            return variants
        }
    }
}

extension Agreement.Condition {
    /// The condition written otherwise, with the key that says it.
    var variants: [(String, AgreementChange.Kind, String, Self)] {
        var variants: [(String, AgreementChange.Kind, String, Self)] = []
        func vary(
            _ key: String, _ kind: AgreementChange.Kind, _ words: String,
            _ change: (inout Self) -> Void
        ) {
            var condition = self
            change(&condition)
            variants.append((key, kind, words, condition))
        }
        let number = countsSets ? "conditions.at_least" : "times"
        if !countsSets || atLeast < codeSets.count {
            vary(number, .tightened, "raise it to \(atLeast + 1)") { $0.atLeast += 1 }
        }
        if atLeast > 1 {
            vary(number, .loosened, "lower it to \(atLeast - 1)") { $0.atLeast -= 1 }
        }
        let key = countsSets ? "conditions.of" : kind.name
        if codeSets.count > 1 {
            for set in codeSets where !countsSets || atLeast < codeSets.count {
                vary(key, .narrowed, "leave out `\(set)`") { $0.codeSets.removeAll { $0 == set } }
            }
        } else if !countsSets, !codeSets.isEmpty {
            vary(key, .loosened, "take any code") { $0.codeSets = [] }
        }
        for (key, kind, words, changed) in window.variants {
            vary(key, kind, words) { $0.window = changed }
        }
        for (index, test) in tests.enumerated() {
            let name = self.kind.definition.fields[test.field].name
            for (kind, words, changed) in test.variants(of: self.kind) {
                vary("values.\(name)", kind, words) { $0.tests.replace(at: index, with: changed) }
            }
        }
        return variants
    }
}
