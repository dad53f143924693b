public import CanonicalModel

/// Moments in UTC as registers and lists write them: `2026-11-21T22:00:00Z`.
public enum Instant {
    /// Reads a moment; `nil` for any other form, and for moments that do not exist.
    public static func parse(_ text: String) -> PartialDate? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 else { return nil }
        let form = Array("0000-00-00T00:00:00Z".utf8)
        for (byte, expected) in zip(bytes, form) {
            let isDigit = (0x30...0x39).contains(byte)
            guard expected == 0x30 ? isDigit : byte == expected else { return nil }
        }
        func number(_ start: Int, _ count: Int) -> Int {
            bytes[start..<start + count].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        return PartialDate(
            .second, year: number(0, 4), month: number(5, 2), day: number(8, 2),
            hour: number(11, 2), minute: number(14, 2), second: number(17, 2), offset: 0)
    }

    /// Writes the moment that ``parse(_:)`` reads; `instant` is in UTC, known to the second.
    public static func text(_ instant: PartialDate) -> String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = [padded(instant.year, 4), padded(instant.month, 2), padded(instant.day, 2)]
        let time = [instant.hour, instant.minute, instant.second].map { padded($0, 2) }
        return day.joined(separator: "-") + "T" + time.joined(separator: ":") + "Z"
    }

    /// The moment that begins the day after `day`: no moment of the day is later, in any season.
    public static func end(of day: PartialDate) -> PartialDate? {
        PartialDate(
            .second, year: day.year, month: day.month, day: day.day, hour: 23, minute: 59,
            second: 59, offset: 0)
    }
}
