/// What the parties promise one another, and what they have on file.
extension AgreementKey {
    static let undertakings: [AgreementKey] = afterwards + governance + signatures

    private static let afterwards: [AgreementKey] = [
        .init(
            "reidentification.allowed", .flag, .checked, 40, required: true,
            "whether a pseudonym may be resolved for care"),
        .init("reidentification.by", .word(["registered_practice"]), .enforced, 40, "who may ask"),
        .init("reidentification.purpose", .word(["direct_care"]), .documentary, 40, "what for"),
        .init("reidentification.approver", .text, .documentary, 40, "who must agree"),
        .init("reidentification.max_per_day", .number(1...1000), .enforced, 40, "how many a day"),
        .init(
            "storage.country", .own, .checked, 42, required: true,
            "two letters; outside the UK needs `transfer_mechanism`"),
        .init("storage.environment", .text, .documentary, 42, "where it is kept"),
        .init("storage.transfer_mechanism", .text, .checked, 42, "what allows the transfer"),
        .init("access.roles[]", .text, .documentary, 43, "who may look"),
        .init(
            "access.environment", .word(["sde", "tre", "recipient_system"]), .documentary, 43,
            "where they look"),
        .init("security.in_transit", .text, .checked, 44, required: true, "on the way"),
        .init("security.at_rest", .text, .checked, 44, required: true, "at the recipient"),
        .init("security.standards[]", .text, .documentary, 44, "standards that are met"),
        .init(
            "onward_sharing.allowed", .flag, .checked, 45, required: true,
            "whether the recipient may pass it on"),
        .init("onward_sharing.recipients[]", .text, .checked, 45, "to whom"),
        .init("onward_sharing.conditions", .text, .documentary, 45, "on what conditions"),
        .init(
            "linkage[]", .reference, .checked, 46,
            "data it may be linked with; pseudonyms need a `linkage_group` for it"),
        .init("retention.period", .period, .checked, 47, required: true, "how long it is kept"),
        .init("retention.basis", .text, .documentary, 47, "why that long"),
        .init("retention.disposal", .text, .documentary, 47, "how it is destroyed"),
        .init(
            "termination.on_end", .word(["retract", "retract_and_certify", "freeze", "none"]),
            .enforced, 48, "what becomes of what was sent"),
        .init("termination.notice", .period, .documentary, 49, "the notice that a party gives"),
        .init(
            "termination.publisher_withdrawal", .word(["retract", "stop_new"]), .enforced, 50,
            "what becomes of what a practice sent before it withdrew"),
        .init("rights.access", .text, .documentary, 51, "who answers requests"),
        .init("rights.rectification", .text, .documentary, 51, "who corrects"),
        .init("rights.objection", .text, .documentary, 51, "how people object"),
        .init("rights.contact", .text, .documentary, 51, "whom they ask"),
        .init(
            "transparency.privacy_notice", .address, .checked, 52, required: true,
            "where people can read of it"),
        .init("transparency.patient_summary", .text, .documentary, 52, "for patients, in words"),
    ]

    private static let governance: [AgreementKey] = [
        .init("dpia.ref", .text, .checked, 53, required: true, "the impact assessment"),
        .init("dpia.approved", .date, .checked, 53, required: true, "when it was approved"),
        .init("dpia.approved_by", .text, .documentary, 53, required: true, "by whom"),
        .init(
            "dpia.residual_risk", .word(["low", "medium", "high"]), .checked, 53, required: true,
            "the risk that is left; `high` needs `ico_consulted`"),
        .init("dpia.ico_consulted", .date, .checked, 53, "when the ICO was consulted"),
        .init("ropa.id", .reference, .checked, 54, required: true, "record of processing"),
        .init("breach.notify_within", .own, .checked, 55, required: true, "`PT24H`, say"),
        .init("breach.contact", .text, .documentary, 55, required: true, "who is told"),
        .init("complaints", .text, .documentary, 56, "whom people complain to"),
        .init("foi", .text, .documentary, 56, "who answers freedom of information requests"),
        .init("quality.known_issues[]", .text, .documentary, 57, "what is known to be wrong"),
        .init("quality.corrections", .text, .documentary, 57, "how corrections travel"),
        .init("audit.recipient_logs", .period, .documentary, 58, "how long they are kept"),
        .init(
            "audit.gateway_log_retention", .period, .enforced, 58,
            "how long ours are kept: `sluice ledger prune`"),
        .init("commercial", .text, .documentary, 59, "costs, liability, governing law"),
        .init("ppie", .text, .documentary, 62, "how patients and the public were involved"),
        .init("five_safes.projects", .text, .documentary, 63, "safe projects"),
        .init("five_safes.people", .text, .documentary, 63, "safe people"),
        .init("five_safes.settings", .text, .documentary, 63, "safe settings"),
        .init("five_safes.data", .text, .documentary, 63, "safe data"),
        .init("five_safes.outputs", .text, .documentary, 63, "safe outputs"),
    ]

    private static let signatures: [AgreementKey] = [
        .init(
            "sign_up[].ods", .own, .enforced, 60, required: true, "the practice that has signed"),
        .init("sign_up[].version", .own, .enforced, 60, required: true, "what it has signed"),
        .init("sign_up[].at", .own, .enforced, 60, required: true, "when"),
        .init("sign_up[].by", .own, .documentary, 60, required: true, "who signed"),
        .init("sign_up[].role", .own, .documentary, 60, required: true, "in what role"),
        .init("sign_up[].evidence", .own, .documentary, 60, required: true, "what proves it"),
        .init("withdrawals[].ods", .own, .enforced, 60, required: true, "who has withdrawn"),
        .init("withdrawals[].at", .own, .enforced, 60, required: true, "when"),
        .init("withdrawals[].by", .text, .documentary, 60, "who decided it"),
        .init("withdrawals[].why", .text, .documentary, 60, "why"),
        .init(
            "approvals[].role", .word(["ig_lead", "dpo", "caldicott"]), .checked, 61,
            required: true, "an active agreement has two different ones"),
        .init("approvals[].by", .text, .documentary, 61, required: true, "who approved"),
        .init("approvals[].at", .date, .checked, 61, required: true, "when"),
        .init(
            "approvals[].content_hash", .own, .checked, 61, required: true,
            "SHA-256 of everything above the line `approvals:`, the same in all"),
        .init(
            "approvals[].tests_hash", .own, .checked, 61,
            "SHA-256 of the file of example patients; it takes both to activate"),
        .init(
            "waivers[].rule", .reference, .checked, 61, required: true,
            "the code of a warning that is accepted, `E382` say"),
        .init("waivers[].why", .text, .checked, 61, required: true, "why it is accepted"),
        .init("waivers[].by", .text, .checked, 61, required: true, "who accepts it"),
        .init("waivers[].at", .date, .documentary, 61, "when"),
        .init("stop.contacts[]", .text, .documentary, 64, required: true, "who can stop the flow"),
        .init("stop.scope", .text, .documentary, 64, "what they can stop"),
        .init("tests", .text, .documentary, 65, "the file of its example patients"),
    ]
}
