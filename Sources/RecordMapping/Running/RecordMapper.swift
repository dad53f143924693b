public import CanonicalModel
public import Terminology

/// Maps records one after another; one mapper a worker, its buffers reused.
///
/// Cost: one walk over the nodes, and one pass over the children of each node that a rule takes.
public struct RecordMapper {
    private let mappings: MappingSet
    private var runs: [MappingRun]

    /// A mapper for `mappings`.
    ///
    /// - Parameters:
    ///   - codes: What ``MappedRecord/mentionsWatchedCode`` looks for.
    ///   - terminology: What codes are looked up in; without one they stay as they are.
    public init(
        _ mappings: MappingSet, watching codes: [String] = [], terminology: TerminologyFile? = nil
    ) {
        let watched = codes.map { Array($0.utf8) }
        self.mappings = mappings
        let systems = CodeSystemTable()
        runs = mappings.plans.map {
            MappingRun(
                plan: $0, symbols: mappings.symbols, systems: systems,
                codeSets: mappings.codeSets, watched: watched,
                terminology: terminology)
        }
    }

    /// Maps one record.
    ///
    /// - Parameters:
    ///   - tree: A record as a reader leaves it.
    ///   - file: Its name in messages.
    /// - Throws: `unrecognised-format` if no loaded source knows the record; `no-patient` or
    ///   `several-patients` if it is not one person's.
    public mutating func map(
        _ tree: SourceTree, file: String
    ) throws(Diagnostic) -> MappedRecord {
        for number in runs.indices {
            runs[number].begin(tree)
            guard let root = runs[number].recordRoot() else {
                _ = runs[number].end()
                continue
            }
            let system = runs[number].system(root)
            runs[number].walk(root)
            let mentionsWatched = runs[number].mentionsWatched
            let (record, findings) = runs[number].end()
            let mapped = MappedRecord(
                record: record, findings: findings, source: number, system: system,
                mentionsWatchedCode: mentionsWatched)
            try requireOnePatient(mapped, file)
            return mapped
        }
        throw Diagnostic(
            .unrecognisedFormat, file: file, "this is not a record of a format that is loaded",
            advice: "`sluice formats` lists what is read, and how it is recognised")
    }

    private func requireOnePatient(_ mapped: MappedRecord, _ file: String) throws(Diagnostic) {
        let patients = mapped.record.entries.lazy.filter { $0.kind == .patient }.prefix(2).count
        if patients == 0 {
            throw Diagnostic(
                .noPatient, file: file, "no patient could be made out of this record",
                advice: "whose record it is cannot be known, so nothing of it may leave")
        }
        if patients > 1 {
            throw Diagnostic(
                .severalPatients, file: file, "this record holds more than one patient",
                advice: "split it, one patient a record")
        }
    }
}

extension MappingRun {
    /// The node of the record, if this plan's source knows it.
    mutating func recordRoot() -> Int? {
        guard let first = tree.nodes.first else { return nil }
        let isXML = first.kind == .element
        guard isXML == plan.isXML else { return nil }
        if isXML {
            return tree.nodes.firstIndex { plan.recordSymbols.contains($0.name) }
        }
        guard let recognise = plan.recognise else { return nil }
        return holds(recognise, item: 0) ? 0 : nil
    }

    /// The supplier whose condition holds first.
    mutating func system(_ root: Int) -> String {
        for (name, condition) in plan.systems where holds(condition, item: root) { return name }
        return "unknown"
    }

    /// Makes every entry of the record at `root`.
    mutating func walk(_ root: Int) {
        let end = Int(tree.nodes[root].end)
        findPossible()
        fillIndexes(root, end)
        stack.removeAll(keepingCapacity: true)
        stackNames.removeAll(keepingCapacity: true)
        stack.append(root)
        stackNames.append(tree.nodes[root].name)
        var index = root + 1
        while index < end {
            let node = tree.nodes[index]
            while let top = stack.last, tree.nodes[top].end <= UInt32(index) {
                stack.removeLast()
                stackNames.removeLast()
            }
            let role = Int(node.name)
            if !plan.roles[role].rules.isEmpty, !claimed.contains(index) { take(index) }
            if plan.roles[role].opensRules {
                stack.append(index)
                stackNames.append(node.name)
                index += 1
            } else {
                index = Int(node.end)
            }
        }
    }

    private mutating func fillIndexes(_ root: Int, _ end: Int) {
        guard !plan.indexes.isEmpty || !plan.marks.isEmpty else { return }
        var index = root + 1
        var parents = [root]
        while index < end {
            let node = tree.nodes[index]
            while let top = parents.last, tree.nodes[top].end <= UInt32(index) {
                parents.removeLast()
            }
            let role = Int(node.name)
            if !plan.roles[role].indexes.isEmpty {
                openEntry(index)
                for number in plan.roles[role].indexes { fill(number, index) }
            }
            if let mark = plan.roles[role].mark, let parent = holder(of: mark, parents) {
                marks.append(
                    MarkedNode(
                        mark: mark, node: index, parent: parent,
                        parentEnd: Int(tree.nodes[parent].end)))
            }
            guard plan.roles[role].opensIndexed else {
                index = Int(node.end)
                continue
            }
            parents.append(index)
            index += 1
        }
    }

    /// What a node below `parents` is a mark of: the inmost of them, or one above where the mark
    /// stands in a path of names.
    private func holder(of mark: Int, _ parents: [Int]) -> Int? {
        var parents = parents[...]
        for name in plan.markPaths[mark].reversed() {
            guard let last = parents.popLast(), tree.nodes[last].name == name else { return nil }
        }
        return parents.last
    }

    private mutating func fill(_ number: Int, _ index: Int) {
        let base = items.count
        evaluate(plan.indexes[number].key, item: index)
        for place in base..<items.count {
            if let key = text(of: items[place]) { indexes[number].insert(key, index, in: record) }
        }
        dropItems(from: base)
    }

    /// Offers a node to the rules for its name, in order of precedence.
    private mutating func take(_ index: Int) {
        let type = typeSymbol(of: index)
        var isOpen = false
        for number in plan.roles[Int(tree.nodes[index].name)].rules {
            let rule = plan.rules[number]
            guard matches(rule.segments, type, index) else { continue }
            if !isOpen { openEntry(index) }
            isOpen = true
            (self.rule, field) = (number, nil)
            if !rule.bindings.isEmpty { forgetBindings() }
            if let condition = rule.condition, !holds(condition, item: index) { continue }
            if let reason = refusal(under: rule.refusals, at: index) {
                find(reason, isWholeEntry: true)
            } else {
                makeEntry(rule, index)
            }
            if !rule.isShared { return }
        }
    }

    /// The symbol of the discriminator's value, or `unknown`.
    private func typeSymbol(of node: Int) -> Symbol {
        guard let child = tree.firstChild(of: node, named: plan.discriminator),
            let leaf = tree.leaf(of: child)
        else { return SymbolTable.unknown }
        return symbols.symbol(tree.rawBytes(of: leaf).span)
    }

    /// Whether `node`, of `type`, below the open nodes fits `each`; notes the captures.
    private mutating func matches(_ segments: Range<Int>, _ type: Symbol, _ node: Int) -> Bool {
        let last = segments.upperBound - 1
        if let wanted = plan.segments[last].type, wanted != type { return false }
        if let capture = plan.segments[last].capture { captures[capture] = node }
        return matches(segments.lowerBound, above: last, upTo: stack.count - 1)
    }

    /// Whether the open nodes up to `place` fit the segments from `first` to before `index`; the
    /// inmost that lead to the root are taken.
    private mutating func matches(_ first: Int, above index: Int, upTo place: Int) -> Bool {
        let isDescendant = plan.segments[index].isDescendant
        guard index > first else { return isDescendant || place == 0 }
        let symbol = plan.segments[index - 1].symbol
        var place = place
        while place > 0 {
            if stackNames[place] == symbol, fits(stack[place], plan.segments[index - 1].type),
                matches(first, above: index - 1, upTo: place - 1)
            {
                if let capture = plan.segments[index - 1].capture {
                    captures[capture] = stack[place]
                }
                return true
            }
            if !isDescendant { return false }
            place -= 1
        }
        return false
    }

    private func fits(_ node: Int, _ type: Symbol?) -> Bool {
        type.map { $0 == typeSymbol(of: node) } ?? true
    }

    private mutating func forgetBindings() {
        bindingItems.removeAll(keepingCapacity: true)
        for index in bindings.indices { bindings[index] = nil }
    }

    private mutating func makeEntry(_ rule: Rule, _ index: Int) {
        let source = tree.nodes[index]
        let firstCell = record.appendEntry(
            rule.target, rule: UInt16(self.rule), sourceOffset: source.offset,
            sourceLength: source.length)
        var isMade = true
        for program in rule.fields where !make(plan.fields[program], firstCell: firstCell) {
            isMade = false
            break
        }
        field = nil
        if !isMade || isDuplicate(rule.target, firstCell: firstCell) {
            record.cells.removeLast(record.cells.count - firstCell)
            record.entries.removeLast()
        }
        guard !rule.claims.isEmpty else { return }
        let base = items.count
        for claim in rule.claims { evaluate(plan.claims[claim], item: index) }
        for place in base..<items.count {
            if let node = items[place].node { claimed.insert(node) }
        }
        dropItems(from: base)
    }
}
