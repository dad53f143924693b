import CanonicalModel
package import DecisionDiagrams
import SharingAgreements
import Terminology

/// Some agreements as decision diagrams over the same requests: for every kind of entry and field,
/// in what form it leaves, whatever the request.
///
/// They say what ``CompiledAgreement`` does, by another way; tests compare the two, and both with a
/// plain reading of the rules.
package struct PolicyDiagrams {
    let space: RequestSpace
    package var store: DiagramStore
    var forms = FormTable()
    /// For each agreement, whether anything of a patient may leave.
    var patients: [Diagram] = []
    /// For each agreement and kind, for each field the form in which it leaves of an entry, if the
    /// patient's record may.
    var entries: [[[Diagram]]] = []
    /// Whether what free variables say of one another can be.
    var feasible = Diagram.one
    private var joined: [Pair: Diagram] = [:]

    struct Pair: Hashable {
        let patient: Diagram
        let entry: Diagram
    }

    /// Compiles agreements.
    ///
    /// - Parameters:
    ///   - day: The first day of a run that is asked about; ages and windows count from it.
    ///   - asked: Code sets that somebody asks about beside those of the agreements.
    ///   - ages: Ages from which on somebody asks about people.
    ///   - budget: How many nodes there may be.
    init(
        _ agreements: [(Agreement, Supposition)], on day: PartialDate, asked: [CodeSet] = [],
        budget: Int, ages: [Int] = []
    ) throws(NodeBudgetExceeded) {
        space = RequestSpace(agreements, on: day, asked: asked, ages: ages)
        store = DiagramStore(sizes: space.sizes, budget: budget)
        for version in space.versions {
            patients.append(try patient(version))
            entries.append(try entry(version))
        }
        try bindStaff()
        feasible = try choicesFit()
    }

    /// In what form a field leaves, as a constant of ``forms``.
    mutating func release(
        _ version: Int, _ kind: EntryKind, _ field: Int
    ) throws(NodeBudgetExceeded) -> Diagram {
        try join(patients[version], entries[version][Int(kind.rawValue)][field])
    }

    mutating func join(
        _ patient: Diagram, _ entry: Diagram
    ) throws(NodeBudgetExceeded) -> Diagram {
        let pair = Pair(patient: patient, entry: entry)
        if let known = joined[pair] { return known }
        let made = try store.both(patient, entry)
        joined[pair] = made
        return made
    }

    // MARK: - Parts

    /// Whether an attribute has one of the values for which `cells` is true.
    mutating func isIn(
        _ cells: [Bool], _ attribute: Attribute
    ) throws(NodeBudgetExceeded) -> Diagram {
        try store.isIn(cells, space.variable(attribute))
    }

    /// Whether an attribute of two values has the second.
    mutating func holds(_ attribute: Attribute) throws(NodeBudgetExceeded) -> Diagram {
        try isIn([false, true], attribute)
    }

    /// Who refuses by some codes does so by more, and who consents by some does so where fewer
    /// codes refuse; by more codes of consent not so, since a consent that is yet to come may be
    /// among them and counts for none.
    private mutating func choicesFit() throws(NodeBudgetExceeded) -> Diagram {
        var fits: [Diagram] = []
        for (left, less) in space.choices.enumerated() {
            for (right, more) in space.choices.enumerated() where left != right {
                guard space.universe.isSubset(less.refusal, of: more.refusal),
                    more.assent == nil || more.assent == less.assent
                else { continue }
                // Under `more` nobody consents who does not under `less`.
                for value in Choice.allCases {
                    let atMost = try isIn(
                        Choice.allCases.map { $0.rawValue <= value.rawValue }, .choice(right))
                    let other = try isIn(
                        Choice.allCases.map { $0.rawValue > value.rawValue }, .choice(left))
                    fits.append(try store.either(other, atMost))
                }
            }
        }
        return try store.all(fits)
    }
}
