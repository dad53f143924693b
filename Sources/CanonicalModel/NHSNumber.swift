/// Why some bytes are not an NHS number.
public enum NHSNumberError: Error, Equatable {
    case length(Int)
    case notADigit(offset: Int)
    case checkDigit
    /// Ten equal digits pass the check but are placeholders, never a person.
    case placeholder
}

/// A valid NHS number, 0 to 9 999 999 999.
public struct NHSNumber: Hashable, Sendable {
    /// The number itself.
    public let value: UInt64

    /// Reads an NHS number; allocates nothing.
    ///
    /// Source: NHS Data Model and Dictionary, "NHS NUMBER": modulus 11, weights 10 down to 1. Ten
    /// equal digits all pass modulus 11 and are refused as placeholders.
    ///
    /// - Parameter digits: 10 ASCII digits, most significant first, no spaces.
    /// - Throws: The leftmost fault; the check digit is looked at last.
    public init(_ digits: some Collection<UInt8>) throws(NHSNumberError) {
        guard digits.count == 10 else { throw .length(digits.count) }
        var (weightedSum, number, offset) = (0, UInt64(0), 0)
        for byte in digits {
            guard case 0x30...0x39 = byte else { throw .notADigit(offset: offset) }
            weightedSum += Int(byte - 0x30) * (10 - offset)
            number = number * 10 + UInt64(byte - 0x30)
            offset += 1
        }
        guard weightedSum.isMultiple(of: 11) else { throw .checkDigit }
        guard !number.isMultiple(of: 1_111_111_111) else { throw .placeholder }
        value = number
    }

    /// Whether the number lies in the range set aside for tests (999 000 0000 to 999 999 9999).
    ///
    /// Source: NHS England Digital, "NHS login test data", the 999 range.
    public var isTestNumber: Bool { value >= 9_990_000_000 }
}
