import CanonicalModel

/// Paths of child steps that are compared with one text: no node is looked for after the first one
/// that has it.
extension MappingRun {
    /// Whether a path leads to a node whose text compares with a literal; `nil` for a path that
    /// must be evaluated whole.
    ///
    /// - Parameter item: The node that names begin at where the path stands in a `where`.
    mutating func leads(
        _ start: PathStart, _ steps: Range<Int>, _ item: Int, to literal: TextRange,
        _ comparison: Comparison
    ) -> Bool? {
        for step in steps { guard case .child = plan.steps[step] else { return nil } }
        switch start {
        case .item: return leads(from: item, steps, to: literal, comparison)
        case .entry: return leads(fromEntry: steps, to: literal, comparison)
        case .expression(let number):
            let base = items.count
            push(evaluate(number, item: item))
            var holds = false
            for place in base..<items.count where !holds {
                guard let node = items[place].node else { continue }
                holds = leads(from: node, steps, to: literal, comparison)
            }
            dropItems(from: base)
            return holds
        case .capture, .binding: return nil
        }
    }

    /// From the entry's own node, the first step through the table of its children.
    private mutating func leads(
        fromEntry steps: Range<Int>, to literal: TextRange, _ comparison: Comparison
    ) -> Bool {
        guard let first = steps.first, case .child(let symbol) = plan.steps[first] else {
            return leads(from: node, steps, to: literal, comparison)
        }
        let slot = slots[Int(plan.slotOfSymbol[Int(symbol)])]
        guard slot.stamp == stamp else { return false }
        let rest = first + 1..<steps.upperBound
        var child = Int(slot.first)
        while child <= Int(slot.last) {
            if tree.nodes[child].name == symbol, leads(from: child, rest, to: literal, comparison) {
                return true
            }
            child = Int(tree.nodes[child].end)
        }
        return false
    }

    private mutating func leads(
        from node: Int, _ steps: Range<Int>, to literal: TextRange, _ comparison: Comparison
    ) -> Bool {
        guard let first = steps.first, case .child(let symbol) = plan.steps[first] else {
            if comparison == .equal { return has(node, literal) }
            return text(ofNode: node).map { compare($0, literal, comparison) } ?? false
        }
        let (end, rest) = (Int(tree.nodes[node].end), first + 1..<steps.upperBound)
        var child = node + 1
        while child < end {
            if tree.nodes[child].name == symbol, leads(from: child, rest, to: literal, comparison) {
                return true
            }
            child = Int(tree.nodes[child].end)
        }
        return false
    }
}
