import CanonicalModel
import SharingAgreements
import Testing

/// Changes of an agreement's text leave everything else as it is.
@Suite struct AgreementTextTests {
    static let approval = Approval(
        role: "dpo", by: "Dr A Example", day: day("2026-03-04") ?? .distant,
        hash: String(repeating: "a", count: 64))

    /// The old text, the status, the new text; `nil` where nothing may change.
    @Test(arguments: [
        ("agreement:\n  status: draft # why\n", "agreement:\n  status: active # why\n"),
        (
            "# c\nagreement: {id: t, status: draft, title: T}\n",
            "# c\nagreement: {id: t, status: active, title: T}\n"
        ),
        (
            "agreement: {id: draft,\n  status:   'suspended'}\n",
            "agreement: {id: draft,\n  status:   'active'}\n"
        ),
        ("agreement:\n  id: t\n", nil),
        ("agreement:\n  status: maybe\n", nil),
    ])
    func writesTheStatus(_ old: String, _ new: String?) {
        var text = AgreementText(old)
        let isWritten = text.setStatus(.active)
        #expect(isWritten == (new != nil))
        #expect(text.text == new ?? old)
    }

    @Test(arguments: [
        (
            "a: 1\n\nsign_up: []\n",
            "a: 1\n\napprovals:\n  - LINE\n\nsign_up: []\n"
        ),
        ("a: 1\n", "a: 1\napprovals:\n  - LINE\n"),
        (
            "a: 1\napprovals: # two\n    - {role: ig_lead}\n    # below\n\nsign_up: []\n",
            "a: 1\napprovals: # two\n    - {role: ig_lead}\n"
                + "    - LINE\n    # below\n\nsign_up: []\n"
        ),
        (
            "approvals:\n- {role: ig_lead}\nsign_up: []",
            "approvals:\n- {role: ig_lead}\n- LINE\nsign_up: []"
        ),
        ("approvals: [{role: ig_lead}]\n", nil),
    ])
    func addsAnApproval(_ old: String, _ new: String?) {
        let line =
            "{role: dpo, by: Dr A Example, at: 2026-03-04, content_hash: \(Self.approval.hash)}"
        var text = AgreementText(old)
        let isAdded = text.add(Self.approval)
        #expect(isAdded == (new != nil))
        #expect(text.text == new?.replacing("LINE", with: line) ?? old)
    }

    /// Names that YAML would read as something else stand between quotes.
    @Test(arguments: [
        ("Dr A Example", "Dr A Example"), ("O'Brien", "O'Brien"), ("A, B", "'A, B'"),
        ("{A}", "'{A}'"), ("it's: so", "'it''s: so'"), ("1st", "'1st'"),
    ])
    func quotesANameIfItMust(_ name: String, _ written: String) {
        var text = AgreementText("a: 1\n")
        let isAdded = text.add(
            Approval(role: "dpo", by: name, day: Self.approval.day, hash: Self.approval.hash))
        #expect(isAdded)
        #expect(text.text.contains("by: \(written), at:"))
    }

    /// What is approved is what stands above the approvals, whatever the status.
    @Test(arguments: [
        ("agreement: {status: draft}\napprovals:\n", true),
        ("agreement: {status: active}\nsign_up:\n- x\n", true),
        ("agreement: {status: terminated}\nwithdrawals:\nsign_up:\n", true),
        ("agreement: {status: active}\n", true),
        ("agreement: {status:  active}\n", false),
        ("agreement: {status: active} # so\n", false),
    ])
    func approvesWhatStandsAbove(_ text: String, _ isSame: Bool) {
        let content = AgreementText(text).approvedContent
        #expect((content == Array("agreement: {status: active}\n".utf8)) == isSame)
    }

    @Test func takesOutApprovalsOfAnotherText() {
        let hash = String(repeating: "b", count: 64)
        let old = "approvals:\n  - {content_hash: \(hash)}\n  - {content_hash: c}\n\nsign_up:\n"
        var text = AgreementText(old)
        let removed = text.removeApprovals(except: hash)
        #expect(removed == 1)
        #expect(text.text == "approvals:\n  - {content_hash: \(hash)}\n\nsign_up:\n")
    }
}

extension PartialDate {
    /// Stands for a day that cannot be made.
    fileprivate static var distant: PartialDate {
        guard let day = PartialDate(.day, year: 4000) else { preconditionFailure("no such day") }
        return day
    }
}
