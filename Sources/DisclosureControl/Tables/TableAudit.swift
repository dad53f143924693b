/// What an attacker can work out of a published table who knows the profile, and perhaps which
/// cells are the small ones: for every cell that must be protected, the smallest and the largest
/// count it can have.
///
/// It sees only what is published, and shares no code with what chose the suppressed cells. Twice:
/// bounds are passed along the sums until they settle, which cannot miss what is plainly disclosed;
/// and exactly, as a flow of least and of greatest value through each cell. If the two contradict
/// each other the table is refused. What is not looked at: earlier tables of the same people,
/// knowledge of single people, and what the choice of the further cells may tell.
///
/// Source: D. Gusfield, "A graph theoretic approach to statistical data security" (1988).
public struct TableAudit: Sendable, Equatable {
    /// The counts that a cell can have, as far as an attacker can tell.
    public struct Interval: Sendable, Equatable {
        /// Its place in the order of ``TableShape/cell(line:column:)``.
        public let cell: Int
        /// The smallest count.
        public let low: Int
        /// The largest count; `nil` where there is none.
        public let high: Int?
    }

    /// Of every suppressed cell, and of every other that may hold a small count.
    public let intervals: [Interval]
    /// The cells among them that are known more closely than the profile demands.
    public let tooNarrow: [Int]

    /// Audits a table.
    ///
    /// - Parameter small: The cells that are suppressed for being small, where the attacker is
    ///   taken to know them; all others that are suppressed are then known not to be.
    /// - Throws: ``TableRefusal/inconsistent`` where no counts give the published table under this
    ///   profile, or totals of published cells are not their sums.
    /// - Complexity: Two flows for each cell that must be protected, each of some passes over the
    ///   cells that are not known exactly.
    public init(
        of table: PublishedTable, under profile: DisclosureProfile, knowing small: Set<Int>? = nil
    ) throws(TableRefusal) {
        let alone = try AttackerBounds(of: table, under: profile, small: small)
        let equations = AttackerEquations(of: table.shape)
        if profile.totals == .ofPublishedCells {
            guard equations.hold(forPublished: table.cells) else { throw .inconsistent }
            let cells = alone.guarded.filter { !equations.isSum[$0] }
            intervals = cells.map { alone.interval(of: $0) }
        } else {
            var passed = alone
            guard equations.tighten(&passed) else { throw .inconsistent }
            var flow = try AttackerFlow(equations, alone)
            var found: [Interval] = []
            for cell in alone.guarded {
                let exact = flow.interval(of: cell)
                guard passed.contains(exact) else { throw .inconsistent }
                found.append(exact)
            }
            intervals = found
        }
        tooNarrow = intervals.compactMap { interval in
            guard let high = interval.high else { return nil }
            return high - interval.low < profile.protection ? interval.cell : nil
        }
    }
}
