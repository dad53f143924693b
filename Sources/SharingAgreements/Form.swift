import CanonicalModel

/// The written forms that agreements use.
enum Form {
    /// `2.1.0`.
    static func version(_ text: String) -> Agreement.Version? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap(number)
        guard parts.count == 3, numbers.count == 3 else { return nil }
        return Agreement.Version(major: numbers[0], minor: numbers[1], patch: numbers[2])
    }

    /// The two numbers of `2.1`.
    static func signedVersion(_ text: String) -> (major: Int, minor: Int)? {
        version(text + ".0").map { ($0.major, $0.minor) }
    }

    /// An ODS code, by its form.
    ///
    /// Source: NHS Organisation Data Service; codes in use have 3 to 12 capitals and digits.
    static func isODSCode(_ text: String) -> Bool {
        (3...12).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }

    static func isSlugByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }

    /// `P1Y`, `P6M`, `P7D` or `P2W`; at most 200 years.
    static func period(_ text: String) -> Agreement.Period? {
        guard text.first == "P", let last = text.last,
            let unit = Agreement.Period.Unit(rawValue: String(last)),
            let count = number(text.dropFirst().dropLast()), (1...73_000).contains(count)
        else { return nil }
        let period = Agreement.Period(count: count, unit: unit)
        return period.days <= 73_200 ? period : nil
    }

    /// `https://` and something without spaces.
    static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("https://") && text.utf8.count > 8 && text.utf8.allSatisfy { $0 > 0x20 }
    }

    /// Letters, digits and a few marks.
    static func isReference(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-./:_@".utf8.contains(byte)
                }
            }
    }

    /// `PT24H`.
    static func isHours(_ text: String) -> Bool {
        guard text.hasPrefix("PT"), text.hasSuffix("H") else { return false }
        return (1...9_999).contains(number(text.dropFirst(2).dropLast()) ?? 0)
    }

    /// 64 hexadecimal digits in lower case.
    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// The days of `P7D` or `P2W`; `nil` for anything else.
    static func days(_ text: String) -> Int? {
        guard let period = period(text), period.unit == .weeks || period.unit == .days,
            period.count <= 1_000
        else { return nil }
        return period.days
    }

    /// `env:NAME` or `file:PATH`.
    static func isKeyReference(_ text: String) -> Bool {
        for prefix in ["env:", "file:"] where text.hasPrefix(prefix) {
            return text.utf8.count > prefix.utf8.count
        }
        return false
    }

    private static func number(_ digits: some StringProtocol) -> Int? {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(digits)
    }
}
