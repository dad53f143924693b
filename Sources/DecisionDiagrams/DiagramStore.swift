/// A function from one cell of each variable to a small number, in a ``DiagramStore``.
///
/// Two diagrams of one store are equal exactly if the functions are.
public struct Diagram: Hashable, Sendable {
    let node: Int32
    /// The constant `0`: nothing, or no.
    public static let zero = Diagram(node: 0)
    /// The constant `1`: yes.
    public static let one = Diagram(node: 1)

    /// The number, if the diagram is the same for every request.
    public var constant: Int? { node < DiagramStore.constants ? Int(node) : nil }

    init(node: Int32) { self.node = node }

    /// A constant below ``DiagramStore/constants``.
    public init(constant: Int) {
        precondition((0..<Int(DiagramStore.constants)).contains(constant), "no such constant")
        node = Int32(constant)
    }
}

/// That a question needs more nodes than it was allowed: it is undecided, and nothing else.
public struct NodeBudgetExceeded: Error {
    /// How many nodes were allowed.
    public let budget: Int
}

/// Reduced, ordered decision diagrams over variables of finitely many cells, every node once.
///
/// A node tests one variable and has a child for each cell of it; variables are tested in the order
/// of their numbers; a node whose children are all one node is that node. So equal functions are
/// one node, and comparing two is comparing two numbers.
///
/// Source: Bryant 1986, "Graph-based algorithms for Boolean function manipulation"; Srinivasan et
/// al. 1990, "Algorithms for discrete function manipulation", for variables of several values.
public struct DiagramStore: Sendable {
    /// How many constants there are: `0..<constants`.
    public static let constants: Int32 = 64

    /// For each variable how many cells it has.
    public let sizes: [Int]
    /// How many nodes the store may hold.
    public let budget: Int
    var variables: [Int32]
    /// Where the children of a node begin in ``children``.
    var starts: [Int]
    var children: [Int32] = []
    /// Open addressing over the children of nodes; -1 for an empty slot.
    private var slots = Array(repeating: Int32(-1), count: 1 << 12)
    /// The children of nodes that are being made.
    private var pending: [Int32] = []
    /// For each node, the constants it can lead to, a bit each; 0 where nobody has asked yet.
    var reach: [UInt64]

    /// A store without nodes.
    ///
    /// - Parameter sizes: For each variable how many cells it has, at least 1.
    public init(sizes: [Int], budget: Int) {
        (self.sizes, self.budget) = (sizes, budget)
        let constants = Int(Self.constants)
        variables = Array(repeating: .max, count: constants)
        starts = Array(repeating: 0, count: constants)
        reach = (0..<constants).map { 1 << UInt64($0) }
    }

    /// How many nodes there are, constants not counted.
    public var nodeCount: Int { variables.count - Int(Self.constants) }

    // MARK: - Making

    /// The function that is `child(cell)` where `variable` has that cell; the children must not
    /// test `variable` or one before it.
    public mutating func choose(
        _ variable: Int, _ child: (Int) -> Diagram
    ) throws(NodeBudgetExceeded) -> Diagram {
        let base = pending.count
        for cell in 0..<sizes[variable] { pending.append(child(cell).node) }
        return Diagram(node: try node(Int32(variable), from: base))
    }

    /// Whether the cell of `variable` is one of those for which `cells` is true.
    public mutating func isIn(
        _ cells: [Bool], _ variable: Int
    ) throws(NodeBudgetExceeded) -> Diagram {
        try choose(variable) { cells[$0] ? .one : .zero }
    }

    /// `value` where `condition` is `1`, and `0` where it is `0`; both may be conditions.
    public mutating func both(
        _ condition: Diagram, _ value: Diagram
    ) throws(NodeBudgetExceeded) -> Diagram {
        try combined(condition, value) { left, right in
            if left == .zero || right == .zero { return .zero }
            if left == .one || left == right { return right }
            return right == .one ? left : nil
        }
    }

    /// Whether one of two conditions holds.
    public mutating func either(
        _ left: Diagram, _ right: Diagram
    ) throws(NodeBudgetExceeded) -> Diagram {
        try combined(left, right) { left, right in
            if left == .one || right == .one { return .one }
            if left == .zero || left == right { return right }
            return right == .zero ? left : nil
        }
    }

    /// Whether a condition does not hold.
    public mutating func not(_ condition: Diagram) throws(NodeBudgetExceeded) -> Diagram {
        try combined(condition, .one) { left, _ in
            left == .zero ? .one : left == .one ? .zero : nil
        }
    }

    /// Whether all conditions hold.
    public mutating func all(
        _ conditions: [Diagram]
    ) throws(NodeBudgetExceeded) -> Diagram {
        try folded(conditions, .one) { store, left, right throws(NodeBudgetExceeded) in
            try store.both(left, right)
        }
    }

    /// Whether one of the conditions holds.
    public mutating func any(
        _ conditions: [Diagram]
    ) throws(NodeBudgetExceeded) -> Diagram {
        try folded(conditions, .zero) { store, left, right throws(NodeBudgetExceeded) in
            try store.either(left, right)
        }
    }

    /// Whether at least `count` of the conditions hold.
    ///
    /// Cost: a diagram for each condition and each number up to `count`.
    public mutating func atLeast(
        _ count: Int, of conditions: [Diagram]
    ) throws(NodeBudgetExceeded) -> Diagram {
        // Whether at least `n` of the conditions looked at so far hold, for each `n`.
        var reached = [Diagram.one] + Array(repeating: .zero, count: max(count, 0))
        for condition in conditions {
            for number in stride(from: count, to: 0, by: -1) {
                let added = try both(condition, reached[number - 1])
                reached[number] = try either(reached[number], added)
            }
        }
        return reached[max(count, 0)]
    }

    /// Joins neighbours first, so that no diagram is joined with a much larger one more often than
    /// need be.
    private mutating func folded(
        _ conditions: [Diagram], _ none: Diagram,
        _ join: (inout Self, Diagram, Diagram) throws(NodeBudgetExceeded) -> Diagram
    ) throws(NodeBudgetExceeded) -> Diagram {
        var left = conditions
        while left.count > 1 {
            var joined: [Diagram] = []
            for index in stride(from: 0, to: left.count, by: 2) {
                let isLast = index + 1 == left.count
                joined.append(
                    isLast ? left[index] : try join(&self, left[index], left[index + 1]))
            }
            left = joined
        }
        return left.first ?? none
    }

    // MARK: - Combining

    /// The function that `operation` makes of two functions, point by point.
    ///
    /// Cost: at most the product of the nodes of both, each pair once.
    ///
    /// - Parameter operation: The outcome for two diagrams where it is known; it must be known for
    ///   two constants, and for any two must be what it would be point by point.
    public mutating func combined(
        _ left: Diagram, _ right: Diagram, _ operation: (Diagram, Diagram) -> Diagram?
    ) throws(NodeBudgetExceeded) -> Diagram {
        var known: [UInt64: Int32] = [:]
        return Diagram(node: try combine(left.node, right.node, &known, operation))
    }

    private mutating func combine(
        _ left: Int32, _ right: Int32, _ known: inout [UInt64: Int32],
        _ operation: (Diagram, Diagram) -> Diagram?
    ) throws(NodeBudgetExceeded) -> Int32 {
        if let outcome = operation(Diagram(node: left), Diagram(node: right)) {
            return outcome.node
        }
        let key = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
        if let outcome = known[key] { return outcome }
        let variable = min(variables[Int(left)], variables[Int(right)])
        precondition(variable != .max, "an operation must know what becomes of two constants")
        let (base, size) = (pending.count, sizes[Int(variable)])
        let leftStart = variables[Int(left)] == variable ? starts[Int(left)] : nil
        let rightStart = variables[Int(right)] == variable ? starts[Int(right)] : nil
        var (lastLeft, lastRight, outcome) = (Int32(-1), Int32(-1), Int32(0))
        for cell in 0..<size {
            let childLeft = leftStart.map { children[$0 + cell] } ?? left
            let childRight = rightStart.map { children[$0 + cell] } ?? right
            if childLeft != lastLeft || childRight != lastRight {
                outcome = try combine(childLeft, childRight, &known, operation)
                (lastLeft, lastRight) = (childLeft, childRight)
            }
            pending.append(outcome)
        }
        let made = try node(variable, from: base)
        known[key] = made
        return made
    }

    /// The function as it is where `variable` has `cell`, whatever stands before it.
    public mutating func fixing(
        _ diagram: Diagram, _ variable: Int, to cell: Int
    ) throws(NodeBudgetExceeded) -> Diagram {
        var known: [Int32: Int32] = [:]
        return Diagram(node: try fix(diagram.node, Int32(variable), cell, &known))
    }

    private mutating func fix(
        _ old: Int32, _ variable: Int32, _ cell: Int, _ known: inout [Int32: Int32]
    ) throws(NodeBudgetExceeded) -> Int32 {
        let own = variables[Int(old)]
        if own > variable { return old }
        if own == variable { return children[starts[Int(old)] + cell] }
        if let made = known[old] { return made }
        let (base, start) = (pending.count, starts[Int(old)])
        for offset in 0..<sizes[Int(own)] {
            let child = children[start + offset]
            pending.append(try fix(child, variable, cell, &known))
        }
        let made = try self.node(own, from: base)
        known[old] = made
        return made
    }

    // MARK: - Nodes

    /// The one node of `variable` with the pending children from `base` on, which are taken.
    private mutating func node(
        _ variable: Int32, from base: Int
    ) throws(NodeBudgetExceeded) -> Int32 {
        defer { pending.removeSubrange(base...) }
        let first = pending[base]
        var (isConstant, hash) = (true, UInt64(UInt32(bitPattern: variable)))
        for index in base..<pending.count {
            if pending[index] != first { isConstant = false }
            hash = (hash ^ UInt64(UInt32(bitPattern: pending[index]))) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        if isConstant { return first }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isSame(Int(slots[slot]), variable, base) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard nodeCount < budget else { throw NodeBudgetExceeded(budget: budget) }
        let made = Int32(truncatingIfNeeded: variables.count)
        variables.append(variable)
        starts.append(children.count)
        children.append(contentsOf: pending[base...])
        reach.append(0)
        slots[slot] = made
        if nodeCount * 2 > slots.count { grow() }
        return made
    }

    private func isSame(_ node: Int, _ variable: Int32, _ base: Int) -> Bool {
        guard variables[node] == variable else { return false }
        let start = starts[node]
        for offset in 0..<pending.count - base
        where children[start + offset] != pending[base + offset] {
            return false
        }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for node in Int(Self.constants)..<variables.count {
            var hash = UInt64(UInt32(bitPattern: variables[node]))
            for offset in 0..<sizes[Int(variables[node])] {
                let child = children[starts[node] + offset]
                hash = (hash ^ UInt64(UInt32(bitPattern: child))) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
            }
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: node)
        }
    }
}
