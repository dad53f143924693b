import CanonicalModel

extension MappingRun {
    /// Whether a condition holds.
    mutating func holds(_ number: Int, item: Int) -> Bool {
        switch plan.conditions[number] {
        case .and(let left, let right):
            return holds(left, item: item) && holds(right, item: item)
        case .or(let left, let right): return holds(left, item: item) || holds(right, item: item)
        case .not(let inner): return !holds(inner, item: item)
        case .exists(let expression):
            let base = items.count
            evaluate(expression, item: item)
            defer { dropItems(from: base) }
            return items.count > base
        case .childEquals(let symbol, let literal):
            return childEquals(item, symbol, plan.literals[literal])
        case .equal(let left, let right): return anyPair(left, right, item, .equal)
        case .notEqual(let left, let right):
            let base = items.count
            evaluate(left, item: item)
            let isThere = items.count > base
            dropItems(from: base)
            return isThere && !anyPair(left, right, item, .equal)
        case .contains(let left, let right):
            return anyPair(left, right, item, .contains)
        case .starts(let left, let right):
            return anyPair(left, right, item, .starts)
        case .inList(let expression, let words):
            let base = items.count
            evaluate(expression, item: item)
            defer { dropItems(from: base) }
            for place in base..<items.count {
                for word in words where equal(items[place], .literal(plan.operands[word])) {
                    return true
                }
            }
            return false
        case .inCodes(let expression, let mask, let shape):
            let base = items.count
            evaluate(expression, item: item)
            defer { dropItems(from: base) }
            for place in base..<items.count {
                if let node = items[place].node, membership(of: node, shape) & mask != 0 {
                    return true
                }
            }
            return false
        }
    }

    /// Whether a child of `node` called `symbol` has the text of a literal.
    mutating func childEquals(
        _ node: Int, _ symbol: Symbol, _ literal: TextRange
    ) -> Bool {
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            if tree.nodes[child].name == symbol, let text = text(of: .node(child)),
                record.equal(text, literal)
            {
                return true
            }
            child = Int(tree.nodes[child].end)
        }
        return false
    }

    /// How two texts are compared.
    private enum Comparison { case equal, starts, contains }

    private mutating func anyPair(
        _ left: Int, _ right: Int, _ item: Int, _ comparison: Comparison
    ) -> Bool {
        let base = items.count
        evaluate(left, item: item)
        let middle = items.count
        if middle > base { evaluate(right, item: item) }
        defer { dropItems(from: base) }
        for first in base..<middle {
            for second in middle..<items.count
            where compare(items[first], items[second], comparison) {
                return true
            }
        }
        return false
    }

    private mutating func compare(
        _ left: Item, _ right: Item, _ comparison: Comparison
    ) -> Bool {
        switch comparison {
        case .equal: equal(left, right)
        case .starts: starts(left, right)
        case .contains: contains(left, right)
        }
    }

    private mutating func starts(_ whole: Item, _ part: Item) -> Bool {
        guard let whole = text(of: whole), let part = text(of: part) else { return false }
        return record.bytes(whole).starts(with: record.bytes(part))
    }

    private mutating func contains(_ whole: Item, _ part: Item) -> Bool {
        guard let whole = text(of: whole), let part = text(of: part) else { return false }
        let (haystack, needle) = (record.bytes(whole), record.bytes(part))
        guard let first = needle.first, haystack.count >= needle.count else { return false }
        for start in haystack.startIndex...haystack.endIndex - needle.count
        where haystack[start] == first && haystack[start...].starts(with: needle) {
            return true
        }
        return false
    }
}
