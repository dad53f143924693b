import CanonicalModel

extension MappingRun {
    /// Whether a condition holds.
    @inline(__always) mutating func holds(_ number: Int, item: Int) -> Bool {
        conditionGates[number].meets(present) && isTrue(number, item: item)
    }

    /// As ``holds(_:item:)``, past the gate.
    private mutating func isTrue(_ number: Int, item: Int) -> Bool {
        switch plan.conditions[number] {
        case .and(let left, let right):
            return holds(left, item: item) && holds(right, item: item)
        case .or(let left, let right): return holds(left, item: item) || holds(right, item: item)
        case .not(let inner): return !holds(inner, item: item)
        case .exists(let expression):
            return any(of: expression, item) { _, _ in true }
        case .childEquals(let symbol, let literal):
            return childEquals(item, symbol, plan.literals[literal])
        case .entryEquals(let symbol, let literal):
            let slot = slots[Int(plan.slotOfSymbol[Int(symbol)])]
            guard slot.stamp == stamp else { return false }
            return childEquals(
                from: Int(slot.first), to: Int(slot.last) + 1, symbol, plan.literals[literal])
        case .equal(let left, let right): return anyPair(left, right, item, .equal)
        case .notEqual(let left, let right):
            return any(of: left, item) { _, _ in true } && !anyPair(left, right, item, .equal)
        case .contains(let left, let right):
            return anyPair(left, right, item, .contains)
        case .starts(let left, let right):
            return anyPair(left, right, item, .starts)
        case .inList(let expression, let words):
            return any(of: expression, item) { run, found in run.isOne(found, of: words) }
        case .inCodes(let expression, let mask, let shape):
            return any(of: expression, item) { run, found in
                found.node.map { run.membership(of: $0, shape) & mask != 0 } ?? false
            }
        }
    }

    /// Whether `body` is true of any item that an expression gives.
    @inline(__always) private mutating func any(
        of expression: Int, _ item: Int, _ body: (inout MappingRun, Item) -> Bool
    ) -> Bool {
        let base = items.count
        let found = evaluate(expression, item: item)
        guard found == .several else { return found != .none && body(&self, found) }
        var holds = false
        for place in base..<items.count where !holds { holds = body(&self, items[place]) }
        dropItems(from: base)
        return holds
    }

    /// Whether an item has the text of one of some literals.
    private mutating func isOne(_ found: Item, of words: Range<Int>) -> Bool {
        guard let text = text(of: found) else { return false }
        for word in words {
            let literal = plan.literals[plan.operands[word]]
            if literal.length == text.length, record.equal(text, literal) { return true }
        }
        return false
    }

    /// Whether a child of `node` called `symbol` has the text of a literal.
    mutating func childEquals(
        _ node: Int, _ symbol: Symbol, _ literal: TextRange
    ) -> Bool {
        childEquals(from: node + 1, to: Int(tree.nodes[node].end), symbol, literal)
    }

    /// Whether one of the siblings from `first` to before `end` that are called `symbol` has the
    /// text of a literal.
    private mutating func childEquals(
        from first: Int, to end: Int, _ symbol: Symbol, _ literal: TextRange
    ) -> Bool {
        var child = first
        while child < end {
            if tree.nodes[child].name == symbol, has(child, literal) { return true }
            child = Int(tree.nodes[child].end)
        }
        return false
    }

    /// Whether a node has the text of a literal.
    @inline(__always) mutating func has(_ node: Int, _ literal: TextRange) -> Bool {
        let source = tree.nodes[node]
        guard source.kind == .string || source.kind == .attribute, !source.needsDecoding,
            recorder == nil, source.name != fullURLs.reference
        else { return text(ofNode: node).map { record.equal($0, literal) } ?? false }
        guard source.length == literal.length else { return false }
        return record.equal(
            TextRange(source: Int(source.offset), length: Int(source.length)), literal)
    }

    /// Whether `node` says that it is of the type that a literal names.
    mutating func isOfType(_ node: Int, _ literal: TextRange) -> Bool {
        guard let child = tree.firstChild(of: node, named: plan.discriminator),
            let text = text(ofNode: child)
        else { return false }
        return record.equal(typeName(text), literal)
    }

    /// The name in the value of a discriminator. Of XML it is a QName (`hl7:PQ`), whose prefix
    /// writers choose. Source: XML Schema Part 1, §2.6.1 `xsi:type`.
    mutating func typeName(_ text: TextRange) -> TextRange {
        guard plan.isXML else { return text }
        let start = record.withBytes(of: text) {
            $0.offset(afterLast: UInt8(ascii: ":"), before: $0.count)
        }
        return part(of: text, start..<Int(text.length))
    }

    /// How two texts are compared; nodes without text compare with nothing.
    enum Comparison { case equal, starts, contains }

    private mutating func anyPair(
        _ left: Int, _ right: Int, _ item: Int, _ comparison: Comparison
    ) -> Bool {
        if case .path(let start, let steps) = plan.expressions[left], recorder == nil,
            case .literal(let literal) = plan.expressions[right],
            let holds = leads(start, steps, item, to: plan.literals[literal], comparison)
        {
            return holds
        }
        let base = items.count
        let first = evaluate(left, item: item)
        guard first != .none else { return false }
        let middle = items.count
        let second = give(right, item: item)
        if first.isOne, second.isOne { return compare(first, second, comparison) }
        push(second)
        var holds = false
        for place in middle..<items.count where !holds && hasTime() {
            if first.isOne { holds = compare(first, items[place], comparison) }
            for other in base..<middle where !holds {
                holds = compare(items[other], items[place], comparison)
            }
        }
        dropItems(from: base)
        return holds
    }

    private mutating func compare(
        _ left: Item, _ right: Item, _ comparison: Comparison
    ) -> Bool {
        guard let left = text(of: left), let right = text(of: right) else { return false }
        return compare(left, right, comparison)
    }

    mutating func compare(
        _ left: TextRange, _ right: TextRange, _ comparison: Comparison
    ) -> Bool {
        switch comparison {
        case .equal: record.equal(left, right)
        case .starts:
            left.length >= right.length
                && record.withBytes(of: left) { whole in
                    record.withBytes(of: right) { $0.isSame(as: whole.extracting(first: $0.count)) }
                }
        case .contains:
            record.withBytes(of: left) { whole in
                record.withBytes(of: right) { whole.offset(of: $0) != nil }
            }
        }
    }
}
