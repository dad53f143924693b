import CanonicalModel

/// The functions of the expression language.
extension MappingRun {
    /// One text of all parts; nothing if a part is empty.
    mutating func concat(_ parts: Range<Int>, item: Int) -> Item {
        let base = items.count
        for part in parts {
            let found = give(plan.operands[part], item: item)
            guard found != .none else {
                dropItems(from: base)
                return .none
            }
            push(found)
        }
        return joinItems(from: base, separator: nil)
    }

    /// One text of many.
    mutating func join(_ parts: Int, _ separator: Int, item: Int) -> Item {
        let base = items.count
        push(evaluate(parts, item: item))
        return joinItems(from: base, separator: plan.literals[separator])
    }

    /// Makes one text of the items above `base`; nodes without text are left out.
    private mutating func joinItems(from base: Int, separator: TextRange?) -> Item {
        if items.count == base + 1 {
            guard let only = text(of: items.removeLast()), !only.isEmpty else { return .none }
            return item(only)
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
        return length > 0 ? item(TextRange(scratch: start, length: length)) : .none
    }

    /// Appends an item's text to the scratch bytes.
    private mutating func appendText(of item: Item) {
        let before = record.scratch.count
        guard let text = text(of: item) else { return }
        // What had to be decoded stands there already.
        guard !text.isScratch || text.offset < before else { return }
        copyToScratch(text)
    }

    mutating func copyToScratch(_ text: TextRange) {
        let range = text.offset..<text.offset + Int(text.length)
        // Out of the record for the time, so that the record's other bytes can be read.
        var scratch: [UInt8] = []
        swap(&scratch, &record.scratch)
        if !text.isScratch {
            scratch.append(record.source.span.extracting(range))
        } else if range.upperBound <= plan.literalBytes.count {
            scratch.append(plan.literalBytes.span.extracting(range))
        } else {
            for index in range { scratch.append(scratch[index]) }
        }
        swap(&scratch, &record.scratch)
    }

    /// The nodes of an index whose key is one of those that an expression gives.
    mutating func lookup(_ index: Int, _ key: Int, item: Int) -> Item {
        let base = items.count
        let found = evaluate(key, item: item)
        guard found == .several else { return node(inIndex: index, under: found) }
        var kept = base
        for place in base..<items.count {
            let node = node(inIndex: index, under: items[place])
            guard node != .none else { continue }
            items[kept] = node
            kept += 1
        }
        dropItems(from: kept)
        return pushed(above: base)
    }

    private mutating func node(inIndex index: Int, under key: Item) -> Item {
        guard key != .none, let key = text(of: key),
            let node = indexes[index].node(key, in: record)
        else { return .none }
        return .node(node)
    }

    /// Marked nodes whose parent is the item or one of its ancestors, inmost first.
    mutating func enclosing(_ mark: Int, of expression: Int?, item: Int) -> Item {
        let base = items.count
        push(expression.map { evaluate($0, item: item) } ?? .node(item))
        let count = items.count
        for place in base..<count {
            guard let node = items[place].node else { continue }
            for marked in marks.reversed()
            where marked.mark == mark && marked.parent <= node && node < marked.parentEnd {
                items.append(.node(marked.node))
            }
        }
        drop(base..<count)
        return pushed(above: base)
    }

    /// The number of the entry's node among its siblings of the same name, from 1, as a text.
    mutating func position() -> TextRange {
        var (number, child) = (0, (stack.last ?? 0) + 1)
        while child <= node {
            if tree.nodes[child].name == tree.nodes[node].name { number += 1 }
            child = Int(tree.nodes[child].end)
        }
        let start = record.scratch.count
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            record.scratch.append(UInt8(0x30 + number / divisor % 10))
            divisor /= 10
        }
        return TextRange(scratch: start, length: record.scratch.count - start)
    }
}
