import CanonicalModel
import SharingAgreements

/// Parts of agreements in words that can be read aloud.
enum Words {
    static func basis(_ basis: Agreement.ConfidentialityBasis) -> String {
        switch basis {
        case .impliedConsent: "implied consent to be cared for"
        case .explicitConsent: "the explicit consent of each person"
        case .section251: "support under section 251 of the NHS Act 2006"
        case .statutory: "a statute"
        case .publicInterest: "an overriding public interest"
        case .notConfidential: "nothing that leaves is confidential"
        }
    }

    static func purpose(_ kind: Agreement.PurposeClass) -> String {
        kind.rawValue.replacing("_", with: " ")
    }

    static func level(_ level: Agreement.Deidentification.Level) -> String {
        switch level {
        case .identifiable: "records that name people"
        case .pseudonymised: "pseudonymised records"
        case .aggregate: "counts only"
        }
    }

    static func period(_ period: Agreement.Period) -> String {
        let unit =
            switch period.unit {
            case .years: "year"
            case .months: "month"
            case .weeks: "week"
            case .days: "day"
            }
        return "\(period.count) \(unit)\(period.count == 1 ? "" : "s")"
    }

    static func window(_ window: Agreement.Window) -> String {
        var parts: [String] = []
        if let since = window.since { parts.append("since \(day(since))") }
        if let last = window.last { parts.append("in the last \(period(last))") }
        return parts.joined(separator: " and ")
    }

    static func day(_ date: PartialDate?) -> String {
        guard let date else { return "" }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }

    static func kind(_ kind: EntryKind) -> String { kind.name.replacing("_", with: " ") }

    static func fields(_ fields: [Int], of kind: EntryKind) -> String {
        fields.map { kind.definition.fields[$0].name.replacing("_", with: " ") }
            .joined(separator: ", ")
    }

    /// A condition of a cohort: "a problem of the set frailty in the last 2 years".
    static func criterion(_ criterion: Agreement.Criterion) -> String {
        func joined(_ parts: [Agreement.Criterion], _ word: String) -> String {
            parts.map(self.criterion).joined(separator: word)
        }
        switch criterion {
        case .all(let parts): return joined(parts, "; and ")
        case .any(let parts): return "any of: " + joined(parts, "; or ")
        case .none(let parts): return "none of: " + joined(parts, "; or ")
        case .condition(let condition): return self.condition(condition)
        }
    }

    private static func condition(_ condition: Agreement.Condition) -> String {
        let sets = condition.codeSets.joined(separator: ", ")
        var text: String
        if condition.countsSets {
            text = "at least \(condition.atLeast) of the conditions \(sets)"
        } else {
            let times = condition.atLeast == 1 ? "an entry" : "\(condition.atLeast) entries"
            text = "\(times) of the kind \(kind(condition.kind))"
            if !sets.isEmpty { text += " of the set \(sets)" }
        }
        if !condition.window.isOpen { text += " " + window(condition.window) }
        if !condition.tests.isEmpty {
            let names = condition.tests.map {
                condition.kind.definition.fields[$0.field].name.replacing("_", with: " ")
            }
            text += ", limited by \(names.joined(separator: ", "))"
        }
        return text
    }
}
