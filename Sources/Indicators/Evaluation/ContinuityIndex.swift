/// How far somebody's contacts were with the same practitioner.
public enum ContinuityIndex: String, Sendable, CaseIterable {
    /// Usual provider of care: the share of contacts with the practitioner seen most.
    case upc
    /// Bice–Boxerman: how concentrated contacts are on few practitioners.
    case biceBoxerman = "bice-boxerman"

    /// The score of one person: from 0 to 1; `nil` for fewer than two contacts.
    ///
    /// Source: K. Sidaway-Lee, D. Pereira Gray, P. Evans and others, British Journal of General
    /// Practice 2023; 73: 279–282, tables 1 and 2; the latter's worked examples are tests.
    ///
    /// - Parameter contacts: How many contacts there were with each practitioner.
    public func score(_ contacts: [Int]) -> Double? {
        let total = contacts.reduce(0, +)
        guard total >= 2 else { return nil }
        switch self {
        case .upc: return Double(contacts.max() ?? 0) / Double(total)
        case .biceBoxerman:
            let squares = contacts.reduce(0) { $0 + $1 * $1 }
            return Double(squares - total) / Double(total * (total - 1))
        }
    }
}
