/// Coarser forms of quasi-identifiers.
public enum Generalisation {
    /// The ages from which everybody is in one band.
    public static let topAge = 90

    /// Appends the band of an age in whole years: `0-4` to `85-89`, then `90+`.
    ///
    /// - Parameters:
    ///   - width: How many years a band has.
    ///   - top: The age from which everybody is in one band; a multiple of `width`.
    /// - Returns: `false`, and nothing appended, for a negative age.
    public static func appendAgeBand(
        _ years: Int, width: Int = 5, top: Int = topAge, to output: inout [UInt8]
    ) -> Bool {
        guard years >= 0 else { return false }
        guard years < top else {
            append(top, to: &output)
            output.append(UInt8(ascii: "+"))
            return true
        }
        let low = years / width * width
        append(low, to: &output)
        output.append(UInt8(ascii: "-"))
        append(low + width - 1, to: &output)
        return true
    }

    /// Appends the outward part of a whole postcode in capitals: `LS6` of `ls6 2ab`.
    ///
    /// Spaces may stand anywhere or be missing. Source: BS 7666-2, the shapes `A9`, `A99`, `AA9`,
    /// `AA99`, `A9A` and `AA9A` before `9AA`; NHS pseudo postcodes such as `ZZ99 3VZ` fit too.
    ///
    /// - Returns: `false`, and nothing appended, for anything else, so also for half a postcode.
    public static func appendDistrict(
        ofPostcode postcode: some Sequence<UInt8>, to output: inout [UInt8]
    ) -> Bool {
        var compact: [UInt8] = []
        for byte in postcode where byte != 0x20 {
            guard compact.count < 7 else { return false }
            compact.append((0x61...0x7A).contains(byte) ? byte - 0x20 : byte)
        }
        guard compact.count >= 5, isInward(compact.suffix(3)), isOutward(compact.dropLast(3))
        else { return false }
        output.append(contentsOf: compact.dropLast(3))
        return true
    }

    private static func append(_ number: Int, to output: inout [UInt8]) {
        if number >= 100 { output.append(0x30 + UInt8(number / 100 % 10)) }
        if number >= 10 { output.append(0x30 + UInt8(number / 10 % 10)) }
        output.append(0x30 + UInt8(number % 10))
    }

    private static func isInward(_ part: ArraySlice<UInt8>) -> Bool {
        part.elementsEqual([1, 0, 0], by: { isDigit($0) == ($1 == 1) && isAlphanumeric($0) })
    }

    /// One or two letters, a digit, and perhaps one digit or letter.
    private static func isOutward(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.allSatisfy(isAlphanumeric) else { return false }
        let area = part.prefix { !isDigit($0) }
        let district = part.dropFirst(area.count)
        return (1...2).contains(area.count) && (1...2).contains(district.count)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte)
    }
}
