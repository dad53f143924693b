import CanonicalModel
public import Terminology

extension IndicatorDefinition {
    /// What is counted, in words, with the codes of each set.
    public func inWords(_ sets: [CodeSet]) -> String {
        var lines = ["\(title) (\(id) \(version))", meaning, ""]
        let unit = unit.map { "rows of \($0.name)" } ?? "people"
        lines.append("measure: \(measure.name) of \(unit)")
        if let period { lines.append("period: \(period.inWords) up to the day of the feed") }
        lines += ["denominator:"] + denominator.inWords(depth: 1)
        switch measure {
        case .proportion, .rate: lines += ["numerator:"] + numerator.inWords(depth: 1)
        case .mean(let score):
            lines.append("score: \(score.index.rawValue) of people with \(score.fewest) contacts:")
            lines += Condition.rows(score.contacts).inWords(depth: 1)
        case .count: break
        }
        for exclusion in exclusions {
            lines.append("excluded: \(exclusion.name): \(exclusion.why)")
            lines += exclusion.condition.inWords(depth: 1)
        }
        if isStandardised { lines.append("standardised for age and sex") }
        if !strata.isEmpty {
            lines.append("told apart by: " + strata.map(\.rawValue).joined(separator: ", "))
        }
        for rule in comparability {
            let when =
                switch rule.trigger {
                case .suppliers(let suppliers): suppliers.joined(separator: ", ")
                case .completeness(let test, let columns, let least):
                    "fewer than \(least) in 100 rows of \(test.kind.name) with "
                        + columns.map(\.column).joined(separator: ", ")
                }
            lines.append("\(rule.verdict.rawValue): \(when): \(rule.reason)")
        }
        lines.append("source: \(source)")
        for set in sets where codeSets.contains(set.name) {
            let codes = set.codes.map { code in
                let isDescription =
                    code.system == .snomed && SnomedCT.isDescription(ArraySlice(code.code.utf8))
                return "\(code.system.name)\(isDescription ? "-description" : "") \(code.code)"
            }
            lines.append("codes \(set.name) \(set.version): \(codes.joined(separator: ", "))")
            lines.append("  \(set.source)")
        }
        return lines.joined(separator: "\n")
    }
}

extension Condition {
    /// A line each, further in for what is inside another.
    func inWords(depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        func group(_ word: String, _ parts: [Condition]) -> [String] {
            parts.isEmpty
                ? [indent + "everybody"]
                : [indent + word] + parts.flatMap { $0.inWords(depth: depth + 1) }
        }
        switch self {
        case .all(let parts): return group("all of:", parts)
        case .any(let parts): return group("any of:", parts)
        case .none(let parts): return group("none of:", parts)
        case .age(let least, let most):
            let from = least.map { "from \($0)" } ?? ""
            let to = most.map { "up to \($0)" } ?? ""
            return [indent + ["aged", from, to].filter { !$0.isEmpty }.joined(separator: " ")]
        case .turned(let age, let period):
            return [indent + "came of \(age.inWords) in the last \(period.inWords)"]
        case .born(let from, let until):
            let words = [from.map { "from \($0.text)" }, until.map { "until \($0.text)" }]
            return [indent + "born " + words.compactMap(\.self).joined(separator: " ")]
        case .sex(let words): return [indent + words.joined(separator: " or ")]
        case .known(let attribute): return [indent + "\(attribute.rawValue) is known"]
        case .rows(let rows): return [indent + rows.inWords]
        case .sets(let least, let sets):
            let names = sets.flatMap(\.test.sets).joined(separator: ", ")
            return [indent + "at least \(least) of: \(names)"]
        case .usualPractitioner: return [indent + "with the person's usual practitioner"]
        }
    }
}

extension RowCondition {
    /// `observation of systolic-pressure, the latest, in the last 1 year`, and what it must hold.
    var inWords: String {
        var words = [
            test.kind.name
                + (test.sets.isEmpty
                    ? "" : " of " + test.sets.joined(separator: " or "))
        ]
        if test.leavesOutResolved { words.append("not resolved") }
        if isLatest {
            words.append(
                "the latest"
                    + (among.isEmpty ? "" : " of any of " + among.joined(separator: " or ")))
        }
        if times > 1 { words.append("\(times) times") }
        if days > 1 { words.append("on \(days) days") }
        if different > 1 { words.append("\(different) different codes") }
        if let last = window.last { words.append("in the last \(last.inWords)") }
        if let since = window.since { words.append("since \(since.text)") }
        if let age = window.fromAge { words.append("from \(age.inWords) of age") }
        if let age = window.beforeAge { words.append("before \(age.inWords) of age") }
        return (words + test.columns.map(\.inWords)).joined(separator: ", ")
    }
}

extension ColumnTest {
    var inWords: String {
        switch test {
        case .present: return "\(column) there"
        case .absent: return "\(column) not there"
        case .words(let words): return "\(column) \(words.joined(separator: " or "))"
        case .limits(let limits):
            var words = [column]
            if limits.low > -.infinity {
                words.append("\(limits.lowIsIn ? "at least" : "more than") \(limits.low)")
            }
            if limits.high < .infinity {
                words.append("\(limits.highIsIn ? "at most" : "less than") \(limits.high)")
            }
            return (words + limits.units.prefix(1)).joined(separator: " ")
        }
    }
}
