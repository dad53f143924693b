import CanonicalModel

extension MappingRun {
    /// Finds what an expression gives. Where that is several items, they are put on the stack, and
    /// the caller takes them off; one item, the common case, touches no stack.
    ///
    /// - Parameter item: The node that names begin at where the expression stands in a `where`.
    @inline(__always) mutating func evaluate(_ number: Int, item: Int) -> Item {
        gates[number].meets(present) ? result(of: number, item: item) : .none
    }

    /// As ``evaluate(_:item:)``, past the gate.
    private mutating func result(of number: Int, item: Int) -> Item {
        guard hasTime() else { return .none }
        switch plan.expressions[number] {
        case .path(let start, let steps): return path(start, steps, item: item)
        case .literal(let literal): return .literal(literal)
        case .union(let parts):
            let base = items.count
            for part in parts { push(evaluate(plan.operands[part], item: item)) }
            return pushed(above: base)
        case .firstOf(let parts):
            for part in parts {
                let found = evaluate(plan.operands[part], item: item)
                if found != .none, !saysNothing(found) { return found }
            }
            return .none
        case .conditional(let condition, let result):
            return holds(condition, item: item) ? evaluate(result, item: item) : .none
        case .concat(let parts): return concat(parts, item: item)
        case .join(let parts, let separator): return join(parts, separator, item: item)
        case .lookup(let index, let key):
            let base = items.count
            let found = lookup(index, key, item: item)
            if let recorder { noteKeys(found, from: base, recorder) }
            return found
        case .enclosing(let mark, let base): return enclosing(mark, of: base, item: item)
        case .ancestors(let symbol):
            let base = items.count
            for node in stack.reversed() where tree.nodes[node].name == symbol {
                items.append(.node(node))
            }
            return pushed(above: base)
        case .position(let capture):
            return self.item(position(of: capture.flatMap { captures[$0].node } ?? node))
        case .remembered(let expression, let base, let place):
            switch base {
            case .capture(let capture):
                return remembered(expression, captures[capture], place, item: node)
            // Whoever notes what is read notes it for each field.
            case _ where recorder != nil: return evaluate(expression, item: item)
            case .entry: return remembered(expression, .node(node), place, item: item)
            case .item: return remembered(expression, .node(item), place, item: item)
            }
        }
    }

    /// As ``evaluate(_:item:)``, for what is often a literal: that costs no call.
    @inline(__always) mutating func give(_ number: Int, item: Int) -> Item {
        if case .literal(let literal) = plan.expressions[number] { return .literal(literal) }
        return evaluate(number, item: item)
    }

    /// What an expression gives that reads one node, `base`, and what that leads to, alone.
    private mutating func remembered(
        _ expression: Int, _ base: Item, _ place: Int, item: Int
    ) -> Item {
        let memory = memories[place]
        if memory.base == base, memory.generation == generation {
            for index in memory.items { items.append(rememberedItems[Int(index)]) }
            return memory.found
        }
        let height = items.count
        let found = evaluate(expression, item: item)
        let start = UInt32(rememberedItems.count)
        for place in height..<items.count { rememberedItems.append(items[place]) }
        memories[place] = Memory(
            generation: generation, base: base, found: found,
            items: start..<UInt32(rememberedItems.count))
        return found
    }

    /// Whether it is one node that holds nothing that could be read: an empty text, or an element
    /// without a text and without a child that a mapping knows. FHIR has no such values; senders
    /// write them where they have none.
    @inline(__always) private func saysNothing(_ found: Item) -> Bool {
        guard let index = found.node else { return false }
        let node = tree.nodes[index]
        return switch node.kind {
        case .attribute, .text, .string: node.length == 0
        case .element, .object: node.end == index + 1
        case .null: true
        case .number, .boolean: false
        }
    }

    /// Puts what an expression gave on the stack, unless it is there.
    mutating func push(_ found: Item) {
        if found.isOne { items.append(found) }
    }

    /// What stands on the stack above `base`, as an expression gives it.
    mutating func pushed(above base: Int) -> Item {
        switch items.count - base {
        case 0: .none
        case 1: items.removeLast()
        default: .several
        }
    }

    // MARK: - Paths

    @inline(__always)
    private mutating func path(_ start: PathStart, _ steps: Range<Int>, item: Int) -> Item {
        let base = items.count
        var next = steps.lowerBound
        var found: Item
        switch start {
        case .entry: found = entry(&next, steps.upperBound)
        case .item: found = .node(item)
        case .capture(let capture): found = captures[capture]
        case .binding(let binding):
            let known = bindings[binding]
            let isKnown = known.stamp == bindingStamp && known.found != .several
            found = isKnown ? known.found : bound(binding)
        case .expression(let number): found = evaluate(number, item: item)
        }
        while next < steps.upperBound, found != .none {
            let step = plan.steps[next]
            if case .child = step {
                found = descend(found, from: base, &next, steps.upperBound)
            } else {
                found = found == .several ? apply(step, from: base) : apply(step, to: found)
                next += 1
            }
        }
        return found
    }

    /// The entry's own node, or what child steps lead to, the first of them through the table made
    /// by ``openEntry(_:)``.
    @inline(__always)
    private mutating func entry(_ next: inout Int, _ last: Int) -> Item {
        guard next < last, case .child(let symbol) = plan.steps[next] else { return .node(node) }
        let slot = slots[Int(plan.slotOfSymbol[Int(symbol)])]
        guard slot.stamp == stamp else { return .none }
        next += 1
        guard slot.first == slot.last else {
            return descend(fromAll: Int(slot.first), to: Int(slot.last) + 1, &next, last)
        }
        if next == last { return .node(Int(slot.first)) }
        return descend(from: Int(slot.first), &next, last)
    }

    /// Follows the child steps from `next` on, as far as they go; `next` is then after them.
    private mutating func descend(from node: Int, _ next: inout Int, _ last: Int) -> Item {
        var node = node
        while next < last, case .child(let symbol) = plan.steps[next] {
            let end = Int(tree.nodes[node].end)
            var child = node + 1
            while child < end, tree.nodes[child].name != symbol {
                child = Int(tree.nodes[child].end)
            }
            guard child < end else { return .none }
            next += 1
            node = child
            child = Int(tree.nodes[child].end)
            while child < end, tree.nodes[child].name != symbol {
                child = Int(tree.nodes[child].end)
            }
            guard child >= end else { return descend(fromAll: node, to: end, &next, last) }
        }
        return .node(node)
    }

    /// As above, from `first` and those of its siblings before `end` that are called as it is.
    private mutating func descend(
        fromAll first: Int, to end: Int, _ next: inout Int, _ last: Int
    ) -> Item {
        let (base, start, symbol) = (items.count, next, tree.nodes[first].name)
        skipChildSteps(&next, last)
        var child = first
        while child < end {
            if tree.nodes[child].name == symbol {
                var step = start
                push(descend(from: child, &step, next))
            }
            child = Int(tree.nodes[child].end)
        }
        return pushed(above: base)
    }

    /// As above, from an item, or from the several above `base`.
    private mutating func descend(
        _ found: Item, from base: Int, _ next: inout Int, _ last: Int
    ) -> Item {
        if let node = found.node { return descend(from: node, &next, last) }
        let (count, start) = (items.count, next)
        skipChildSteps(&next, last)
        for place in base..<count {
            guard let node = items[place].node else { continue }
            var step = start
            push(descend(from: node, &step, next))
        }
        drop(base..<count)
        return pushed(above: base)
    }

    private mutating func skipChildSteps(_ next: inout Int, _ last: Int) {
        while next < last, case .child = plan.steps[next] { next += 1 }
    }

    /// What a `let` of the rule at work gives; it is evaluated when it is first asked for.
    private mutating func bound(_ binding: Int) -> Item {
        if bindings[binding].stamp != bindingStamp {
            let base = items.count
            let number = plan.bindings[plan.rules[rule].bindings.lowerBound + binding]
            let found = evaluate(number, item: node)
            let start = bindingItems.count
            for place in base..<items.count { bindingItems.append(items[place]) }
            dropItems(from: base)
            bindings[binding] = Binding(
                stamp: bindingStamp, found: found, items: start..<bindingItems.count)
        }
        for index in bindings[binding].items { items.append(bindingItems[index]) }
        return bindings[binding].found
    }

    /// What `step`, which leads to no child, leads to from one item.
    private mutating func apply(_ step: PathStep, to found: Item) -> Item {
        switch step {
        case .first, .last, .single: return found
        case .filter(let condition):
            guard let node = found.node, holds(condition, item: node) else { return .none }
            return found
        case .ofType(let literal):
            guard let node = found.node, isOfType(node, plan.literals[literal]) else {
                return .none
            }
            return found
        case .child, .descendant:
            let base = items.count
            items.append(found)
            return apply(step, from: base)
        }
    }

    /// Replaces the items above `base` by those that `step` leads to.
    private mutating func apply(_ step: PathStep, from base: Int) -> Item {
        let count = items.count
        for place in base..<count where hasTime() {
            let found = items[place]
            switch step {
            case .first: return keep(base, from: base)
            case .last: return keep(count - 1, from: base)
            case .single:
                find(.unexpectedSecondValue)
                return keep(base, from: base)
            case .child(let symbol), .descendant(let symbol):
                guard let node = found.node else { continue }
                for below in node + 1..<Int(tree.nodes[node].end)
                where tree.nodes[below].name == symbol { items.append(.node(below)) }
            case .filter, .ofType: push(apply(step, to: found))
            }
        }
        drop(base..<count)
        return pushed(above: base)
    }

    /// Takes the items above `base` off the stack; the one at `place` is what is left.
    mutating func keep(_ place: Int, from base: Int) -> Item {
        let kept = items[place]
        dropItems(from: base)
        return kept
    }

    /// Removes a range of the stack and closes the gap.
    mutating func drop(_ range: Range<Int>) {
        let kept = items.count - range.upperBound
        for index in 0..<kept { items[range.lowerBound + index] = items[range.upperBound + index] }
        dropItems(from: range.lowerBound + kept)
    }

    /// Notes where the children of `node` stand, in one pass.
    mutating func openEntry(_ node: Int) {
        self.node = node
        stamp &+= 1
        var present = ChildSet.always
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            let candidate = tree.nodes[child]
            let slot = plan.slotOfSymbol[Int(candidate.name)]
            if slot != 0 {
                present.insert(ChildSet(slot: slot))
                let isNew = slots[Int(slot)].stamp != stamp
                let first = isNew ? UInt32(child) : slots[Int(slot)].first
                slots[Int(slot)] = ChildSlot(stamp: stamp, first: first, last: UInt32(child))
            }
            child = Int(candidate.end)
        }
        self.present = present
    }
}
