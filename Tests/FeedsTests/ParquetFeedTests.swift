import CanonicalModel
import Testing

@testable import Feeds
@testable import ParquetWriting

@Suite struct ParquetFeedTests {
    /// The columns of a table, and the rows that a record makes in it.
    private func table(
        _ kind: EntryKind, _ names: [String], _ values: KeyValuePairs<String, RecordBuilder.Value>
    ) -> (columns: [ParquetColumn], rows: ParquetRows) {
        let selection = FeedSelection([kind: names])
        var builder = RecordBuilder()
        builder.add(kind, values)
        var output = FeedOutput()
        CSVFeed(selection: selection).append(builder.released(), into: &output)
        let feed = ParquetFeed(FeedTable(kind, selection))
        var rows = ParquetRows()
        feed.append(csv: output.csv[Int(kind.rawValue)], into: &rows)
        return (feed.columns, rows)
    }

    /// The row of the three columns that every table has, and then what `fill` appends.
    private func row(_ fill: (inout ParquetRows) -> Void) -> ParquetRows {
        var rows = ParquetRows()
        for text in ["P1", "A99901", "emis"] { rows.append(text) }
        fill(&rows)
        rows.endRow()
        return rows
    }

    @Test func anObservationHasTheCellsOfCSVAndTypedOnes() {
        let (columns, rows) = table(
            .observation, ["value", "id", "code", "effective", "component"],
            [
                "id": "o1",
                "code": .concept(.mapped, text: "typed", [.init(.snomed, "27113001", "Weight")]),
                "effective": .second(2021, 3, 4, 23, 59, 1),
                "value": .quantity("34.0", .less, unit: "kg", code: "kg", derived: true),
                "component": true,
            ])
        #expect(
            columns.map { "\($0.name) \($0.kind)" } == [
                "person_key string", "practice string", "source_system string", "id string",
                "code_snomed string", "code_source string", "code_source_system string",
                "code_term string", "code_status string", "effective string", "effective_day date",
                "effective_precision string", "value_number string", "value_number_double double",
                "value_comparator string", "value_unit string", "value_unit_code string",
                "value_origin string", "value_unit_ucum string", "value_canonical string",
                "value_canonical_double double", "value_unit_canonical string",
                "value_plausible boolean", "component boolean",
            ])
        let expected = row { row in
            for text in ["o1", "27113001", "27113001", "snomed", "Weight", "mapped"] {
                row.append(text)
            }
            row.append("2021-03-04T23:59:01")
            // 2021-03-04 is day 18690 since 1970-01-01.
            row.append(Int32(18_690))
            row.append("second")
            row.append("34.0")
            row.append(34.0)
            for text in ["<", "kg", "kg", "derived-from-text"] { row.append(text) }
            for _ in 0..<5 { row.appendNull() }
            row.append(true)
        }
        #expect(rows.bytes == expected.bytes && rows.count == 1)
    }

    @Test func whatIsAbsentIsNull() {
        let (columns, rows) = table(.observation, ["id", "effective", "value", "component"], [:])
        let expected = row { row in for _ in columns.dropFirst(3) { row.appendNull() } }
        #expect(rows.bytes == expected.bytes)
    }

    @Test(arguments: [
        "plain", "a,b", #"say "no""#, "two\r\nlines", " lead", #"""#, "Zoë 漢", "\u{1F}",
    ])
    func textsComeAsTheyWere(_ text: String) {
        let (_, rows) = table(.observation, ["value_text"], ["value_text": .text(text)])
        #expect(rows.bytes == row { $0.append(text) }.bytes)
    }

    @Test(
        arguments: [
            (PartialDate(.day, year: 1970, month: 1, day: 1), "1970-01-01", 0, "day"),
            (PartialDate(.day, year: 1969, month: 12, day: 31), "1969-12-31", -1, "day"),
            (PartialDate(.day, year: 2000, month: 2, day: 29), "2000-02-29", 11_016, "day"),
            (
                PartialDate(.minute, year: 2026, month: 1, day: 2), "2026-01-02T00:00", 20_455,
                "minute"
            ),
            (PartialDate(.month, year: 2021, month: 3), "2021-03", nil, "month"),
            (PartialDate(.year, year: 2021), "2021", nil, "year"),
        ] as [(PartialDate?, String, Int32?, String)])
    func aDayIsADateWhereItIsKnown(
        _ date: PartialDate?, _ text: String, _ day: Int32?, _ precision: String
    ) {
        let (_, rows) = table(.observation, ["effective"], ["effective": .date(date)])
        let expected = row { row in
            row.append(text)
            if let day { row.append(day) } else { row.appendNull() }
            row.append(precision)
        }
        #expect(rows.bytes == expected.bytes)
    }

    @Test(
        arguments: [
            ("34.0", 34.0), ("-0.5", -0.5), ("0.1", 0.1), ("1e3", 1000), ("007", 7),
            ("12345678901234567890", 12_345_678_901_234_567_168), ("1e999", nil), ("inf", nil),
            ("0x10", nil), ("1/2", nil),
        ] as [(String, Double?)])
    func aNumberKeepsItsDigitsBesideTheDouble(_ literal: String, _ value: Double?) {
        let (_, rows) = table(.observation, ["value"], ["value": .amount(literal)])
        let expected = row { row in
            row.append(literal)
            if let value { row.append(value) } else { row.appendNull() }
            for _ in 0..<3 { row.appendNull() }
            row.append("measured")
            for _ in 0..<5 { row.appendNull() }
        }
        #expect(rows.bytes == expected.bytes)
    }

    @Test func severalReferencesAreAList() throws {
        let kind = try #require(
            EntryKind.allCases.first { $0.definition.fields.contains { $0.type == .references } })
        let field = try #require(kind.definition.fields.first { $0.type == .references }).name
        var output = ParquetRows()
        let feed = ParquetFeed(FeedTable(kind, FeedSelection([kind: [field]])))
        feed.append(csv: Array("P1,A99901,emis,a bc\r\n".utf8), into: &output)
        let expected = row { row in
            row.beginList(count: 2)
            row.append("a")
            row.append("bc")
        }
        #expect(output.bytes == expected.bytes)
        #expect(feed.columns.last == ParquetColumn(field, .strings))
    }

    @Test(arguments: EntryKind.allCases)
    func noTwoColumnsHaveOneName(_ kind: EntryKind) {
        let names = ParquetFeed(FeedTable(kind, .everything)).columns.map(\.name)
        #expect(Set(names).count == names.count && names.count > 3)
    }
}
