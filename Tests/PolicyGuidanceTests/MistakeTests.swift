import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import Terminology
import Testing

/// The mistakes that people make who are no programmers, each with everything that they read.
///
/// The texts stand in `mistakes.txt`; `SLUICE_WRITE_MISTAKES=1` writes it anew, to be read before
/// it is committed.
@Suite struct MistakeTests {
    struct Mistake: Sendable {
        let name: String
        /// The code that must be among what is found.
        let code: Int
        let kind: PolicyTemplate
        let old: String
        let new: String

        init(
            _ name: String, _ code: Int, in kind: PolicyTemplate = .populationHealth,
            _ old: String, _ new: String
        ) {
            (self.name, self.code, self.kind, self.old, self.new) = (name, code, kind, old, new)
        }
    }

    static let mistakes: [Mistake] = [
        Mistake("a misspelt key", 252, "  status: draft", "  satus: draft"),
        Mistake("a misspelt section", 252, "\npurposes:", "\npurpose:"),
        Mistake("a key in capitals", 252, "\ncohort:", "\nCohort:"),
        Mistake("a line too far in", 251, "  status: draft", "    status: draft"),
        Mistake("a line too far out", 251, "  linked: withhold", "linked: withhold"),
        Mistake("a tab in place of spaces", 251, "  status: draft", "\tstatus: draft"),
        Mistake("two documents in one file", 251, "\npurposes:", "\n---\npurposes:"),
        Mistake("curly quotes", 314, "key: 'env:SLUICE_KEY'", "key: “env:SLUICE_KEY”"),
        Mistake("a number sign in a title", 389, "  title: Our sharing", "  title: Our #1 sharing"),
        Mistake("a title in two kinds of quotes", 251, "  title: Our", "  title: 'Our' people's"),
        Mistake(
            "a no-break space before a key", 251, "  status: draft", "\u{A0}\u{A0}status: draft"),
        Mistake("a no-break space in a date", 301, "from: 2026-04-01", "from: 2026-04-01\u{A0}"),
        Mistake(
            "a dash of a word processor in a date", 301, "from: 2026-04-01", "from: 2026–04–01"),
        Mistake("a version of one number", 314, "version: 1.0.0", "version: 1.0"),
        Mistake("a class that there is not", 255, "class: population_health", "class: plans"),
        Mistake("a colon in a title", 251, "  title: Our sharing", "  title: Sharing: ours"),
        Mistake("no space after a colon", 251, "  status: draft", "  status:draft"),
        Mistake("a quote that is never closed", 251, "epoch: '1'}", "epoch: '1}"),
        Mistake("a bracket that is never closed", 251, "apply: true}", "apply: true"),
        Mistake("a key twice", 251, "  status: draft", "  status: draft\n  status: active"),
        Mistake("a line without its dash", 251, "    - entry: encounter", "    entry: encounter"),
        Mistake(
            "swapped dates", 302, "from: 2026-04-01, until: 2028-03-31",
            "from: 2028-03-31, until: 2026-04-01"),
        Mistake("a date as one writes it at home", 301, "from: 2026-04-01", "from: 01/04/2026"),
        Mistake("a day that there is not", 301, "until: 2028-03-31", "until: 2028-03-32"),
        Mistake("a code with an O for a zero", 382, "{ods: Y99001,", "{ods: Y990O1,"),
        Mistake("a code in small letters", 314, "{ods: Y99001,", "{ods: y99001,"),
        Mistake("a recipient that is no party", 303, "recipient: Y99N01,", "recipient: Y99N10,"),
        Mistake("a purpose that is not declared", 304, "purpose: planning,", "purpose: plannning,"),
        Mistake("no legal basis", 253, "    basis: not_confidential\n", ""),
        Mistake(
            "implied consent for planning", 324, "basis: not_confidential",
            "basis: implied_consent"),
        Mistake("a statute without its name", 324, "basis: not_confidential", "basis: statutory"),
        Mistake("an article that there is not", 255, "['9(2)(h)']", "['9(2)(k)']"),
        Mistake(
            "consent that nobody looks for", 342, in: .voluntarySector,
            "\n    consent: {given: third-party-agreed, refused: third-party-refused}", ""),
        Mistake(
            "names called not confidential", 324, in: .directCare, "basis: implied_consent",
            "basis: not_confidential"),
        Mistake("section 251 without its end", 253, in: .research, ", expires: 2028-03-31}", "}"),
        Mistake("yes in place of true", 254, "type1: {apply: true}", "type1: {apply: yes}"),
        Mistake("objections switched off", 316, "type1: {apply: true}", "type1: {apply: false}"),
        Mistake("a misspelt sensitive set", 308, "set: sexual-health", "set: sexual-heath"),
        Mistake(
            "sensitive codes released", 341, "{set: sexual-health, action: withhold}",
            "{set: sexual-health, action: release}"),
        Mistake(
            "the law's own set released", 324, "legally_restricted: withhold",
            "legally_restricted: release"),
        Mistake(
            "a threshold on rows", 349, "\nflows:", "\ndisclosure_control: {threshold: 7}\nflows:"),
        Mistake(
            "counts without a threshold", 325, in: .counts,
            "disclosure_control: {threshold: 7, rounding: 5, secondary: true}\n", ""),
        Mistake(
            "the key itself in the file", 314, "key: 'env:SLUICE_KEY'",
            "key: '5f4dcc3b5aa765d61d8327deb882cf99'"),
        Mistake(
            "an NHS number where nobody is named", 311, "fields: [pseudonym,",
            "fields: [pseudonym, nhs_number,"),
        Mistake(
            "free text", 312, "fields: [code, status, onset]",
            "fields: [code, status, onset, note]"),
        Mistake(
            "a field of another kind", 307, "fields: [code, status, onset]",
            "fields: [code, status, dosage]"),
        Mistake("a field without a reason", 253, "\n      why: Groups of people and places", ""),
        Mistake(
            "a reason that says nothing", 376, "why: Groups of people and places",
            "why: as required"),
        Mistake("an age in months", 315, in: .directCare, "age: {min: 18}", "age: {min: 216}"),
        Mistake(
            "a town where districts leave", 367,
            "[pseudonym, age_band, sex, postcode_district, practice]",
            "[pseudonym, age_band, sex, city, practice]"),
        Mistake("a period in words", 314, "last: P2Y", "last: 2 years"),
        Mistake("data kept in France", 325, "storage: {country: GB,", "storage: {country: FR,"),
        Mistake(
            "a whole file pasted without indentation", 251, "  status: draft\n", "status: draft\n"),
    ]

    /// A draft of which every place is filled in.
    static func whole(_ kind: PolicyTemplate) -> String {
        Guided.draft(kind)
            .replacing("https://FILL-IN.", with: "https://practices.")
            .replacing("FILL IN what people call this agreement", with: "Our sharing")
            .replacing("FILL-IN", with: "R-1").replacing("FILLIN1", with: "Y99001")
            .replacing("FILLIN2", with: "Y99002").replacing("FILLIN9", with: "Y99N01")
            .replacing(
                "# dspt: {status: met, published: 2026-06-30}",
                with: "dspt: {status: met, published: 2025-06-30}"
            )
            .replacing("necessity: FILL IN", with: "necessity: We looked at")
            .replacing("why: FILL IN", with: "why: We want to know")
            .replacing("FILL IN", with: "what we said of it")
    }

    private static func text(_ mistake: Mistake) throws -> String {
        let whole = whole(mistake.kind)
        let broken = try #require(
            Guided.replacing(mistake.old, with: mistake.new, in: whole), "\(mistake.name)")
        let usual = Guided.findings(whole).map(\.description)
        let findings = Guided.findings(broken).filter { finding in
            !usual.contains(finding.description) && finding.severity != .note
                && !["not-active", "not-signed"].contains(finding.code.name)
        }
        var report = FindingText(style: TextStyle(isColoured: false))
        report.show(broken, of: "a.yaml")
        #expect(
            findings.contains { $0.code.number == mistake.code }, "\(mistake.name): \(findings)")
        return "## \(mistake.name)\n\n" + findings.map { report.block($0) + "\n" }.joined() + "\n"
    }

    private static let setMistakes: [(name: String, codes: String)] = [
        ("a code that a spreadsheet has rounded", "{snomed: '7.32E+07'}"),
        ("a code with a digit wrong", "{snomed: '73211008'}"),
        ("a Read code without its dots", "{readv2: 'C10'}"),
    ]

    private static func text(_ mistake: (name: String, codes: String)) -> String {
        let yaml =
            "code_set: s\nversion: '1'\ntitle: t\nsource: a page\ncodes:\n  - \(mistake.codes)\n"
        var report = FindingText(style: TextStyle(isColoured: false))
        report.show(yaml, of: "s.yaml")
        do throws(Diagnostics) {
            _ = try CodeSet.load(yaml: yaml, file: "s.yaml")
            return "## \(mistake.name)\n\nnothing\n\n"
        } catch {
            return "## \(mistake.name)\n\n" + error.all.map { report.block($0) + "\n" }.joined()
                + "\n"
        }
    }

    @Test func everyMistakeIsExplainedInFull() throws {
        #expect(Self.mistakes.count + Self.setMistakes.count >= 40)
        let found =
            try Self.mistakes.map(Self.text).joined()
            + Self.setMistakes.map(Self.text).joined()
        let golden = Guided.root.appending(path: "Tests/PolicyGuidanceTests/mistakes.txt")
        if ProcessInfo.processInfo.environment["SLUICE_WRITE_MISTAKES"] != nil {
            try found.write(to: golden, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: golden, encoding: .utf8)
        let (mine, theirs) = (found.split(separator: "## "), expected.split(separator: "## "))
        #expect(mine.count == theirs.count)
        for (one, other) in zip(mine, theirs) { #expect(one == other) }
    }

    @Test func coloursOnATerminalAndNoneElsewhere() {
        let finding = Diagnostic(
            .weakReason, .warning, file: "a", at: .init(line: 1, column: 3), "m")
        for isColoured in [true, false] {
            var report = FindingText(style: TextStyle(isColoured: isColoured))
            report.show("a: b", of: "a")
            #expect(report.block(finding).contains("\u{1B}[33m") == isColoured)
            #expect(report.block(finding).contains("\u{1B}") == isColoured)
        }
    }

    /// A line in which a key may stand is never shown.
    @Test func aKeyIsNeverShown() throws {
        let text = try Self.text(
            Mistake("", 314, "key: 'env:SLUICE_KEY'", "key: 'not-a-reference-9f86'"))
        #expect(!text.contains("9f86"))
    }
}
