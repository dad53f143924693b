import CanonicalModel
@testable import RecordMapping
import Testing

/// The operators over text. Each is given bytes that do not begin where their buffer does.
@Suite struct TextOperatorTests {
    private static func slice(_ text: String) -> ArraySlice<UInt8> {
        Array("--\(text)".utf8).dropFirst(2)
    }

    /// The bytes at `range`, counted from the start of the slice.
    private static func text(_ bytes: ArraySlice<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: Array(bytes)[range], as: UTF8.self)
    }

    @Test(arguments: [
        ("0", true), ("34.0", true), ("-1.50", true), ("007", true), ("1e5", true),
        ("1.5E-10", true), ("2E+3", true), ("", false), ("-", false), ("+1", false),
        (".5", false), ("5.", false), ("1.2.3", false), ("1e", false), ("1e+", false),
        ("1,5", false), (" 1", false), ("1 ", false), ("--1", false), ("0x1", false),
        ("NaN", false), ("1-2", false), ("٣", false),
        // As long, and as large, as one may be, and one more.
        (String(repeating: "9", count: 64), true), (String(repeating: "9", count: 65), false),
        ("-0.\(String(repeating: "0", count: 61))", true),
        ("-0.\(String(repeating: "0", count: 62))", false),
        ("1e-999", true), ("1e1000", false), ("1e999999999999", false),
    ])
    func isADecimal(_ literal: String, _ expected: Bool) {
        let isValid = DecimalLiteral.isValid(Self.slice(literal).span)
        #expect(isValid == expected)
    }

    @Test(arguments: [
        ("abc", "abc", 0), ("abc", "c", 2), ("abc", "d", nil), ("ab", "abc", nil), ("", "a", nil),
        ("abc", "", nil), ("--------/STU3/", "/STU3/", 8), ("/S/ST/STU/STU3/", "/STU3/", 9),
        ("/STU3", "/STU3/", nil), ("aaaaaaaaaaaaaaab", "ab", 14), ("0123456/8901234/", "/", 7),
        ("01234567", "7", 7), ("012345678", "8", 8), ("ÿÿÿÿÿÿÿÿa", "a", 16),
    ])
    func aPartStandsAt(_ text: String, _ part: String, _ expected: Int?) {
        let (text, part) = (Self.slice(text), Self.slice(part))
        #expect(text.span.offset(of: part.span) == expected)
    }

    /// Bytes that a stroke is told from by one bit, in words of eight and beside them.
    @Test func theLastStrokeIsFoundWhereverItStands() {
        for length in 0..<20 {
            for filler in [UInt8(0), 0x2E, 0x30, 0xAF, 0xFF, 0x80] {
                for place in -1..<length {
                    var bytes = Array(repeating: filler, count: length)
                    if place >= 0 { bytes[place] = 0x2F }
                    if place > 2 { bytes[place - 3] = 0x2F }
                    let found = bytes.span.offset(afterLast: 0x2F, before: length)
                    #expect(found == place + 1, "\(length) bytes of \(filler)")
                }
            }
        }
    }

    @Test(arguments: [
        ("Patient/1", "1"), ("https://a.example/fhir/Patient/1", "1"), ("urn:uuid:a-b", "a-b"),
        ("#inner", "inner"), ("1", "1"), ("Patient/1/_history/2", "1"),
        ("https://a.example/Patient/1/_history/2", "1"), ("", ""), ("Patient/", ""),
        ("urn:oid:1.2", "urn:oid:1.2"), ("1/_history/2", "1"), ("a/1/_history/", "1"),
        ("/_history/2", ""), ("urn:uuid:", ""), ("#", ""), ("/", ""),
    ])
    func theReferencedIdIs(_ reference: String, _ expected: String) {
        let bytes = Self.slice(reference)
        let range = ReferenceId.range(bytes.span)
        #expect(Self.text(bytes, range) == expected)
    }

    @Test(arguments: [
        ("plain", ["plain"]), ("  plain \n", ["  plain"]), ("", []), (" \n\r\n ", []),
        ("CommentType:Laboratory Result Comment\nCommentDate:20230405\n\nfine", ["fine"]),
        ("CommentType:x\r\nCommentDate:1\r\n\r\nfine\r\nday\r\n", ["fine\r\nday"]),
        ("one\n\ntwo", ["one\n\ntwo"]), ("CommentType:x", []), ("CommentType:x\n\n\n", []),
        ("one\nCommentDate:1\n\ntwo\n", ["one\n", "two"]),
        ("one\nCommentDate:1\n\n\n", ["one"]),
        ("not CommentType:x", ["not CommentType:x"]),
    ])
    func theTextOfANarrativeIs(_ source: String, _ expected: [String]) {
        let bytes = Self.slice(source)
        let kept = PMIPText.kept(bytes.span)
        #expect(kept.map { Self.text(bytes, $0) } == expected)
    }

    @Test(arguments: [
        ("Unit: mg", "Unit:", "mg"), ("a\nUnit:  mg  \r\nb", "Unit:", "mg"), ("x", "Unit:", nil),
        ("Unit:", "Unit:", ""), ("Uni", "Unit:", nil), ("Unit: a Unit: b", "Unit:", "a Unit: b"),
        ("", "Unit:", nil), ("Unit: < 2.5. Code: x", "Unit:", "< 2.5"),
        ("Unit: a. b", "Unit:", "a. b"), ("Unit: a.B", "Unit:", "a.B"), ("Unit: a.", "Unit:", "a."),
        ("Unit: a. ", "Unit:", "a."), ("Unit: a\nb. C", "Unit:", "a"),
    ])
    func theRestOfTheLineIs(_ source: String, _ label: String, _ expected: String?) {
        let bytes = Self.slice(source)
        let range = Lines.rest(of: bytes.span, after: Array(label.utf8).span)
        #expect(range.map { Self.text(bytes, $0) } == expected)
    }

    @Test(arguments: [
        ("Value: 120.0 mm[Hg]", "120.0|mm[Hg]"), ("Value: < 5.0 mmol/L", "<5.0|mmol/L"),
        ("Value: <=5", "<=5|"), ("Value: >= 5 g/L ", ">=5|g/L"), ("Value:>5", ">5|"),
        ("Value: 7 Unk UoM", "7|"), ("(First)\r\nValue: 7 kg\r\nend", "7|kg"),
        ("(New) Value: -1.5e2 a b", "-1.5e2|a b"), ("Value: about 7", nil), ("Value:", nil),
        ("NewValue: 7", nil), ("value: 7", nil), ("7 kg", nil), ("", nil), ("Value: 7kg", nil),
        ("Value: 1,5 kg", nil), ("Target Value: 5.0 kg", nil), ("Not done. Value: 0", nil),
        ("(First) (New)  Value: 5", "5|"), ("(First: Value: 5)", nil), ("No Value: 0 kg", nil),
    ])
    func theAmountInTextIs(_ source: String, _ expected: String?) {
        let bytes = Self.slice(source)
        let found = TextAmount.parts(bytes.span).map { parts in
            "\(parts.comparator.sign)" + Self.text(bytes, parts.number) + "|"
                + Self.text(bytes, parts.unit)
        }
        #expect(found == expected)
    }

    @Test(arguments: [
        ("2.16.840.1.113883.2.1.3.2.4.15", CodeSystem.snomed), ("http://snomed.info/sct", .snomed),
        ("http://read.info/readv2", .readV2), ("http://snomed.info/sct/", .snomed), ("", .other),
        ("2.16.840.1.113883.2.1.6.2", .readV2), ("2.16.840.1.113883.2.1.3.2.4.1", .other),
    ])
    func theSystemIs(_ identifier: String, _ expected: CodeSystem) {
        let system = CodeSystemTable().system(Self.slice(identifier).span)
        #expect(system == expected)
    }
}
