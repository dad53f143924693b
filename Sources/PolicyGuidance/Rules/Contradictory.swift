import CanonicalModel
import SharingAgreements

/// Clauses that together let nothing out, although each by itself is sound.
extension Rule {
    static let contradictory: [Rule] = [
        Rule(.clausesContradict, .must, emptiedFields),
        Rule(.clausesContradict, .must, emptiedCodes),
        Rule(.clausesContradict, .must, impossibleCohort),
        Rule(.clausesContradict, .must, windowsAfterTheEnd),
        Rule(.denialUnseen, .should, denialsUnseen),
    ]

    /// Kinds of entry of which a field can say that it was not so, and what such an entry is.
    /// Source: FHIR R4, modifier elements of Immunization, Procedure, AllergyIntolerance and
    /// MedicationStatement.
    private static let denying: [(kind: EntryKind, field: String, what: String)] = [
        (.immunisation, "status", "a vaccine that was refused looks like one that was given"),
        (.procedure, "status", "what was not done looks as if it had been"),
        (.allergy, "verification", "an allergy that was ruled out looks like one"),
        (.medicationStatement, "status", "a medicine that is not taken looks as if it were"),
    ]

    /// A kind of entry leaves by its code, and without the field that may deny it.
    private static func denialsUnseen(_ review: Review) -> [Finding] {
        guard review.sendsRows else { return [] }
        return denying.compactMap { kind, name, what in
            guard let code = review.leaving(kind, "code"), review.leaving(kind, name) == nil,
                let field = kind.definition.index(of: name),
                !review.agreement.inclusions.contains(where: { inclusion in
                    inclusion.kind == kind && inclusion.tests.contains { $0.field == field }
                })
            else { return nil }
            return Finding(
                clause: code.clause,
                message: "`\(kind.name)` leaves without `\(name)`: \(what)",
                advice: "add `\(name)`, or say in `values` which of them leave")
        }
    }

    private static func emptiedFields(_ review: Review) -> [Finding] {
        review.agreement.inclusions.enumerated().compactMap { number, inclusion in
            guard !inclusion.fields.isEmpty,
                inclusion.fields.allSatisfy({ review.isExcluded($0, of: inclusion.kind) })
            else { return nil }
            return Finding(
                clause: "dataset.include[\(number)]",
                message: "every field of this inclusion is excluded below, so it releases nothing",
                advice: "keep one of the two")
        }
    }

    /// Codes that are included, and all of them excluded or sensitive.
    private static func emptiedCodes(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        return agreement.inclusions.enumerated().compactMap { number, inclusion in
            guard let name = inclusion.codeSet else { return nil }
            let included = review.codes(name)
            guard !included.isEmpty else { return nil }
            let excluding = agreement.exclusions.first { rule in
                guard let set = rule.codeSet, rule.kind == nil || rule.kind == inclusion.kind
                else { return false }
                return included.isSubset(of: review.codes(set))
            }
            let sensitive = agreement.sensitive.codeSets.first {
                included.isSubset(of: review.codes($0))
            }
            guard let other = excluding?.codeSet ?? sensitive else { return nil }
            return Finding(
                clause: "dataset.include[\(number)].codes",
                message: "every code of `\(name)` is in `\(other)`, which is "
                    + "\(excluding == nil ? "withheld as sensitive" : "excluded"), so nothing of "
                    + "it leaves",
                advice: "keep one of the two")
        }
    }

    private static func impossibleCohort(_ review: Review) -> [Finding] {
        let criteria = review.agreement.cohort.criteria
        var forbidden: [Agreement.Criterion] = []
        for case .none(let parts) in criteria { forbidden += parts }
        guard !forbidden.isEmpty else { return [] }
        func isForbidden(_ part: Agreement.Criterion) -> Bool {
            forbidden.contains { $0 == part || $0.isWeaker(than: part) }
        }
        return criteria.compactMap { criterion in
            switch criterion {
            case .all(let parts):
                guard let place = parts.firstIndex(where: isForbidden) else { return nil }
                return Finding(
                    clause: "cohort.all_of[\(place)]",
                    message: "`none_of` forbids what this asks for, so nobody is in the cohort",
                    advice: "keep one of the two")
            case .any(let parts) where parts.allSatisfy(isForbidden):
                return Finding(
                    clause: "cohort.any_of",
                    message: "`none_of` forbids each of these, so nobody is in the cohort",
                    advice: "keep one of the two")
            default: return nil
            }
        }
    }

    private static func windowsAfterTheEnd(_ review: Review) -> [Finding] {
        guard let end = review.agreement.validUntil else { return [] }
        let paths =
            ["dataset.window.since"]
            + review.agreement.inclusions.indices.map { "dataset.include[\($0)].since" }
        return paths.compactMap { path in
            guard let since = review.day(path), since.dayNumber > end.dayNumber else { return nil }
            return Finding(
                clause: path,
                message: "entries count from this day on, and the agreement has ended by then",
                advice: "check the year")
        }
    }
}
