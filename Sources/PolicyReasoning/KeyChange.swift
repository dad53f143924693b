public import CanonicalModel
import SharingAgreements
import StrictYAML

/// A key of an agreement that says something else in another version.
public struct KeyChange: Sendable, Hashable {
    /// What the change does to what leaves.
    public enum Effect: Sendable, Hashable {
        /// It is part of the comparison of what leaves, request by request.
        case compared
        /// It widens, narrows, or cannot be told to do only one of them; never `same`.
        case changes(Verdict)
        /// It is for people to read and for the checks.
        case documentary
    }

    /// The path, lists marked by brackets: `parties.processors[].name`.
    public let path: String
    /// What it said and no longer says.
    public let removed: [String]
    /// What it says now.
    public let added: [String]
    /// What that does.
    public let effect: Effect

    /// Every key that differs between two agreements, in the order of their paths.
    ///
    /// - Throws: What is wrong with the YAML.
    public static func between(_ old: String, _ new: String) throws(Diagnostics) -> [KeyChange] {
        let (old, new) = (try Flattened(old), try Flattened(new))
        var changes: [KeyChange] = []
        for path in Set(old.texts.keys).union(new.texts.keys).sorted() {
            let removed = less(old.texts[path] ?? [], new.texts[path] ?? [])
            let added = less(new.texts[path] ?? [], old.texts[path] ?? [])
            guard !removed.isEmpty || !added.isEmpty else { continue }
            changes.append(KeyChange(path, removed, added))
        }
        // The same words, put together otherwise: a name moved from one party to another, say.
        for path in Set(old.items.keys).union(new.items.keys).sorted()
        where (old.items[path] ?? []).sorted() != (new.items[path] ?? []).sorted() {
            guard !changes.contains(where: { $0.path.hasPrefix(path) }) else { continue }
            let removed = less(old.items[path] ?? [], new.items[path] ?? [])
            let added = less(new.items[path] ?? [], old.items[path] ?? [])
            changes.append(KeyChange(path, removed, added))
        }
        return changes
    }

    private init(_ path: String, _ removed: [String], _ added: [String]) {
        (self.path, self.removed, self.added) = (path, removed, added)
        effect = KeyEffect.of(path, removed, added)
    }

    /// The members of `left` that are not in `right`, each as often as it is missing there.
    private static func less(_ left: [String], _ right: [String]) -> [String] {
        var counts: [String: Int] = [:]
        for text in right { counts[text, default: 0] += 1 }
        return left.filter { text in
            guard let count = counts[text], count > 0 else { return true }
            counts[text] = count - 1
            return false
        }
    }
}

/// An agreement as paths and what stands there.
private struct Flattened {
    /// By path: every text.
    var texts: [String: [String]] = [:]
    /// By the path of a list: every item as one text.
    var items: [String: [String]] = [:]

    init(_ yaml: String) throws(Diagnostics) {
        let report = DeclarationReport(file: "")
        let root = try Declaration(yaml: yaml, report: report)
        _ = add(root, "")
        try report.throwIfErrors()
    }

    /// Notes what stands at `path` and below, and gives it as one text.
    private mutating func add(_ value: Declaration, _ path: String) -> String {
        if value.isMapping {
            let members = value.members().map { key, _, member in
                "\(key): \(add(member, path.isEmpty ? key : "\(path).\(key)"))"
            }
            return "{\(members.sorted().joined(separator: ", "))}"
        }
        if value.isSequence {
            let list = value.items().map { add($0, path + "[]") }
            items[path + "[]", default: []] += list
            return "[\(list.joined(separator: ", "))]"
        }
        // A single word counts as a list of one.
        let text = value.text() ?? ""
        texts[Self.lists[path] ?? path, default: []].append(text)
        return text
    }

    /// The paths at which a list may stand, by the path without its brackets.
    private static let lists = Dictionary(
        Agreement.keys.map(\.path).filter { $0.hasSuffix("[]") }.map {
            (String($0.dropLast(2)), $0)
        },
        uniquingKeysWith: { first, _ in first })
}

/// What a change of a key does to what leaves.
enum KeyEffect {
    /// The keys whose effect is compared request by request.
    private static let compared = [
        "cohort.", "dataset.include", "dataset.exclude", "dataset.window", "dataset.free_text",
        "dataset.documents", "sensitive.", "confidentiality.", "opt_outs.", "deidentification.",
        "parties.publishers[].ods", "parties.recipients[].ods", "parties.recipients[].flows",
        "purposes[].id", "purposes[].class", "flows[].id", "flows[].recipient",
        "flows[].purpose", "sign_up[]", "withdrawals[]", "agreement.id", "agreement.status",
        "agreement.version", "tables[]",
    ]
    /// Lists that widen what may be done when something is added to them, and narrow it when
    /// something is taken away.
    private static let widening = [
        "flows[].format[]", "parties.processors[].name", "parties.processors[].ods",
        "parties.processors[].sub_processors[]", "onward_sharing.recipients[]", "linkage[]",
    ]
    /// Keys that are not for reading only, and of which nobody can say which way they change.
    private static let either = [
        "legal.", "storage.country", "termination.", "cohort.on_exit", "disclosure_control.",
        "retention.disposal", "reidentification.", "access.",
    ]

    static func of(_ path: String, _ removed: [String], _ added: [String]) -> KeyChange.Effect {
        if let verdict = quantity(path, removed, added) {
            return verdict == .same ? .documentary : .changes(verdict)
        }
        if widening.contains(path) {
            return .changes(
                Verdict([added.isEmpty ? .same : .more, removed.isEmpty ? .same : .less]))
        }
        if path == "prohibited_uses[]" {
            return .changes(
                Verdict([added.isEmpty ? .same : .less, removed.isEmpty ? .same : .more]))
        }
        let key = Agreement.keys.first { $0.path == path }
        if either.contains(where: { path.hasPrefix($0) }), key?.use != .documentary {
            return .changes(.both)
        }
        if key?.use == .documentary || key?.use == .checked || isForReading(path) {
            return .documentary
        }
        if compared.contains(where: { path.hasPrefix($0) }) { return .compared }
        // Nobody has said what it does, so nobody may take it for harmless.
        return .changes(.both)
    }

    private static func isForReading(_ path: String) -> Bool {
        ["approvals", "stop", "tests", "contacts", "review"].contains { path.hasPrefix($0) }
            || path.hasPrefix("agreement.review") || path == "agreement.supersedes"
            || path == "audit.gateway_log_retention"
    }

    /// Keys that grow and shrink: the way in which more of it is more.
    private static func quantity(
        _ path: String, _ removed: [String], _ added: [String]
    ) -> Verdict? {
        let (old, new) = (removed.first, added.first)
        switch path {
        case "agreement.valid.until", "legal.confidentiality.s251.expires":
            return verdict(number(old, days), number(new, days))
        case "agreement.valid.from": return verdict(number(new, days), number(old, days))
        case "retention.period": return verdict(number(old, period), number(new, period))
        case "flows[].minimum_interval":
            // Without a least time between two, a feed may go at any time.
            return verdict(number(new, period) ?? 0, number(old, period) ?? 0)
        case "disclosure_control.threshold", "disclosure_control.rounding",
            "disclosure_control.rare_codes":
            return verdict(number(new) { Int($0) } ?? 0, number(old) { Int($0) } ?? 0)
        case "disclosure_control.secondary":
            return verdict(new == "true" ? 1 : 0, old == "true" ? 1 : 0)
        case "disclosure_control.zero":
            return verdict(old == "show" ? 1 : 0, new == "show" ? 1 : 0)
        case "onward_sharing.allowed", "reidentification.allowed":
            return verdict(old == "true" ? 1 : 0, new == "true" ? 1 : 0)
        case "reidentification.max_per_day":
            return verdict(number(old) { Int($0) } ?? .max, number(new) { Int($0) } ?? .max)
        case "flows[].schedule": return verdict(rank(old), rank(new))
        default: return nil
        }
    }

    /// How often a schedule lets a feed go out; without one it may go out at any time.
    private static func rank(_ schedule: String?) -> Int {
        let seldomFirst = ["one_off", "annually", "quarterly", "monthly", "weekly", "daily"]
        return schedule.flatMap(seldomFirst.firstIndex) ?? seldomFirst.count
    }

    private static func verdict(_ old: Int?, _ new: Int?) -> Verdict {
        guard let old, let new else { return .both }
        return old == new ? .same : new > old ? .more : .less
    }

    private static func number(_ text: String?, _ read: (String) -> Int?) -> Int? {
        text.flatMap(read)
    }

    private static func days(_ text: String) -> Int? { PartialDate(dayText: text)?.dayNumber }

    /// A period in days, near enough to say which of two is longer; `P1Y` and `P12M` are one.
    private static func period(_ text: String) -> Int? {
        guard text.first == "P", let count = Int(text.dropFirst().dropLast()) else { return nil }
        switch text.last {
        case "Y": return count * 12 * 30 + count * 5
        case "M": return count / 12 * 365 + count % 12 * 30
        case "W": return count * 7
        case "D": return count
        default: return nil
        }
    }
}
