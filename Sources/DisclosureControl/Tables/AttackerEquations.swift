/// The sums of a table, each as an equation: with their signs, its cells add up to 0.
struct AttackerEquations {
    /// A sum: the cells with a plus, and the cells with a minus.
    struct Equation {
        var plus: [Int]
        var minus: [Int]
    }

    /// Equations in which each cell stands exactly twice: once with a plus, once with a minus. All
    /// others follow from them.
    private(set) var basic: [Equation] = []
    /// The sums of the columns in groups, which follow from the basic equations.
    private(set) var derived: [Equation] = []
    /// Which cells are sums of others.
    private(set) var isSum: [Bool]

    init(of shape: TableShape) {
        isSum = Array(repeating: false, count: shape.cellCount)
        var members: [[Int]] = Array(repeating: [], count: shape.lineCount)
        for (line, parent) in shape.parents.enumerated() { members[parent].append(line) }
        for line in 0..<shape.lineCount {
            let total = shape.cell(line: line, column: shape.columnCount)
            let cells = (0..<shape.columnCount).map { shape.cell(line: line, column: $0) }
            isSum[total] = true
            if line < shape.rowCount {
                basic.append(Equation(plus: [total], minus: cells))
            } else if line == shape.lineCount - 1 {
                basic.append(Equation(plus: cells, minus: [total]))
            } else {
                derived.append(Equation(plus: [total], minus: cells))
            }
            guard line >= shape.rowCount else { continue }
            for column in 0...shape.columnCount {
                let sum = shape.cell(line: line, column: column)
                let parts = members[line].map { shape.cell(line: $0, column: column) }
                isSum[sum] = true
                // The signs of totals are the other way round, so that each stands once with each.
                basic.append(
                    column == shape.columnCount
                        ? Equation(plus: [sum], minus: parts)
                        : Equation(plus: parts, minus: [sum]))
            }
        }
    }

    /// Whether the published totals are the sums of the published cells; a suppressed cell counts
    /// as 0, and a suppressed total says nothing.
    func hold(forPublished cells: [PublishedCount]) -> Bool {
        var sums: [Int] = []
        for cell in cells {
            if case .count(let count) = cell { sums.append(count) } else { sums.append(0) }
        }
        return (basic + derived).allSatisfy { equation in
            let isKnown = (equation.plus + equation.minus)
                .allSatisfy { !isSum[$0] || cells[$0] != .suppressed }
            let plus = equation.plus.reduce(0) { $0 + sums[$1] }
            let minus = equation.minus.reduce(0) { $0 + sums[$1] }
            return !isKnown || plus == minus
        }
    }

    /// Passes bounds along the sums until none changes, or a hundred times.
    ///
    /// Bounds only ever exclude what cannot be, also where it stops early.
    ///
    /// - Returns: `false` where nothing is left for some cell.
    func tighten(_ bounds: inout AttackerBounds) -> Bool {
        for _ in 0..<100 {
            var hasChanged = false
            for equation in basic + derived {
                hasChanged = Self.pass(equation.plus, equation.minus, &bounds) || hasChanged
                hasChanged = Self.pass(equation.minus, equation.plus, &bounds) || hasChanged
            }
            if bounds.low.indices.contains(where: { bounds.low[$0] > bounds.high[$0] }) {
                return false
            }
            if !hasChanged { break }
        }
        return true
    }

    /// Bounds each cell of `side` by what the cells of `other` leave for it.
    private static func pass(
        _ side: [Int], _ other: [Int], _ bounds: inout AttackerBounds
    ) -> Bool {
        let isBounded = !other.contains { bounds.isOpen($0) }
        let greatest = other.reduce(0) { $0 + (bounds.isOpen($1) ? 0 : bounds.high[$1]) }
        let least = other.reduce(0) { $0 + bounds.low[$1] }
        let lowSum = side.reduce(0) { $0 + bounds.low[$1] }
        let open = side.filter(bounds.isOpen)
        let highSum = side.reduce(0) { $0 + (bounds.isOpen($1) ? 0 : bounds.high[$1]) }
        var hasChanged = false
        for cell in side {
            let (low, high, isOpen) = (bounds.low[cell], bounds.high[cell], bounds.isOpen(cell))
            if isBounded, greatest - (lowSum - low) < high {
                bounds.high[cell] = greatest - (lowSum - low)
                hasChanged = true
            }
            guard open.isEmpty || open == [cell] else { continue }
            let fewest = least - (isOpen ? highSum : highSum - high)
            if fewest > low {
                bounds.low[cell] = fewest
                hasChanged = true
            }
        }
        return hasChanged
    }
}
