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

    /// Codes that are too short to be looked for are everywhere, and no codes are nowhere.
    @Test func shortCodesMayStandAnywhere() {
        #expect(CodeSearch(["9N..."]).mayHold([]))
        #expect(!CodeSearch([]).mayHold(Array("827241000000103".utf8)))
    }
}
