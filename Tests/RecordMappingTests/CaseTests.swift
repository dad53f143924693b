import CanonicalModel
import RecordMapping
import Testing

/// Cases beside a mapping: what they say when they fail.
@Suite struct CaseTests {
    private static func differences(_ expect: String, quarantined: String = "[]") throws -> [String]
    {
        let cases = try MappingCase.load(
            yaml: """
                cases: tiny.item
                wrap: <record><patient id="p"/>$given</record>
                list:
                  - name: one
                    given: <item id="1" kind="k" when="x"/>
                    expect: \(expect)
                    quarantined: \(quarantined)
                """, file: "item.cases.yaml", kind: .observation)
        let item = Tiny.item(
            "note: kind\n  effective: when -> hl7Time() | invalid(quarantine-field)")
        let test = try #require(cases.first)
        let mapped = try Tiny.map(try Tiny.compile(["item.yaml": item]), test.record)
        return test.differences(mapped).map(\.description)
    }

    @Test(arguments: [
        ("[{id: 1, note: k}]", "[E222]", nil),
        ("[{id: 1, note: j}]", "[E222]", "entry 1, field `note`: expected j, got k"),
        ("[{id: 1}]", "[E222]", "entry 1, field `note`: expected nothing, got k"),
        ("[{id: 1, note: k, value: '7'}]", "[E222]", "field `value`: expected 7, got nothing"),
        ("[]", "[E222]", "expected 0 observation entries, got 1"),
        ("[{id: 1, note: k}]", "[]", #"expected quarantined [], got ["E222"]"#),
    ])
    func aCaseSays(_ expect: String, _ quarantined: String, _ fault: String?) throws {
        let found = try Self.differences(expect, quarantined: quarantined)
        #expect(found.count == (fault == nil ? 0 : 1))
        if let fault {
            #expect(
                found.first?.hasPrefix("item.cases.yaml:4:5: error[E213]: case `one`: ") == true)
            #expect(found.first?.hasSuffix(fault) == true)
        }
    }

    @Test(arguments: [
        ("cases: a\nlist: [{name: n, given: x, expect: [{nots: 1}]}]", "E252"),
        ("cases: a\nlist: [{name: n, given: x}]", "E253"), ("cases: a", "E253"),
    ])
    func aFileOfCasesIsRefused(_ yaml: String, _ code: String) {
        let error = #expect(throws: Diagnostics.self) {
            try MappingCase.load(yaml: yaml, file: "c", kind: .observation)
        }
        #expect(error?.all.map { "E\($0.code.number)" } == [code])
    }

    @Test(arguments: [
        ("map: a\ncases: b.yaml", ["b.yaml"]), ("map: a\ncases: [b, c]", ["b", "c"]),
        ("map: a", []),
    ])
    func theFilesOfCasesAreNamed(_ yaml: String, _ expected: [String]) throws {
        #expect(try MappingCase.paths(inMapping: yaml, file: "a") == expected)
    }
}
