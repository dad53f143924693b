import CanonicalModel
import DecisionDiagrams
import SharingAgreements

/// That a record has an entry of a kind, with such a code, of such a time, with such values.
struct Presence: Hashable {
    let kind: EntryKind
    /// The sets of the universe of which its code must belong to one; empty for any code or none.
    let sets: [Int]
    /// The first day of the window; `nil` for any time.
    let first: Int?
    let tests: [Agreement.FieldTest]
}

/// What a record may hold, as far as conditions about one entry can tell.
///
/// An entry matters by what it is to each condition: certainly one of its entries, perhaps, or not.
/// So what a record holds is a set of such answers, and each answer that is not made up of others
/// is a variable: whether the record has such an entry. Nothing is lost by that, and conditions
/// whose code sets or windows overlap are related as they really are.
struct PresenceCells {
    /// An entry by what it is to each condition.
    struct Sort {
        let kind: EntryKind
        /// The answers of the conditions about the kind.
        let answers: [Known]
        /// An entry of this sort.
        let example: Example
    }
    /// An entry that is made up for an example.
    struct Example {
        /// An element of the universe; `nil` for an entry whose code is not known.
        var code: Int?
        /// Whether only a map that nobody has assured leads to the code.
        var isUnassured = false
        var date: PartialDate?
        var values: [Int: TestValue] = [:]
        /// Whether something of the kind could not be read at all.
        var isUnreadable = false
    }

    /// The conditions, each once.
    let conditions: [Presence]
    let sorts: [Sort]

    init(_ conditions: [Presence], _ universe: CodeUniverse, today: Int) {
        self.conditions = conditions
        var sorts: [Sort] = []
        for kind in EntryKind.allCases {
            let own = conditions.filter { $0.kind == kind }
            guard !own.isEmpty else { continue }
            let found = Self.sorts(own, universe, today)
            sorts += Self.irreducible(found).map {
                Sort(kind: kind, answers: $0.answers, example: $0.example)
            }
        }
        self.sorts = sorts
    }

    /// The answers of the conditions about `kind` by their places in ``conditions``.
    func places(_ kind: EntryKind) -> [Int] {
        conditions.indices.filter { conditions[$0].kind == kind }
    }

    /// What a sort is to the condition at `place`.
    func answer(_ sort: Sort, _ place: Int) -> Known {
        guard sort.kind == conditions[place].kind,
            let index = places(sort.kind).firstIndex(of: place)
        else { return .no }
        return sort.answers[index]
    }

    // MARK: - Sorts

    private typealias Found = (answers: [Known], example: Example)

    /// Every combination of answers that some entry gives, with an example.
    private static func sorts(
        _ conditions: [Presence], _ universe: CodeUniverse, _ today: Int
    ) -> [Found] {
        var found: [Found] = [
            (Array(repeating: .yes, count: conditions.count), Example())
        ]
        found = product(found, codes(conditions, universe))
        found = product(found, dates(conditions, today))
        for answers in values(conditions) { found = product(found, answers) }
        var unreadable = Example()
        unreadable.isUnreadable = true
        // Should the same be had by an entry, the entry is the better example.
        found.append((Array(repeating: .unknown, count: conditions.count), unreadable))
        return distinct(found)
    }

    private typealias Part = (answers: [Known], set: (inout Example) -> Void)

    private static func product(_ found: [Found], _ parts: [Part]) -> [Found] {
        distinct(
            found.flatMap { found in
                parts.map { part in
                    var example = found.example
                    part.set(&example)
                    return (zip(found.answers, part.answers).map(min), example)
                }
            })
    }

    private static func distinct(_ found: [Found]) -> [Found] {
        var known: Set<[Known]> = []
        return found.filter { known.insert($0.answers).inserted }
    }

    /// What codes are to the conditions: one that is certain, one that only an unassured map leads
    /// to, and one that is not known.
    private static func codes(_ conditions: [Presence], _ universe: CodeUniverse) -> [Part] {
        let cells = CodeCells(universe, Set(conditions.flatMap(\.sets)))
        let masks = conditions.map { $0.sets.isEmpty ? nil : cells.cells(in: $0.sets) }
        var parts: [Part] = []
        for (cell, code) in cells.partition.representatives.enumerated() {
            parts.append((masks.map { $0?[cell] ?? true ? .yes : .no }, { $0.code = code }))
        }
        for (cell, code) in cells.partition.representatives.enumerated() {
            parts.append(
                (
                    masks.map { $0.map { $0[cell] ? .unknown : .no } ?? .yes },
                    { ($0.code, $0.isUnassured) = (code, true) }
                ))
        }
        parts.append((masks.map { $0 == nil ? .yes : .unknown }, { $0.code = nil }))
        return parts
    }

    private static func dates(_ conditions: [Presence], _ today: Int) -> [Part] {
        let cells = DateCells(firsts: Set(conditions.compactMap(\.first)), today: today)
        let within = conditions.map { $0.first.map { cells.isWithin($0) } }
        return cells.values.indices.map { cell in
            let date = cells.values[cell]
            return (within.map { $0?[cell] ?? .yes }, { $0.date = date })
        }
    }

    /// For each field that is tested, what its values are to the conditions.
    private static func values(_ conditions: [Presence]) -> [[Part]] {
        guard let kind = conditions.first?.kind else { return [] }
        let fields = Set(conditions.flatMap { $0.tests.map(\.field) }).sorted()
        return fields.map { field in
            let tests = conditions.map { $0.tests.filter { $0.field == field }.map(\.test) }
            let cells = ValueCells(kind.definition.fields[field], Array(Set(tests.joined())))
            let passed = tests.map { $0.map { cells.passes($0) } }
            return cells.values.indices.map { cell in
                let value = cells.values[cell]
                return (
                    passed.map { answers in answers.map { $0[cell] }.min() ?? .yes },
                    { $0.values[field] = value }
                )
            }
        }
    }

    /// Those that say something and are not what several lesser ones say together.
    private static func irreducible(_ found: [Found]) -> [Found] {
        found.filter { found in
            found.answers.contains { $0 != .no }
        }.filter { one in
            var together = Array(repeating: Known.no, count: one.answers.count)
            for other in found where other.answers != one.answers {
                guard zip(other.answers, one.answers).allSatisfy({ $0 <= $1 }) else { continue }
                together = zip(together, other.answers).map(max)
            }
            return together != one.answers
        }
    }
}
