/// How far the cells of a table can move while every sum and everything published stays true,
/// starting from the true counts.
struct CellSlack {
    private let network: SuppressionNetwork
    private let counts: [Int]
    private let published: [ClosedRange<Int>]
    private let suppressed: [ClosedRange<Int>]
    private var low: [Int]
    private var high: [Int]
    private var values: [Int]

    init(_ network: SuppressionNetwork, _ table: CountTable, _ profile: DisclosureProfile) {
        (self.network, counts, values) = (network, table.counts, table.counts)
        suppressed = table.counts.map { Self.suppressed($0, profile) }
        published = table.counts.indices.map {
            Self.published(table.counts[$0], isTotal: table.shape.isTotal($0), profile)
        }
        (low, high) = (published.map(\.lowerBound), published.map(\.upperBound))
    }

    /// What an attacker knows of a suppressed cell.
    private static func suppressed(
        _ count: Int, _ profile: DisclosureProfile
    ) -> ClosedRange<Int> {
        let most = CountTable.largestCount << 24
        guard profile.smallAreKnown else { return profile.floor...most }
        return profile.isSmall(count)
            ? profile.floor...profile.threshold : profile.threshold + 1...most
    }

    /// What everybody knows of a published cell, or more than that.
    private static func published(
        _ count: Int, isTotal: Bool, _ profile: DisclosureProfile
    ) -> ClosedRange<Int> {
        guard case .nearest(let base) = profile.rounding, count > 0,
            profile.totals == .rounded || !isTotal
        else { return count...count }
        let middle = profile.rounded(count)
        let least = max(min(profile.threshold + 1, count), middle - base / 2)
        return least...(middle + (base - 1) / 2)
    }

    /// Of a suppressed cell little is known.
    mutating func suppress(_ cell: Int) {
        (low[cell], high[cell]) = (suppressed[cell].lowerBound, suppressed[cell].upperBound)
    }

    /// Of a published cell everybody knows what is published.
    mutating func publish(_ cell: Int) {
        (low[cell], high[cell]) = (published[cell].lowerBound, published[cell].upperBound)
    }

    /// How far `cell` can rise or fall, up to a limit: a flow of shortest augmenting paths.
    ///
    /// - Parameter touched: Gets the cells that move with it.
    /// - Complexity: O(cells) for each path; a few paths as a rule.
    mutating func reach(
        _ cell: Int, isRise: Bool, upTo limit: Int, _ touched: inout Set<Int>
    ) -> Int {
        let first = SuppressionNetwork.Step(arc: cell, isRise: isRise)
        let wanted = min(limit, room(first))
        var (reached, moved) = (0, [Int]())
        while reached < wanted, let path = shortestPath(closing: first) {
            let amount = path.reduce(wanted - reached) { min($0, room($1)) }
            for step in path {
                values[step.arc] += step.isRise ? amount : -amount
                moved.append(step.arc)
            }
            reached += amount
        }
        for arc in moved { values[arc] = counts[arc] }
        touched.formUnion(moved)
        return reached
    }

    /// A path that closes the cycle of `first`, with the fewest steps.
    private func shortestPath(
        closing first: SuppressionNetwork.Step
    ) -> [SuppressionNetwork.Step]? {
        let (source, target) = (network.end(of: first), network.beginning(of: first))
        var arrival = Array(repeating: SuppressionNetwork.Step?.none, count: network.nodeCount)
        var isSeen = Array(repeating: false, count: network.nodeCount)
        var queue = [source]
        isSeen[source] = true
        var next = 0
        while next < queue.count, !isSeen[target] {
            let node = queue[next]
            next += 1
            for arc in network.arcs(at: node) where Int(arc) != first.arc {
                let isRise = Int(network.tails[Int(arc)]) == node
                let step = SuppressionNetwork.Step(arc: Int(arc), isRise: isRise)
                let end = network.end(of: step)
                guard !isSeen[end], room(step) > 0 else { continue }
                isSeen[end] = true
                arrival[end] = step
                queue.append(end)
            }
        }
        return isSeen[target] ? network.steps(to: target, arrival) : nil
    }

    private func room(_ step: SuppressionNetwork.Step) -> Int {
        step.isRise ? high[step.arc] - values[step.arc] : values[step.arc] - low[step.arc]
    }
}
