import CanonicalModel
import Testing

@testable import Indicators

/// Rows, dates and runs, as they stand in the files of feeds.
@Suite struct ReadingTests {
    @Test(
        arguments: [
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("a,\r\n,b\r\n", [["a", ""], ["", "b"]]), ("\"a,b\",c\r\n", [["a,b", "c"]]),
            ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]), ("\"a\"\"b\",c\r\n", [["a\"\"b", "c"]]),
            ("a,\"b\"", [["a", "b"]]), ("a,\"\"\r\nb,c\r\n", [["a", ""], ["b", "c"]]), ("", []),
        ] as [(String, [[String]])])
    func rowsAre(_ text: String, _ expected: [[String]]) {
        let bytes = Array(text.utf8)
        var (rows, offset, found) = (CSVRows(), 0, [[String]]())
        while rows.next(bytes.span, &offset) { found.append(rows.texts(bytes.span)) }
        #expect(found == expected)
        #expect(offset == bytes.count)
    }

    /// A row with more cells than there was room for, of lengths around that of a word.
    @Test(arguments: 1...18)
    func rowsOfManyCellsAreRead(_ length: Int) {
        let cells = (0..<100).map { number in
            String(repeating: number % 3 == 0 ? "ü" : "x", count: (length + number) % 19)
        }
        let bytes = Array((cells.joined(separator: ",") + "\r\nz\r\n").utf8)
        var (rows, offset) = (CSVRows(), 0)
        #expect(rows.next(bytes.span, &offset))
        #expect(rows.texts(bytes.span) == cells)
        #expect(rows.next(bytes.span, &offset))
        #expect(rows.texts(bytes.span) == ["z"])
    }

    @Test func wordsHaveNumbersInTheirOrder() {
        let texts = (0..<500).map { "word \($0 * $0)" } + [""]
        var words = WordNumbers(["first"])
        for text in texts { _ = words.add(Array(text.utf8).span) }
        #expect(words.count == 502)
        for (place, text) in texts.enumerated() {
            #expect(words.number(Array(text.utf8).span) == UInt32(place + 2))
            #expect(words.text(UInt32(place + 2)) == text)
        }
        #expect(words.number(Array("other".utf8).span) == 0)
    }

    @Test(arguments: ["a,b", "a,\"b", "a,\"b\"", "a,b\r"])
    func aRowThatIsCutOffWaits(_ text: String) {
        let bytes = Array(text.utf8)
        var (rows, offset) = (CSVRows(), 0)
        #expect(!rows.next(bytes.span, &offset, isLast: false))
        #expect(offset == 0)
    }

    @Test(
        arguments: [
            ("2026-11-21", "2026-11-21", .day), ("2026-11", "2026-11-01", .month),
            ("2026", "2026-01-01", .year), ("2026-05-12T10:20:00+01:00", "2026-05-12", .day),
            ("2026-02-30", nil, .day), ("26-11-21", nil, .day), ("", nil, .day),
            ("2026-1", nil, .day),
        ] as [(String, String?, FeedDate.Precision)])
    func datesAre(_ text: String, _ day: String?, _ precision: FeedDate.Precision) {
        let date = FeedDate.read(Array(text.utf8).span)
        #expect(date.map { CalendarDay(number: $0.day).text } == day)
        if let date { #expect(date.precision == precision) }
    }

    @Test(arguments: [
        ("P1Y", "2026-11-21", -1, "2025-11-21"), ("P1M", "2026-03-31", -1, "2026-02-28"),
        ("P12M", "2024-02-29", 1, "2025-02-28"), ("P2W", "2026-01-05", -1, "2025-12-22"),
        ("P3M", "2026-11-30", 1, "2027-02-28"), ("P30D", "2024-03-01", -1, "2024-01-31"),
        ("P5Y", "2026-01-31", -1, "2021-01-31"), ("P400Y", "2026-01-31", -1, ""),
    ])
    func periodsAre(_ period: String, _ from: String, _ sign: Int, _ to: String) throws {
        let day = try #require(CalendarDay(from))
        #expect((Period(period)?.added(to: day, times: sign).text ?? "") == to)
    }

    /// Every day of 400 years comes back from its parts.
    @Test func daysHaveParts() throws {
        let first = try #require(CalendarDay("1900-01-01"))
        for number in first.number..<first.number + 146_097 {
            let (year, month, day) = CalendarDay(number: number).parts
            let date = PartialDate(.day, year: year, month: month, day: day)
            guard date?.dayNumber == Int(number) else {
                Issue.record("day \(number)")
                return
            }
        }
        #expect(CalendarDay("2026-11-22")?.weekday == 6)
    }

    @Test func runsAreOfOnePractice() throws {
        let lines = ["A,1", "A,2", "B,3", "A,4"].map { "p\($0.suffix(1)),\($0)\r\n" }
        let bytes = Array(("person_key,practice,x\r\n" + lines.joined()).utf8)
        var runs = PracticeRuns(file: "x.csv")
        var used = 0
        // A byte more at a time: what is not whole comes again.
        for end in 1...bytes.count {
            used += try runs.add(
                bytes[used..<end].span, isLast: end == bytes.count)
        }
        #expect(runs.rowCount == 4)
        #expect(runs.runs.map(\.practice) == ["A", "B", "A"])
        let texts = runs.runs.map { run in
            String(decoding: bytes[run.offset..<run.offset + run.length], as: UTF8.self)
        }
        #expect(texts == [lines[0] + lines[1], lines[2], lines[3]])
    }

    @Test(arguments: ["a,b\r\n1,2\r\n", "person_key,practice\r\n1\r\n"])
    func isNoTable(_ text: String) {
        var runs = PracticeRuns(file: "x.csv")
        let error = #expect(throws: Diagnostic.self) {
            _ = try runs.add(Array(text.utf8).span, isLast: true)
        }
        #expect(error?.code == .malformedTable)
    }
}
