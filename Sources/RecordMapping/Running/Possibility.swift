import CanonicalModel

extension MappingRun {
    /// Works out which expressions can give anything in this record: a path needs each of its names
    /// to occur somewhere in it. The same pass over the nodes looks for the codes that are watched.
    ///
    /// Most records hold few of the names that mappings know, so most expressions of most fields
    /// are empty, and those that look other nodes up are dear. Cost: a step a node and an
    /// expression; operands come before what uses them, so that one pass is enough.
    mutating func findPossible() {
        // In a variable of its own, since a property would be checked at every node.
        var present = Array(repeating: false, count: isPresent.count)
        mentionsWatched = false
        for index in tree.nodes.indices {
            let name = tree.nodes[index].name
            present[Int(name)] = true
            if name == codeSymbol, !mentionsWatched { mentionsWatched = isWatched(index) }
        }
        isPresent = present
        for number in plan.expressions.indices {
            isPossible[number] = isPossible(plan.expressions[number])
        }
    }

    /// Whether a node holds a code that is watched for: white space around it, the dots that pad a
    /// Read code and its term suffix do not count.
    private func isWatched(_ node: Int) -> Bool {
        let kind = tree.nodes[node].kind
        guard kind == .attribute || kind == .string, !watched.isEmpty else { return false }
        var text = tree.rawBytes(of: node)
        while let byte = text.first, byte <= 0x20 { text.removeFirst() }
        while let byte = text.last, byte <= 0x20 { text.removeLast() }
        for code in watched where code.first == text.first {
            if text.elementsEqual(code) { return true }
            guard code.count == 5 else { continue }
            let dots = repeatElement(UInt8(ascii: "."), count: max(0, 5 - text.count))
            let padded = Array(text.prefix(5)) + dots
            if text.count <= 7, padded.elementsEqual(code) { return true }
        }
        return false
    }

    private func isPossible(_ expression: ExpressionOp) -> Bool {
        switch expression {
        case .path(let start, let steps):
            if case .expression(let number) = start, !isPossible[number] { return false }
            for step in steps {
                switch plan.steps[step] {
                case .child(let symbol), .descendant(let symbol):
                    if !isPresent[Int(symbol)] { return false }
                case .filter, .ofType, .first, .last, .single: continue
                }
            }
            return true
        case .literal, .ancestors, .position: return true
        case .union(let parts), .firstOf(let parts):
            for part in parts where isPossible[plan.operands[part]] { return true }
            return false
        case .concat(let parts):
            for part in parts where !isPossible[plan.operands[part]] { return false }
            return true
        case .conditional(_, let result): return isPossible[result]
        case .join(let parts, _): return isPossible[parts]
        case .lookup(_, let key): return isPossible[key]
        case .enclosing(let mark, let base):
            return isPresent[Int(plan.marks[mark])] && (base.map { isPossible[$0] } ?? true)
        }
    }
}
