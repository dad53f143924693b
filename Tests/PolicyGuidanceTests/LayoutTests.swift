import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import Testing

/// The one layout: the same meaning, every comment, and the same again.
@Suite struct LayoutTests {
    static let rows: [(String, String)] = [
        ("a:   b\n", "a: b\n"),
        ("a: b  \r\nc: d", "a: b\nc: d\n"),
        ("a:\n    b: c\n    d: e\n", "a:\n  b: c\n  d: e\n"),
        ("a:\n- b\n-   c\n", "a:\n  - b\n  - c\n"),
        ("a:\n - b: c\n   d: e\n", "a:\n  - b: c\n    d: e\n"),
        ("a: {b: c,d: [ e,f ] }\n", "a: {b: c, d: [e, f]}\n"),
        ("a: {b: c,\n      d: e}\n", "a: {b: c,\n      d: e}\n"),
        ("\n\na: b\n\n\n# note\nc: d\n\n", "a: b\n\n# note\nc: d\n"),
        ("a:\n    # about b\n    b: c   # kept\n", "a:\n  # about b\n  b: c   # kept\n"),
        (
            "a:\n    b: |\n        one\n          two\n    c: d\n",
            "a:\n  b: |\n      one\n        two\n  c: d\n"
        ),
        (
            "a:\n    b: >-\n      one,two\n\n      three\n",
            "a:\n  b: >-\n    one,two\n\n    three\n"
        ),
        ("a: 'it''s {b:c , d}'\n", "a: 'it''s {b:c , d}'\n"),
        ("a: \"x,  y\"\n", "a: \"x,  y\"\n"),
        ("a: practices' officer, shared\n", "a: practices' officer, shared\n"),
        ("a:\n    b: one\n      two\n", "a:\n  b: one\n    two\n"),
    ]

    @Test(arguments: rows) func lays(_ text: String, _ expected: String) throws {
        let laid = try AgreementLayout.formatted(text, file: "a")
        #expect(laid == expected)
        #expect(try AgreementLayout.formatted(laid, file: "a") == laid)
    }

    @Test func whatIsNoYAMLIsRefused() {
        #expect(throws: Diagnostics.self) {
            try AgreementLayout.formatted("a: [b", file: "a")
        }
    }

    static func policies() throws -> [(String, String)] {
        let folder = Guided.root.appending(path: "Policies")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let shipped = names.compactMap { name -> (String, String)? in
            let file = folder.appending(path: "\(name)/agreement.yaml")
            return (try? String(contentsOf: file, encoding: .utf8)).map { (name, $0) }
        }
        return shipped + PolicyTemplate.allCases.map { ($0.rawValue, Guided.draft($0)) }
    }

    private static func comments(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            guard let start = line.firstRange(of: "# ") else { return nil }
            return String(line[start.lowerBound...]).trimmingCharacters(in: .whitespaces)
        }
    }

    /// Every agreement, as it is and with its layout disturbed in ways that mean nothing.
    @Test func everyPolicyKeepsItsMeaningAndItsComments() throws {
        let policies = try Self.policies()
        #expect(policies.count >= 15)
        for (name, text) in policies {
            let outline = try Outline(yaml: text, file: name)
            let laid = try AgreementLayout.formatted(text, file: name)
            for (number, disturbed) in Self.disturbances(text).enumerated() {
                let again = try AgreementLayout.formatted(disturbed, file: name)
                #expect(try Outline(yaml: again, file: name).saysTheSame(as: outline), "\(name)")
                #expect(Self.comments(again) == Self.comments(text), "\(name)")
                #expect(try AgreementLayout.formatted(again, file: name) == again, "\(name)")
                // Blocks of text, and lines within brackets, keep the distance that they are given.
                if number > 0 { #expect(again == laid, "\(name)") }
            }
        }
    }

    /// The same text, indented further, with ends of lines of another system, and with empty lines.
    private static func disturbances(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let wide = lines.map { $0.hasPrefix(" ") ? "   " + $0 : $0 }.joined(separator: "\n")
        return [
            wide, text, lines.joined(separator: "\r\n"),
            text.replacing("\n\n", with: "\n\n\n\n"),
        ]
    }
}
