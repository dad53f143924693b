import CanonicalModel

/// Dates with the day first: `yyyy`, `MM/yyyy`, `dd/MM/yyyy`, the last perhaps followed by
/// ` HH:mm` or ` HH:mm:ss`; nothing lenient.
///
/// Source: EmisOpen EomMedicalRecord38, AssignedDate, DatePart and AssignedTime. Times are local.
enum DayFirstTime {
    static func date(_ bytes: Span<UInt8>) -> PartialDate? {
        let slash = UInt8(ascii: "/"), colon = UInt8(ascii: ":")
        var index = 0
        guard bytes.count > 4 else {
            return bytes.fourDigits(at: &index).flatMap { PartialDate(.year, year: $0) }
        }
        guard let first = bytes.twoDigits(at: &index), bytes.takes(slash, at: &index) else {
            return nil
        }
        guard bytes.count - index > 4 else {
            return bytes.fourDigits(at: &index).flatMap {
                PartialDate(.month, year: $0, month: first)
            }
        }
        guard let month = bytes.twoDigits(at: &index), bytes.takes(slash, at: &index),
            let year = bytes.fourDigits(at: &index)
        else { return nil }
        if index == bytes.count {
            return PartialDate(.day, year: year, month: month, day: first)
        }
        guard bytes.takes(0x20, at: &index), let hour = bytes.twoDigits(at: &index),
            bytes.takes(colon, at: &index), let minute = bytes.twoDigits(at: &index)
        else { return nil }
        var (second, precision) = (0, PartialDate.Precision.minute)
        if bytes.takes(colon, at: &index) {
            guard let seconds = bytes.twoDigits(at: &index) else { return nil }
            (second, precision) = (seconds, .second)
        }
        guard index == bytes.count else { return nil }
        return PartialDate(
            precision, year: year, month: month, day: first, hour: hour, minute: minute,
            second: second)
    }
}
