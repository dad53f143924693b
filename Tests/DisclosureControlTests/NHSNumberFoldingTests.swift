import CanonicalModel
import DisclosureControl
import Testing

@Suite struct NHSNumberFoldingTests {
    @Test(arguments: [
        ("9434765919", "9434765919"),
        ("943 476 5919", "9434765919"),
        ("943-476-5919", "9434765919"),
        ("  9434765919 ", "9434765919"),
        ("４０１０２３２１３７", "4010232137"),
        ("943\u{A0}476\u{2009}5919", "9434765919"),
        ("943\u{2011}476\u{3000}5919", "9434765919"),
        ("9434765918", nil),
        ("943476591", nil),
        ("94347659190", nil),
        ("943O765919", nil),
        ("9999999999", nil),
        ("0000000000", nil),
        ("943\t4765919", nil),
        ("943\u{AD}4765919", nil),
        ("943\u{2014}476\u{2014}5919", nil),
        ("", nil),
    ])
    func folds(_ written: String, _ expected: String?) {
        let number = NHSNumber(folding: written.utf8)
        #expect(number.map { String(decoding: $0.digits, as: UTF8.self) } == expected)
    }

    @Test func truncatedCharactersAreNoNumber() {
        for tail in [[0xC2], [0xE2, 0x80], [0xEF]] as [[UInt8]] {
            #expect(NHSNumber(folding: Array("9434765919".utf8) + tail) == nil)
        }
    }

    @Test(.enabled(if: SharedVectors.file != nil, "needs ../shared/vectors or SLUICE_SHARED"))
    func publishedVectorsHold() throws {
        for row in try SharedVectors.load().nhs {
            let number = NHSNumber(folding: row.input.utf8)
            #expect(number.map { String(decoding: $0.digits, as: UTF8.self) } == row.canonical)
        }
    }
}
