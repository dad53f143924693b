import CanonicalModel

extension MappingRun {
    /// Puts the results of an expression on the stack.
    ///
    /// - Parameter item: The node that names begin at where the expression stands in a `where`.
    mutating func evaluate(_ number: Int, item: Int) {
        guard isPossible[number] else { return }
        switch plan.expressions[number] {
        case .path(let start, let steps): path(start, steps, item: item)
        case .literal(let literal): items.append(.literal(literal))
        case .union(let parts):
            for part in parts { evaluate(plan.operands[part], item: item) }
        case .firstOf(let parts):
            let base = items.count
            for part in parts where items.count == base {
                evaluate(plan.operands[part], item: item)
            }
        case .conditional(let condition, let result):
            if holds(condition, item: item) { evaluate(result, item: item) }
        case .concat(let parts): concat(parts, item: item)
        case .join(let parts, let separator): join(parts, separator, item: item)
        case .lookup(let index, let key): lookup(index, key, item: item)
        case .enclosing(let mark, let base): enclosing(mark, of: base, item: item)
        case .ancestors(let symbol):
            for node in stack.reversed() where tree.nodes[node].name == symbol {
                items.append(.node(node))
            }
        case .position: items.append(self.item(position()))
        }
    }

    // MARK: - Paths

    private mutating func path(_ start: PathStart, _ steps: Range<Int>, item: Int) {
        let base = items.count
        var next = steps.lowerBound
        switch start {
        case .entry:
            if next < steps.upperBound, case .child(let symbol) = plan.steps[next] {
                pushChildren(inSlot: symbol)
                next += 1
            } else {
                items.append(.node(node))
            }
        case .item: items.append(.node(item))
        case .capture(let capture):
            if captures[capture] >= 0 { items.append(.node(captures[capture])) }
        case .binding(let binding):
            for index in bound(binding) { items.append(bindingItems[index]) }
        case .expression(let number): evaluate(number, item: item)
        }
        while next < steps.upperBound, items.count > base {
            if items.count == base + 1, case .child(let symbol) = plan.steps[next],
                let node = items[base].node
            {
                replaceTop(byChildrenOf: node, named: symbol)
            } else {
                apply(plan.steps[next], from: base)
            }
            next += 1
        }
    }

    /// Where the nodes of a `let` of the rule at work stand; they are found when first asked for.
    private mutating func bound(_ binding: Int) -> Range<Int> {
        if let range = bindings[binding] { return range }
        let base = items.count
        evaluate(plan.bindings[plan.rules[rule].bindings.lowerBound + binding], item: node)
        let start = bindingItems.count
        for place in base..<items.count { bindingItems.append(items[place]) }
        dropItems(from: base)
        bindings[binding] = start..<bindingItems.count
        return start..<bindingItems.count
    }

    /// Replaces the items above `base` by those that `step` leads to.
    private mutating func apply(_ step: PathStep, from base: Int) {
        let count = items.count
        switch step {
        case .child(let symbol):
            for index in base..<count {
                if let node = items[index].node { pushChildren(of: node, named: symbol) }
            }
            drop(base..<count)
        case .descendant(let symbol):
            for index in base..<count {
                guard let node = items[index].node else { continue }
                for below in node + 1..<Int(tree.nodes[node].end)
                where tree.nodes[below].name == symbol { items.append(.node(below)) }
            }
            drop(base..<count)
        case .filter(let condition):
            for index in base..<count {
                let item = items[index]
                if let node = item.node, holds(condition, item: node) { items.append(item) }
            }
            drop(base..<count)
        case .ofType(let literal):
            for index in base..<count {
                let item = items[index]
                guard let node = item.node,
                    childEquals(node, plan.discriminator, plan.literals[literal])
                else { continue }
                items.append(item)
            }
            drop(base..<count)
        case .first: items.removeLast(count - base - 1)
        case .last:
            items[base] = items[count - 1]
            items.removeLast(count - base - 1)
        case .single:
            if count - base > 1 { find(.unexpectedSecondValue) }
            items.removeLast(count - base - 1)
        }
    }

    /// Removes a range of the stack and closes the gap.
    private mutating func drop(_ range: Range<Int>) {
        let kept = items.count - range.upperBound
        for index in 0..<kept { items[range.lowerBound + index] = items[range.upperBound + index] }
        items.removeLast(range.count)
    }

    /// Puts the children of `node` called `symbol` in the place of the topmost item.
    private mutating func replaceTop(byChildrenOf node: Int, named symbol: Symbol) {
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            if tree.nodes[child].name == symbol { break }
            child = Int(tree.nodes[child].end)
        }
        guard child < end else {
            items.removeLast()
            return
        }
        items[items.count - 1] = .node(child)
        child = Int(tree.nodes[child].end)
        while child < end {
            if tree.nodes[child].name == symbol { items.append(.node(child)) }
            child = Int(tree.nodes[child].end)
        }
    }

    private mutating func pushChildren(of node: Int, named symbol: Symbol) {
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            let candidate = tree.nodes[child]
            if candidate.name == symbol { items.append(.node(child)) }
            child = Int(candidate.end)
        }
    }

    /// The children of the entry's own node, found through the table made by ``openEntry(_:)``.
    private mutating func pushChildren(inSlot symbol: Symbol) {
        let slot = slots[Int(plan.slotOfSymbol[Int(symbol)])]
        guard slot.stamp == stamp else { return }
        var child = Int(slot.first)
        items.append(.node(child))
        while child < Int(slot.last) {
            child = Int(tree.nodes[child].end)
            if tree.nodes[child].name == symbol { items.append(.node(child)) }
        }
    }

    /// Notes where the children of `node` stand, in one pass.
    mutating func openEntry(_ node: Int) {
        self.node = node
        stamp &+= 1
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            let candidate = tree.nodes[child]
            let slot = Int(plan.slotOfSymbol[Int(candidate.name)])
            if slot != 0 {
                if slots[slot].stamp != stamp {
                    slots[slot] = ChildSlot(
                        stamp: stamp, first: UInt32(child), last: UInt32(child))
                } else {
                    slots[slot].last = UInt32(child)
                }
            }
            child = Int(candidate.end)
        }
    }

    // MARK: - Functions

    private mutating func concat(_ parts: Range<Int>, item: Int) {
        let (base, count) = (items.count, parts.count)
        for part in parts {
            let before = items.count
            evaluate(plan.operands[part], item: item)
            guard items.count > before else {
                dropItems(from: base)
                return
            }
        }
        guard items.count - base > count else { return joinItems(from: base, separator: nil) }
        dropItems(from: base)
        concatEach(parts, item: item)
    }

    /// One text for each item of the part that has most of them; of a part with fewer the last
    /// stands in every text.
    private mutating func concatEach(_ parts: Range<Int>, item: Int) {
        let base = items.count
        let values = parts.map { part in
            evaluate(plan.operands[part], item: item)
            defer { dropItems(from: base) }
            return Array(items[base...])
        }
        for index in 0..<(values.map(\.count).max() ?? 0) {
            let start = items.count
            for value in values { items.append(value[min(index, value.count - 1)]) }
            joinItems(from: start, separator: nil)
        }
    }

    private mutating func join(_ parts: Int, _ separator: Int, item: Int) {
        let base = items.count
        evaluate(parts, item: item)
        guard items.count > base else { return }
        joinItems(from: base, separator: plan.literals[separator])
    }

    /// Makes one text of the items above `base`; nodes without text are left out.
    private mutating func joinItems(from base: Int, separator: TextRange?) {
        if items.count == base + 1 {
            let only = text(of: items[base])
            items.removeLast()
            if let only, !only.isEmpty { items.append(item(only)) }
            return
        }
        let start = record.scratch.count
        for place in base..<items.count {
            let before = record.scratch.count
            if let separator, before > start { copyToScratch(separator) }
            let content = record.scratch.count
            appendText(of: items[place])
            if record.scratch.count == content { record.scratch.removeLast(content - before) }
        }
        dropItems(from: base)
        let length = record.scratch.count - start
        if length > 0 { items.append(item(TextRange(scratch: start, length: length))) }
    }

    /// Appends an item's text to the scratch bytes.
    private mutating func appendText(of item: Item) {
        switch item.kind {
        case .text(let number): copyToScratch(texts[number])
        case .literal(let number): copyToScratch(plan.literals[number])
        case .node(let index):
            guard let leaf = tree.leaf(of: index) else { return }
            tree.decode(leaf, into: &record.scratch)
        }
    }

    private mutating func copyToScratch(_ text: TextRange) {
        let range = text.offset..<text.offset + Int(text.length)
        guard text.isScratch else {
            record.scratch += record.source[range]
            return
        }
        for index in range { record.scratch.append(record.scratch[index]) }
    }

    private mutating func lookup(_ index: Int, _ key: Int, item: Int) {
        let base = items.count
        evaluate(key, item: item)
        let count = items.count
        for place in base..<count {
            guard let key = text(of: items[place]) else { continue }
            var link = indexes[index].first(key, in: record)
            while let found = link {
                items.append(.node(indexes[index].node(at: found)))
                link = indexes[index].next(after: found)
            }
        }
        drop(base..<count)
    }

    /// Marked nodes whose parent is the item or one of its ancestors, inmost first.
    private mutating func enclosing(_ mark: Int, of expression: Int?, item: Int) {
        guard !marks.isEmpty else { return }
        let base = items.count
        if let expression {
            evaluate(expression, item: item)
        } else {
            items.append(.node(item))
        }
        let count = items.count
        for place in base..<count {
            guard let node = items[place].node else { continue }
            for marked in marks.reversed()
            where marked.mark == mark && marked.parent <= node && node < marked.parentEnd {
                items.append(.node(marked.node))
            }
        }
        drop(base..<count)
    }

    /// The number of the entry's node among its siblings of the same name, from 1, as a text.
    private mutating func position() -> TextRange {
        var (number, child) = (0, (stack.last ?? 0) + 1)
        while child <= node {
            if tree.nodes[child].name == tree.nodes[node].name { number += 1 }
            child = Int(tree.nodes[child].end)
        }
        return record.appendScratch("\(number)".utf8)
    }
}
