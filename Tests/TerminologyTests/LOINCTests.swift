import Terminology
import Testing

@Suite struct LOINCTests {
    /// Published codes, and what is none: a wrong check digit, no hyphen, letters, no digits.
    @Test(arguments: [
        ("29463-7", true), ("8480-6", true), ("24331-1", true), ("4548-4", true),
        ("100-8", true), ("29463-8", false), ("294637", false), ("2946A-7", false),
        ("-7", false), ("29463-", false), ("", false), ("1234567890-1", false),
    ])
    func isACode(_ code: String, _ expected: Bool) {
        let bytes = Array(code.utf8)
        let isCode = LOINC.isCode(bytes.span)
        #expect(isCode == expected)
    }
}
