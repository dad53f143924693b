public import CanonicalModel
public import Terminology

/// Maps records one after another; one mapper a worker, its buffers reused.
///
/// Cost: one walk over the nodes, and one pass over the children of each node that a rule takes.
public struct RecordMapper {
    private let mappings: MappingSet
    private var runs: [MappingRun]
    /// The schema of each source, where what is ignored is to be noted.
    private var schemas: [SourceSchema?]
    /// Whether what holds no patient is mapped too, such as a resource by itself or an example: for
    /// authors of mappings, never where something may leave. Whose it is is not asked then.
    public var acceptsFragments = false

    /// A mapper for `mappings`.
    ///
    /// - Parameters:
    ///   - codes: What ``MappedRecord/mentionsWatchedCode`` looks for.
    ///   - terminology: What codes are looked up in; without one they stay as they are.
    ///   - isOverdue: Whether the record at hand has taken too long, and is to be given up; asked
    ///     now and then while one is mapped.
    public init(
        _ mappings: MappingSet, watching codes: [String] = [],
        terminology: TerminologyFile? = nil, isOverdue: (() -> Bool)? = nil
    ) {
        let watched = WatchedCodes(codes)
        self.mappings = mappings
        let systems = CodeSystemTable()
        schemas = mappings.plans.map { _ in nil }
        runs = mappings.plans.map {
            MappingRun(
                plan: $0, symbols: mappings.symbols, systems: systems,
                codeSets: mappings.codeSets, watched: watched,
                terminology: terminology)
        }
        for number in runs.indices { runs[number].isOverdue = isOverdue }
    }

    /// Notes what is read, and with `schemas` also what is ignored, into `recorder` from now on.
    mutating func record(into recorder: ReadRecorder, schemas: [SourceSchema] = []) {
        for number in runs.indices { runs[number].recorder = recorder }
        if !schemas.isEmpty { self.schemas = schemas }
    }

    /// Maps one record.
    ///
    /// - Parameters:
    ///   - tree: A record as a reader leaves it.
    ///   - file: Its name in messages.
    /// - Throws: `unrecognised-format` if no loaded source knows the record; `no-patient` or
    ///   `several-patients` if it is not one person's; `too-slow`.
    public mutating func map(
        _ tree: SourceTree, file: String
    ) throws(Diagnostic) -> MappedRecord {
        // The names are those of any source: all have the same symbols.
        guard !runs.isEmpty else { throw unrecognised(file) }
        let names = runs[0].names(of: tree)
        for number in runs.indices where runs[number].mayKnow(tree, names) {
            guard var mapped = try map(tree, names, source: number, file: file) else { continue }
            if acceptsFragments, !mapped.record.entries.contains(where: { $0.kind == .patient }) {
                runs[number].isFragment = true
                defer { runs[number].isFragment = false }
                runs[number].recorder?.clear()
                mapped = try map(tree, names, source: number, file: file) ?? mapped
                return mapped
            }
            try requireOnePatient(mapped, file)
            return mapped
        }
        throw unrecognised(file)
    }

    /// Maps one record under one source's plan; `nil` if that does not know it.
    private mutating func map(
        _ tree: SourceTree, _ names: PresentNames, source number: Int, file: String
    ) throws(Diagnostic) -> MappedRecord? {
        runs[number].begin(tree, names)
        // What tells formats and suppliers apart is not carried by having been looked at.
        runs[number].recorder?.isOn = false
        guard let root = runs[number].recordRoot() else {
            _ = runs[number].end()
            if runs[number].isLate { throw .tooSlow(file: file) }
            return nil
        }
        let system = runs[number].system(root)
        runs[number].recorder?.isOn = true
        runs[number].walk(root)
        if let schema = schemas[number] {
            runs[number].noteIgnoredAnywhere(
                schema.types(of: tree, root: root, symbols: mappings.symbols))
        }
        let unread = runs[number].unread
        var (record, findings) = runs[number].end()
        if runs[number].isLate { throw .tooSlow(file: file) }
        mappings.ethnicity.complete(&record, findings)
        return MappedRecord(
            record: record, findings: findings, unread: unread, source: number, system: system,
            mentionsWatchedCode: names.mentionsWatched)
    }

    private func unrecognised(_ file: String) -> Diagnostic {
        Diagnostic(
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
        if patients > 1 { throw .severalPatients(file: file) }
    }
}

extension Diagnostic {
    /// A record of which it cannot be told whose each part is.
    package static func severalPatients(file: String) -> Diagnostic {
        Diagnostic(
            .severalPatients, file: file, "this record holds more than one patient",
            advice: "split it, one patient a record")
    }
}

extension MappingRun {
    /// Whether this plan's source may know a record, as far as names tell.
    mutating func mayKnow(_ tree: SourceTree, _ names: PresentNames) -> Bool {
        guard let first = tree.nodes.first, plan.isXML == (first.kind == .element) else {
            return false
        }
        return !plan.isXML || plan.recordSymbols.contains { names.isPresent[Int($0)] }
    }

    /// The node of the record, if this plan's source knows it.
    mutating func recordRoot() -> Int? {
        setGatesOfSource()
        if plan.isXML {
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
        fillIndexes(root, end)
        setGatesOfRefusals()
        stack.removeAll(keepingCapacity: true)
        stackNames.removeAll(keepingCapacity: true)
        stack.append(root)
        stackNames.append(tree.nodes[root].name)
        var (index, endOfTop) = (root + 1, end)
        while index < end, !isLate {
            let node = tree.nodes[index]
            guard plan.hasPart[Int(node.name)].inWalk else {
                index = Int(node.end)
                continue
            }
            while endOfTop <= index {
                stack.removeLast()
                stackNames.removeLast()
                endOfTop = Int(tree.nodes[stack[stack.count - 1]].end)
            }
            let role = plan.roles[Int(node.name)]
            if !claimed.contains(index) {
                let isTaken = !role.offers.isEmpty && take(index, role)
                if role.isCounted, !isTaken { countUnread(index) }
            }
            if role.opensRules {
                stack.append(index)
                stackNames.append(node.name)
                endOfTop = Int(node.end)
                index += 1
            } else {
                index = Int(node.end)
            }
        }
    }

    private mutating func fillIndexes(_ root: Int, _ end: Int) {
        noteFullURLs()
        guard !plan.indexes.isEmpty || !plan.marks.isEmpty else { return }
        setGatesOfIndexes()
        recorder?.isFilling = true
        defer { recorder?.isFilling = false }
        var index = root + 1
        var parents = [root]
        var endOfParent = end
        while index < end, !isLate {
            let node = tree.nodes[index]
            guard plan.hasPart[Int(node.name)].inIndexes else {
                index = Int(node.end)
                continue
            }
            while endOfParent <= index {
                parents.removeLast()
                endOfParent = Int(tree.nodes[parents[parents.count - 1]].end)
            }
            let role = plan.roles[Int(node.name)]
            if !role.indexes.isEmpty { fill(role.indexes, index) }
            for place in role.marks {
                let mark = plan.marksOfSymbols[place]
                guard let parent = holder(of: mark, parents) else { continue }
                marks.append(
                    MarkedNode(
                        mark: mark, node: index, parent: parent,
                        parentEnd: Int(tree.nodes[parent].end)))
            }
            if role.opensIndexed {
                parents.append(index)
                endOfParent = Int(node.end)
                index += 1
            } else {
                index = Int(node.end)
            }
        }
        for index in indexes.indices { emptyIndexes[index] = indexes[index].isEmpty }
    }

    /// What a node below `parents` is a mark of: the inmost of them, or one above where the mark
    /// stands in a path of names.
    private mutating func holder(of mark: Int, _ parents: [Int]) -> Int? {
        var place = parents.count - 1
        for name in plan.markPaths[mark].reversed() {
            guard place >= 0, tree.nodes[parents[place]].name == name else { return nil }
            place -= 1
        }
        return place >= 0 ? parents[place] : nil
    }

    private mutating func fill(_ numbers: Range<Int>, _ node: Int) {
        openEntry(node)
        for number in numbers {
            let (index, expression) = plan.memberships[number]
            guard gates[expression].meets(present) else { continue }
            let base = items.count
            let found = evaluate(expression, item: node)
            guard found != .none else { continue }
            if found.isOne {
                insert(node, under: found, inIndex: index)
                continue
            }
            for place in base..<items.count { insert(node, under: items[place], inIndex: index) }
            dropItems(from: base)
        }
    }

    private mutating func insert(_ node: Int, under found: Item, inIndex index: Int) {
        guard let text = text(of: found) else { return }
        let key = key(text)
        indexes[index].insert(key, node, in: record)
    }

    /// Offers a node to the rules for its name, in order of precedence.
    ///
    /// - Returns: Whether a rule took it, be it into quarantine.
    private mutating func take(_ index: Int, _ role: SymbolRole) -> Bool {
        let type = role.isTyped ? typeSymbol(of: index) : SymbolTable.unknown
        var (isOpen, isTaken) = (false, false)
        var (segments, isMatch) = (0..<0, false)
        for number in role.offers {
            let offer = plan.offers[number]
            guard offer.type == nil || offer.type == type else { continue }
            if offer.segments != segments {
                segments = offer.segments
                isMatch = matches(segments, index)
            }
            guard isMatch else { continue }
            if !isOpen { openEntry(index) }
            isOpen = true
            (rule, field) = (offer.rule, nil)
            setGates(ofRule: rule)
            forgetBindings()
            if let condition = plan.rules[rule].condition, !holds(condition, item: index) {
                continue
            }
            if lastRefusal.stamp != stamp || recorder != nil {
                lastRefusal = (stamp, refusal(under: plan.rules[rule].refusals, at: index))
            }
            if let reason = lastRefusal.reason {
                find(reason, isWholeEntry: true)
                recorder?.ignore(index, "went to quarantine: \(reason.name)")
            } else {
                makeEntry(index)
            }
            isTaken = true
            if !plan.rules[rule].isShared { break }
        }
        return isTaken
    }

    /// The symbol of the discriminator's value, or `unknown`; nodes of a type come in rows.
    private mutating func typeSymbol(of node: Int) -> Symbol {
        guard let child = tree.firstChild(of: node, named: plan.discriminator),
            let leaf = tree.leaf(of: child)
        else { return SymbolTable.unknown }
        let text = typeName(content(ofLeaf: leaf))
        if !record.equal(text, lastType.text) {
            lastType = (text, record.withBytes(of: text) { symbols.symbol($0) })
        }
        return lastType.symbol
    }

    /// Whether `node`, which the last segment fits, stands where `each` says; notes the captures.
    private mutating func matches(_ segments: Range<Int>, _ node: Int) -> Bool {
        let last = segments.upperBound - 1
        if let capture = plan.segments[last].capture { captures[capture] = .node(node) }
        return matches(segments.lowerBound, above: last, upTo: stack.count - 1)
    }

    /// Whether the open nodes up to `place` fit the segments from `first` to before `index`; the
    /// inmost that lead to the root are taken.
    private mutating func matches(_ first: Int, above index: Int, upTo place: Int) -> Bool {
        let isDescendant = plan.segments[index].isDescendant
        guard index > first else { return isDescendant || place == 0 }
        let symbol = plan.segments[index - 1].symbol
        var place = place
        while place > 0, hasTime() {
            if stackNames[place] == symbol, fits(place, plan.segments[index - 1].type),
                matches(first, above: index - 1, upTo: place - 1)
            {
                if let capture = plan.segments[index - 1].capture {
                    captures[capture] = .node(stack[place])
                }
                return true
            }
            if !isDescendant { return false }
            place -= 1
        }
        return false
    }

    private mutating func fits(_ place: Int, _ type: Symbol?) -> Bool {
        guard let type else { return true }
        return typeSymbol(of: stack[place]) == type
    }

    private mutating func forgetBindings() {
        bindingStamp &+= 1
        if !bindingItems.isEmpty { bindingItems.removeAll(keepingCapacity: true) }
    }

    /// Makes the entry of the rule at work.
    private mutating func makeEntry(_ index: Int) {
        let source = tree.nodes[index]
        let firstCell = record.appendEntry(
            plan.rules[rule].target, rule: UInt16(rule), sourceOffset: source.offset,
            sourceLength: source.length)
        if let recorder { noteTypes(index, recorder) }
        var isMade = true
        for program in plan.rules[rule].fields
        where fieldGates[program].meets(present) && !make(program, firstCell: firstCell) {
            isMade = false
            break
        }
        field = nil
        if !isMade || isDuplicate(plan.rules[rule].target, firstCell: firstCell) {
            record.cells.removeLast(record.cells.count - firstCell)
            record.entries.removeLast()
            recorder?.drop(entry: record.entries.count, of: index)
        }
        noteIgnored()
        let base = items.count
        for claim in plan.rules[rule].claims {
            push(evaluate(plan.claims[claim], item: index))
        }
        for place in base..<items.count {
            if let node = items[place].node { claimed.insert(node) }
        }
        dropItems(from: base)
    }
}
