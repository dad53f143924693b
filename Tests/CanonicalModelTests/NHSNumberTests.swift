import CanonicalModel
import Testing

@Suite struct NHSNumberTests {
    @Test(arguments: [
        ("9990000018", 9_990_000_018), ("9990000026", 9_990_000_026),
        ("9990000034", 9_990_000_034), ("0000000019", 19),
    ])
    func isRead(_ digits: String, _ value: UInt64) throws {
        #expect(try NHSNumber(Array(digits.utf8)).value == value)
    }

    @Test(arguments: [
        ("", NHSNumberError.length(0)), ("999000001", .length(9)), ("99900000188", .length(11)),
        ("999 000 0018", .length(12)), ("9990000019", .checkDigit), ("9990000108", .checkDigit),
        ("x990000018", .notADigit(offset: 0)), ("999000001X", .notADigit(offset: 9)),
        ("99900 0018", .notADigit(offset: 5)), ("999000001:", .notADigit(offset: 9)),
        ("999000001/", .notADigit(offset: 9)), ("0000000000", .placeholder),
        ("1111111111", .placeholder), ("9999999999", .placeholder),
        ("9x9000001y", .notADigit(offset: 1)), ("999000X", .length(7)),
    ])
    func isRefused(_ digits: String, _ expected: NHSNumberError) {
        #expect(throws: expected) { try NHSNumber(Array(digits.utf8)) }
    }

    @Test func aNumberWhoseCheckDigitWouldBeTenDoesNotExist() {
        // 999 000 014: the weighted sum is 254 = 11 * 23 + 1, so ten is missing.
        for last in UInt8(ascii: "0")...UInt8(ascii: "9") {
            #expect(throws: NHSNumberError.checkDigit) {
                try NHSNumber(Array("99900001".utf8) + [UInt8(ascii: "4"), last])
            }
        }
    }

    @Test(arguments: [("9990000018", true), ("0000000019", false)])
    func knowsTestNumbers(_ digits: String, _ isTest: Bool) throws {
        #expect(try NHSNumber(Array(digits.utf8)).isTestNumber == isTest)
    }
}
