/// The ISO 8601 text of a date, in words that a writer stores whole and then measures: making it
/// takes no branch a digit and no memory.
public struct DateText: Sendable {
    /// Three words, the first byte lowest in each.
    public struct Words: Sendable {
        let date: UInt64
        let time: UInt64
        let seconds: UInt64
    }
    /// `2007-11-18T09:14:27.630`, of which ``clockLength`` bytes count.
    public let words: Words
    /// How many bytes of ``words`` are text: 4, 7, 10, 16, 19 or 23.
    public let clockLength: Int
    /// `+00:00`, of which ``offsetLength`` bytes count.
    public let offset: UInt64
    /// 6, or 0 without offset.
    public let offsetLength: Int

    /// The text of `date` at its own precision; a local time has no offset.
    public init(_ date: PartialDate) {
        self.init(date, precision: date.precision, offset: date.offset)
    }

    /// The text of `date` as if it had this precision and this offset from UTC in minutes.
    public init(_ date: PartialDate, precision: PartialDate.Precision, offset: Int?) {
        let (year, milliseconds) = (date.year, date.millisecond)
        let days = Self.digits(year / 100, year % 100, date.month, date.day)
        let times = Self.digits(date.hour, date.minute, date.second, milliseconds % 100)
        let hyphen = UInt64(UInt8(ascii: "-"))
        let colon = UInt64(UInt8(ascii: ":"))
        words = Words(
            date: days & 0xFFFF_FFFF | hyphen << 32 | (days >> 32 & 0xFFFF) << 40 | hyphen << 56,
            time: days >> 48 | UInt64(UInt8(ascii: "T")) << 16 | (times & 0xFFFF) << 24
                | colon << 40 | (times >> 16) << 48,
            seconds: colon | (times >> 32 & 0xFFFF) << 8 | UInt64(UInt8(ascii: ".")) << 24
                | UInt64(0x30 + milliseconds / 100) << 32 | (times >> 48) << 40)
        clockLength =
            switch precision {
            case .year: 4
            case .month: 7
            case .day: 10
            case .minute: 16
            case .second: 19
            case .millisecond: 23
            }
        guard let offset, precision >= .minute else {
            (self.offset, offsetLength) = (0, 0)
            return
        }
        let parts = Self.digits(abs(offset) / 60, abs(offset) % 60, 0, 0)
        self.offset =
            UInt64(UInt8(ascii: offset < 0 ? "-" : "+")) | (parts & 0xFFFF) << 8 | colon << 24
            | (parts >> 16 & 0xFFFF) << 32
        offsetLength = 6
    }

    /// Four numbers below 100 as two ASCII digits each, the first lowest.
    @inline(__always)
    private static func digits(_ first: Int, _ second: Int, _ third: Int, _ fourth: Int) -> UInt64 {
        let numbers = UInt64(
            truncatingIfNeeded: first | second << 16 | third << 32 | fourth << 48)
        // 103 / 1024 is a tenth, near enough below 100; no product leaves its 16 bits.
        let tens = (numbers &* 103) >> 10 & 0x000F_000F_000F_000F
        return tens | (numbers &- tens &* 10) << 8 | 0x3030_3030_3030_3030
    }
}

extension PartialDate {
    /// Appends ISO 8601 text at the date's own precision; a local time has no offset.
    public func append(to output: inout [UInt8]) {
        let text = DateText(self)
        for index in 0..<text.clockLength {
            let word =
                index < 8 ? text.words.date : index < 16 ? text.words.time : text.words.seconds
            output.append(UInt8(truncatingIfNeeded: word >> UInt64(index % 8 * 8)))
        }
        for index in 0..<text.offsetLength {
            output.append(UInt8(truncatingIfNeeded: text.offset >> UInt64(index * 8)))
        }
    }
}
