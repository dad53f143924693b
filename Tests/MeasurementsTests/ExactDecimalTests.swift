import Testing

@testable import Measurements

@Suite struct ExactDecimalTests {
    @Test(
        arguments: [
            ("0", "0"), ("12.50", "12.50"), ("-0.5", "-0.5"), ("+7", "7"), ("007", "7"),
            (".5", "0.5"), ("5.", "5"), ("999999999999999999", "999999999999999999"),
            ("", nil), ("-", nil), (".", nil), ("1e3", "1000"), ("1.5E+3", "1500"),
            ("12.5e-2", "0.125"),
            ("-1e0", "-1"), ("0e17", "0"), ("1e18", nil), ("1e-19", nil), ("1e", nil), ("1e+", nil),
            ("e1", nil), ("1e2e3", nil), ("1e0001", nil), ("1e2.5", nil), ("1,5", nil),
            ("1.2.3", nil),
            ("<5", nil), (" 5", nil), ("1234567890123456789", nil),
        ] as [(String, String?)])
    func aLiteralIsReadExactly(_ literal: String, _ text: String?) {
        let bytes = Array(literal.utf8)
        let decimal = ExactDecimal(bytes.span)
        #expect(decimal?.text == text)
    }

    private func decimal(_ literal: String) throws -> ExactDecimal {
        let bytes = Array(literal.utf8)
        let decimal = ExactDecimal(bytes.span)
        return try #require(decimal)
    }

    @Test(arguments: [
        ("1", "1.00", 0), ("0.1", "0.09", 1), ("-1", "0.5", -1), ("10", "9.999", 1),
    ])
    func numbersAreCompared(_ left: String, _ right: String, _ order: Int) throws {
        #expect(try decimal(left).compared(to: try decimal(right)) == order)
        #expect(try decimal(right).compared(to: try decimal(left)) == -order)
    }

    @Test(
        arguments: [
            // Amount, plus, times, over, digits, and what it becomes.
            ("150", "0", "0.45359237", "1", 2, "68.04"), ("5.5", "0", "30.48", "1", 1, "167.6"),
            ("6.5", "-2.152", "1", "0.09148", 0, "48"), ("7.0", "-2.152", "1", "0.09148", 0, "53"),
            ("98.6", "-32", "5", "9", 1, "37.0"), ("200", "0", "1", "38.67", 2, "5.17"),
            // Halves go away from zero, on both sides.
            ("0.5", "0", "1", "1", 0, "1"), ("-0.5", "0", "1", "1", 0, "-1"),
            ("1.25", "0", "1", "1", 1, "1.3"), ("0.49", "0", "1", "1", 0, "0"),
        ] as [(String, String, String, String, Int, String)])
    func anAmountBecomesAnother(
        _ amount: String, _ plus: String, _ times: String, _ over: String, _ digits: Int,
        _ expected: String
    ) throws {
        let conversion = UnitConversion(
            plus: try decimal(plus), times: try decimal(times), over: try decimal(over),
            digits: digits)
        #expect(conversion.convert(try decimal(amount))?.text == expected)
    }

    @Test func whatIsTooLongIsNotConverted() throws {
        let conversion = UnitConversion(
            times: try decimal("999999999999999999"), over: try decimal(".000000000000000001"),
            digits: 6)
        #expect(conversion.convert(try decimal("999999999999999999")) == nil)
    }
}
