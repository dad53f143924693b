import CanonicalModel
import Foundation
import Testing

/// Text in the quotes of JSON and HTML.
@Suite struct QuotedTextTests {
    @Test(arguments: [
        ("plain", #""plain""#), ("", #""""#), ("a\"b\\c", #""a\"b\\c""#),
        ("\n\r\t\u{1}\u{1F}", #""\n\r\t\u0001\u001f""#), ("é €", #""é €""#), ("\r\n", #""\r\n""#),
    ])
    func jsonSays(_ text: String, _ expected: String) throws {
        #expect(text.inJSON == expected)
        let read = try JSONSerialization.jsonObject(
            with: Data(text.inJSON.utf8), options: .fragmentsAllowed)
        #expect(read as? String == text)
    }

    @Test(arguments: [
        ("plain", "plain"), ("<a href=\"x\">&amp;", "&lt;a href=&quot;x&quot;&gt;&amp;amp;"),
        ("é", "é"), ("", ""),
    ])
    func htmlSays(_ text: String, _ expected: String) { #expect(text.inHTML == expected) }
}
