import CanonicalModel
import Testing

@testable import Feeds

@Suite struct RowOrderTests {
    private static let selection = FeedSelection([
        .observation: ["id", "effective", "recorded", "value_text"], .patient: ["birth_date"],
    ])

    /// The ids of `rows`, each an id, a date and a text, in their order after sorting.
    private func order(_ rows: [(id: String, date: String, text: String)]) -> String {
        var csv = Array(
            rows.map { "P,A,emis,\($0.id),\($0.date),day,,,\($0.text)\r\n" }.joined().utf8)
        RowOrder(FeedTable(.observation, Self.selection)).sort(&csv)
        let lines = String(decoding: csv, as: UTF8.self).split(separator: "P,A,emis,")
        return lines.compactMap { $0.split(separator: ",").first.map(String.init) }.joined()
    }

    @Test(
        arguments: [
            ([], ""),
            ([("a", "2021-03-04", "x"), ("b", "2021-03-05", "x")], "ab"),
            ([("a", "2021-03-05", "x"), ("b", "2021-03-04", "x")], "ba"),
            // Rows of one date keep their places; no date comes first, a year before its months.
            (
                [("a", "2021-03", ""), ("b", "2021", ""), ("c", "", ""), ("d", "2021-03", "")],
                "cbad"
            ),
            ([("a", "2021-03-04T10:00", ""), ("b", "2021-03-04", "")], "ba"),
            // Commas, quotes and line ends within a cell are no ends of cells and rows.
            ([("a", "2022", "\"a,\"\"\r\nP2\""), ("b", "2021", "\",,,\"")], "ba"),
        ] as [([(String, String, String)], String)])
    func rowsStandInTheOrderOfTheirDates(_ rows: [(String, String, String)], _ expected: String) {
        #expect(order(rows.map { (id: $0.0, date: $0.1, text: $0.2) }) == expected)
    }

    @Test func theFirstDateOfATableCounts() {
        #expect(FeedTable(.observation, Self.selection).dateColumn == "effective")
        #expect(FeedTable(.patient, Self.selection).dateColumn == nil)
        #expect(FeedTable(.registration, .everything).dateColumn == "start")
        #expect(FeedTable(.medicationIssue, .everything).dateColumn == "issued")
    }
}
