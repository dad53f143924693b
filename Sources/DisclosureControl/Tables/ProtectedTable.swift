/// A table made safe, and what its controller may know of how.
public struct ProtectedTable: Sendable {
    /// What may be published.
    public let published: PublishedTable
    /// Cells suppressed for being small; not to be published.
    public let smallCells: Int
    /// Cells suppressed so that the small ones cannot be worked out; not to be published.
    public let furtherCells: Int
    /// What an attacker can work out, of every cell that must be protected.
    public let audit: TableAudit
}

extension CountTable {
    /// Makes the table safe to publish under a profile: small cells suppressed, further ones if
    /// need be, the rest rounded, totals made; and audited from what is published alone.
    ///
    /// - Throws: ``TableRefusal`` where the table cannot be protected, or the audit does not
    ///   confirm that it is. Nothing of it may then be published.
    /// - Complexity: O(small × cells × log rows) as a rule, and the audit; see ``TableAudit``.
    public func protected(
        under profile: DisclosureProfile
    ) throws(TableRefusal) -> ProtectedTable {
        let profile = try fitting(profile)
        let showsCounts = profile.totals != .ofPublishedCells
        if showsCounts && !profile.suppressesTotals {
            let small = counts.indices.count { shape.isTotal($0) && isSmall($0, under: profile) }
            guard small == 0 else { throw .smallTotals(cells: small) }
        }
        var suppression = Suppression(self, profile)
        if profile.suppressesFurther { try suppression.suppressFurther() }
        let published = try publish(profile, suppression.isSuppressed)
        let known = profile.smallAreKnown ? Set(suppression.small) : nil
        let audit = try TableAudit(of: published, under: profile, knowing: known)
        guard audit.tooNarrow.isEmpty else { throw .disclosive(cells: audit.tooNarrow.count) }
        let all = suppression.isSuppressed.count { $0 }
        return ProtectedTable(
            published: published, smallCells: suppression.small.count,
            furtherCells: all - suppression.small.count, audit: audit)
    }

    private func publish(
        _ profile: DisclosureProfile, _ isSuppressed: [Bool]
    ) throws(TableRefusal) -> PublishedTable {
        var cells: [PublishedCount] = []
        for (cell, count) in counts.enumerated() {
            if isSuppressed[cell] {
                cells.append(.suppressed)
            } else if profile.totals == .exact && shape.isTotal(cell) {
                cells.append(.count(count))
            } else {
                cells.append(.count(profile.rounded(count)))
            }
        }
        if profile.totals == .ofPublishedCells { addUp(&cells) }
        return try PublishedTable(shape: shape, cells: cells)
    }

    /// Makes every total the sum of what is published of its rows' cells; suppressed where no part
    /// of it is published but zeros, since a total of 0 would be taken for nobody.
    private func addUp(_ cells: inout [PublishedCount]) {
        var sums = Array(repeating: 0, count: cells.count)
        var suppressed = sums
        for cell in cells.indices where !shape.isTotal(cell) {
            switch cells[cell] {
            case .count(let count): sums[cell] = count
            case .suppressed: suppressed[cell] = 1
            }
        }
        shape.addUp(&sums)
        shape.addUp(&suppressed)
        for cell in cells.indices where shape.isTotal(cell) {
            let isHidden = sums[cell] == 0 && suppressed[cell] > 0
            cells[cell] = isHidden ? .suppressed : .count(sums[cell])
        }
    }
}
