import DisclosureControl
import Testing

@Suite struct AnonymityTests {
    /// Source: the published vector, restated: age band, sex and district; a diagnosis.
    private static let ages = [40, 40, 40, 40, 40, 45, 45, 45, 45, 90]
    private static let sexes = [1, 1, 1, 2, 2, 1, 1, 1, 1, 2]
    private static let districts = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]
    private static let diagnoses = [11, 11, 11, 10, 11, 10, 10, 45, 45, 61]

    @Test func vectorHolds() throws {
        let report = try #require(
            AnonymityReport(
                quasiIdentifiers: [Self.ages, Self.sexes, Self.districts],
                sensitive: [Self.diagnoses], k: 5))
        #expect(report.smallestClass == 1)
        #expect(report.classCount == 4)
        #expect(report.uniqueRows == 1)
        #expect(report.rowsBelowK == 10)
        #expect(report.prosecutorRisk == 1)
        #expect(report.marketerRisk == 0.4)
        let diversity = try #require(report.diversity.first)
        #expect(diversity.distinct == 1)
        #expect((diversity.homogeneousClasses, diversity.rowsInHomogeneousClasses) == (1, 3))
    }

    @Test(arguments: [(1, 0), (2, 1), (3, 3), (4, 6), (5, 10)])
    func rowsBelow(k: Int, are expected: Int) throws {
        let report = try #require(
            AnonymityReport(quasiIdentifiers: [Self.ages, Self.sexes, Self.districts], k: k))
        #expect(report.rowsBelowK == expected)
    }

    @Test func unequalColumnsAndNoKAreRefused() {
        #expect(AnonymityReport(quasiIdentifiers: [[1, 2], [1]], k: 2) == nil)
        #expect(AnonymityReport(quasiIdentifiers: [[1, 2]], sensitive: [[1]], k: 2) == nil)
        #expect(AnonymityReport(quasiIdentifiers: [[1, 2]], k: 0) == nil)
        #expect(AnonymityReport(quasiIdentifiers: [], k: 2) == nil)
    }

    @Test func noRowsReachNothing() throws {
        let report = try #require(AnonymityReport(quasiIdentifiers: [[]], sensitive: [[]], k: 2))
        #expect((report.smallestClass, report.classCount) == (0, 0))
        #expect((report.prosecutorRisk, report.marketerRisk) == (0, 0))
    }

    /// Keys that fit one word, that need numbering in between, and single values of any size.
    @Test(arguments: [3, 1 << 20, 1 << 40, Int.max])
    func classesAreThoseOfADictionary(spread: Int) throws {
        var random = SeededNumbers(seed: UInt64(spread))
        let values = (0..<4).map { _ in Int.random(in: -spread...spread, using: &random) }
        let columns = (0..<4).map { _ in
            (0..<500).map { _ in values[Int.random(in: 0..<4, using: &random)] }
        }
        let report = try #require(
            AnonymityReport(quasiIdentifiers: columns, sensitive: [columns[0], columns[1]], k: 3))
        let classes = Dictionary(grouping: 0..<500) { row in columns.map { $0[row] } }
        #expect(report.classCount == classes.count)
        #expect(report.smallestClass == classes.values.map(\.count).min())
        #expect(report.rowsBelowK == classes.values.map(\.count).filter { $0 < 3 }.reduce(0, +))
        // A quasi-identifier that is also sensitive has one value in every class.
        #expect(report.diversity.map(\.distinct) == [1, 1])
    }
}

/// Made-up numbers that are the same in every run. Source: Sebastiano Vigna, SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
