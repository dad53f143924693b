public import CanonicalModel

/// Moves every date of a person by the same number of days, which only the holder of the key can
/// tell.
///
/// The number is uniform over -range…-1 and 1…range, so that order and intervals stay within a
/// person and nobody's dates stay as they were. Construction: key = HKDF-SHA256(master key, salt
/// `sluice/hkdf/v1`, info `dateshift-key`, epoch, scope); words = the 32-bit words of
/// HMAC-SHA256(key, `sluice/dateshift/v1`, person, block number), high byte first; the first word
/// below the largest multiple of 2 × range, modulo 2 × range.
///
/// A feed must not also hold a person's exact age, or any date that is not moved: either gives
/// the number away.
public struct DateShift: Sendable {
    /// The largest number of days, in either direction.
    public let range: Int
    private let keyed: KeyedHash

    /// Derives the key; `nil` where `range` is not 1 to 365 days.
    ///
    /// - Parameters:
    ///   - epoch: Changes when keys are rotated, such as `2026Q4`.
    ///   - scope: Such as `agreement/A1` or `linkage/L7`.
    public init?(masterKey: MasterKey, epoch: String, scope: String, range: Int = 15) {
        guard (1...365).contains(range) else { return nil }
        self.range = range
        var keyed = KeyedHash(
            key: masterKey.derive("dateshift-key", epoch: epoch, scope: scope, byteCount: 32))
        keyed.begin(with: "sluice/dateshift/v1".utf8)
        self.keyed = keyed
    }

    /// The number of days by which the dates of `person` move: the same in every run.
    ///
    /// - Parameter person: The canonical identifier; for NHS numbers ``NHSNumber/digits``.
    /// - Complexity: One HMAC: once a person.
    public func days(for person: Span<UInt8>) -> Int {
        let choices = UInt32(2 * range)
        let limit = UInt32.max / choices * choices
        var block: UInt32 = 0
        while true {
            let words = keyed.tag(of: person, suffix: block).words
            for word in [words.0, words.1, words.2, words.3] {
                for half in [UInt32(word >> 32), UInt32(truncatingIfNeeded: word)]
                where half < limit {
                    let choice = Int(half % choices)
                    return choice < range ? choice - range : choice - range + 1
                }
            }
            block += 1
        }
    }
}

extension PartialDate {
    /// The calendar day so many days later, or earlier where `days` is negative.
    ///
    /// Time of day and offset are dropped: summer time on a day in winter would tell how far the
    /// date was moved. `nil`, and to be withheld, where only the month or the year is known, which
    /// cannot be moved by days, or where the day is outside the years 1 to 4095.
    public func shifted(byDays days: Int) -> PartialDate? {
        guard precision >= .day else { return nil }
        let (moved, overflows) = dayNumber.addingReportingOverflow(days)
        return overflows ? nil : PartialDate(dayNumber: moved)
    }

    /// The day that is `dayNumber` days after 0001-01-01; `nil` outside the years 1 to 4095.
    private init?(dayNumber: Int) {
        let daysOf400Years = 146_097
        guard (0..<4096 * 366).contains(dayNumber) else { return nil }
        // Years that begin in March end with the leap day, if they have one: the length of their
        // months is then a line. Source: Howard Hinnant, "chrono-Compatible Low-Level Date
        // Algorithms", civil_from_days.
        let sinceMarch = dayNumber + 306
        let (cycle, ofCycle) = sinceMarch.quotientAndRemainder(dividingBy: daysOf400Years)
        let yearOfCycle =
            (ofCycle - ofCycle / 1460 + ofCycle / 36_524 - ofCycle / (daysOf400Years - 1)) / 365
        let ofYear = ofCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * ofYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            .day, year: cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month: month,
            day: ofYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
