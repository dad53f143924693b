import Testing

@testable import Pipeline

/// Codes found in bytes before these are parsed.
@Suite struct CodeSearchTests {
    private static let codes = ["827241000000103", "9Nu0.", "XaZ89"]

    /// Wherever it stands, at either end too; what comes near is none.
    @Test(arguments: [
        ("827241000000103", true), ("9Nu0.", true), ("9Nu0", true), ("XaZ89", true),
        ("827241000000104", false), ("9Nu1", false), ("XaZ8", false), ("9N", false), ("", false),
    ])
    func aCodeIsFoundWhereverItStands(_ text: String, _ isCode: Bool) {
        let search = CodeSearch(Self.codes)
        for before in 0...36 {
            for after in 0...20 {
                let filled =
                    String(repeating: "8", count: before) + text
                    + String(repeating: "x", count: after)
                #expect(search.mayHold(Array(filled.utf8)) == isCode, "\(before) \(after)")
            }
        }
    }

    /// A code that is written otherwise than it reads may be there; what only looks alike is not.
    @Test(arguments: [
        (#"{"code":"9Nu\u0030."}"#, true), (#"{"code":"9\u004Eu0."}"#, true),
        (#"{"text":"\u00e9\u20ac\u0027\u000a"}"#, false), (#"{"text":"\u"}"#, false),
        ("<c v='9Nu&#48;.'/>", true), ("<c v='9&#x4e;u0.'/>", true),
        ("<c>&#0000088;aZ89</c>", true),
        ("<c>&#10;&#xA;&#233;&#x130;&#304;&amp;&#</c>", false), ("<c>9Nu<!-- -->0.</c>", true),
        ("<c>9Nu<?x?>0.</c>", true), ("<c><![CDATA[9N]]><![CDATA[u0.]]></c>", true),
        ("<?xml version='1.0'?>\n<!-- a comment --><c/>", false), ("9\u{0}N\u{0}u\u{0}0", true),
        ("9Nu0.", true), ("", false), ("<", false),
    ])
    func aCodeMayBeWrittenInAnotherForm(_ text: String, _ isPossible: Bool) {
        #expect(CodeSearch(Self.codes).mayHoldInAnyForm(Array(text.utf8)) == isPossible)
    }

    /// Codes that are too short to be looked for are everywhere, and no codes are nowhere.
    @Test func shortCodesMayStandAnywhere() {
        #expect(CodeSearch(["9N..."]).mayHold([]))
        #expect(!CodeSearch([]).mayHold(Array("827241000000103".utf8)))
    }
}
