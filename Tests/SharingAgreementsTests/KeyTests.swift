import CanonicalModel
import SharingAgreements
import StrictYAML
import Testing

/// The table of keys is the language: what it has loads, and what it does not have does not.
@Suite struct KeyTests {
    @Test func theWholeLanguageLoads() throws {
        let (agreement, findings) = try Complete.load()
        let errors = findings.filter { $0.severity == .error }
        #expect(errors.isEmpty, "\(errors)")
        #expect(agreement?.statements["ppie"] == ["a panel"])
        #expect(agreement?.statements["prohibited_uses[]"] == ["marketing", "insurance"])
    }

    @Test func everyFieldOfTheTemplatesHasAKey() {
        #expect(Set(Agreement.keys.map(\.item)) == Set(1...65))
        #expect(Set(Agreement.keys.map(\.path)).count == Agreement.keys.count)
    }

    /// The paths of an agreement, to where the table ends.
    private func paths(_ value: Declaration, _ path: String, into found: inout Set<String>) {
        let rows = Set(Agreement.keys.map(\.path))
        if rows.contains(path) {
            found.insert(path)
        } else if rows.contains(path + "[]") {
            found.insert(path + "[]")
        } else if value.isMapping {
            for (key, _, value) in value.members() {
                paths(value, path.isEmpty ? key : "\(path).\(key)", into: &found)
            }
        } else if value.isSequence {
            for item in value.items() { paths(item, path + "[]", into: &found) }
        } else {
            found.insert(path)
        }
    }

    @Test func everyKeyOfTheTableIsUsedAndNoOther() throws {
        let root = try Declaration(yaml: Complete.yaml, report: DeclarationReport(file: "a"))
        var used: Set<String> = []
        paths(root, "", into: &used)
        var expected = Set(Agreement.keys.map(\.path))
        // Two bases exclude each other: consent is in the tests of choices.
        expected = expected.filter { !$0.hasPrefix("legal.confidentiality.consent") }
        // Stated only where they do not apply.
        // Of counts, and of dates that leave to the day: in tests of their own.
        expected = expected.filter { !$0.hasPrefix("tables[]") }
        expected.remove("deidentification.date_shift")
        for list in ["type1", "national", "local"] { expected.remove("opt_outs.\(list).why") }
        #expect(used == expected, "\(used.symmetricDifference(expected))")
    }

    /// Every mapping refuses a key that it does not have.
    @Test func aKeyMoreIsRefusedEverywhere() throws {
        let lines = Complete.yaml.split(separator: "\n", omittingEmptySubsequences: false)
        var refused = 0
        for (index, line) in lines.enumerated() {
            guard line.contains("{") else { continue }
            var changed = lines.map(String.init)
            changed[index] = changed[index].replacing(
                "{", with: "{surplus: 1, ", maxReplacements: 1)
            let text = changed.joined(separator: "\n")
            let findings: [Diagnostic]
            do {
                _ = try Agreement.load(
                    yaml: text, file: "a", codeSets: try Complete.codeSets(),
                    lists: [Complete.people])
                findings = []
            } catch {
                findings = error.all
            }
            let isFound = findings.contains {
                $0.position?.line == index + 1 && $0.severity == .error
                    && $0.message.contains("surplus")
            }
            #expect(isFound, "line \(index + 1): \(line)")
            refused += 1
        }
        #expect(refused > 50)
    }

    @Test func aShortAgreementIsToldWhatItLacks() throws {
        let (_, short) = try Sample.load()
        let note = try #require(short.first { $0.code.name == "incomplete" })
        #expect(note.severity == .note)
        #expect(note.message.contains("`dpia`") && note.message.contains("`sensitive`"))
        let (_, whole) = try Complete.load()
        #expect(!whole.contains { $0.code.name == "incomplete" })
    }
}
