import CanonicalModel
import SharingAgreements

/// How two versions compare in something: for no request, or for some.
public enum Verdict: String, Sendable, CaseIterable {
    case same, more, less
    /// More for some requests and less for others, or something else altogether.
    case both

    /// Of several things together.
    public init(_ verdicts: some Sequence<Verdict>) {
        let found = Set(verdicts).subtracting([.same])
        self = found.isEmpty ? .same : found.count == 1 ? found.first ?? .both : .both
    }
}

/// In what form a field leaves.
struct ReleaseForm: Hashable {
    enum Detail: Hashable {
        case plain
        /// Coded or measured: whether words that somebody typed go with it.
        case typed(Bool)
        /// The age from which all are one; `nil` for none.
        case years(Int?)
        case band(width: Int, top: Int)
        /// An ethnic category in so many groups.
        case groups(Int)
        /// A date moved by up to so many days, the same for all of a person.
        case moved(Int)
        /// A keyed name under a scope.
        case keyed(String)
        /// Only as a part of counts.
        case counted
    }
    let level: ReleaseLevel
    let detail: Detail

    /// The form of a field that leaves.
    init(_ field: Int, _ kind: EntryKind, _ agreement: Agreement) {
        let rules = agreement.deidentification
        let definition = kind.definition.fields[field]
        level = rules.level(of: field, kind)
        guard rules.level != .aggregate else {
            detail = .counted
            return
        }
        let keyed: Detail =
            rules.level == .pseudonymised ? .keyed(Self.scope(agreement)) : .plain
        switch definition.type {
        case .concept, .quantity: detail = .typed(agreement.releasesFreeText)
        case .reference, .references: detail = keyed
        case .date: detail = rules.dateShift.map { Detail.moved($0) } ?? .plain
        default:
            switch (kind, definition.name) {
            case (_, "id") where field == 0: detail = keyed
            case (.patient, "pseudonym"): detail = keyed
            case (.patient, "age_years"):
                detail = .years(rules.cutsYears ? rules.topCode : nil)
            case (.patient, "age_band"):
                detail = .band(width: rules.age == .band10 ? 10 : 5, top: rules.topCode)
            case (.patient, "ethnic_category"):
                detail = .groups(rules.ethnicity == .group5 ? 5 : 16)
            default: detail = .plain
            }
        }
    }

    /// What keys are derived for: names under one scope can be linked, under two they cannot.
    private static func scope(_ agreement: Agreement) -> String {
        let rules = agreement.deidentification
        let scope =
            rules.linkageGroup.map { "linkage/\($0)" } ?? "agreement/\(agreement.id)"
        return "\(scope) \(rules.epoch) \(rules.key ?? "")"
    }

    /// Whether `other` tells more or less than this.
    func compared(with other: ReleaseForm) -> Verdict {
        let levels: Verdict =
            level == other.level ? .same : level < other.level ? .more : .less
        return Verdict([levels, Self.compared(detail, other.detail)])
    }

    private static func compared(_ old: Detail, _ new: Detail) -> Verdict {
        if old == new { return .same }
        switch (old, new) {
        case (.typed(let old), .typed): return old ? .less : .more
        case (.years(let old), .years(let new)):
            return old ?? .max < new ?? .max ? .more : .less
        case (.band(let oldWidth, let oldTop), .band(let newWidth, let newTop)):
            let widths: Verdict =
                oldWidth == newWidth ? .same : newWidth < oldWidth ? .more : .less
            let tops: Verdict = oldTop == newTop ? .same : newTop > oldTop ? .more : .less
            return Verdict([widths, tops])
        case (.groups(let old), .groups(let new)): return new > old ? .more : .less
        case (.counted, _): return .more
        case (_, .counted): return .less
        case (.moved(let old), .moved(let new)): return new < old ? .more : .less
        case (.moved, .plain): return .more
        case (.plain, .moved): return .less
        case (.keyed, .plain): return .more
        case (.plain, .keyed): return .less
        default: return .both
        }
    }

    /// In words, for people.
    var words: String {
        switch detail {
        case .plain: level == .exact ? "as recorded" : "to the \(level.name)"
        case .typed(let hasWords): hasWords ? "with what was typed" : "as codes and numbers"
        case .years(let top): top.map { "in years up to \($0)" } ?? "in years"
        case .band(let width, let top): "in bands of \(width) years up to \(top)"
        case .groups(let count): "in \(count) groups"
        case .moved(let days): "to the \(level.name), moved by up to \(days) days"
        case .keyed: "under a keyed name"
        case .counted: "in counts"
        }
    }
}

/// The forms that fields leave in, as constants of diagrams: 0 is nothing, and 1 is not used.
struct FormTable {
    private(set) var forms: [ReleaseForm] = []
    private static let first = 2

    mutating func constant(_ form: ReleaseForm) -> Int {
        if let known = forms.firstIndex(of: form) { return known + Self.first }
        forms.append(form)
        return forms.count - 1 + Self.first
    }

    /// The form of a constant; `nil` for nothing.
    subscript(_ constant: Int) -> ReleaseForm? {
        constant < Self.first ? nil : forms[constant - Self.first]
    }

    /// How two constants compare.
    func compared(_ old: Int, _ new: Int) -> Verdict {
        switch (self[old], self[new]) {
        case (nil, nil): .same
        case (nil, _): .more
        case (_, nil): .less
        case (let old?, let new?): old.compared(with: new)
        }
    }
}
