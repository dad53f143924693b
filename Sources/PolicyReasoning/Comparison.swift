public import CanonicalModel
import DecisionDiagrams
public import SharingAgreements

/// What another version of an agreement would release, request by request: exact, not sampled.
public struct Comparison: Sendable {
    /// What becomes different of some fields of a kind of entry, alike for all of them.
    public struct Difference: Sendable {
        /// The kind of entry.
        public let kind: EntryKind
        /// The names of the fields.
        public let fields: [String]
        /// Whether more leaves, or less, or some of both.
        public let verdict: Verdict
        /// A request for which more leaves.
        public let more: Witness?
        /// A request for which less leaves.
        public let less: Witness?
        /// A request for which something else leaves, neither more nor less.
        public let other: Witness?
        /// In what forms the first field leaves in the old version and the new.
        public let forms: (old: String, new: String)
    }

    /// Practices for which the same becomes different.
    public struct Group: Sendable {
        /// Their ODS codes.
        public let practices: [String]
        /// Whether more leaves, or less, or some of both.
        public let verdict: Verdict
        /// What; empty where nothing does.
        public let differences: [Difference]
    }

    /// The practices, in groups; those with differences first.
    public internal(set) var groups: [Group] = []
    /// In how many cells of requests a field was compared.
    public internal(set) var requests = 0.0
    /// Nodes of the diagrams, for the curious.
    public internal(set) var nodes = 0
    /// Conditions that were taken as free of one another, so that a difference may be reported that
    /// no record shows.
    public internal(set) var remarks: [String] = []

    /// Of everything that leaves together.
    public var verdict: Verdict { Verdict(groups.map(\.verdict)) }

    /// Compares what two versions release.
    ///
    /// - Parameters:
    ///   - old: The version now, and what is supposed of it.
    ///   - new: The version to come, and what is supposed of it.
    ///   - day: The day of the first run; ages and windows count from it.
    ///   - budget: How many nodes the diagrams may have.
    /// - Throws: ``Undecided`` if that is too few.
    ///
    /// Cost: about the product of the sizes of the two diagrams at worst, and in practice their
    /// sum; exponential in the number of attributes at the very worst, which is what the budget
    /// is for.
    public init(
        _ old: (Agreement, Supposition), _ new: (Agreement, Supposition), on day: PartialDate,
        budget: Int = Undecided.usualBudget
    ) throws(Undecided) {
        do throws(NodeBudgetExceeded) {
            var diagrams = try PolicyDiagrams([old, new], on: day, budget: budget)
            try compare(&diagrams)
            nodes = diagrams.store.nodeCount
            requests = diagrams.space.sizes.reduce(1) { $0 * Double($1) }
            remarks = diagrams.space.remarks
        } catch {
            throw Undecided(budget: error.budget)
        }
    }

    /// As above, of every day from `day` on: where windows of time lie otherwise to one another on
    /// a later day, what differs then, and not before, is said with an example of that day.
    ///
    /// Cost: that of the comparison of one day for each way in which windows lie.
    public init(
        ofEveryDayFrom day: PartialDate, _ old: (Agreement, Supposition),
        _ new: (Agreement, Supposition), budget: Int = Undecided.usualBudget
    ) throws(Undecided) {
        try self.init(old, new, on: day, budget: budget)
        for later in TurningDays.days([old.0, new.0], from: day).dropFirst() {
            add(try Comparison(old, new, on: later, budget: budget))
        }
    }

    /// The constants of a diagram of differences.
    private enum Constant {
        static let (more, less, both) = (1, 2, 3)

        static func of(_ verdict: Verdict) -> Int {
            switch verdict {
            case .same: 0
            case .more: more
            case .less: less
            case .both: both
            }
        }
    }

    private struct Place {
        let kind: EntryKind
        let field: Int
        let difference: Diagram
        let old: Diagram
        let new: Diagram
    }

    private mutating func compare(
        _ diagrams: inout PolicyDiagrams
    ) throws(NodeBudgetExceeded) {
        var known: [PolicyDiagrams.Pair: Diagram] = [:]
        var places: [Place] = []
        for kind in EntryKind.allCases {
            for field in kind.definition.fields.indices {
                let old = try diagrams.release(0, kind, field)
                let new = try diagrams.release(1, kind, field)
                guard old != new else { continue }
                let pair = PolicyDiagrams.Pair(patient: old, entry: new)
                let difference: Diagram
                if let made = known[pair] {
                    difference = made
                } else {
                    difference = try Self.difference(old, new, &diagrams)
                    known[pair] = difference
                }
                guard difference != .zero else { continue }
                places.append(
                    Place(kind: kind, field: field, difference: difference, old: old, new: new))
            }
        }
        var alike: [[Diagram]: Int] = [:]
        for (cell, practices) in diagrams.space.practices.enumerated() where !practices.isEmpty {
            let parts = places.map {
                diagrams.store.part(of: $0.difference, where: 0, has: cell)
            }
            if let number = alike[parts] {
                let group = groups[number]
                groups[number] = Group(
                    practices: group.practices + practices, verdict: group.verdict,
                    differences: group.differences)
            } else {
                alike[parts] = groups.count
                groups.append(Self.group(practices, cell, places, parts, &diagrams))
            }
        }
        groups.sort { ($0.differences.isEmpty ? 1 : 0) < ($1.differences.isEmpty ? 1 : 0) }
    }

    private static func difference(
        _ old: Diagram, _ new: Diagram, _ diagrams: inout PolicyDiagrams
    ) throws(NodeBudgetExceeded) -> Diagram {
        let forms = diagrams.forms
        let difference = try diagrams.store.combined(old, new) { old, new in
            if old == new { return .zero }
            guard let old = old.constant, let new = new.constant else { return nil }
            return Diagram(constant: Constant.of(forms.compared(old, new)))
        }
        return try diagrams.store.both(diagrams.feasible, difference)
    }

    private static func group(
        _ practices: [String], _ cell: Int, _ places: [Place], _ parts: [Diagram],
        _ diagrams: inout PolicyDiagrams
    ) -> Group {
        // Fields that differ alike are told together.
        var order: [[Int]] = []
        var numbers: [EntryKind: [Diagram: Int]] = [:]
        for (number, place) in places.enumerated() where parts[number] != .zero {
            if let known = numbers[place.kind]?[parts[number]] {
                order[known].append(number)
            } else {
                numbers[place.kind, default: [:]][parts[number]] = order.count
                order.append([number])
            }
        }
        let differences = order.map { together in
            difference(together.map { places[$0] }, parts[together[0]], cell, &diagrams)
        }
        return Group(
            practices: practices, verdict: Verdict(differences.map(\.verdict)),
            differences: differences)
    }

    private static func difference(
        _ places: [Place], _ part: Diagram, _ cell: Int, _ diagrams: inout PolicyDiagrams
    ) -> Difference {
        let kind = places[0].kind
        let found = diagrams.store.outcomes(of: part)
        let verdicts: [(Int, Verdict)] = [
            (Constant.more, .more), (Constant.less, .less), (Constant.both, .both),
        ]
        func witness(_ constant: Int) -> Witness? {
            guard
                var cells = diagrams.store.witness(
                    of: part, reaching: 1 << UInt64(constant), preferring: diagrams.space.usual)
            else { return nil }
            cells[0] = cell
            var witness = WitnessWriter.write(cells, of: kind, diagrams.space)
            let leaves = diagrams.store.value(of: diagrams.patients[1], at: { cells[$0] ?? 0 })
            witness.isReleased = leaves == 1
            return witness
        }
        return Difference(
            kind: kind, fields: places.map { kind.definition.fields[$0.field].name },
            verdict: Verdict(
                verdicts.filter { found & 1 << UInt64($0.0) != 0 }.map { $0.1 }),
            more: witness(Constant.more), less: witness(Constant.less),
            other: witness(Constant.both),
            forms: (
                old: form(places[0].old, &diagrams), new: form(places[0].new, &diagrams)
            ))
    }

    /// In what form a field leaves where it does.
    private static func form(_ release: Diagram, _ diagrams: inout PolicyDiagrams) -> String {
        let found = diagrams.store.outcomes(of: release)
        let forms = (0..<64).filter { found & 1 << UInt64($0) != 0 }
        return forms.compactMap { diagrams.forms[$0]?.words }.first ?? "nothing"
    }
}

/// That a question could not be decided with so few nodes: neither yes nor no.
public struct Undecided: Error, Sendable {
    /// How many nodes were allowed.
    public let budget: Int
    /// How many nodes are allowed where nobody says otherwise; some hundreds of megabytes at most.
    public static let usualBudget = 1_000_000
}

extension RequestSpace {
    /// What is taken as free although it is not quite: it can be reported as a difference or a
    /// counterexample that no record shows, and never hides one.
    var remarks: [String] {
        var free: [String] = []
        if !presence.conditions.isEmpty || !counts.isEmpty {
            free.append("the entry that is asked about, of what the conditions look for")
        }
        if !counts.isEmpty { free.append("how often something is recorded, of what else is") }
        return free.map { what in
            "taken as free: \(what); so an example may be shown that no record can be, and none "
                + "is missed"
        }
    }
}
