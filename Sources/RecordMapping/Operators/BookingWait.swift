import CanonicalModel

/// How long something was waited for: the days of the calendar between two dates, in the bands of
/// ``Vocabulary/bookingWait``.
///
/// A band says what a recipient asks of an appointment, and neither day has to leave for it.
enum BookingWait {
    /// The band of `from until`, two FHIR dates with a space between; empty where one of them is
    /// not known to the day, or where the later comes first.
    ///
    /// - Returns: `nil` where a date cannot be read.
    static func band(_ bytes: Span<UInt8>) -> [UInt8]? {
        guard let space = bytes.indices.first(where: { bytes[$0] == 0x20 }),
            let from = ISOTime.date(bytes.extracting(0..<space)),
            let until = ISOTime.date(bytes.extracting(space + 1..<bytes.count))
        else { return nil }
        let days = until.dayNumber - from.dayNumber
        guard from.precision >= .day, until.precision >= .day, days >= 0 else { return [] }
        let place = longest.firstIndex { days <= $0 } ?? longest.count
        return Array(Vocabulary.bookingWait.words[place].utf8)
    }

    /// The most days of each band but the last.
    private static let longest = [0, 1, 7, 14, 21, 28]
}
