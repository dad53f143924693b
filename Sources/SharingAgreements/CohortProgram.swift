import CanonicalModel
import Terminology

/// The conditions of a cohort as one pass over a record's entries and a few operations on bits.
///
/// Every condition, and every connective after its parts, has a bit in each of two words: whether
/// it certainly holds, and whether it may hold. So a connective is a mask and a comparison, and
/// what is unknown stays apart from what is known to the end.
struct CohortProgram: Sendable {
    private struct Leaf: Sendable {
        let kind: EntryKind
        /// The code must belong to one of these; 0 for any code or none.
        let sets: UInt64
        let atLeast: Int
        let countsSets: Bool
        let days: DayRange?
        let tests: Range<Int>
    }
    private enum Operation: Sendable { case all, any, none }
    private struct Tally {
        /// The sets that have an entry, certainly and perhaps.
        var (sets, possibleSets) = (UInt64(0), UInt64(0))
        /// The entries, certainly and perhaps.
        var (entries, possibleEntries) = (0, 0)
    }

    private var leaves: [Leaf] = []
    private var tests: [CompiledTest] = []
    private var operations: [(operation: Operation, bits: UInt64)] = []
    /// By the raw value of the kind: the leaves about it, a bit each.
    private var leavesOfKind = Array(repeating: UInt64(0), count: EntryKind.allCases.count)

    /// Compiles `criteria`, which must all hold; at most 60 conditions and connectives.
    init(_ criteria: [Agreement.Criterion], _ index: CodeSetIndex, on day: PartialDate) {
        var conditions: [Agreement.Condition] = []
        Self.collect(.all(criteria), into: &conditions)
        for condition in conditions { add(condition, index, day) }
        var next = 0
        if !criteria.isEmpty { _ = join(.all(criteria), &next) }
    }

    /// Whether there is nothing to hold.
    var isEmpty: Bool { operations.isEmpty }

    private static func collect(
        _ criterion: Agreement.Criterion, into conditions: inout [Agreement.Condition]
    ) {
        switch criterion {
        case .condition(let condition): conditions.append(condition)
        case .all(let parts), .any(let parts), .none(let parts):
            for part in parts { collect(part, into: &conditions) }
        }
    }

    private mutating func add(
        _ condition: Agreement.Condition, _ index: CodeSetIndex, _ day: PartialDate
    ) {
        let sets = condition.codeSets.reduce(0) { $0 | index.mask($1) }
        let first = tests.count
        tests += condition.tests.map(CompiledTest.init)
        leavesOfKind[Int(condition.kind.rawValue)] |= 1 << UInt64(leaves.count)
        leaves.append(
            Leaf(
                kind: condition.kind, sets: sets, atLeast: condition.atLeast,
                countsSets: condition.countsSets, days: DayRange(condition.window, on: day),
                tests: first..<tests.count))
    }

    /// Appends the operations of `criterion` and gives its bit; `next` is the next leaf.
    private mutating func join(_ criterion: Agreement.Criterion, _ next: inout Int) -> UInt64 {
        let (operation, parts): (Operation, [Agreement.Criterion])
        switch criterion {
        case .condition:
            defer { next += 1 }
            return 1 << UInt64(next)
        case .all(let list): (operation, parts) = (.all, list)
        case .any(let list): (operation, parts) = (.any, list)
        case .none(let list): (operation, parts) = (.none, list)
        }
        var bits: UInt64 = 0
        for part in parts { bits |= join(part, &next) }
        operations.append((operation, bits))
        return 1 << UInt64(leaves.count + operations.count - 1)
    }

    // MARK: - Running

    /// Whether the record is in.
    ///
    /// Cost: one look-up for each entry of a kind that a condition is about.
    ///
    /// - Parameter unreadable: The kinds of which something could not be read: there may be more.
    func holds(
        for record: CanonicalRecord, _ index: CodeSetIndex, unreadable: (EntryKind) -> Bool
    ) -> Truth {
        guard !operations.isEmpty else { return .yes }
        var tallies = Array(repeating: Tally(), count: leaves.count)
        for entry in record.entries {
            let about = leavesOfKind[Int(entry.kind.rawValue)]
            if about != 0 { count(entry, about, record, index, &tallies) }
        }
        var (certain, possible) = (UInt64(0), UInt64(0))
        for (number, leaf) in leaves.enumerated() {
            let tally = tallies[number]
            let found = leaf.countsSets ? tally.sets.nonzeroBitCount : tally.entries
            let most =
                leaf.countsSets ? tally.possibleSets.nonzeroBitCount : tally.possibleEntries
            if found >= leaf.atLeast { certain |= 1 << UInt64(number) }
            if most >= leaf.atLeast || unreadable(leaf.kind) { possible |= 1 << UInt64(number) }
        }
        return combine(certain, possible)
    }

    private func combine(_ certain: UInt64, _ possible: UInt64) -> Truth {
        var (certain, possible) = (certain, possible)
        var bit = UInt64(1) << UInt64(leaves.count)
        for (operation, bits) in operations {
            let (isCertain, isPossible) =
                switch operation {
                case .all: (certain & bits == bits, possible & bits == bits)
                case .any: (certain & bits != 0, possible & bits != 0)
                case .none: (possible & bits == 0, certain & bits == 0)
                }
            if isCertain { certain |= bit }
            if isPossible { possible |= bit }
            bit <<= 1
        }
        let root = bit >> 1
        if certain & root != 0 { return .yes }
        return possible & root != 0 ? .unknown : .no
    }

    private func count(
        _ entry: Entry, _ about: UInt64, _ record: CanonicalRecord, _ index: CodeSetIndex,
        _ tallies: inout [Tally]
    ) {
        let shape = KindShape.all[Int(entry.kind.rawValue)]
        guard !shape.isEnteredInError(entry, in: record) else { return }
        let codes = shape.membership(of: entry, in: record, index)
        for number in FieldSet(bits: about) {
            let leaf = leaves[number]
            let sets = leaf.sets & codes.certain
            let possibleSets = codes.isKnown ? leaf.sets & codes.possible : leaf.sets
            guard leaf.sets == 0 || possibleSets != 0 else { continue }
            var truth: Truth = leaf.sets == 0 || sets != 0 ? .yes : .unknown
            if let days = leaf.days { truth = min(truth, days.contains(entry, shape, in: record)) }
            for test in leaf.tests where truth != .no {
                truth = min(truth, tests[test].passes(entry, in: record))
            }
            guard truth != .no else { continue }
            tallies[number].possibleSets |= possibleSets
            tallies[number].possibleEntries += 1
            guard truth == .yes else { continue }
            tallies[number].sets |= sets
            tallies[number].entries += 1
        }
    }
}

extension KindShape {
    /// The sets that the entry's code belongs to for certain, those that it may belong to, and
    /// whether its code is known at all.
    func membership(
        of entry: Entry, in record: CanonicalRecord, _ index: CodeSetIndex
    ) -> (certain: UInt64, possible: UInt64, isKnown: Bool) {
        guard let code, case .concept(let concept) = record.cell(entry, code) else {
            return (0, 0, false)
        }
        let number = Int(concept)
        return (
            record.membership(of: number, in: index, isReleasing: true),
            record.membership(of: number, in: index),
            record.concepts[number].status.isClassified
        )
    }
}

extension MapStatus {
    /// Whether the codes tell for certain which concept is meant.
    var isClassified: Bool {
        switch self {
        case .native, .mapped, .resolved, .replaced: true
        case .description, .unmapped, .textOnly, .mappedUnassured, .ambiguous, .inactive: false
        }
    }
}
