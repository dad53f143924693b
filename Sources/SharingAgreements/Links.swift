import CanonicalModel

/// Withholds what belongs to an entry that must be kept from view.
///
/// An entry that is confidential, or whose code is excluded, takes with it its parts, the issues of
/// the course, and what stands under the problem, heading or report; a confidential consultation
/// takes all that was recorded in it. An entry that the data set merely does not cover takes
/// nothing with it.
struct LinkClosure {
    private static let closing = ReasonSet(
        .excludedCode, .itemConfidential, .confidentialityUnknown, .linkedToWithheld)
    private static let sensitive = ReasonSet(.legallyRestricted, .sensitive)
    private static let hidden = ReasonSet(.itemConfidential, .confidentialityUnknown)

    private let record: CanonicalRecord
    private let ids: IdTable
    /// For each entry the first of its edges, or -1.
    private var firstEdge: [Int32] = []
    private var edges: [(child: Int32, next: Int32)] = []

    /// Adds ``Reason/linkedToWithheld`` where it holds. Cost: nothing unless an entry is hidden,
    /// else linear in entries and references.
    ///
    /// - Parameter isSensitiveToo: Whether what is sensitive takes its own with it as well.
    static func apply(
        _ record: CanonicalRecord, _ ids: IdTable, isSensitiveToo: Bool,
        _ reasons: inout [ReasonSet]
    ) {
        let closing = isSensitiveToo ? closing.union(sensitive) : closing
        guard reasons.contains(where: { !$0.isDisjoint(with: closing) }) else { return }
        var closure = LinkClosure(record: record, ids: ids)
        closure.connect(reasons)
        closure.spread(closing, &reasons)
    }

    private init(record: CanonicalRecord, ids: IdTable) {
        self.record = record
        self.ids = ids
        firstEdge = Array(repeating: -1, count: record.entries.count)
    }

    private mutating func connect(_ reasons: [ReasonSet]) {
        var isHidden = reasons.map { !$0.isDisjoint(with: Self.hidden) }
        for (entry, first) in ids.duplicates where isHidden[entry] { isHidden[first] = true }
        let shapes = KindShape.all
        for (number, entry) in record.entries.enumerated() {
            let shape = shapes[Int(entry.kind.rawValue)]
            for field in shape.parents {
                if let parent = target(of: record.cell(entry, field)) { join(parent, number) }
            }
            for field in shape.children {
                guard case .references(let start, let count) = record.cell(entry, field)
                else { continue }
                for id in record.references[Int(start)..<Int(start) + Int(count)] {
                    if let child = ids.entry(id, in: record) { join(number, child) }
                }
            }
            if let field = shape.encounter,
                let encounter = target(of: record.cell(entry, field)), isHidden[encounter]
            {
                join(encounter, number)
            }
        }
        for (entry, first) in ids.duplicates {
            join(entry, first)
            join(first, entry)
        }
    }

    private func target(of cell: Cell) -> Int? {
        guard case .reference(let id) = cell else { return nil }
        return ids.entry(id, in: record)
    }

    private mutating func join(_ parent: Int, _ child: Int) {
        edges.append((Int32(truncatingIfNeeded: child), firstEdge[parent]))
        firstEdge[parent] = Int32(truncatingIfNeeded: edges.count - 1)
    }

    private func spread(_ closing: ReasonSet, _ reasons: inout [ReasonSet]) {
        var waiting = reasons.indices.filter { !reasons[$0].isDisjoint(with: closing) }
        while let parent = waiting.popLast() {
            var edge = firstEdge[parent]
            while edge >= 0 {
                let (child, next) = edges[Int(edge)]
                if !reasons[Int(child)].contains(ReasonSet(.linkedToWithheld)), Int(child) != parent
                {
                    reasons[Int(child)].insert(.linkedToWithheld)
                    waiting.append(Int(child))
                }
                edge = next
            }
        }
    }
}
