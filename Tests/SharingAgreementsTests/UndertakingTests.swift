import CanonicalModel
import SharingAgreements
import Terminology
import Testing

/// Each row changes one thing in the whole agreement and says what must be found.
@Suite struct UndertakingTests {
    static let errors: [(String, String, String, String?)] = [
        ("whole@2.0.0", "whole@2.1.0", "4:15: error[E302]: version 2.1.0 cannot replace", nil),
        ("whole@2.0.0", "whole 2.0", "4:15: error[E314]: `whole 2.0` names no version", "@1.0.0"),
        ("framework: FW-1", "framework: 'F W'", "5:14: error[E314]: `F W` is not a reference", nil),
        ("nhse-dspa", "nhse", "E255]: `nhse` is not a known word", nil),
        ("every: P1Y", "every: 1Y", "E314]: `1Y` is not a period", "`P1Y`"),
        ("triggers: [a change in the law]", "triggers: []", "E320", nil),
        ("joint_arrangement: schedule 2\n", "\n", "E325]: joint controllers", "who does what"),
        ("status: met", "status: approaching", "E325]: the recipient does not meet", "`met`"),
        ("published: 2025-06-30", "published: 2025-03-31", "E325]: the toolkit was", nil),
        ("published: 2025-06-30", "published: 30 June", "E301", nil),
        ("contacts: {dpo: dpo at one, ", "contacts: {", "E253]: the key `dpo`", "add `dpo: ...`"),
        ("caldicott: Dr A", "caldicott: ' '", "E316", "say it"),
        ("hl7_pou: HRESCH", "hl7_pou: 'H R'", "E314", nil),
        ("'https://w3id.org/dpv#", "'dpv:", "E314]: `dpv:", "`https://`"),
        ("[marketing, insurance]", "[marketing, insurence]", "E255", "did you mean `insurance`?"),
        ("necessity: nothing less would show it", "necessity: ''", "E316", nil),
        ("country: FR", "country: France", "E314]: `France`", "`GB`"),
        (", transfer_mechanism: adequacy regulations", "", "E325]: nothing says", "`GB`"),
        ("PT24H", "24 hours", "E314", "`PT24H`"),
        (
            ",\n       ico_consulted: 2026-01-15", "", "E325]: a high risk is left",
            "lower the risk"
        ),
        (
            ",\n       ico_consulted: 2026-01-15",
            ",\n       ico_consulted: 2026-02-30", "E301", nil
        ),
        ("approved: 2026-02-01", "approved: 2026-04-02", "E325]: the assessment", nil),
        ("residual_risk: high", "residual_risk: tiny", "E255", nil),
        ("role: caldicott", "role: dpo", "E325]: an active agreement", "`ig_lead`"),
        (
            "{role: dpo, by: a, at: 2026-03-01, content_hash: 0a",
            "{role: dpo, by: a, at: 2026-03-01, content_hash: 0b",
            "E302]: the approvals are of different", nil
        ),
        ("content_hash: 0a", "content_hash: 0A", "E314", "64 hexadecimal"),
        ("[marketing, insurance]", "[onward_sharing]", "E302]: onward sharing is allowed", nil),
        ("[marketing, insurance]", "[re_identification]", "E302]: re-identification is", nil),
        (", recipients: [University]", "", "E325]: onward sharing", "recipients"),
        (", by: registered_practice", "", "E325]: it is not said who", nil),
        ("max_per_day: 10", "max_per_day: 0", "E314]: 0 is too small", "from 1 to 1000"),
        (", linkage_group: group", "", "E325]: these pseudonyms", "`linkage_group`"),
        ("period: P2Y, basis", "period: 2Y, basis", "E314", "P1Y"),
        ("'https://example.org/notice'", "example.org", "E314", nil),
        (
            "threshold: 7", "threshold: 5", "E325]: rounded to 5, a published 5",
            "raise the threshold to 7"
        ),
        ("threshold: 7", "threshold: seven", "E254", nil),
        ("secondary: true", "secondary: yes", "E254", nil),
        ("zero: show", "zero: hide", "E255", nil),
        ("k: 5", "k: 1", "E314", "2 to 1000"),
        ("schedule: monthly", "schedule: montly", "E255", "did you mean `monthly`?"),
        ("format: [csv]", "format: table", "E326]: tables of counts", "[csv, ukcore]"),
        ("[health, ethnicity]", "[health]", "E302]: the ethnic category leaves", "add `ethnicity`"),
        (", ethnic_category]", "]", "E302]: the ethnic category is among", nil),
        ("[health, ethnicity]", "[ethnicity]", "E302", "add `health`"),
        ("tests: whole.tests.yaml", "test: whole.tests.yaml", "E252", "did you mean `tests`?"),
        ("level: pseudonymised", "level: aggregate", "E302]: an aggregate feed has no", nil),
        ("level: pseudonymised", "level: aggregate", "E326]: only tables of counts", "table"),
        ("level: pseudonymised", "level: aggregate", "E302]: counts link with nothing", nil),
    ]

    @Test(arguments: errors)
    func refuses(_ old: String, _ new: String, _ finding: String, _ advice: String?) throws {
        let (agreement, findings) = try Complete.load(old, new)
        #expect(agreement == nil)
        let texts = findings.map(\.description)
        #expect(
            texts.contains { text in
                text.contains(finding) && (advice.map { text.contains($0) } ?? true)
            }, "\(texts)")
        #expect(findings.allSatisfy { $0.position != nil })
    }

    static let legal: [(String, String, String, String?)] = [
        ("basis: s251", "basis: implied_consent", "error[E324]: implied consent", "another"),
        ("basis: s251", "basis: public_interest", "error[E302]: the basis is", "remove `s251`"),
        ("s251: {cag_ref", "s252: {cag_ref", "error[E252]", "s251"),
        ("cag_ref: 26/CAG/0001, ", "", "error[E253]: the key `cag_ref`", nil),
        ("regulation: 5", "regulation: 6", "error[E255]", nil),
        ("expires: 2028-03-31", "expires: 2028-02-30", "error[E301]", nil),
        ("expires: 2028-03-31", "expires: 2028-03-30", "warning[E331]: the support", nil),
        (", evidence: letter of 1 March", "", "error[E325]: the exemption", "`evidence: ...`"),
        ("['9(2)(j)']", "['9(2)(h)']", "warning[E331]: none of these", "`9(2)(j)`"),
        ("type1: {apply: true}", "type1: {apply: true, codes: x}", "error[E252]", nil),
        ("withdrawal: share-agreed", "withdrawal: share-refused", "error[E302]: the same", nil),
        ("dissent: share-refused", "dissent: share-refusd", "error[E308]", "`share-refused`"),
        ("legally_restricted: withhold", "legally_restricted: release", "error[E324]: only", nil),
        ("linked: withhold", "linked: release", "warning[E341]", "`linked: withhold`"),
        ("action: withhold, drugs: heart", "action: release", "warning[E341]", nil),
        ("action: withhold", "action: release", "error[E302]: medicines", "remove `drugs`"),
        ("set: sensitive, action", "set: sensitiv, action", "error[E308]", "`sensitive`"),
        ("uncoded: [encounter]", "uncoded: [encountr]", "error[E306]", "`encounter`"),
    ]

    @Test(arguments: legal)
    func looksAtTheLaw(_ old: String, _ new: String, _ finding: String, _ advice: String?) throws {
        let (_, findings) = try Complete.load(old, new)
        let texts = findings.map(\.description)
        #expect(
            texts.contains { text in
                text.contains(finding) && (advice.map { text.contains($0) } ?? true)
            }, "\(texts)")
    }

    @Test func supportNeedsItsReference() throws {
        let (agreement, findings) = try Sample.load("not_confidential", "s251")
        #expect(agreement == nil)
        #expect(findings.contains { $0.description.contains("E324]: support under section 251") })
    }

    @Test func aStatuteMustBeNamed() throws {
        let (agreement, findings) = try Sample.load("not_confidential", "statutory")
        #expect(agreement == nil)
        #expect(findings.contains { $0.description.contains("E324]: a statutory basis") })
    }

    @Test func onlySignaturesStandBelowTheApprovals() throws {
        let text = Complete.yaml.replacing("\nppie: a panel", with: "") + "\nppie: a panel\n"
        let findings = #expect(throws: Diagnostics.self) {
            try Agreement.load(
                yaml: text, file: "a", codeSets: Complete.codeSets(), lists: [Complete.people])
        }
        let texts = findings?.all.map(\.description) ?? []
        #expect(texts.contains { $0.contains("error[E325]: `ppie` stands below the approvals") })
    }

    @Test func theLawsCodesMustBeLoaded() throws {
        let sets = try Complete.codeSets().filter { $0.name != "legally-restricted" }
        #expect(throws: Diagnostics.self) {
            try Agreement.load(
                yaml: Complete.yaml, file: "a", codeSets: sets, lists: [Complete.people])
        }
    }
}
