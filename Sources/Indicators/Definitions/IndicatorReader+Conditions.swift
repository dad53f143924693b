import CanonicalModel
import StrictYAML

/// Conditions: `{problem: hypertension, last: P1Y}`, `{age: {min: 45}}`, and `any_of`, `all_of` and
/// `none_of` of them.
extension IndicatorReader {
    private static let connectives = ["all_of", "any_of", "none_of"]
    private static let aboutPeople = [
        "age", "turned", "born", "sex", "known", "conditions", "with_usual_practitioner",
    ]
    private static let modifiers = [
        "last", "since", "before_age", "from_age", "times", "days", "different", "which", "among",
        "values", "present", "absent", "map_status",
    ]
    private static let heads =
        EntryKind.allCases.map(\.name) + aboutPeople + connectives + ["everybody"]

    /// The condition at `place`; `everybody` or `any` alone is true of all.
    func condition(_ place: Declaration) -> Condition {
        if place.isScalar {
            if place.text() != "everybody" {
                place.error(
                    .invalidIndicator, "expected a condition here",
                    advice: "write `everybody`, or such as `{problem: hypertension}`")
            }
            return .all([])
        }
        let members = place.members(allowed: Self.heads + Self.modifiers)
        let named = Self.heads.filter { members[$0] != nil }
        guard named.count == 1, let head = named.first, let subject = members[head] else {
            if place.isMapping {
                let what = named.map { "`\($0)`" }.joined(separator: " and ")
                place.error(
                    .invalidIndicator,
                    named.isEmpty
                        ? "the condition does not say what it is about"
                        : "the condition is about \(what) at once",
                    advice: "name one table with a code set, such as `problem: hypertension`; "
                        + "join several with `all_of`")
            }
            return .all([])
        }
        if let kind = EntryKind(name: head) { return .rows(rows(kind, subject, members)) }
        for key in Self.modifiers where members[key] != nil && !Self.takes(head, key) {
            members[key]?.error(
                .invalidIndicator, "`\(key)` does not go with `\(head)`",
                advice: "move it into the condition that it is about")
        }
        if Self.connectives.contains(head) { return connective(head, subject) }
        return aboutPerson(head, subject, members)
    }

    private static func takes(_ head: String, _ modifier: String) -> Bool {
        head == "turned" && modifier == "last"
            || head == "conditions" && ["last", "since"].contains(modifier)
    }

    private func connective(_ word: String, _ place: Declaration) -> Condition {
        let items = place.items()
        if place.isSequence, items.isEmpty {
            place.error(
                .invalidIndicator, "`\(word)` has no condition", advice: "list at least one")
        }
        let parts = items.map { condition($0) }
        return switch word {
        case "all_of": .all(parts)
        case "any_of": .any(parts)
        default: .none(parts)
        }
    }

    private func aboutPerson(
        _ head: String, _ place: Declaration, _ members: [String: Declaration]
    ) -> Condition {
        switch head {
        case "age": return age(place)
        case "turned":
            guard let age = period(place), let last = members["last"] else {
                place.error(
                    .missingKey, "`turned` needs `last`", advice: "`{turned: P12M, last: P3M}`")
                return .all([])
            }
            return .turned(age, within: period(last) ?? age)
        case "born":
            let limits = place.members(allowed: ["from", "until"])
            let (from, until) = (
                limits["from"].flatMap { day($0) }, limits["until"].flatMap { day($0) }
            )
            if place.isMapping, limits.isEmpty {
                place.error(.invalidIndicator, "`born` says neither `from` nor `until`")
            }
            return .born(from: from, until: until)
        case "sex":
            let words = Vocabulary.sexWords
            return .sex(place.itemsOrSelf().compactMap { $0.word(of: words, "sex") })
        case "known":
            let words = Condition.Attribute.allCases.map(\.rawValue)
            let word = place.word(of: words, "thing to know of a person")
            return .known(word.flatMap(Condition.Attribute.init) ?? .age)
        case "with_usual_practitioner":
            _ = place.boolean()
            return .usualPractitioner
        case "conditions": return conditions(place, members)
        default: return .all([])
        }
    }

    private func age(_ place: Declaration) -> Condition {
        let limits = place.members(allowed: ["min", "max"])
        let (least, most) = (limits["min"]?.integer(), limits["max"]?.integer())
        if place.isMapping, limits.isEmpty || (least ?? 0) > (most ?? .max) {
            place.error(
                .invalidIndicator, "nobody is of this age",
                advice: "write `{min: 45}`, `{max: 74}` or both; both ages count")
        }
        return .age(min: least, max: most)
    }

    private func conditions(
        _ place: Declaration, _ members: [String: Declaration]
    ) -> Condition {
        let parts = place.members(allowed: ["at_least", "of"], required: ["at_least", "of"])
        guard let number = parts["at_least"]?.integer(), let list = parts["of"] else {
            return .all([])
        }
        let names = setNames(list)
        if !(1...max(1, names.count)).contains(number) {
            place.error(
                .invalidIndicator, "nobody has \(number) of \(names.count) conditions",
                advice: "each set counts once")
        }
        let window = window(members)
        return .sets(
            atLeast: number,
            of: names.map {
                RowCondition(test: RowTest(kind: .problem, sets: [$0]), window: window)
            })
    }

    // MARK: - Rows

    private func rows(
        _ kind: EntryKind, _ subject: Declaration, _ members: [String: Declaration]
    ) -> RowCondition {
        var rows = RowCondition(test: RowTest(kind: kind, sets: setNames(subject)))
        rows.window = window(members)
        rows.test.columns = columnTests(members, of: kind)
        rows.times = number("times", members)
        rows.days = number("days", members)
        rows.different = number("different", members)
        if rows.different > 1, !kind.isMedicine {
            members["different"]?.error(
                .invalidIndicator, "only medicines are told apart by their codes",
                advice: "use `days` or `times`, or `conditions`")
        }
        if let place = members["which"] {
            rows.isLatest = place.word(of: ["any", "latest"], "choice of rows") == "latest"
            rows.among = members["among"].map { setNames($0) } ?? []
            if rows.isLatest, rows.test.columns.isEmpty, rows.among.isEmpty {
                place.error(
                    .invalidIndicator, "the latest of all rows of these codes is always one",
                    advice: "add `values` that it must have, or `among` which codes it is the "
                        + "latest, or remove `which`")
            }
            if rows.isLatest, rows.isCounted {
                place.error(.invalidIndicator, "the latest cannot be counted")
            }
        }
        return rows
    }

    private func number(_ key: String, _ members: [String: Declaration]) -> Int {
        guard let place = members[key], let number = place.integer() else { return 1 }
        if !(1...1_000).contains(number) {
            place.error(.invalidIndicator, "`\(key)` is from 1 to 1000")
        }
        return number
    }

    private func window(_ members: [String: Declaration]) -> RowCondition.Window {
        RowCondition.Window(
            last: members["last"].flatMap { period($0) },
            since: members["since"].flatMap { day($0) },
            beforeAge: members["before_age"].flatMap { period($0) },
            fromAge: members["from_age"].flatMap { period($0) })
    }

    /// The code sets that are named; none for `any`.
    func setNames(_ place: Declaration) -> [String] {
        if place.isScalar, place.text() == "any" { return [] }
        var names: [String] = []
        for item in place.itemsOrSelf() {
            guard let name = item.text() else { continue }
            if !codeSets.contains(name) {
                item.error(
                    .unknownIndicatorCodes, "there is no code set `\(name)`",
                    advice: suggestion(name, among: codeSets))
            } else if names.contains(name) {
                item.error(.invalidIndicator, "the code set stands twice in this list")
            }
            names.append(name)
        }
        return names
    }
}

extension EntryKind {
    /// Whether rows are told apart by their codes, and not by practitioners.
    var isMedicine: Bool {
        self == .medication || self == .medicationIssue || self == .medicationStatement
    }
}

extension RowCondition {
    /// Whether one row is not enough.
    var isCounted: Bool { times > 1 || days > 1 || different > 1 }
}

extension Vocabulary {
    static let sexWords = ["male", "female", "other", "unknown"]
}
