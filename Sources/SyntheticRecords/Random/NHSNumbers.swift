/// NHS numbers set aside for tests, which no person has.
///
/// Source: NHS Data Model and Dictionary, "NHS NUMBER" (modulus 11, weights 10 down to 2); the 999
/// range is NHS England's for test data.
enum TestNumber {
    /// How many there are before they come round again.
    static let count = 900_000

    /// The `index`th valid number of the range; different for every index below ``count``.
    ///
    /// Of ten bodies that differ in their last digit at most one has no check digit, so that nine
    /// of each ten are numbered.
    static func valid(_ index: Int) -> String {
        let block = 999_000_000 + index % count / 9 * 10
        var left = index % 9
        for body in block..<block + 10 {
            guard let digit = checkDigit(of: body), !isPlaceholder(body, digit) else { continue }
            if left == 0 { return String(body) + String(digit) }
            left -= 1
        }
        return valid(index + 1)
    }

    /// A number of the range whose check digit is wrong.
    static func invalid(_ index: Int) -> String {
        let number = valid(index)
        let last = number.utf8.last.map { Int($0) - 0x30 } ?? 0
        return String(number.dropLast()) + String((last + 1) % 10)
    }

    private static func checkDigit(of body: Int) -> Int? {
        var (sum, rest) = (0, body)
        for weight in 2...10 {
            sum += rest % 10 * weight
            rest /= 10
        }
        let digit = (11 - sum % 11) % 11
        return digit == 10 ? nil : digit
    }

    private static func isPlaceholder(_ body: Int, _ digit: Int) -> Bool {
        (body * 10 + digit).isMultiple(of: 1_111_111_111)
    }
}
