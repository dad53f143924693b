import CanonicalModel

/// The functions of the expression language.
extension MappingRun {
    /// One text of all parts, or one for each item of the longest; nothing if a part is empty.
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
        guard items.count - base > parts.count else {
            return joinItems(from: base, separator: nil)
        }
        dropItems(from: base)
        return concatEach(parts, item: item)
    }

    /// One text for each item of the part that has most of them; of a part with fewer the last
    /// stands in every text.
    private mutating func concatEach(_ parts: Range<Int>, item: Int) -> Item {
        let base = items.count
        var values: [[Item]] = []
        for part in parts {
            push(evaluate(plan.operands[part], item: item))
            values.append(Array(items[base...]))
            dropItems(from: base)
        }
        for index in 0..<(values.map(\.count).max() ?? 0) {
            let start = items.count
            for value in values { items.append(value[min(index, value.count - 1)]) }
            let text = joinItems(from: start, separator: nil)
            if text != .none { items.append(text) }
        }
        return pushed(above: base)
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
        if !text.isScratch {
            record.scratch.append(range, of: record.source)
        } else if range.upperBound <= plan.literalBytes.count {
            record.scratch.append(range, of: plan.literalBytes)
        } else {
            for index in range { record.scratch.append(record.scratch[index]) }
        }
    }

    /// The nodes of an index whose key is one of those that an expression gives.
    mutating func lookup(_ index: Int, _ key: Int, item: Int) -> Item {
        let base = items.count
        let found = evaluate(key, item: item)
        guard found == .several else {
            guard let first = first(inIndex: index, under: found) else { return .none }
            guard indexes[index].next(after: first) != nil else {
                return .node(indexes[index].node(at: first))
            }
            push(inIndex: index, from: first)
            return pushed(above: base)
        }
        let count = items.count
        for place in base..<count {
            if let first = first(inIndex: index, under: items[place]) {
                push(inIndex: index, from: first)
            }
        }
        drop(base..<count)
        return pushed(above: base)
    }

    private mutating func first(inIndex index: Int, under key: Item) -> Int? {
        guard key != .none, let text = text(of: key) else { return nil }
        let key = self.key(text)
        return indexes[index].first(key, in: record)
    }

    /// What a text is as a key of an index: a FHIR reference leads to what it names whichever
    /// version it names (FHIR R4 §2.3.0.1).
    mutating func key(_ text: TextRange) -> TextRange {
        guard !plan.isXML else { return text }
        return part(of: text, 0..<record.withBytes(of: text, ReferenceId.endWithoutVersion))
    }

    private mutating func push(inIndex index: Int, from first: Int) {
        var link: Int? = first
        while let found = link {
            items.append(.node(indexes[index].node(at: found)))
            link = indexes[index].next(after: found)
        }
    }

    /// Marked nodes whose parent is the item or one of its ancestors, inmost first.
    mutating func enclosing(_ mark: Int, of expression: Int?, item: Int) -> Item {
        let base = items.count
        push(expression.map { evaluate($0, item: item) } ?? .node(item))
        let count = items.count
        for place in base..<count where hasTime() {
            guard let node = items[place].node else { continue }
            for marked in marks.reversed()
            where marked.mark == mark && marked.parent <= node && node < marked.parentEnd {
                items.append(.node(marked.node))
            }
        }
        drop(base..<count)
        return pushed(above: base)
    }

    /// The number of the entry's node, or of an ancestor, among its siblings of the same name,
    /// from 1, as a text.
    mutating func position(of target: Int) -> TextRange {
        var parent = stack.last ?? 0
        if target != node, let place = stack.lastIndex(of: target), place > 0 {
            parent = stack[place - 1]
        }
        var (number, child) = (0, parent + 1)
        while child <= target {
            if tree.nodes[child].name == tree.nodes[target].name { number += 1 }
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

extension [UInt8] {
    /// Appends a range of other bytes.
    @inline(__always) fileprivate mutating func append(_ range: Range<Int>, of bytes: [UInt8]) {
        append(bytes.span.extracting(range))
    }
}
