import DisclosureControl
import Testing

@testable import Indicators

/// What the page says first, and in what words.
@Suite struct ReportTests {
    /// A page of three practices, one of them far above the others.
    private static func page(
        _ body: String, _ practices: [CountingTests.Practice]
    ) throws -> String {
        let counting = try CountingTests.count(try CountingTests.definition(body), practices)
        let results = counting.results(
            IndicatorResults.Basis(), organisations: Organisations(), profile: .nhsSecondaryCare,
            standard: nil)
        return ReportPage(results) { $0 }.html
    }

    @Test func whoIsFarFromTheOthersIsSaidFirst() throws {
        let html = try Self.page(
            CountingTests.ill,
            [("A", 500), ("B", 490), ("C", 700)].map {
                CountingTests.Practice(code: $0, people: 1000, ill: $1)
            })
        let glance = try #require(html.split(separator: "</section>").first)
        #expect(glance.contains("Practices outside three standard deviations of all"))
        #expect(glance.contains("<td class=\"words\">C (70.0 %)</td>"))
        #expect(glance.contains("A (50.0 %), B (49.0 %)"))
    }

    @Test func whatIsKeptBackIsSaidFirst() throws {
        let html = try Self.page(
            CountingTests.ill,
            [
                CountingTests.Practice(code: "A", people: 1000, ill: 500),
                CountingTests.Practice(code: "B", people: 9, ill: 3),
            ])
        let glance = try #require(html.split(separator: "</section>").first)
        #expect(glance.contains("figures of practices are kept back for small numbers."))
        #expect(!glance.contains("standard deviations"))
    }

    @Test(arguments: [
        ("A", "White: British"), ("Z", "Not stated"), ("asian", "Asian or Asian British"),
        ("not known", "not known"),
    ])
    func ethnicCategoriesHaveNames(_ word: String, _ name: String) {
        #expect(EthnicNames.name(word) == name)
    }
}
