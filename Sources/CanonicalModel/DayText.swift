/// Days as agreements, options, manifests, ledgers and messages have them: `2026-11-22`.
extension PartialDate {
    /// Reads `YYYY-MM-DD`: ten ASCII characters of a day that exists; `nil` for anything else, so
    /// that no sign, space or missing nought passes for a part of a day.
    ///
    /// Source: ISO 8601-1:2019, §5.2.2.1 (a calendar date, extended format).
    public init?(dayText: some StringProtocol) {
        var number = 0
        var count = 0
        for byte in dayText.utf8 {
            let isHyphen = count == 4 || count == 7
            guard count < 10, isHyphen ? byte == 0x2D : (0x30...0x39).contains(byte) else {
                return nil
            }
            if !isHyphen { number = number * 10 + Int(byte - 0x30) }
            count += 1
        }
        guard count == 10 else { return nil }
        self.init(.day, year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// The day as ``init(dayText:)`` reads it.
    public var dayText: String {
        var bytes: [UInt8] = []
        generalised(to: .day).append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
