import CanonicalModel

/// Changes of what leaves.
extension Agreement {
    func changesOfDataset() -> [AgreementChange] {
        inclusions.indices.flatMap(changesOfInclusion)
            + exclusions.indices.flatMap(changesOfExclusion)
            + changesOfWindow() + changesOfKinds()
    }

    private func changesOfInclusion(_ number: Int) -> [AgreementChange] {
        let (clause, rule) = ("dataset.include[\(number)]", inclusions[number])
        let names = rule.kind.definition.fields.map(\.name)
        var changes = [
            AgreementChange(clause, .dropped, "leave it out") { $0.inclusions.remove(at: number) }
        ]
        changes += rule.fields.filter { $0 > 0 }.map { field in
            AgreementChange(
                clause + ".fields", .narrowed, "leave out the field `\(names[field])`"
            ) { agreement in
                agreement.replaceInclusion(number) { $0.filter { $0 != field } }
            }
        }
        let all = Array(1..<names.count)
        changes.append(
            AgreementChange(clause + ".fields", .added, "name every field") { agreement in
                agreement.replaceInclusion(number) { _ in all }
            })
        if rule.codeSet != nil {
            changes.append(
                AgreementChange(clause + ".codes", .loosened, "take any code") { agreement in
                    agreement.replaceInclusion(number, takesAnyCode: true) { $0 }
                })
        }
        for (index, test) in rule.tests.enumerated() {
            let name = names[test.field]
            for (kind, words, test) in test.variants(of: rule.kind) {
                changes.append(
                    AgreementChange("\(clause).values.\(name)", kind, words) { agreement in
                        agreement.inclusions[number].tests.replace(at: index, with: test)
                    })
            }
        }
        changes += rule.window.variants.map { key, kind, words, window in
            AgreementChange("\(clause).\(key)", kind, words) { agreement in
                agreement.inclusions[number].window = window
            }
        }
        return changes
    }

    private mutating func replaceInclusion(
        _ number: Int, takesAnyCode: Bool = false, _ fields: ([Int]) -> [Int]
    ) {
        let old = inclusions[number]
        inclusions[number] = Inclusion(
            kind: old.kind, fields: fields(old.fields), codeSet: takesAnyCode ? nil : old.codeSet,
            window: old.window, tests: old.tests)
    }

    private func changesOfExclusion(_ number: Int) -> [AgreementChange] {
        let rule = exclusions[number]
        // `documents: withhold` is an exclusion as well, behind those of the list.
        let isDocuments =
            number == exclusions.count - 1 && rule.kind == .document && rule.fields.isEmpty
            && statements["dataset.documents"] != nil
        let clause = isDocuments ? "dataset.documents" : "dataset.exclude[\(number)]"
        var changes = [
            AgreementChange(clause, .dropped, "leave it out") { $0.exclusions.remove(at: number) }
        ]
        if rule.fields.count > 1, let kind = rule.kind {
            changes += rule.fields.map { field in
                let name = kind.definition.fields[field].name
                return AgreementChange(
                    clause + ".fields", .narrowed, "leave out the field `\(name)`"
                ) { agreement in
                    let kept = rule.fields.filter { $0 != field }
                    agreement.exclusions[number] = Exclusion(
                        kind: kind, fields: kept, codeSet: nil)
                }
            }
        }
        return changes
    }

    private func changesOfWindow() -> [AgreementChange] {
        var changes = window.variants.map { key, kind, words, window in
            AgreementChange("dataset.window.\(key)", kind, words) { $0.window = window }
        }
        for (number, kind) in longLivedKinds.enumerated() {
            changes.append(
                AgreementChange(
                    "dataset.window.long_lived", .narrowed, "cut `\(kind.name)` by the window"
                ) { $0.longLivedKinds.remove(at: number) })
        }
        changes.append(
            releasesFreeText
                ? AgreementChange("dataset.free_text", .tightened, "withhold free text") {
                    $0.releasesFreeText = false
                }
                : AgreementChange("dataset.free_text", .loosened, "release free text") {
                    $0.releasesFreeText = true
                })
        return changes
    }

    /// Every kind of entry that is not covered could be; but for facts, which a run works out of a
    /// record and no example has.
    private func changesOfKinds() -> [AgreementChange] {
        let covered = Set(inclusions.map(\.kind))
        let others = EntryKind.allCases.filter { kind in
            !covered.contains(kind) && !EntryKind.derived.contains(kind)
        }
        return others.map { kind in
            let fields = Array(1..<kind.definition.fields.count)
            return AgreementChange("dataset.include", .added, "include `\(kind.name)`") {
                agreement in
                agreement.inclusions.append(
                    Inclusion(kind: kind, fields: fields, codeSet: nil))
                agreement.exclusions.removeAll { $0.kind == kind && $0.codeSet == nil }
            }
        }
    }
}

extension [Agreement.FieldTest] {
    /// Replaces a test, or removes it.
    mutating func replace(at index: Int, with test: Agreement.FieldTest?) {
        if let test { self[index] = test } else { remove(at: index) }
    }
}

extension Agreement.FieldTest {
    /// The test written otherwise; `nil` for left out.
    func variants(
        of kind: EntryKind
    ) -> [(AgreementChange.Kind, String, Agreement.FieldTest?)] {
        var variants: [(AgreementChange.Kind, String, Agreement.FieldTest?)] = [
            (.dropped, "take any value, or none", nil)
        ]
        switch test {
        case .flag(let flag):
            variants.append(
                (.tightened, "take `\(!flag)`", .init(field: field, test: .flag(!flag))))
        case .words(let words) where words.count > 1:
            guard case .code(let vocabulary) = kind.definition.fields[field].type else { break }
            variants += words.map { word in
                (
                    .narrowed, "leave out `\(vocabulary.words[Int(word)])`",
                    .init(field: field, test: .words(words.filter { $0 != word }))
                )
            }
        case .words: break
        case .limits(let limits):
            variants += limits.variants.map { kind, words, limits in
                (kind, words, .init(field: field, test: .limits(limits)))
            }
        }
        return variants
    }
}

extension Agreement.Limits {
    /// A limit by one unit further out, and with or without the limit itself.
    var variants: [(AgreementChange.Kind, String, Self)] {
        var variants: [(AgreementChange.Kind, String, Self)] = []
        func vary(_ kind: AgreementChange.Kind, _ words: String, _ change: (inout Self) -> Void) {
            var limits = self
            change(&limits)
            variants.append((kind, words, limits))
        }
        if let low {
            vary(.loosened, "lower the limit by one") { $0.low = low - 1_000_000 }
            vary(isLowOpen ? .loosened : .tightened, "turn the limit itself round") {
                $0.isLowOpen.toggle()
            }
        }
        if let high {
            vary(.loosened, "raise the limit by one") { $0.high = high + 1_000_000 }
            vary(isHighOpen ? .loosened : .tightened, "turn the limit itself round") {
                $0.isHighOpen.toggle()
            }
        }
        return variants
    }
}

extension Agreement.Window {
    /// The window open, longer and shorter, with the key that says it.
    var variants: [(String, AgreementChange.Kind, String, Self)] {
        var variants: [(String, AgreementChange.Kind, String, Self)] = []
        func vary(
            _ key: String, _ kind: AgreementChange.Kind, _ words: String,
            _ change: (inout Self) -> Void
        ) {
            var window = self
            change(&window)
            variants.append((key, kind, words, window))
        }
        if let last {
            vary("last", .dropped, "take any time") { $0.last = nil }
            let longer = Agreement.Period(count: last.count + 1, unit: last.unit)
            vary("last", .loosened, "make it `\(longer)`") { $0.last = longer }
            let shorter = last.shorter
            vary("last", .tightened, "make it `\(shorter)`") { $0.last = shorter }
        }
        if let since {
            vary("since", .dropped, "take any time") { $0.since = nil }
            vary("since", .loosened, "begin a day earlier") { $0.since = since.earlier(by: 1) }
            vary("since", .tightened, "begin a day later") { $0.since = since.earlier(by: -1) }
        }
        return variants
    }
}

extension Agreement.Period: CustomStringConvertible {
    /// `P2Y`.
    public var description: String { "P\(count)\(unit.rawValue)" }

    /// One unit less, or half of the only one.
    var shorter: Self {
        if count > 1 { return Self(count: count - 1, unit: unit) }
        switch unit {
        case .years: return Self(count: 6, unit: .months)
        case .months: return Self(count: 2, unit: .weeks)
        case .weeks: return Self(count: 3, unit: .days)
        case .days: return Self(count: 1, unit: .days)
        }
    }
}
