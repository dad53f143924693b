/// What can be asked of a diagram.
extension DiagramStore {
    /// The number that the function has at one request.
    ///
    /// Cost: at most one look-up a variable.
    ///
    /// - Parameter cell: The cell of a variable.
    public func value(of diagram: Diagram, at cell: (Int) -> Int) -> Int {
        var node = Int(diagram.node)
        while node >= Int(Self.constants) {
            node = Int(children[starts[node] + cell(Int(variables[node]))])
        }
        return node
    }

    /// The function where `variable` has `cell`; the diagram must test no variable before it.
    public func part(of diagram: Diagram, where variable: Int, has cell: Int) -> Diagram {
        let node = Int(diagram.node)
        guard variables[node] == variable else { return diagram }
        return Diagram(node: children[starts[node] + cell])
    }

    /// The numbers that the function has somewhere, a bit each.
    ///
    /// Cost: each node once, however often this is asked.
    public mutating func outcomes(of diagram: Diagram) -> UInt64 {
        let node = Int(diagram.node)
        if reach[node] != 0 { return reach[node] }
        var found: UInt64 = 0
        for offset in 0..<sizes[Int(variables[node])] {
            found |= outcomes(of: Diagram(node: children[starts[node] + offset]))
        }
        reach[node] = found
        return found
    }

    /// A request at which the function has one of the numbers `wanted` (a bit each): for each
    /// variable the cell, or `nil` where any will do; of several the one with the first cells.
    ///
    /// - Parameter preferred: For some variables a cell that comes before the first.
    public mutating func witness(
        of diagram: Diagram, reaching wanted: UInt64, preferring preferred: [Int: Int] = [:]
    ) -> [Int?]? {
        guard outcomes(of: diagram) & wanted != 0 else { return nil }
        var cells = [Int?](repeating: nil, count: sizes.count)
        var current = diagram
        while current.node >= Self.constants {
            let node = Int(current.node)
            let (variable, start) = (Int(variables[node]), starts[node])
            let first = preferred[variable].map { [$0] } ?? []
            for cell in first + Array(0..<sizes[variable]) {
                let child = Diagram(node: children[start + cell])
                guard outcomes(of: child) & wanted != 0 else { continue }
                (cells[variable], current) = (cell, child)
                break
            }
        }
        return cells
    }

    /// At how many requests the function has one of the numbers `wanted`, a bit each.
    ///
    /// - Parameter weights: For each variable and cell how many values the cell stands for; `nil`
    ///   for one each.
    public func count(
        of diagram: Diagram, reaching wanted: UInt64, weights: [[Double]]? = nil
    ) -> Double {
        let totals = sizes.indices.map { weights?[$0].reduce(0, +) ?? Double(sizes[$0]) }
        // What stands between a variable and the next that is tested does not matter.
        func between(_ first: Int, _ last: Int) -> Double {
            totals[first..<last].reduce(1, *)
        }
        func level(_ node: Int32) -> Int {
            node < Self.constants ? sizes.count : Int(variables[Int(node)])
        }
        var known: [Int32: Double] = [:]
        func below(_ node: Int32) -> Double {
            if node < Self.constants { return wanted & 1 << UInt64(node) != 0 ? 1 : 0 }
            if let count = known[node] { return count }
            let (variable, start) = (level(node), starts[Int(node)])
            var sum = 0.0
            for cell in 0..<sizes[variable] {
                let child = children[start + cell]
                let weight = weights?[variable][cell] ?? 1
                sum += weight * below(child) * between(variable + 1, level(child))
            }
            known[node] = sum
            return sum
        }
        return below(diagram.node) * between(0, level(diagram.node))
    }

    /// How many nodes the function has, constants not counted.
    public func size(of diagram: Diagram) -> Int {
        var (found, waiting) = (Set<Int32>(), [diagram.node])
        while let node = waiting.popLast() {
            guard node >= Self.constants, found.insert(node).inserted else { continue }
            let start = starts[Int(node)]
            waiting += children[start..<start + sizes[Int(variables[Int(node)])]]
        }
        return found.count
    }
}
