/// What can be told from a LOINC code alone.
///
/// Source: LOINC Users' Guide, "LOINC code": digits, a hyphen, and a mod 10 check digit.
public enum LOINC {
    /// Whether `code` has the form and the check digit of a code; allocates nothing.
    public static func isCode(_ code: Span<UInt8>) -> Bool {
        guard (3...9).contains(code.count), code[code.count - 2] == UInt8(ascii: "-") else {
            return false
        }
        var sum = 0
        for place in 0..<code.count - 1 {
            // The check digit, and the others from the last one on.
            let byte = code[place == 0 ? code.count - 1 : code.count - 2 - place]
            guard case 0x30...0x39 = byte else { return false }
            let digit = Int(byte - 0x30)
            sum += place % 2 == 0 ? digit : digit * 2 % 10 + digit / 5
        }
        return sum % 10 == 0
    }
}
