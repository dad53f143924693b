/// Chooses which cells of a table to suppress, knowing its counts.
///
/// First the small ones. Then, for each that could be worked out too closely, smallest first, the
/// cheapest cycle through it along which cells can rise and fall as far as demanded, what is
/// suppressed costing nothing and everything else its count; the cycle is suppressed. Last a
/// clean-up: what was suppressed in addition is published again, largest first, if all stays
/// protected. Source: J. P. Kelly, B. L. Golden, A. A. Assad, "Cell suppression: disclosure
/// protection for sensitive tabular data" (1992), and Castro as in ``SuppressionNetwork``.
struct Suppression {
    private let shape: TableShape
    private let profile: DisclosureProfile
    private let counts: [Int]
    private let network: SuppressionNetwork
    private var slack: CellSlack
    /// The small cells, by count and place.
    let small: [Int]
    private(set) var isSuppressed: [Bool]
    /// What was suppressed in addition, in the order of its suppression.
    private var further: [Int] = []
    /// For each suppressed cell, the cells that must be able to move so that it is protected.
    private var witnesses: [Int: Set<Int>] = [:]

    init(_ table: CountTable, _ profile: DisclosureProfile) {
        (shape, counts, self.profile) = (table.shape, table.counts, profile)
        let hidesTotals = profile.suppressesTotals && profile.totals != .ofPublishedCells
        let (shape, counts) = (shape, counts)
        small = counts.indices
            .filter { table.isSmall($0, under: profile) && (hidesTotals || !shape.isTotal($0)) }
            .sorted { (counts[$0], $0) < (counts[$1], $1) }
        isSuppressed = Array(repeating: false, count: counts.count)
        network = SuppressionNetwork(shape)
        slack = CellSlack(network, table, profile)
        for cell in small { suppress(cell) }
    }

    /// Suppresses what is needed beyond the small cells.
    ///
    /// - Throws: ``TableRefusal/unprotectable(cells:)``, with all that cannot be protected.
    mutating func suppressFurther() throws(TableRefusal) {
        var failures = 0
        for cell in small {
            for move in moves(of: cell) where !witness(cell) {
                for step in cycle(through: cell, move) where !isSuppressed[step.arc] {
                    suppress(step.arc)
                    further.append(step.arc)
                }
            }
        }
        // Where it is known which cells are small, there is nothing to learn of the others.
        let guarded = profile.smallAreKnown ? small : small + further
        for cell in guarded where witnesses[cell] == nil && !witness(cell) { failures += 1 }
        guard failures == 0 else { throw .unprotectable(cells: failures) }
        cleanUp()
    }

    /// How far a cell must be able to rise or fall.
    private struct Move {
        let isRise: Bool
        let amount: Int
    }

    /// A cell that is known to be small must be able to be anything small; any other to rise.
    private func moves(of cell: Int) -> [Move] {
        guard profile.smallAreKnown else {
            return [Move(isRise: true, amount: profile.protection)]
        }
        return [
            Move(isRise: true, amount: profile.threshold - counts[cell]),
            Move(isRise: false, amount: counts[cell] - profile.floor),
        ].filter { $0.amount > 0 }
    }

    /// The cheapest cycle in which a cell moves, without the cell; empty where there is none.
    private func cycle(through cell: Int, _ move: Move) -> [SuppressionNetwork.Step] {
        let first = SuppressionNetwork.Step(arc: cell, isRise: move.isRise)
        return network.cheapestPath(
            from: network.end(of: first), to: network.beginning(of: first),
            cost: { $0.arc == cell ? nil : price($0, move.amount) }) ?? []
    }

    /// What it costs to let a cell move by an amount; `nil` where it cannot.
    private func price(_ step: SuppressionNetwork.Step, _ amount: Int) -> Int? {
        let (cell, count) = (step.arc, counts[step.arc])
        guard isSuppressed[cell] || profile.suppressesTotals || !shape.isTotal(cell) else {
            return nil
        }
        // A cell that is known to be small has no room for another's protection.
        if profile.smallAreKnown && profile.isSmall(count) { return nil }
        let least = profile.smallAreKnown ? profile.threshold + 1 : profile.floor
        guard count >= (step.isRise ? least : least + amount) else { return nil }
        return isSuppressed[cell] ? 0 : count
    }

    /// Publishes again what turns out not to be needed.
    private mutating func cleanUp() {
        for cell in further.sorted(by: { (counts[$1], $0) < (counts[$0], $1) }) {
            isSuppressed[cell] = false
            slack.publish(cell)
            let before = witnesses
            witnesses[cell] = nil
            let affected = before.filter { $0.key != cell && $0.value.contains(cell) }.keys.sorted()
            if !affected.allSatisfy({ witness($0) }) {
                suppress(cell)
                witnesses = before
            }
        }
    }

    private mutating func suppress(_ cell: Int) {
        isSuppressed[cell] = true
        slack.suppress(cell)
    }

    /// Looks for cycles that let `cell` rise and fall as far as demanded, and remembers them.
    private mutating func witness(_ cell: Int) -> Bool {
        var touched: Set<Int> = []
        var missing = profile.protection
        for isRise in [true, false] where missing > 0 {
            missing -= slack.reach(cell, isRise: isRise, upTo: missing, &touched)
        }
        guard missing <= 0 else { return false }
        witnesses[cell] = touched
        return true
    }
}
