import DisclosureControl
import Testing

@testable import Indicators

/// Intervals and adjusted proportions against published and hand-made figures.
@Suite struct IntervalTests {
    /// Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ])
    func wilsonIsAsPublished(_ part: Int, _ whole: Int, _ low: Double, _ high: Double) {
        let interval = Intervals.wilson(part, of: whole)
        #expect(abs(interval.low - low) < 0.00006)
        #expect(abs(interval.high - high) < 0.00006)
    }

    @Test func wilsonStaysWithin() {
        for whole in 1...60 {
            for part in 0...whole {
                let (low, high) = Intervals.wilson(part, of: whole)
                let share = Double(part) / Double(whole)
                #expect(low >= 0 && high <= 1 && low <= share && share <= high)
            }
        }
    }

    /// Exact Poisson limits of 0, 10 and 100 are 0 and 3.69, 4.80 and 18.39, 81.36 and 121.63.
    @Test(arguments: [(0, 0.0, 3.69), (10, 4.80, 18.39), (100, 81.36, 121.63)])
    func byarIsNearTheExact(_ count: Int, _ low: Double, _ high: Double) {
        let interval = Intervals.byar(count)
        #expect(abs(interval.low - low) < 0.05)
        #expect(abs(interval.high - high) < 0.05)
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (0.125, 2, "0.13"), (12.3449, 3, "12.345"), (-0.5, 1, "-0.5"),
        (-0.001, 1, "0.0"), (0.9999, 3, "1.000"), (1234.0, 0, "1234"),
    ])
    func decimalsAre(_ value: Double, _ places: Int, _ text: String) {
        #expect(DecimalText.fixed(value, places) == text)
    }

    /// As many people in each stratum.
    static let even = StandardPopulation(
        name: "even", source: "",
        bands: AgeSexStrata.ages.map { .init(ages: $0, counts: [100, 100]) })

    private static func adjusted(
        _ strata: [[PublishedCount]], ages: ClosedRange<Int>
    ) -> (value: Double, low: Double, high: Double)? {
        even.adjusted(strata, of: BroadStrata.all[0], ages: ages)
    }

    /// A practice of the standard's make-up keeps its proportion; another is adjusted.
    @Test func adjustingWeighsStrata() throws {
        func strata(_ first: (Int, Int), _ others: (Int, Int)) -> [[PublishedCount]] {
            [[.count(first.0), .count(first.1)]]
                + Array(repeating: [.count(others.0), .count(others.1)], count: 11)
                + [[.count(0), .count(0)]]
        }
        let same = try #require(
            Self.adjusted(strata((20, 80), (20, 80)), ages: 0...130))
        #expect(abs(same.value - 0.2) < 1e-9)
        // Ten times as many people in the first stratum, where the proportion is a half.
        let other = try #require(
            Self.adjusted(strata((500, 500), (20, 80)), ages: 0...130))
        #expect(abs(other.value - (0.5 + 11 * 0.2) / 12) < 1e-9)
        #expect(other.low < other.value && other.value < other.high)
    }

    /// Which counts are kept back must not move a figure.
    @Test func nothingIsAdjustedWhereAStratumIsKeptBack() {
        var strata = Array(repeating: [PublishedCount.count(20), .count(80)], count: 13)
        strata[0] = [.suppressed, .count(80)]
        #expect(Self.adjusted(strata, ages: 0...130) == nil)
        // Nobody of its ages is counted, so that it says nothing.
        strata[6] = strata[0]
        #expect(Self.adjusted(strata, ages: 20...130) != nil)
    }

    /// Of an indicator of people of 18 and over only the standard's people of these ages count: of
    /// the band of 0 to 19 two years of twenty.
    @Test func onlyTheAgesThatAreCountedHaveWeight() throws {
        let weights = Self.even.weights(of: 18...130)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-9)
        #expect(abs(weights[0] - 10 / 1020.0) < 1e-9 && abs(weights[1] - 100 / 1020.0) < 1e-9)
        let strata =
            Array(repeating: [PublishedCount.count(50), .count(50)], count: 1)
            + Array(repeating: [PublishedCount.count(20), .count(80)], count: 12)
        let value = try #require(Self.adjusted(strata, ages: 18...130)).value
        #expect(abs(value - (0.2 + 0.3 * 10 / 1020)) < 1e-9)
    }
}
