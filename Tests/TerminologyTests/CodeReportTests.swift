import CanonicalModel
import Terminology
import Testing

/// What is said of a code by itself: each way in which one is known to be damaged.
@Suite struct CodeReportTests {
    @Test(arguments: [
        ("73211009", nil, nil),
        (
            "73211008", nil,
            "`73211008` is not a SNOMED CT id: its Verhoeff check digit does not fit"
        ),
        (
            "73211090", nil,
            "`73211090` is not a SNOMED CT id: its Verhoeff check digit does not fit"
        ),
        ("1.02E+15", nil, "`1.02E+15` is a code that a spreadsheet has turned into a rounded"),
        ("1.02E+15", "snomed", "`1.02E+15` is a code that a spreadsheet has turned into"),
        ("1E+15", "snomed", "`1E+15` is a code that a spreadsheet has turned into"),
        ("G58", nil, "`G58` has 3 bytes; a readv2 code has exactly 5"),
        ("G58..", nil, nil), ("G58..00", nil, nil),
        ("G58..000", "readv2", "`G58..000` has 8 bytes; a readv2 code has exactly 5"),
        ("G58..00", "ctv3", "`G58..00` has 7 bytes; a ctv3 code has exactly 5"),
        ("XaZ8", "ctv3", "`XaZ8` has 4 bytes; a ctv3 code has exactly 5"),
        ("12345", "snomed", "`12345` is not a SNOMED CT id: 6 to 18 digits"),
        ("73211009", "2.16.840.1.113883.2.1.3.2.4.15", nil),
        ("73211009", "urn:oid:2.16.840.1.113883.2.1.3.2.4.15", nil),
        (
            "73211009", "2.16.840.1.113883.2.1.3.2.3.15",
            "`2.16.840.1.113883.2.1.3.2.3.15` is a mistyped OID that is met where SNOMED CT is"
        ),
        (
            "73211009", "2.16.840.1.113883.2.1.3.2.4.51",
            "`2.16.840.1.113883.2.1.3.2.4.51` is no code system that is known"
        ),
    ])
    func namesABadCode(_ code: String, _ system: String?, _ problem: String?) {
        let report = CodeReport(code, system: system, in: nil)
        if let problem {
            #expect(report.problems.count == 1)
            #expect(report.problems.first?.message.hasPrefix(problem) == true)
            #expect(report.isUnknown)
        } else {
            #expect(report.problems.map(\.message) == [])
        }
    }

    @Test func suggestsTheOIDThatWasMeant() {
        let report = CodeReport("73211009", system: "2.16.840.1.113883.2.1.3.2.4.5x", in: nil)
        #expect(report.problems.first?.advice.contains("did you mean `2.16.840.1.") == true)
    }

    /// A mistyped OID is reported, and the code is looked up all the same.
    @Test func looksUpUnderTheMistypedOID() throws {
        let file = try MadeUp.file(MadeUp.release)
        let report = CodeReport(
            MadeUp.id(1), system: CodeExamination.mistypedSNOMED, in: file)
        #expect(report.system == "snomed")
        #expect(report.concept?.term == "Made-up disease")
        #expect(report.problems.count == 1)
    }

    @Test(arguments: [
        (MadeUp.id(4), "concept", "9999999"), (MadeUp.description(5), "description", "9999999"),
        (MadeUp.id(1, partition: 12), "relationship", "9999999"), ("73211009", "concept", nil),
        ("1058571000006103", "concept", "1000006"),
    ])
    func tellsWhatAnIdIs(_ code: String, _ kind: String, _ namespace: String?) {
        let report = CodeReport(code, system: nil, in: nil)
        #expect(report.identifier == kind)
        #expect(report.namespace == namespace)
    }

    @Test func saysAllOfAConcept() throws {
        let file = try MadeUp.file(MadeUp.release)
        let both = try #require(CodeReport(MadeUp.description(5), system: nil, in: file).concept)
        #expect(both.id == MadeUp.id(4))
        #expect(both.status == "active")
        #expect(both.ancestors == 3)
        #expect(both.refsets.map(\.term) == ["Made-up reference set", ""])
        let old = try #require(CodeReport(MadeUp.id(5), system: "snomed", in: file).concept)
        #expect(old.status == "inactive")
        #expect(old.replacedBy?.id == MadeUp.id(1))
        #expect(old.links.map(\.kind) == ["same as"])
        let vague = try #require(CodeReport(MadeUp.id(6), system: "snomed", in: file).concept)
        #expect(vague.replacedBy == nil)
        #expect(vague.candidates.map(\.id) == [MadeUp.id(2), MadeUp.id(3)])
        #expect(CodeReport(MadeUp.id(777), system: nil, in: file).isUnknown)
    }
}
