/// Why a table is not published. It tells numbers of cells, never counts of people.
public enum TableRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The table is none: rows of different lengths, a negative count, a group without members.
    case invalid(String)
    /// So many totals are small, and the profile does not let totals be suppressed.
    case smallTotals(cells: Int)
    /// So many small cells can be worked out from the rest, whatever else is suppressed.
    case unprotectable(cells: Int)
    /// The audit found that so many cells are known more closely than the profile demands.
    case disclosive(cells: Int)
    /// So many totals differ by few people from what another flow has published of the same.
    case subtractable(cells: Int)
    /// What is published contradicts itself or the profile, so that nothing can be said of it.
    case inconsistent

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .invalid(let reason): reason
        case .smallTotals(let cells):
            "\(cells) totals are small and may not be suppressed; merge rows or columns"
        case .unprotectable(let cells):
            "\(cells) small cells cannot be protected; merge rows or columns, or let totals be "
                + "suppressed"
        case .disclosive(let cells):
            "\(cells) cells can be worked out too closely from the rest; merge rows or columns, "
                + "make totals from published cells, or suppress further cells"
        case .subtractable(let cells):
            "\(cells) totals differ by few people from those of a table of another agreement, and "
                + "could be subtracted; make totals from published cells, or round them"
        case .inconsistent: "the published cells contradict each other or the profile"
        }
    }
}
