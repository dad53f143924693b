public import CanonicalModel

extension TerminologyContent {
    /// Makes the bytes of a terminology file: the same content gives the same bytes, in whatever
    /// order its sources were read.
    ///
    /// Cost: a few sorts of all rows; about five times the file in memory.
    ///
    /// - Throws: `cyclic-hierarchy` where a concept is a kind of itself; `unusable-terminology`
    ///   where the texts do not fit into one file.
    public func compiled() throws(Diagnostic) -> [UInt8] {
        guard text.count < Int(UInt32.max) else {
            throw Diagnostic(
                .unusableTerminology, file: "", "the terms are more than 4 GB together",
                advice: "read the snapshot of the releases, not the full history")
        }
        var compiler = TerminologyCompiler(self)
        try compiler.requireNoCycle()
        return compiler.bytes()
    }
}

/// Turns content into columns.
struct TerminologyCompiler {
    let content: TerminologyContent
    let table: IdTable
    let concepts: [TerminologyContent.ConceptRow]
    let descriptions: [TerminologyContent.DescriptionRow]
    let members: [TerminologyContent.MemberRow]
    let codes: [TerminologyContent.CodeRow]
    /// The place of each reference set among the names in order, by its number in the content.
    let refsetOrder: [UInt32]
    let refsetNames: [String]
    let sourceOrder: [UInt32]
    var parents: [(child: UInt32, parent: UInt32)] = []

    init(_ content: TerminologyContent) {
        self.content = content
        sourceOrder = Self.sourceOrder(content)
        func text(_ part: TerminologyContent.TextPart) -> ArraySlice<UInt8> {
            content.text[Int(part.start)..<Int(part.start + part.length)]
        }
        concepts = Self.merged(content.concepts)
        descriptions = latest(content.descriptions, \.version) { left, right in
            (left.concept, text(left.term).count) < (right.concept, text(right.term).count)
                || text(left.term).lexicographicallyPrecedes(text(right.term))
        }
        let names = Set(content.refsets).sorted()
        refsetNames = names
        let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices.map(UInt32.init)))
        refsetOrder = content.refsets.map { places[$0] ?? 0 }
        members = latest(content.members, \.version) { left, right in
            (left.component, left.value, left.detail) < (right.component, right.value, right.detail)
        }.filter(\.version.isActive)
        codes = latest(content.codes, \.version) { left, right in
            (left.target, left.term, left.flags) < (right.target, right.term, right.flags)
        }.filter(\.version.isActive)
        var ids = Set(concepts.map(\.id))
        ids.formUnion(descriptions.lazy.map(\.concept))
        ids.formUnion(content.names.lazy.map(\.concept))
        for row in members {
            if row.kind != .language, SnomedCT.isConceptNumber(row.component) {
                ids.insert(row.component)
            }
            if row.kind == .isA || row.kind == .link { ids.insert(row.value) }
        }
        for row in codes where row.target != 0 { ids.insert(row.target) }
        table = IdTable(sorted: ids.sorted())
        parents = relations(.isA) { row in (row.component, row.value) }
            .map { (child: $0.0, parent: $0.1) }
    }

    /// One row a concept: what RF2 says, and what it is in dm+d.
    private static func merged(
        _ rows: [TerminologyContent.ConceptRow]
    ) -> [TerminologyContent.ConceptRow] {
        let released = latest(rows.filter { !$0.isFromDMD }, \.version) { $0.id < $1.id }
        let products = latest(rows.filter(\.isFromDMD), \.version) { $0.product < $1.product }
        var merged = Dictionary(uniqueKeysWithValues: released.map { ($0.id, $0) })
        for row in products {
            if merged[row.id] == nil { merged[row.id] = row }
            merged[row.id]?.product = row.product
        }
        return merged.values.sorted { $0.id < $1.id }
    }

    /// Pairs of concept numbers of one kind of row, each once, in order.
    func relations(
        _ kind: TerminologyContent.MemberRow.Kind,
        _ ends: (TerminologyContent.MemberRow) -> (UInt64, UInt64)
    ) -> [(UInt32, UInt32)] {
        var pairs: [(UInt32, UInt32)] = []
        for row in members where row.kind == kind {
            let (from, to) = ends(row)
            if let from = table.number(from), let to = table.number(to) { pairs.append((from, to)) }
        }
        pairs.sort { $0 < $1 }
        var distinct: [(UInt32, UInt32)] = []
        for pair in pairs {
            if let last = distinct.last, last == pair { continue }
            distinct.append(pair)
        }
        return distinct
    }

    /// Takes concepts away whose parents are all gone; what stays is on a cycle or below one.
    func requireNoCycle() throws(Diagnostic) {
        var missing = [UInt32](repeating: 0, count: table.ids.count)
        for edge in parents { missing[Int(edge.child)] += 1 }
        let byParent = parents.sorted { ($0.parent, $0.child) < ($1.parent, $1.child) }
        let starts = Grouping(count: table.ids.count, owners: byParent.map(\.parent)).starts
        var open = missing.indices.filter { missing[$0] == 0 }
        var done = 0
        while let number = open.popLast() {
            done += 1
            for index in Int(starts[number])..<Int(starts[number + 1]) {
                let child = Int(byParent[index].child)
                missing[child] -= 1
                if missing[child] == 0 { open.append(child) }
            }
        }
        guard done < missing.count, let stuck = missing.firstIndex(where: { $0 > 0 }) else {
            return
        }
        throw Diagnostic(
            .cyclicHierarchy, file: "\(table.ids[stuck])",
            "the concept `\(table.ids[stuck])` is a kind of itself, or of one that is",
            advice: "the is-a relationships of the sources contradict each other; "
                + "load releases that belong together")
    }
}
