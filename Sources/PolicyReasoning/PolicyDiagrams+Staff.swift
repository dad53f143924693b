import CanonicalModel
import DecisionDiagrams

/// Professionals and organisations, who leave only with something that names them.
extension PolicyDiagrams {
    /// Lets a professional or organisation out only where something that leaves names it.
    ///
    /// What names it is another entry of the record, so it is free of what the professional is: all
    /// that counts of it is under which versions it leaves with the field that names. A set of
    /// versions is a number, a bit each, and a cell of ``Attribute/named``.
    mutating func bindStaff() throws(NodeBudgetExceeded) {
        let staff: [EntryKind] = [.practitioner, .organisation]
        let isCovered = entries.contains { kinds in
            staff.contains { kind in kinds[Int(kind.rawValue)].contains { $0 != .zero } }
        }
        guard isCovered else { return }
        let naming = try namings(by: EntryKind.allCases.filter { !staff.contains($0) })
        // A professional who leaves names an organisation in turn.
        let professionals = try namings(by: [.practitioner])
        let inTurn = naming.flatMap { direct in professionals.map { direct & $0 } }
        try bind(.practitioner, to: naming)
        try bind(.organisation, to: Self.joined(naming.union(inTurn)))
    }

    /// The sets of versions under which something of these kinds can leave with a field that names.
    private mutating func namings(by kinds: [EntryKind]) throws(NodeBudgetExceeded) -> Set<Int> {
        var asked: Set<[Diagram]> = []
        var found: Set<Int> = []
        for kind in kinds {
            for field in 0..<kind.fieldCount where kind.staffFields & 1 << UInt64(field) != 0 {
                let releases = entries.map { $0[Int(kind.rawValue)][field] }
                guard asked.insert(releases).inserted else { continue }
                var together = Diagram.zero
                for (version, release) in releases.enumerated() {
                    together = try store.combined(together, release) { together, release in
                        guard let set = together.constant, let form = release.constant else {
                            return nil
                        }
                        return Diagram(constant: form == 0 ? set : set | 1 << version)
                    }
                }
                let outcomes = store.outcomes(of: together)
                found.formUnion((0..<1 << entries.count).filter { outcomes & 1 << UInt64($0) != 0 })
            }
        }
        return Self.joined(found)
    }

    /// With what several entries come to together; nothing is among them.
    private static func joined(_ sets: Set<Int>) -> Set<Int> {
        sets.reduce(into: [0]) { joined, set in joined.formUnion(joined.map { $0 | set }) }
    }

    private mutating func bind(
        _ kind: EntryKind, to namings: Set<Int>
    ) throws(NodeBudgetExceeded) {
        let number = Int(kind.rawValue)
        for version in entries.indices {
            let isNamed = try isIn(
                (0..<1 << entries.count).map { $0 & 1 << version != 0 && namings.contains($0) },
                .named)
            for field in entries[version][number].indices {
                entries[version][number][field] = try store.both(
                    isNamed, entries[version][number][field])
            }
        }
    }
}
