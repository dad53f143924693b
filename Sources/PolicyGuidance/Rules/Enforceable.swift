import CanonicalModel
import SharingAgreements

/// Clauses that do nothing.
extension Rule {
    static let enforceable: [Rule] = [
        Rule(.neverFires, .note, neverFires),
        Rule(.addsNothing, .should, widerThanTheWindow),
        Rule(.addsNothing, .should, coveredInclusions),
        Rule(.addsNothing, .should, coveredConditions),
        Rule(.unused, .should, unused),
        Rule(.excludesNothing, .note, excludesNothing),
        Rule(.neverFilled, .should, neverFilled),
    ]

    private static func neverFires(_ review: Review) -> [Finding] {
        let (agreement, kinds) = (review.agreement, review.kinds)
        var findings: [Finding] = []
        for (number, rule) in agreement.exclusions.enumerated() where rule.codeSet == nil {
            let clause = "dataset.exclude[\(number)]"
            guard let kind = rule.kind, review.outline.has(clause) else { continue }
            if !kinds.contains(kind) {
                findings.append(
                    Finding(
                        clause: clause,
                        message: "nothing of `\(kind.name)` is included, so it would not leave "
                            + "without this exclusion either",
                        advice: "keep it if it helps people who read; remove it if not"))
                continue
            }
            for (place, field) in rule.fields.enumerated()
            where !agreement.inclusions.contains(where: {
                $0.kind == kind && $0.fields.contains(field)
            }) {
                findings.append(
                    Finding(
                        clause: "\(clause).fields[\(place)]",
                        message: "`\(kind.definition.fields[field].name)` of `\(kind.name)` is not "
                            + "included, so it would not leave without this exclusion either",
                        advice: "keep it if it helps people who read; remove it if not"))
            }
        }
        let lists = [
            ("sensitive.uncoded", agreement.sensitive.uncodedKinds),
            ("dataset.window.long_lived", agreement.longLivedKinds),
        ]
        for (path, named) in lists {
            for (place, kind) in named.enumerated() where !kinds.contains(kind) {
                findings.append(
                    Finding(
                        clause: "\(path)[\(place)]",
                        message: "nothing of `\(kind.name)` is included, so it does nothing here",
                        advice: "remove the word, or include the entries"))
            }
        }
        return findings
    }

    /// A period of one inclusion that is longer than that of all.
    private static func widerThanTheWindow(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        return agreement.inclusions.enumerated().flatMap { number, inclusion -> [Finding] in
            guard !agreement.longLivedKinds.contains(inclusion.kind) else { return [] }
            let clause = "dataset.include[\(number)]"
            var findings: [Finding] = []
            if let own = inclusion.window.last, let all = agreement.window.last,
                own.roughDays > all.roughDays
            {
                findings.append(
                    Finding(
                        clause: clause + ".last",
                        message:
                            "`dataset.window` cuts everything to a shorter period, so this one "
                            + "never takes effect",
                        advice: "shorten it, or name `\(inclusion.kind.name)` in "
                            + "`dataset.window.long_lived`"))
            }
            if let own = inclusion.window.since, let all = agreement.window.since,
                own.dayNumber < all.dayNumber
            {
                findings.append(
                    Finding(
                        clause: clause + ".since",
                        message: "`dataset.window` begins later, so this day never takes effect",
                        advice: "remove it, or begin the window earlier"))
            }
            return findings
        }
    }

    private static func coveredInclusions(_ review: Review) -> [Finding] {
        let inclusions = review.agreement.inclusions
        return inclusions.indices.compactMap { number in
            let own = inclusions[number]
            let other = inclusions.indices.first { index in
                guard index != number, covers(inclusions[index], own, review) else { return false }
                return index < number || !covers(own, inclusions[index], review)
            }
            guard let other else { return nil }
            let place = review.outline.position("dataset.include[\(other)]")?.line ?? 0
            return Finding(
                clause: "dataset.include[\(number)]",
                message: "everything that this inclusion releases leaves by the one on line "
                    + "\(place) already",
                advice: "remove it, or narrow the other")
        }
    }

    private static func covers(
        _ wide: Agreement.Inclusion, _ narrow: Agreement.Inclusion, _ review: Review
    ) -> Bool {
        guard wide.kind == narrow.kind, Set(narrow.fields).isSubset(of: wide.fields),
            wide.tests.isEmpty || wide.tests == narrow.tests,
            wide.window.isOpen || wide.window == narrow.window
        else { return false }
        guard let all = wide.codeSet else { return true }
        guard let some = narrow.codeSet else { return false }
        return all == some || review.codes(some).isSubset(of: review.codes(all))
    }

    /// Alternatives of which one says what another says already.
    private static func coveredConditions(_ review: Review) -> [Finding] {
        let keys = ["any_of", "all_of", "none_of"].filter { review.outline.has("cohort.\($0)") }
        var criteria = review.agreement.cohort.criteria[...]
        var findings: [Finding] = []
        // The loader reads the three in its own order, and skips none that is there.
        for key in ["all_of", "any_of", "none_of"] where keys.contains(key) {
            guard let criterion = criteria.popFirst() else { break }
            for (number, part) in criterion.parts.enumerated() {
                let others = criterion.parts.enumerated().filter { $0.offset != number }
                let isCovered = others.contains { index, other in
                    other == part && index < number
                        || other != part && other.isWeaker(than: part)
                }
                guard isCovered, key != "all_of" else { continue }
                findings.append(
                    Finding(
                        clause: "cohort.\(key)[\(number)]",
                        message: "another condition of this list holds whenever this one does, so "
                            + "it changes nothing",
                        advice: "remove it, or make the other one narrower"))
            }
        }
        return findings
    }

    private static func unused(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        var findings: [Finding] = []
        for (number, purpose) in agreement.purposes.enumerated()
        where !agreement.flows.contains(where: { $0.purpose == purpose.id }) {
            findings.append(
                Finding(
                    clause: "purposes[\(number)].id",
                    message: "no flow serves the purpose `\(purpose.id)`",
                    advice: "remove the purpose, or add a flow for it"))
        }
        for (number, recipient) in agreement.recipients.enumerated()
        where !agreement.flows.contains(where: { $0.recipient == recipient.ods }) {
            findings.append(
                Finding(
                    clause: "parties.recipients[\(number)].ods",
                    message: "no flow goes to `\(recipient.ods)`",
                    advice: "remove the recipient, or add a flow for it"))
        }
        guard let practices = agreement.cohort.practices else { return findings }
        for (number, publisher) in agreement.publishers.enumerated()
        where !practices.contains(publisher.ods) {
            findings.append(
                Finding(
                    clause: "parties.publishers[\(number)].ods",
                    message: "`cohort.registered_at` does not name `\(publisher.ods)`, so nothing "
                        + "of this practice leaves",
                    advice: "write `registered_at: publishers`, or remove the practice"))
        }
        return findings
    }

    private static func excludesNothing(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        return agreement.exclusions.enumerated().compactMap { number, rule in
            guard let name = rule.codeSet else { return nil }
            let excluded = review.codes(name)
            let matters = agreement.inclusions.contains { inclusion in
                guard rule.kind == nil || rule.kind == inclusion.kind else { return false }
                guard let own = inclusion.codeSet else { return true }
                return !excluded.isDisjoint(with: review.codes(own))
            }
            guard !matters else { return nil }
            return Finding(
                clause: "dataset.exclude[\(number)].codes",
                message: "no code of `\(name)` is in a set that is included, so this exclusion "
                    + "keeps nothing back by itself",
                advice: "check that it is the set that you mean; entries with several codes can "
                    + "still meet it")
        }
    }

    private static func neverFilled(_ review: Review) -> [Finding] {
        review.leaving.compactMap { leaving in
            let isOfTheDead =
                leaving.kind == .patient && ["death_date", "deceased"].contains(leaving.name)
            if isOfTheDead, !review.agreement.cohort.includesDeceased {
                return Finding(
                    clause: leaving.clause,
                    message: "`\(leaving.name)` is never there: `cohort` withholds people who have "
                        + "died",
                    advice: "remove the field, or write `deceased: release`")
            }
            guard let filled = review.filled, !filled.isEmpty,
                !filled.contains(leaving.field, of: leaving.kind), leaving.field > 0
            else { return nil }
            return Finding(
                clause: leaving.clause,
                message: "no source fills `\(leaving.name)` of `\(leaving.kind.name)`, so it would "
                    + "always be empty",
                advice: "remove the field")
        }
    }
}

extension Agreement.Window {
    /// Whether it cuts nothing.
    var isOpen: Bool { since == nil && last == nil }
}

extension Agreement.Period {
    /// Its length in days, near enough to compare.
    var roughDays: Double {
        switch unit {
        case .years: Double(count) * 365.25
        case .months: Double(count) * 30.4375
        case .weeks: Double(count * 7)
        case .days: Double(count)
        }
    }
}

extension Agreement.Criterion {
    /// The conditions that it joins; itself if it is one.
    var parts: [Agreement.Criterion] {
        switch self {
        case .condition: [self]
        case .all(let parts), .any(let parts), .none(let parts): parts
        }
    }

    /// Whether it holds whenever `other` does, as far as two single conditions show.
    func isWeaker(than other: Agreement.Criterion) -> Bool {
        guard case .condition(let wide) = self, case .condition(let narrow) = other else {
            return self == other
        }
        guard wide.kind == narrow.kind, !wide.countsSets, !narrow.countsSets,
            wide.atLeast <= narrow.atLeast, wide.tests.isEmpty || wide.tests == narrow.tests
        else { return false }
        let isLonger =
            wide.window.isOpen || wide.window == narrow.window
            || wide.window.since == nil && narrow.window.since == nil
                && (wide.window.last?.roughDays ?? 0)
                    >= (narrow.window.last?.roughDays ?? .infinity)
        let hasCodes =
            wide.codeSets.isEmpty
            || !narrow.codeSets.isEmpty && Set(narrow.codeSets).isSubset(of: wide.codeSets)
        return isLonger && hasCodes
    }
}
