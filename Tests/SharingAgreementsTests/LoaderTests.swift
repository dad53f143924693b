import CanonicalModel
import SharingAgreements
import Terminology
import Testing

/// Each row changes one thing in the sample agreement and says what must be found, where.
@Suite struct LoaderTests {
    @Test func theSampleLoads() throws {
        let (agreement, findings) = try Sample.load()
        let loaded = try #require(agreement, "\(findings)")
        #expect(loaded.id == "t")
        #expect(loaded.version.description == "1.2.0")
        #expect(loaded.inclusions.count == 4)
        #expect(loaded.codeSets.map(\.name) == ["diabetes", "sensitive"])
        // Y99002 is a publisher that has not signed.
        #expect(findings.map(\.code.name) == ["incomplete", "not-signed"])
    }

    static let errors: [(String, String, String, String?)] = [
        ("status: active", "satus: active", "1:36: error[E252]", "did you mean `status`?"),
        ("status: active", "status: actve", "1:44: error[E255]", "did you mean `active`?"),
        ("id: t,", "id: 'T 1',", "1:17: error[E314]", "lower-case"),
        ("1.2.0", "'1.2'", "1:29: error[E314]", "`1.2.0`"),
        ("until: 2026-12-31", "until: 2026-02-30", "2:36: error[E301]", "`2026-04-01`"),
        ("until: 2026-12-31", "until: 2026-1-3", "2:36: error[E301]", nil),
        ("until: 2026-12-31", "until: 2025-12-31", "2:36: error[E302]", nil),
        ("[{ods: Y99001}, {ods: Y99002}]", "[]", "4:15: error[E320]: there are no publishers", nil),
        ("format: csv", "format: []", "E320", nil),
        ("fields: [start]", "fields: []", "E320", nil),
        ("title: T,", "title: T, review: {due: 2026-06-01, every: yearly},", "E314", "`P1Y`"),
        ("{ods: Y99002}]", "{ods: y99002}]", "4:37: error[E314]", "`Y99002`"),
        ("{ods: Y99002}]", "{ods: Y99001}]", "4:31: error[E309]", nil),
        ("flows: [f]", "flows: [g]", "5:38: error[E305]", "did you mean `f`?"),
        ("recipient: Y99N01", "recipient: Y99N02", "E303", "known here: `Y99N01`"),
        ("purpose: p,", "purpose: q,", "E304", "did you mean `p`?"),
        ("format: csv", "format: cvs", "E255", "did you mean `csv`?"),
        ("class: population_health", "class: population", "E255", nil),
        ("'6(1)(e)'", "'6(1)(z)'", "7:19: error[E255]", nil),
        ("basis: not_confidential, why: w", "basis: not_confidential, why: ' '", "E316", nil),
        ("type1: {apply: true}", "type1: {apply: yes}", "9:27: error[E254]", nil),
        ("type1: {apply: true}", "type1: {apply: false}", "E316", "add `why: ...`"),
        ("type1: {apply: true}", "nationale: {apply: true}", "E252", nil),
        ("registered_at: publishers", "registered_at: anywhere", "E255", "known here"),
        ("age: {min: 65}", "age: {min: 650}", "10:48: error[E315]", nil),
        ("age: {min: 65}", "age: {min: 65, max: 64}", "E302", nil),
        ("age: {min: 65}", "age: {}", "E315", nil),
        ("age: {min: 65}", "age: {min: old}", "E254", nil),
        ("entry: encounter", "entry: encouter", "E306", "did you mean `encounter`?"),
        ("fields: [start]", "fields: [starts]", "E307", "did you mean `start`?"),
        ("fields: [start]", "fields: [start, start]", "E309", nil),
        ("fields: [start], why: w", "fields: [start], why: ''", "E316", nil),
        ("fields: [start], why: w", "fields: [start]", "E253", nil),
        ("codes: diabetes", "codes: diabetis", "E308", "did you mean `diabetes`?"),
        ("practice], why: w", "practice], codes: diabetes, why: w", "E318", "remove `codes`"),
        ("sex, practice", "sex, nhs_number", "E311", nil),
        ("sex, practice", "sex, birth_date", "E310", "`birth_date`"),
        ("sex, practice", "sex, age_band", "E310", "`band5`"),
        ("sex, practice", "sex, postcode_district", "E310", "`district`"),
        ("sex, practice", "sex, postcode", "E310", "`exact`"),
        (", event_date: month", "", "E310", "`event_date`"),
        ("[pseudonym, ", "[", "E317", "include `pseudonym`"),
        ("fields: [start]", "fields: [start, note]", "E312", "remove the field"),
        ("free_text: withhold", "free_text: release", "E312", nil),
        ("free_text: withhold", "free_text: maybe", "E255", nil),
        ("{codes: sensitive, entry: observation, why: w}", "{why: w}", "E253", nil),
        ("{codes: sensitive, entry: observation, why: w}", "{entry: problem, why: w}", "E302", nil),
        ("entry: observation, why: w}]", "fields: [code], why: w}]", "E302", nil),
        ("record: withhold", "record: hide", "E255", nil),
        ("item: withhold, ", "", "E253", "add `item: ...`"),
        ("level: pseudonymised", "level: identifiable", "E302", nil),
        (
            "pseudonym: {key: 'env:K', epoch: '1'}", "pseudonym: {key: abc, epoch: '1'}", "E314",
            "never the key itself"
        ),
        ("version: '1.2', by", "version: '1.3', by", "E313", nil),
        ("version: '1.2', by", "version: '1', by", "E314", "`1.2`"),
        ("[{ods: Y99001, version", "[{ods: Y99003, version", "E303", "known here: `Y99001`"),
        ("role: r", "role: ''", "E316", nil),
        ("sign_up:", "withdrawals: [{ods: Y99009, at: 2026-02-01}]\nsign_up:", "E303", nil),
        (
            "flows: [{id: f", "flows: [{id: f, recipient: Y99N01, purpose: p, format: csv}, {id: f",
            "E309", nil
        ),
        (
            "recipients: [{ods: Y99N01, flows: [f]}", "recipients: [{ods: Y99N01, flows: []}",
            "E302",
            "add it to the recipient's `flows`"
        ),
        ("basis: not_confidential", "basis: implied_consent", "E324", "another basis"),
        ("purposes: [", "purposes: [{id: p, class: audit, description: d}, ", "E309", nil),
    ]

    @Test(arguments: errors)
    func refuses(_ old: String, _ new: String, _ finding: String, _ advice: String?) throws {
        let (agreement, findings) = try Sample.load(old, new)
        #expect(agreement == nil)
        let texts = findings.map(\.description)
        #expect(
            texts.contains { text in
                text.hasPrefix("a.yaml:") && text.contains(finding)
                    && (advice.map { text.contains($0) } ?? true)
            }, "\(texts)")
        #expect(findings.allSatisfy { $0.position != nil })
    }

    static let warnings: [(String, String, String)] = [
        ("status: active", "status: draft", "not-active"),
        ("basis: not_confidential", "basis: explicit_consent", "consent-unchecked"),
        ("type1: {apply: true}", "type1: {apply: false, why: w}", "opt-out-not-applied"),
        ("title: T,", "title: T, review: {due: 2027-06-01},", "review"),
        (
            "age: {min: 65}", "unstated_registration: release, age: {min: 65}",
            "registration-assumed"
        ),
        ("{codes: sensitive, entry: observation, why: w}", "", "identity-codes"),
        ("age: years,", "age: years, birth_date: exact,", "precision"),
        ("age: years,", "age: years, postcode: exact,", "precision"),
        ("item: withhold", "item: release", "confidential-released"),
        ("record: withhold", "record: release", "confidential-released"),
        ("unknown: withhold", "unknown: release", "confidential-released"),
    ]

    @Test(arguments: warnings)
    func warns(_ old: String, _ new: String, _ name: String) throws {
        let (agreement, findings) = try Sample.load(old, new)
        #expect(agreement != nil, "\(findings)")
        #expect(
            findings.contains { $0.code.name == name && $0.severity == .warning }, "\(findings)")
    }

    /// A key pasted in place of its reference is not repeated in the message.
    @Test func aPastedKeyIsNotPrinted() throws {
        let (_, findings) = try Sample.load("'env:K'", "'s3cr3t-bytes'")
        #expect(!findings.isEmpty)
        #expect(!findings.contains { $0.description.contains("s3cr3t") })
    }

    @Test func everyMistakeIsReportedAtOnce() throws {
        let (_, findings) = try Sample.load("entry: ", "entyr: ")
        #expect(findings.filter { $0.code.number == 252 }.count == 5)
    }

    @Test func typeOneNeedsItsCodeSets() throws {
        let sets = try Sample.codeSets().filter { $0.name != "type1-withdrawal" }
        #expect(throws: Diagnostics.self) {
            try Agreement.load(yaml: Sample.yaml, file: "a.yaml", codeSets: sets)
        }
    }
}
