import CanonicalModel

/// Reads numbers at fixed places of a text; each step moves `index` past what it takes.
extension Span<UInt8> {
    /// Two digits as a number, or `nil` if they do not stand at `index`.
    @inline(__always) func twoDigits(at index: inout Int) -> Int? {
        guard index + 2 <= count else { return nil }
        let (tens, ones) = (self[index] &- 0x30, self[index + 1] &- 0x30)
        guard tens < 10, ones < 10 else { return nil }
        index += 2
        return Int(tens &* 10 &+ ones)
    }

    /// Four digits as a number, or `nil` if they do not stand at `index`.
    @inline(__always) func fourDigits(at index: inout Int) -> Int? {
        guard let hundreds = twoDigits(at: &index), let rest = twoDigits(at: &index) else {
            return nil
        }
        return hundreds * 100 + rest
    }

    /// Whether `byte` stands at `index`; if so it is taken.
    @inline(__always) func takes(_ byte: UInt8, at index: inout Int) -> Bool {
        guard index < count, self[index] == byte else { return false }
        index += 1
        return true
    }

    /// One to nine digits of a fraction, as milliseconds.
    fileprivate func milliseconds(at index: inout Int) -> Int? {
        var (value, taken) = (0, 0)
        while index < count, case 0x30...0x39 = self[index], taken < 9 {
            if taken < 3 { value = value * 10 + Int(self[index] - 0x30) }
            taken += 1
            index += 1
        }
        guard taken > 0 else { return nil }
        for _ in min(taken, 3)..<3 { value *= 10 }
        return value
    }

    /// `+hh:mm`, `-hhmm` and the like, as minutes; something stands at `index`.
    fileprivate func offset(at index: inout Int) -> Int? {
        let isWest = self[index] == UInt8(ascii: "-")
        guard isWest || self[index] == UInt8(ascii: "+") else { return nil }
        index += 1
        guard let hours = twoDigits(at: &index) else { return nil }
        _ = takes(UInt8(ascii: ":"), at: &index)
        guard let minutes = twoDigits(at: &index), minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}

/// What is known of a second and its fraction: of a leap second (23:59:60) only the minute, since
/// few that read a feed know it, and no other second is it.
///
/// Source: FHIR R4 §2.24.0.1 `dateTime`, seconds 00 to 60; HL7 v3 Data Types, TS.
private func withoutLeapSecond(
    minute: Int, _ second: Int, _ millisecond: Int, _ precision: PartialDate.Precision
) -> (Int, Int, PartialDate.Precision) {
    minute == 59 && second == 60 ? (0, 0, .minute) : (second, millisecond, precision)
}

/// HL7 v3 TS: `yyyy[MM[dd[HHmm[ss[.SSS]]]]][+hhmm]`, nothing lenient.
///
/// Source: HL7 v3 Data Types, TS literal form. A local time has no offset and keeps none.
enum HL7Time {
    static func date(_ bytes: Span<UInt8>) -> PartialDate? {
        var index = 0
        guard let year = bytes.fourDigits(at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.year, year: year) }
        guard let month = bytes.twoDigits(at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.month, year: year, month: month) }
        guard let day = bytes.twoDigits(at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.day, year: year, month: month, day: day) }
        guard let hour = bytes.twoDigits(at: &index), let minute = bytes.twoDigits(at: &index)
        else { return nil }
        var (second, millisecond, precision) = (0, 0, PartialDate.Precision.minute)
        if let seconds = bytes.twoDigits(at: &index) {
            (second, precision) = (seconds, .second)
            if bytes.takes(UInt8(ascii: "."), at: &index) {
                guard let fraction = bytes.milliseconds(at: &index) else { return nil }
                (millisecond, precision) = (fraction, .millisecond)
            }
            (second, millisecond, precision) = withoutLeapSecond(
                minute: minute, second, millisecond, precision)
        }
        var offset: Int?
        if index < bytes.count {
            offset = bytes.offset(at: &index)
            guard offset != nil, index == bytes.count else { return nil }
        }
        return PartialDate(
            precision, year: year, month: month, day: day, hour: hour, minute: minute,
            second: second, millisecond: millisecond, offset: offset)
    }
}

/// FHIR `date`, `dateTime` and `instant`: ISO 8601 with partial dates, nothing lenient.
///
/// Source: FHIR R4 §2.24.0.1. A time without offset, which FHIR forbids but systems write, stays
/// local. `24:00` is refused.
enum ISOTime {
    static func date(_ bytes: Span<UInt8>) -> PartialDate? {
        let hyphen = UInt8(ascii: "-"), colon = UInt8(ascii: ":")
        var index = 0
        guard let year = bytes.fourDigits(at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.year, year: year) }
        guard bytes.takes(hyphen, at: &index), let month = bytes.twoDigits(at: &index) else {
            return nil
        }
        if index == bytes.count { return PartialDate(.month, year: year, month: month) }
        guard bytes.takes(hyphen, at: &index), let day = bytes.twoDigits(at: &index) else {
            return nil
        }
        if index == bytes.count { return PartialDate(.day, year: year, month: month, day: day) }
        guard bytes.takes(UInt8(ascii: "T"), at: &index), let hour = bytes.twoDigits(at: &index),
            bytes.takes(colon, at: &index),
            let minute = bytes.twoDigits(at: &index)
        else { return nil }
        var (second, millisecond, precision) = (0, 0, PartialDate.Precision.minute)
        if bytes.takes(colon, at: &index) {
            guard let seconds = bytes.twoDigits(at: &index) else { return nil }
            (second, precision) = (seconds, .second)
            if bytes.takes(UInt8(ascii: "."), at: &index) {
                guard let fraction = bytes.milliseconds(at: &index) else { return nil }
                (millisecond, precision) = (fraction, .millisecond)
            }
            (second, millisecond, precision) = withoutLeapSecond(
                minute: minute, second, millisecond, precision)
        }
        var offset: Int?
        if bytes.takes(UInt8(ascii: "Z"), at: &index) {
            offset = 0
        } else if index < bytes.count {
            offset = bytes.offset(at: &index)
            guard offset != nil else { return nil }
        }
        guard index == bytes.count else { return nil }
        return PartialDate(
            precision, year: year, month: month, day: day, hour: hour, minute: minute,
            second: second, millisecond: millisecond, offset: offset)
    }
}
