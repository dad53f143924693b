/// The least and the greatest count that each cell of a table can have, exactly.
///
/// Each cell stands in two basic equations, once with a plus and once with a minus. Where it rises
/// by one, the first has one too many and the second one too few; a chain of other cells that can
/// still move carries the surplus from the first to the second. The greatest count is where no
/// chain is left: the theorem of maximum flow and minimum cut, and since all bounds are whole
/// numbers, so is the answer. Source: L. R. Ford, D. R. Fulkerson, "Maximal flow through a
/// network" (1956); shortest chains first after J. Edmonds, R. M. Karp (1972).
struct AttackerFlow {
    private let bounds: AttackerBounds
    /// The equation in which each cell has a plus, and a minus.
    private var plus: [Int32]
    private var minus: [Int32]
    /// The cells of each equation that are not known exactly.
    private var movable: [[Int32]]
    /// Counts that fit everything published: where every search begins.
    private var values: [Int]

    /// Finds counts that give the published table.
    ///
    /// - Throws: ``TableRefusal/inconsistent`` where there are none.
    init(_ equations: AttackerEquations, _ bounds: AttackerBounds) throws(TableRefusal) {
        let none = Array(repeating: Int32(-1), count: bounds.low.count)
        (self.bounds, plus, minus, values) = (bounds, none, none, bounds.low)
        movable = Array(repeating: [], count: equations.basic.count)
        var surplus = Array(repeating: 0, count: equations.basic.count)
        for (index, equation) in equations.basic.enumerated() {
            for cell in equation.plus { plus[cell] = Int32(index) }
            for cell in equation.minus { minus[cell] = Int32(index) }
            let all = equation.plus + equation.minus
            movable[index] = all.filter { bounds.low[$0] < bounds.high[$0] }.map { Int32($0) }
            surplus[index] =
                equation.plus.reduce(0) { $0 + values[$1] }
                - equation.minus.reduce(0) { $0 + values[$1] }
        }
        while let source = surplus.firstIndex(where: { $0 > 0 }) {
            let chain = chain(from: source, without: -1) { surplus[$0] < 0 }
            guard let chain, let target = chain.equations.last else { throw .inconsistent }
            let amount = min(surplus[source], -surplus[target], room(along: chain))
            move(chain, by: amount)
            surplus[source] -= amount
            surplus[target] += amount
        }
    }

    /// The least and the greatest count of a cell.
    mutating func interval(of cell: Int) -> TableAudit.Interval {
        let high = push(cell, isRise: true)
        let low = push(cell, isRise: false)
        return TableAudit.Interval(
            cell: cell, low: low, high: high >= AttackerBounds.unbounded / 2 ? nil : high)
    }

    /// Moves a cell as far as it can go, and says how far that is.
    private mutating func push(_ cell: Int, isRise: Bool) -> Int {
        let source = Int(isRise ? plus[cell] : minus[cell])
        let target = Int(isRise ? minus[cell] : plus[cell])
        while true {
            let left = isRise ? bounds.high[cell] - values[cell] : values[cell] - bounds.low[cell]
            guard left > 0, let chain = chain(from: source, without: cell, to: { $0 == target })
            else { return values[cell] }
            let amount = min(left, room(along: chain))
            if amount >= AttackerBounds.unbounded / 2 { return AttackerBounds.unbounded }
            values[cell] += isRise ? amount : -amount
            move(chain, by: amount)
        }
    }
}

extension AttackerFlow {
    /// Cells that pass a surplus on, and the equations that it comes through, the source left out.
    private struct Chain {
        var cells: [Int] = []
        var equations: [Int] = []
    }

    /// The shortest chain from an equation to one of those sought.
    private func chain(
        from source: Int, without own: Int, to isTarget: (Int) -> Bool
    ) -> Chain? {
        var (cameBy, queue) = (Array(repeating: Int32(-1), count: movable.count), [source])
        var next = 0
        while next < queue.count {
            let equation = queue[next]
            next += 1
            for number in movable[equation] where number != Int32(own) {
                let cell = Int(number)
                // A cell with a plus here gives the surplus away by falling, and has its minus at
                // the other equation, which is then one over.
                let falls = Int(plus[cell]) == equation
                let other = Int(falls ? minus[cell] : plus[cell])
                let room =
                    falls ? values[cell] - bounds.low[cell] : bounds.high[cell] - values[cell]
                guard room > 0, other != source, cameBy[other] < 0 else { continue }
                cameBy[other] = number
                if isTarget(other) { return trace(to: other, from: source, cameBy) }
                queue.append(other)
            }
        }
        return nil
    }

    private func trace(to target: Int, from source: Int, _ cameBy: [Int32]) -> Chain {
        var (chain, equation) = (Chain(), target)
        while equation != source {
            let cell = Int(cameBy[equation])
            chain.cells.append(cell)
            chain.equations.append(equation)
            equation = Int(Int(plus[cell]) == equation ? minus[cell] : plus[cell])
        }
        chain.cells.reverse()
        chain.equations.reverse()
        return chain
    }

    /// How much every cell of a chain can pass on.
    private func room(along chain: Chain) -> Int {
        var room = AttackerBounds.unbounded
        for (cell, equation) in zip(chain.cells, chain.equations) {
            let rises = Int(plus[cell]) == equation
            room = min(
                room, rises ? bounds.high[cell] - values[cell] : values[cell] - bounds.low[cell])
        }
        return room
    }

    private mutating func move(_ chain: Chain, by amount: Int) {
        for (cell, equation) in zip(chain.cells, chain.equations) {
            values[cell] += Int(plus[cell]) == equation ? amount : -amount
        }
    }
}
