import CanonicalModel
import Testing

@testable import Feeds

@Suite struct BytesTests {
    @Test(arguments: [
        ("plain", #""plain""#), ("", #""""#), ("a\"b\\c", #""a\"b\\c""#),
        ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1F}\u{8}", #""\u0000\u001f\u0008""#),
        ("a\u{2028}b\u{2029}c\u{85}d", #""a\u2028b\u2029c\u0085d""#),
        ("é € \u{2020} 漢 👩", "\"é € \u{2020} 漢 👩\""), ("/\u{7F}", "\"/\u{7F}\""),
    ])
    func escapes(_ text: String, _ expected: String) {
        var output: [UInt8] = []
        output.appendJSON(Array(text.utf8)[...])
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("34.0", "34.0"), ("-0.5", "-0.5"), ("+3", "3"), (".5", "0.5"), ("5.", "5"),
        ("007", "7"), ("000", "0"), ("1e3", "1e3"), ("2.50E-1", "2.50E-1"), ("-.5", "-0.5"),
        ("", nil), (".", nil), ("-", nil), ("1,200", nil), ("NaN", nil), ("1e", nil),
        ("1e+-2", nil),
        ("12a", nil), ("1 2", nil), ("--1", nil), ("1.2.3", nil),
    ])
    func numberIs(_ literal: String, _ expected: String?) {
        var output = Array("x".utf8)
        var isNumber = false
        output.appendRow(of: CanonicalRecord()) { row in
            isNumber = row.writeJSONNumber(Array(literal.utf8).span)
        }
        #expect(isNumber == (expected != nil))
        #expect(String(decoding: output, as: UTF8.self) == "x" + (expected ?? ""))
    }
}
