import CanonicalModel

/// Dates with the day first: `yyyy`, `MM/yyyy`, `dd/MM/yyyy`, the last perhaps followed by
/// ` HH:mm` or ` HH:mm:ss`; nothing lenient.
///
/// Source: EmisOpen EomMedicalRecord38, AssignedDate, DatePart and AssignedTime. Times are local.
enum DayFirstTime {
    static func date(_ bytes: ArraySlice<UInt8>) -> PartialDate? {
        let slash = UInt8(ascii: "/")
        var reader = DigitReader(bytes)
        guard reader.remaining > 4 else {
            return reader.digits(4).flatMap { PartialDate(.year, year: $0) }
        }
        guard let first = reader.digits(2), reader.take(slash) else { return nil }
        guard reader.remaining > 4 else {
            return reader.digits(4).flatMap { PartialDate(.month, year: $0, month: first) }
        }
        guard let month = reader.digits(2), reader.take(slash), let year = reader.digits(4) else {
            return nil
        }
        if reader.isAtEnd { return PartialDate(.day, year: year, month: month, day: first) }
        guard reader.take(0x20), let hour = reader.digits(2), reader.take(UInt8(ascii: ":")),
            let minute = reader.digits(2)
        else { return nil }
        var (second, precision) = (0, PartialDate.Precision.minute)
        if reader.take(UInt8(ascii: ":")) {
            guard let seconds = reader.digits(2) else { return nil }
            (second, precision) = (seconds, .second)
        }
        guard reader.isAtEnd else { return nil }
        return PartialDate(
            precision, year: year, month: month, day: first, hour: hour, minute: minute,
            second: second)
    }
}
