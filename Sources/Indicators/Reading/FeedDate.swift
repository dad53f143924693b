import CanonicalModel

/// A date of a feed: its first day, and how closely it is known.
///
/// A date that is known to the month or the year stands for its first day, as in ehrQL, whose dates
/// of birth are first days of months.
struct FeedDate {
    enum Precision: UInt8 { case year, month, day }
    let day: Int32
    let precision: Precision
    /// The hour on the clock that the text shows; -1 where no time is known.
    var hour: Int8 = -1

    /// Reads `2026`, `2026-11` or `2026-11-21`, and of a time its day and hour; `nil` for anything
    /// else.
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
        let isTime = text.count > 12 && text[10] == UInt8(ascii: "T")
        let hour = isTime ? number(text, 11, 2).map { Int8($0) } : nil
        return PartialDate(.day, year: year, month: month, day: day).map {
            FeedDate(day: Int32($0.dayNumber), precision: .day, hour: hour ?? -1)
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
