/// A table as a network in which its counts flow: from the line for everybody down the totals to
/// each row, across its cells into the columns, and up the groups again.
///
/// Every cell is an arc; what flows into a node flows out of it, which is what the sums say. So a
/// set of changes that leaves every sum true is a set of cycles. Source: J. Castro, "Network flows
/// heuristics for complementary cell suppression" (2002), and for the one grouped dimension J.
/// Castro, "A shortest-paths heuristic for statistical data protection in positive tables" (2007).
struct SuppressionNetwork {
    let nodeCount: Int
    /// The node where each arc begins, and the one where it ends, by cell.
    let tails: [Int32]
    let heads: [Int32]
    private let starts: [Int32]
    private let arcs: [Int32]

    init(_ shape: TableShape) {
        let width = shape.columnCount + 1
        let last = shape.rowCount + (shape.lineCount - shape.rowCount) * width
        /// A node for each row, one for each column of each group, and one that closes the cycle.
        func node(_ line: Int, _ column: Int) -> Int32 {
            if line == shape.lineCount { return Int32(last) }
            if line < shape.rowCount { return Int32(line) }
            return Int32(shape.rowCount + (line - shape.rowCount) * width + column)
        }
        var (tails, heads): ([Int32], [Int32]) = ([], [])
        for line in 0..<shape.lineCount {
            let parent = line < shape.parents.count ? shape.parents[line] : shape.lineCount
            for column in 0..<width {
                let (own, above) = (node(line, column), node(parent, column))
                let isTotal = column == shape.columnCount
                tails.append(isTotal ? above : own)
                heads.append(isTotal ? own : above)
            }
        }
        nodeCount = last + 1
        (self.tails, self.heads) = (tails, heads)
        (starts, arcs) = Self.index(nodeCount, tails, heads)
    }

    /// The arcs that begin or end at a node.
    func arcs(at node: Int) -> ArraySlice<Int32> {
        arcs[Int(starts[node])..<Int(starts[node + 1])]
    }

    private static func index(
        _ nodeCount: Int, _ tails: [Int32], _ heads: [Int32]
    ) -> (starts: [Int32], arcs: [Int32]) {
        var starts = Array(repeating: Int32(0), count: nodeCount + 1)
        for node in tails + heads { starts[Int(node) + 1] += 1 }
        for node in 0..<nodeCount { starts[node + 1] += starts[node] }
        var (next, arcs) = (starts, Array(repeating: Int32(0), count: tails.count * 2))
        for arc in tails.indices {
            for node in [tails[arc], heads[arc]] {
                arcs[Int(next[Int(node)])] = Int32(arc)
                next[Int(node)] += 1
            }
        }
        return (starts, arcs)
    }
}

extension SuppressionNetwork {
    /// One step of a path: a cell that rises, or falls where the path goes against its arc.
    struct Step {
        let arc: Int
        let isRise: Bool
    }

    /// The cheapest path along which cells may rise and fall, or none.
    ///
    /// - Parameter cost: What a step costs, or `nil` where the cell cannot move so.
    /// - Complexity: O(cells × log nodes). Of paths that cost the same, the one found first by the
    ///   numbers of nodes and cells, so that every run finds the same.
    func cheapestPath(from source: Int, to target: Int, cost: (Step) -> Int?) -> [Step]? {
        var distance = Array(repeating: Int.max, count: nodeCount)
        var arrival = Array(repeating: Step?.none, count: nodeCount)
        var queue = NearestFirst()
        distance[source] = 0
        queue.insert(NearestFirst.Item(distance: 0, node: source))
        while let nearest = queue.removeFirst(), nearest.node != target {
            let node = nearest.node
            guard nearest.distance == distance[node] else { continue }
            for arc in arcs(at: node) {
                let step = Step(arc: Int(arc), isRise: Int(tails[Int(arc)]) == node)
                let next = end(of: step)
                guard let price = cost(step), distance[node] + price < distance[next] else {
                    continue
                }
                distance[next] = distance[node] + price
                arrival[next] = step
                queue.insert(NearestFirst.Item(distance: distance[next], node: next))
            }
        }
        return distance[target] == .max ? nil : steps(to: target, arrival)
    }

    /// Where a step leads.
    func end(of step: Step) -> Int { Int(step.isRise ? heads[step.arc] : tails[step.arc]) }

    /// Where a step comes from.
    func beginning(of step: Step) -> Int { Int(step.isRise ? tails[step.arc] : heads[step.arc]) }

    /// The steps to `node`, the last of them first.
    func steps(to node: Int, _ arrival: [Step?]) -> [Step] {
        var (steps, node) = ([Step](), node)
        while let step = arrival[node] {
            steps.append(step)
            node = beginning(of: step)
        }
        return steps
    }
}

/// Nodes by their distance, and by their number where that is the same: a binary heap.
private struct NearestFirst {
    struct Item {
        let distance: Int
        let node: Int

        func isBefore(_ other: Item) -> Bool {
            (distance, node) < (other.distance, other.node)
        }
    }

    private var items: [Item] = []

    mutating func insert(_ item: Item) {
        items.append(item)
        var index = items.count - 1
        while index > 0, items[index].isBefore(items[(index - 1) / 2]) {
            items.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() -> Item? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first }
        items[0] = last
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < items.count && items[child].isBefore(items[least]) {
                least = child
            }
            if least == index { return first }
            items.swapAt(index, least)
            index = least
        }
    }
}
