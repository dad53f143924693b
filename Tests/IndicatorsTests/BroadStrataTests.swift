import DisclosureControl
import Testing

@testable import Indicators

/// How strata of age and sex are put together before figures are adjusted by them.
@Suite struct BroadStrataTests {
    private static let narrowest = "0-19 20-39 40-59 60-69 70-79 80+ by sex"

    /// The strata of a practice: so many males and females of each age, each beside 100 who are
    /// not counted; and those of no known sex.
    private static func strata(
        _ males: [Int], _ females: [Int], unknown: Int = 0
    ) -> [Counts] {
        (males + females).map { Counts(numerator: $0, rest: 100) }
            + [Counts(numerator: unknown, rest: unknown)]
    }

    private static func alike(_ count: Int) -> [Int] { Array(repeating: count, count: 6) }

    @Test(arguments: [
        // Nothing is small; nobody is nobody.
        (alike(30), alike(30), narrowest),
        ([0, 0, 30, 30, 30, 30], [0, 0, 30, 30, 30, 30], narrowest),
        // Few below forty, of both sexes.
        ([5, 5, 30, 30, 30, 30], [5, 5, 30, 30, 30, 30], "0-39 40-59 60-69 70-79 80+ by sex"),
        ([2, 2, 30, 30, 30, 30], [2, 2, 30, 30, 30, 30], "0-59 60-69 70-79 80+ by sex"),
        // Few of one sex.
        (alike(4), alike(30), "0-19 20-39 40-59 60-69 70-79 80+"),
        // Few of any age: broad bands, of both sexes.
        (alike(2), alike(2), "0-39 40-69 70+"),
    ])
    func strataAreAsNarrowAsSmallNumbersAllow(
        _ males: [Int], _ females: [Int], _ name: String
    ) {
        let others = Self.strata(Self.alike(40), Self.alike(40))
        let found = BroadStrata([Self.strata(males, females), others], under: .nhsSecondaryCare)
        #expect(found?.name == name)
    }

    /// People of all ages together are no strata, and a practice that is small as a whole does
    /// not count.
    @Test(arguments: [[1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 3]])
    func withoutTwoAgesThereAreNone(_ males: [Int]) {
        let practice = Self.strata(males, Self.alike(0))
        #expect(BroadStrata([practice], under: .nhsSecondaryCare) == nil)
    }

    @Test(arguments: [(8, "0-39 40-59 60-69 70-79 80+ by sex"), (9, narrowest)])
    func onePracticeOfTenDoesNotDecideForAll(_ others: Int, _ name: String) {
        let few = Self.strata([5, 5, 30, 30, 30, 30], Self.alike(30))
        let usual = Self.strata(Self.alike(30), Self.alike(30))
        let practices = [few] + Array(repeating: usual, count: others)
        #expect(BroadStrata(practices, under: .nhsSecondaryCare)?.name == name)
    }

    @Test(arguments: [(3, 12), (30, 13)])
    func fewOfNoKnownSexAreWithOthers(_ unknown: Int, _ count: Int) throws {
        let strata = Self.strata(Self.alike(30), Self.alike(30), unknown: unknown)
        let broad = try #require(BroadStrata([strata], under: .nhsSecondaryCare))
        #expect(broad.count == count)
        #expect(broad.put(strata).reduce(0) { $0 + $1.numerator } == 360 + unknown)
        #expect(broad.put(strata)[1].numerator == 30)
    }
}
