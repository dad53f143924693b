import CanonicalModel
import StrictYAML

/// The conditions of a cohort: `{problem: frailty, last: P2Y}`, `{conditions: {at_least: 4, of:
/// [...]}}`, and `any_of`, `all_of` and `none_of` of them.
extension AgreementReader {
    private static let connectives = ["all_of", "any_of", "none_of"]
    /// How many conditions and connectives one cohort can have: a bit each when it is run.
    static let maximumCriteria = 60
    private static let codedKinds = EntryKind.allCases.filter {
        KindShape.all[Int($0.rawValue)].code != nil
    }

    mutating func readCriteria(_ members: [String: Declaration]) {
        var size = 0
        for key in Self.connectives {
            guard let place = members[key], let criterion = connective(key, place) else { continue }
            size += criterion.size
            agreement.cohort.criteria.append(criterion)
        }
        if size > Self.maximumCriteria,
            let place = Self.connectives.lazy.compactMap({ members[$0] }).first
        {
            place.error(
                .invalidCondition,
                "a cohort can have \(Self.maximumCriteria) conditions, not \(size)",
                advice: "put codes into fewer sets")
        }
    }

    private mutating func connective(
        _ key: String, _ place: Declaration
    ) -> Agreement.Criterion? {
        let items = place.items()
        if place.isSequence, items.isEmpty {
            place.error(
                .invalidCondition, "`\(key)` has no condition",
                advice: key == "any_of"
                    ? "nobody would be in; list at least one" : "list one, or remove the key")
            return nil
        }
        var parts: [Agreement.Criterion] = []
        for item in items {
            if let part = criterion(item) { parts.append(part) }
        }
        guard !parts.isEmpty else { return nil }
        switch key {
        case "all_of": return .all(parts)
        case "any_of": return .any(parts)
        default: return .none(parts)
        }
    }

    private mutating func criterion(_ item: Declaration) -> Agreement.Criterion? {
        let kinds = Self.codedKinds.map(\.name)
        let heads = kinds + ["conditions"] + Self.connectives
        let members = item.members(allowed: heads + ["since", "last", "values", "times"])
        guard item.isMapping else { return nil }
        let named = heads.filter { members[$0] != nil }
        guard named.count == 1, let head = named.first, let place = members[head] else {
            let what = named.map { "`\($0)`" }.joined(separator: " and ")
            item.error(
                .invalidCondition,
                named.isEmpty
                    ? "the condition does not say what it is about"
                    : "the condition is about \(what) at once",
                advice: "name one kind of entry with a code set: `problem: frailty`")
            return nil
        }
        if Self.connectives.contains(head) {
            for key in ["since", "last", "values", "times"] {
                members[key]?.error(
                    .invalidCondition, "`\(key)` goes with a single condition, not with `\(head)`",
                    advice: "move it into the condition that it is about")
            }
            return connective(head, place)
        }
        return condition(head, place, members).map(Agreement.Criterion.condition)
    }

    private mutating func condition(
        _ head: String, _ place: Declaration, _ members: [String: Declaration]
    ) -> Agreement.Condition? {
        var condition = Agreement.Condition(kind: EntryKind(name: head) ?? .problem)
        if head == "conditions" {
            guard readCount(place, into: &condition) else { return nil }
            members["times"]?.error(
                .invalidCondition, "`times` does not go with `conditions`",
                advice: "`at_least` says how many of the sets must be there")
        } else {
            let isAny = place.isScalar && place.text() == "any"
            guard let names = isAny ? [] : codeSetNames(place, condition.kind) else { return nil }
            condition.codeSets = names
            if let place = members["times"], let times = place.integer() {
                condition.atLeast = times
                if !(1...1_000).contains(times) {
                    place.error(
                        .invalidCondition, "\(times) is not how often something can be asked for",
                        advice: "from 1 to 1000")
                }
            }
        }
        condition.window = window(members, of: condition.kind)
        condition.tests = members["values"].map { tests($0, of: condition.kind) } ?? []
        return condition
    }

    /// `{at_least: 4, of: [diabetes, dementia, ...]}`: of how many sets there is a problem.
    private mutating func readCount(
        _ place: Declaration, into condition: inout Agreement.Condition
    ) -> Bool {
        let members = place.members(allowed: ["at_least", "of"], required: ["at_least", "of"])
        guard let number = members["at_least"], let count = number.integer(),
            let list = members["of"], let names = codeSetNames(list, .problem)
        else { return false }
        (condition.codeSets, condition.atLeast, condition.countsSets) = (names, count, true)
        if !(1...max(1, names.count)).contains(count) {
            number.error(
                .invalidCondition,
                "nobody has \(count) of \(names.count) condition\(names.count == 1 ? "" : "s")",
                advice: "from 1 to \(names.count); each set counts once")
        }
        return true
    }

    private mutating func codeSetNames(_ place: Declaration, _ kind: EntryKind) -> [String]? {
        let items = items(place, "code sets")
        var names: [String] = []
        for item in items {
            guard let name = codeSet(item, kind) else { continue }
            if names.contains(name) {
                item.error(.duplicate, "the code set stands twice in this list")
            }
            names.append(name)
        }
        return names.count == items.count && !names.isEmpty ? names : nil
    }
}
