extension Moment {
    /// HL7 v3 `TS`: 4, 6, 8 or 14 digits, local time.
    var hl7: String {
        guard year > 0 else { return "" }
        var digits = [UInt8]()
        digits.reserveCapacity(14)
        digits.appendDecimal(year, width: 4)
        if month > 0 { digits.appendDecimal(month, width: 2) }
        if day > 0 { digits.appendDecimal(day, width: 2) }
        if hour >= 0 {
            digits.appendDecimal(hour, width: 2)
            digits.appendDecimal(minute, width: 2)
            digits.appendDecimal(second, width: 2)
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// HL7 v3 `TS` to the minute where a time is known, as EMIS writes it.
    var hl7Minute: String { hour < 0 ? hl7 : String(hl7.prefix(12)) }

    /// HL7 v3 `TS` to the second: midnight where no time is known.
    var hl7Second: String { hour < 0 && day > 0 ? at(0, 0).hl7 : hl7 }

    /// FHIR `dateTime`: no better than what is known, the offset of local time.
    var fhir: String { fhir(fraction: "") }

    /// FHIR `dateTime` with a fraction of a second, such as `.33`, where a time is known.
    func fhir(fraction: String) -> String {
        guard year > 0 else { return "" }
        var text = [UInt8]()
        text.reserveCapacity(29)
        text.appendDecimal(year, width: 4)
        if month > 0 { text.appendPart(0x2D, month) }
        if day > 0 { text.appendPart(0x2D, day) }
        if hour >= 0 {
            text.appendPart(0x54, hour)
            text.appendPart(0x3A, minute)
            text.appendPart(0x3A, second)
            text.append(contentsOf: fraction.utf8)
            text.append(contentsOf: (isSummerTime ? "+01:00" : "+00:00").utf8)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// FHIR `date`: no time.
    var fhirDate: String { date.fhir }
    /// FHIR `instant`: midnight where no time is known.
    var fhirInstant: String { hour < 0 ? at(0, 0).fhir : fhir }
}

extension [UInt8] {
    /// Appends `value` in decimal, with leading zeros up to `width`.
    mutating func appendDecimal(_ value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<Swift.max(width, 1) { divisor *= 10 }
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(0x30 + value / divisor % 10))
            divisor /= 10
        }
    }

    fileprivate mutating func appendPart(_ separator: UInt8, _ value: Int) {
        append(separator)
        appendDecimal(value, width: 2)
    }
}
