import Indicators
import Testing

/// Scores of continuity against the worked examples that were published for them.
@Suite struct ContinuityIndexTests {
    struct Row: Sendable, CustomTestStringConvertible {
        /// Each letter is a contact with that doctor.
        let contacts: String
        let upc: Double?
        let biceBoxerman: Double?
        var testDescription: String { contacts }
        var counts: [Int] { Dictionary(grouping: contacts, by: \.self).values.map(\.count) }
    }

    /// Source: K. Sidaway-Lee and others, BJGP 2023; 73: 279–282, table 2 (PMC10229170). It cuts
    /// two thirds to 0.66 in two rows and rounds it to 0.67 in one.
    static let published = [
        Row(contacts: "A", upc: nil, biceBoxerman: nil),
        Row(contacts: "AA", upc: 1, biceBoxerman: 1),
        Row(contacts: "AB", upc: 0.5, biceBoxerman: 0),
        Row(contacts: "AAB", upc: 0.67, biceBoxerman: 0.33),
        Row(contacts: "ABC", upc: 0.33, biceBoxerman: 0),
        Row(contacts: "AABB", upc: 0.5, biceBoxerman: 0.33),
        Row(contacts: "AABC", upc: 0.5, biceBoxerman: 0.17),
        Row(contacts: "AAABBB", upc: 0.5, biceBoxerman: 0.4),
        Row(contacts: "AAAABBBB", upc: 0.5, biceBoxerman: 0.43),
        Row(contacts: "AAAABCDE", upc: 0.5, biceBoxerman: 0.21),
        Row(contacts: "B", upc: nil, biceBoxerman: nil),
        Row(contacts: "BB", upc: 1, biceBoxerman: 1),
        Row(contacts: "AC", upc: 0.5, biceBoxerman: 0),
        Row(contacts: "ABB", upc: 0.66, biceBoxerman: 0.33),
        Row(contacts: "ACC", upc: 0.66, biceBoxerman: 0.33),
        Row(contacts: "AABC", upc: 0.5, biceBoxerman: 0.17),
        Row(contacts: "ABBC", upc: 0.5, biceBoxerman: 0.17),
        Row(contacts: "AABBBC", upc: 0.5, biceBoxerman: 0.27),
        Row(contacts: "AAABBBBC", upc: 0.5, biceBoxerman: 0.32),
        Row(contacts: "AABBCCCC", upc: 0.5, biceBoxerman: 0.29),
    ]

    @Test(arguments: published) func isAsPublished(_ row: Row) {
        for (index, expected) in [
            (ContinuityIndex.upc, row.upc), (.biceBoxerman, row.biceBoxerman),
        ] {
            guard let expected else {
                #expect(index.score(row.counts) == nil)
                continue
            }
            let score = index.score(row.counts) ?? -1
            #expect(abs(score - expected) < 0.007, "\(index)")
        }
    }

    /// The means of a whole practice, as the same table has them.
    @Test func meansAreAsPublished() {
        for (index, expected) in [(ContinuityIndex.upc, 0.57), (.biceBoxerman, 0.32)] {
            let scores = Self.published.compactMap { index.score($0.counts) }
            let mean = scores.reduce(0, +) / Double(scores.count)
            #expect((mean * 100).rounded() / 100 == expected)
        }
    }

    @Test func nobodyHasNoScore() { #expect(ContinuityIndex.upc.score([]) == nil) }
}
