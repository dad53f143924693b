import CanonicalModel

/// A date of a feed: its first day, and how closely it is known.
///
/// A date that is known to the month or the year stands for its first day, as in ehrQL, whose dates
/// of birth are first days of months.
struct FeedDate {
    enum Precision: UInt8 { case year, month, day }
    let day: Int32
    let precision: Precision

    /// Reads `2026`, `2026-11` or `2026-11-21`, and of a time its day; `nil` for anything else.
    static func read(_ text: Span<UInt8>) -> FeedDate? {
        guard let year = number(text, 0, 4) else { return nil }
        if text.count == 4 {
            return PartialDate(.year, year: year).map {
                FeedDate(day: Int32($0.dayNumber), precision: .year)
            }
        }
        guard text[4] == UInt8(ascii: "-"), let month = number(text, 5, 2) else { return nil }
        if text.count == 7 {
            return PartialDate(.month, year: year, month: month).map {
                FeedDate(day: Int32($0.dayNumber), precision: .month)
            }
        }
        guard text[7] == UInt8(ascii: "-"), let day = number(text, 8, 2) else { return nil }
        return PartialDate(.day, year: year, month: month, day: day).map {
            FeedDate(day: Int32($0.dayNumber), precision: .day)
        }
    }

    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= text.count else { return nil }
        var number = 0
        for index in start..<start + count {
            let digit = Int(text[index]) - 0x30
            guard (0...9).contains(digit) else { return nil }
            number = number * 10 + digit
        }
        return number
    }
}
