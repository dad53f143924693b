/// Chooses which cells of a table to suppress, knowing its counts.
///
/// First the small ones. Then, for each that could be worked out too closely, smallest first, the
/// cheapest cycle through it along which cells can rise and fall by the protection demanded, what
/// is suppressed costing nothing and everything else its count; the cycle is suppressed. Last a
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
            .filter { profile.isSmall(counts[$0]) && (hidesTotals || !shape.isTotal($0)) }
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
        for cell in small where !witness(cell) {
            let first = SuppressionNetwork.Step(arc: cell, isRise: true)
            let path = network.cheapestPath(
                from: network.end(of: first), to: network.beginning(of: first),
                cost: { $0.arc == cell ? nil : price($0) })
            guard let path else {
                failures += 1
                continue
            }
            for step in path where !isSuppressed[step.arc] {
                suppress(step.arc)
                further.append(step.arc)
            }
        }
        guard failures == 0 else { throw .unprotectable(cells: failures) }
        for cell in small + further where witnesses[cell] == nil && !witness(cell) { failures += 1 }
        guard failures == 0 else { throw .unprotectable(cells: failures) }
        cleanUp()
    }

    /// What it costs to let a cell move by the protection demanded.
    private func price(_ step: SuppressionNetwork.Step) -> Int? {
        let (cell, count) = (step.arc, counts[step.arc])
        guard isSuppressed[cell] || profile.suppressesTotals || !shape.isTotal(cell) else {
            return nil
        }
        let floor = profile.showsZeros ? 1 : 0
        guard count >= (step.isRise ? floor : floor + profile.protection) else { return nil }
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
