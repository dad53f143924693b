import CanonicalModel
import Foundation
import Terminology
import Testing

@Suite struct CodeSetTests {
    private static let head = "code_set: s\nversion: '1'\ntitle: t\nsource: here\ncodes:\n"

    private func findings(_ yaml: String) -> [String] {
        do {
            _ = try CodeSet.load(yaml: yaml, file: "s.yaml")
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test(arguments: [
        ("  - {snomed: '73211009', readv2: 'C10..', ctv3: 'C10..', term: x}", nil),
        ("  - {snomed: '73211008'}", "s.yaml:6:14: error[E261]: `73211008` is not a SNOMED CT id"),
        (
            "  - {snomed: '1.02E+15'}",
            "s.yaml:6:14: error[E261]: `1.02E+15` is a code that a spread"
        ),
        ("  - {snomed: '397732011'}", "s.yaml:6:14: error[E261]: `397732011` is a description id"),
        ("  - {snomed-description: '397732011'}", nil),
        ("  - {snomed-description: '73211009'}", "s.yaml:6:26: error[E261]: `73211009` is not a d"),
        ("  - {readv2: 'C10'}", "s.yaml:6:14: error[E261]: `C10` has 3 bytes"),
        ("  - {readv2: 'C10..00'}", "s.yaml:6:14: error[E261]: `C10..00` has 7 bytes"),
        ("  - {ctv3: 'XaZ8'}", "s.yaml:6:12: error[E261]: `XaZ8` has 4 bytes"),
        ("  - {ctv3: 'XaZ89'}\n  - {ctv3: 'XaZ89'}", "s.yaml:7:12: error[E262]: `XaZ89` stands tw"),
        ("  - {snomed: '73211009'}\n  - {dmd: '73211009'}", "s.yaml:7:11: error[E262]"),
        ("  - {ctv3: 'XaZ89'}\n  - {ctv3: 'xaz89'}", nil),
        ("  - {term: x}", "s.yaml:6:5: error[E253]: the item has no code"),
        ("  - {snowmed: '73211009'}", "s.yaml:6:6: error[E252]: `snowmed` is not a key"),
        ("  []", "s.yaml:6:3: error[E263]: the set has no codes"),
    ])
    func refusesDamagedCodes(_ codes: String, _ expected: String?) {
        let found = findings(Self.head + codes)
        if let expected {
            #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
        } else {
            #expect(found == [])
        }
    }

    @Test func aSourceIsRequired() {
        let found = findings(
            "code_set: s\nversion: '1'\ntitle: t\nsource: ''\ncodes: [{ctv3: XaZ89}]")
        #expect(found.first?.hasPrefix("s.yaml:4:9: error[E263]: `source` is empty") == true)
    }

    @Test func suggestsTheKeyThatWasMeant() {
        let found = findings(Self.head + "  - {redv2: 'C10..'}")
        #expect(found.contains { $0.contains("did you mean `readv2`?") })
    }
}

@Suite struct CodeSetIndexTests {
    private static func set(_ name: String, _ codes: String) throws -> CodeSet {
        try CodeSet.load(
            yaml: "code_set: \(name)\nversion: '1'\ntitle: t\nsource: s\ncodes: [\(codes)]",
            file: "\(name).yaml")
    }

    @Test(arguments: [
        (CodeSystem.snomed, "73211009", 0b11),
        (.dmd, "73211009", 0b11),
        (.ctv3, "C10..", 0b10),
        (.readV2, "C10..", 0b01),
        (.readV2, "C10..00", 0b01),
        (.readV2, "C10..0", 0),
        (.readV2, "c10..", 0),
        (.ctv3, "C10..00", 0),
        (.snomed, "44054006", 0),
        (.other, "73211009", 0),
        (.emisLocal, "LOCAL1", 0b10),
        (.snomed, "", 0),
    ])
    func findsTheSetsOfACode(_ system: CodeSystem, _ code: String, _ expected: UInt64) throws {
        let index = CodeSetIndex([
            try Self.set("a", "{snomed: '73211009', readv2: 'C10..'}"),
            try Self.set("b", "{snomed: '73211009', ctv3: 'C10..', emis-local: LOCAL1}"),
        ])
        #expect(index.membership(system, Array(code.utf8)[...]) == expected)
        #expect(index.bit(of: "b") == 1)
        #expect(index.bit(of: "c") == nil)
    }

    /// Against a dictionary, for codes that are and are not in the sets.
    @Test func agreesWithADictionary() throws {
        let letters = Array("ABCDEFGHJK".utf8)
        var sets: [CodeSet] = []
        var expected: [String: UInt64] = [:]
        for number in 0..<64 {
            let codes = (0..<20).map {
                "X\(letters[($0 * 7 + number) % 10])\(number % 9)\($0 / 2)."
            }
            .map { String($0.prefix(5)).padding5 }
            let distinct = Array(Set(codes))
            sets.append(
                try Self.set(
                    "s\(number)", distinct.map { "{ctv3: '\($0)'}" }.joined(separator: ",")))
            for code in distinct { expected[code, default: 0] |= 1 << UInt64(number) }
        }
        let index = CodeSetIndex(sets)
        for (code, bits) in expected {
            #expect(index.membership(.ctv3, Array(code.utf8)[...]) == bits)
            #expect(index.membership(.readV2, Array(code.utf8)[...]) == 0)
        }
    }
}

extension String {
    fileprivate var padding5: String { self + String(repeating: ".", count: 5 - utf8.count) }
}

/// Sets that ask for descendants or reference sets.
@Suite struct CodeSetTerminologyTests {
    private static func load(
        _ codes: String, with terminology: TerminologyFile?
    ) -> (codes: [String], findings: [String]) {
        do {
            let set = try CodeSet.load(
                yaml: "code_set: s\nversion: '1'\ntitle: t\nsource: here\ncodes:\n  - \(codes)",
                file: "s.yaml", terminology: terminology)
            return (set.codes.map(\.code), [])
        } catch {
            return ([], error.all.map(\.description))
        }
    }

    @Test(arguments: [
        ("{snomed: '1', descendants: true}", [1], [1, 2, 3, 4]),
        ("{snomed: '1', descendants: false}", [1], [1]),
        ("{snomed: '4', descendants: true, term: leaf}", [4], [4]),
        ("{refset: '20', term: a set}", [20], [2, 4]),
    ])
    func areMadeWhole(_ item: String, _ items: [Int], _ expected: [Int]) throws {
        let terminology = try MadeUp.file(MadeUp.release)
        let text = items.reduce(item) {
            $0.replacingOccurrences(of: "'\($1)'", with: "'\(MadeUp.id($1))'")
        }
        let found = Self.load(text, with: terminology)
        #expect(found.findings == [])
        #expect(found.codes == expected.map { MadeUp.id($0) })
    }

    @Test(arguments: [
        ("{snomed: '1', descendants: true}", "s.yaml:6:42: error[E267]: the descendants of"),
        ("{refset: '20'}", "s.yaml:6:14: error[E267]: the reference set"),
        ("{descendants: true}", "s.yaml:6:5: error[E253]: the item has no code"),
    ])
    func areRefusedWithoutATerminology(_ item: String, _ finding: String) {
        let text = [1, 20].reduce(item) {
            $0.replacingOccurrences(of: "'\($1)'", with: "'\(MadeUp.id($1))'")
        }
        let found = Self.load(text, with: nil).findings
        #expect(found.contains { $0.hasPrefix(finding) }, "\(found)")
    }

    /// A misspelt or inactive concept would make the set silently narrow.
    @Test(arguments: [
        ("{snomed: '5', descendants: true}", "is inactive and has no descendants any more"),
        ("{snomed: '777', descendants: true}", "is not in the terminology `made-up.terms`"),
        ("{refset: '21777'}", "is not in the terminology `made-up.terms`"),
    ])
    func areRefusedWhereTheTerminologyLacksThem(_ item: String, _ message: String) throws {
        let terminology = try MadeUp.file(MadeUp.release)
        let text = [5, 777].reduce(item) {
            $0.replacingOccurrences(of: "'\($1)'", with: "'\(MadeUp.id($1))'")
        }
        let found = Self.load(text, with: terminology).findings
        #expect(found.count == 1)
        #expect(found.first?.contains("error[E268]") == true)
        #expect(found.first?.contains(message) == true, "\(found)")
    }
}
