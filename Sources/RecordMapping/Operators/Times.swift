import CanonicalModel

/// Reads numbers at fixed places of a text; each step moves `index` past what it takes.
extension Span<UInt8> {
    /// `count` digits as a number, or `nil` if fewer stand at `index`.
    func digits(_ count: Int, at index: inout Int) -> Int? {
        guard index + count <= self.count else { return nil }
        var number = 0
        for place in index..<index + count {
            let digit = self[place] &- 0x30
            guard digit < 10 else { return nil }
            number = number &* 10 &+ Int(digit)
        }
        index += count
        return number
    }

    /// Whether `byte` stands at `index`; if so it is taken.
    func takes(_ byte: UInt8, at index: inout Int) -> Bool {
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
        guard let hours = digits(2, at: &index) else { return nil }
        _ = takes(UInt8(ascii: ":"), at: &index)
        guard let minutes = digits(2, at: &index), minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}

/// HL7 v3 TS: `yyyy[MM[dd[HHmm[ss[.SSS]]]]][+hhmm]`, nothing lenient.
///
/// Source: HL7 v3 Data Types, TS literal form. A local time has no offset and keeps none.
enum HL7Time {
    static func date(_ bytes: Span<UInt8>) -> PartialDate? {
        var index = 0
        guard let year = bytes.digits(4, at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.year, year: year) }
        guard let month = bytes.digits(2, at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.month, year: year, month: month) }
        guard let day = bytes.digits(2, at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.day, year: year, month: month, day: day) }
        guard let hour = bytes.digits(2, at: &index), let minute = bytes.digits(2, at: &index)
        else { return nil }
        var (second, millisecond, precision) = (0, 0, PartialDate.Precision.minute)
        if let seconds = bytes.digits(2, at: &index) {
            (second, precision) = (seconds, .second)
            if bytes.takes(UInt8(ascii: "."), at: &index) {
                guard let fraction = bytes.milliseconds(at: &index) else { return nil }
                (millisecond, precision) = (fraction, .millisecond)
            }
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
/// local. `24:00` and leap seconds are refused.
enum ISOTime {
    static func date(_ bytes: Span<UInt8>) -> PartialDate? {
        let hyphen = UInt8(ascii: "-"), colon = UInt8(ascii: ":")
        var index = 0
        guard let year = bytes.digits(4, at: &index) else { return nil }
        if index == bytes.count { return PartialDate(.year, year: year) }
        guard bytes.takes(hyphen, at: &index), let month = bytes.digits(2, at: &index) else {
            return nil
        }
        if index == bytes.count { return PartialDate(.month, year: year, month: month) }
        guard bytes.takes(hyphen, at: &index), let day = bytes.digits(2, at: &index) else {
            return nil
        }
        if index == bytes.count { return PartialDate(.day, year: year, month: month, day: day) }
        guard bytes.takes(UInt8(ascii: "T"), at: &index), let hour = bytes.digits(2, at: &index),
            bytes.takes(colon, at: &index),
            let minute = bytes.digits(2, at: &index)
        else { return nil }
        var (second, millisecond, precision) = (0, 0, PartialDate.Precision.minute)
        if bytes.takes(colon, at: &index) {
            guard let seconds = bytes.digits(2, at: &index) else { return nil }
            (second, precision) = (seconds, .second)
            if bytes.takes(UInt8(ascii: "."), at: &index) {
                guard let fraction = bytes.milliseconds(at: &index) else { return nil }
                (millisecond, precision) = (fraction, .millisecond)
            }
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
