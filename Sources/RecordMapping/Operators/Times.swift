import CanonicalModel

/// Reads decimal digits at fixed places of a byte slice.
struct DigitReader {
    let bytes: ArraySlice<UInt8>
    private(set) var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    var isAtEnd: Bool { index == bytes.endIndex }
    var remaining: Int { bytes.endIndex - index }

    /// `count` digits as a number, or `nil` if fewer stand here.
    mutating func digits(_ count: Int) -> Int? {
        guard remaining >= count else { return nil }
        var number = 0
        for place in index..<index + count {
            guard case 0x30...0x39 = bytes[place] else { return nil }
            number = number * 10 + Int(bytes[place] - 0x30)
        }
        index += count
        return number
    }

    /// Whether the next byte is `byte`; if so it is taken.
    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// One to nine digits of a fraction, as milliseconds.
    mutating func milliseconds() -> Int? {
        var (value, count) = (0, 0)
        while index < bytes.endIndex, case 0x30...0x39 = bytes[index], count < 9 {
            if count < 3 { value = value * 10 + Int(bytes[index] - 0x30) }
            count += 1
            index += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    /// `+hh:mm`, `-hhmm` and the like, as minutes; the sign is next.
    mutating func offset() -> Int? {
        let isWest = bytes[index] == UInt8(ascii: "-")
        guard isWest || bytes[index] == UInt8(ascii: "+") else { return nil }
        index += 1
        guard let hours = digits(2) else { return nil }
        _ = take(UInt8(ascii: ":"))
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}

/// HL7 v3 TS: `yyyy[MM[dd[HHmm[ss[.SSS]]]]][+hhmm]`, nothing lenient.
///
/// Source: HL7 v3 Data Types, TS literal form. A local time has no offset and keeps none.
enum HL7Time {
    static func date(_ bytes: ArraySlice<UInt8>) -> PartialDate? {
        var reader = DigitReader(bytes)
        guard let year = reader.digits(4) else { return nil }
        if reader.isAtEnd { return PartialDate(.year, year: year) }
        guard let month = reader.digits(2) else { return nil }
        if reader.isAtEnd { return PartialDate(.month, year: year, month: month) }
        guard let day = reader.digits(2) else { return nil }
        if reader.isAtEnd { return PartialDate(.day, year: year, month: month, day: day) }
        guard let hour = reader.digits(2), let minute = reader.digits(2) else { return nil }
        var (second, millisecond, precision) = (0, 0, PartialDate.Precision.minute)
        if let seconds = reader.digits(2) {
            (second, precision) = (seconds, .second)
            if reader.take(UInt8(ascii: ".")) {
                guard let fraction = reader.milliseconds() else { return nil }
                (millisecond, precision) = (fraction, .millisecond)
            }
        }
        var offset: Int?
        if !reader.isAtEnd {
            offset = reader.offset()
            guard offset != nil, reader.isAtEnd else { return nil }
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
    static func date(_ bytes: ArraySlice<UInt8>) -> PartialDate? {
        let hyphen = UInt8(ascii: "-"), colon = UInt8(ascii: ":")
        var reader = DigitReader(bytes)
        guard let year = reader.digits(4) else { return nil }
        if reader.isAtEnd { return PartialDate(.year, year: year) }
        guard reader.take(hyphen), let month = reader.digits(2) else { return nil }
        if reader.isAtEnd { return PartialDate(.month, year: year, month: month) }
        guard reader.take(hyphen), let day = reader.digits(2) else { return nil }
        if reader.isAtEnd { return PartialDate(.day, year: year, month: month, day: day) }
        guard reader.take(UInt8(ascii: "T")), let hour = reader.digits(2), reader.take(colon),
            let minute = reader.digits(2)
        else { return nil }
        var (second, millisecond, precision) = (0, 0, PartialDate.Precision.minute)
        if reader.take(colon) {
            guard let seconds = reader.digits(2) else { return nil }
            (second, precision) = (seconds, .second)
            if reader.take(UInt8(ascii: ".")) {
                guard let fraction = reader.milliseconds() else { return nil }
                (millisecond, precision) = (fraction, .millisecond)
            }
        }
        var offset: Int?
        if reader.take(UInt8(ascii: "Z")) {
            offset = 0
        } else if !reader.isAtEnd {
            offset = reader.offset()
            guard offset != nil else { return nil }
        }
        guard reader.isAtEnd else { return nil }
        return PartialDate(
            precision, year: year, month: month, day: day, hour: hour, minute: minute,
            second: second, millisecond: millisecond, offset: offset)
    }
}
