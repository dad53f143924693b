/// Who shares, with whom, what for, and by what right.
///
/// Source of the items: the headings of the NHS England data-sharing templates, the ICO data
/// sharing code, the Network Contract DES template agreement, and the Irish Data Sharing and
/// Governance Act 2019 s.19, brought into one list of 65.
extension AgreementKey {
    static let whoAndWhy: [AgreementKey] = [
        .init("agreement.title", .text, .documentary, 1, required: true, "what people call it"),
        .init("agreement.id", .own, .enforced, 2, required: true, "names feeds and pseudonyms"),
        .init("agreement.version", .own, .enforced, 3, required: true, "practices sign `2.1`"),
        .init(
            "agreement.supersedes", .own, .checked, 4, "the version that it replaces, `id@version`"
        ),
        .init(
            "agreement.framework", .reference, .documentary, 5,
            "the overarching framework that it stands under"),
        .init(
            "agreement.status", .own, .enforced, 6, required: true,
            "only `active` lets anything leave"),
        .init(
            "agreement.valid.from", .own, .enforced, 7, required: true,
            "the first day in force, in Europe/London"),
        .init(
            "agreement.valid.until", .own, .enforced, 7, required: true,
            "the last day in force, in Europe/London"),
        .init(
            "agreement.review.due", .own, .checked, 8, required: true,
            "when it must be looked at again"),
        .init("agreement.review.every", .period, .documentary, 8, "how often"),
        .init("agreement.review.triggers[]", .text, .documentary, 8, "what else calls for it"),
        .init(
            "agreement.template", .word(["nhse-dspa", "nhsx-dsa", "pcn-des", "local"]),
            .documentary, 9, "the template that it follows"),
        .init(
            "parties.publishers[].ods", .own, .enforced, 10, required: true,
            "a practice whose records may leave once it has signed"),
        .init("parties.publishers[].name", .text, .documentary, 10, "its name"),
        .init("parties.publishers[].role", .text, .documentary, 10, "its role"),
        .init(
            "parties.controllership", .word(["independent", "joint"]), .checked, 11,
            "how the controllers stand to each other"),
        .init(
            "parties.joint_arrangement", .text, .checked, 11,
            "where joint controllers have written down who does what"),
        .init(
            "parties.recipients[].ods", .own, .enforced, 12, required: true, "who may receive"),
        .init(
            "parties.recipients[].flows[]", .own, .enforced, 12, required: true,
            "the flows that it may receive"),
        .init("parties.recipients[].name", .text, .documentary, 12, "its name"),
        .init("parties.recipients[].type", .text, .documentary, 12, "what kind of body it is"),
        .init("parties.recipients[].ico", .reference, .documentary, 14, "its ICO registration"),
        .init(
            "parties.recipients[].dspt.status",
            .word(["not-met", "approaching", "met", "exceeded"]), .checked, 14, required: true,
            "its Data Security and Protection Toolkit status"),
        .init(
            "parties.recipients[].dspt.published", .date, .checked, 14, required: true,
            "when it was published: at most a year before the agreement begins"),
        .init("parties.processors[].name", .text, .documentary, 13, required: true, "who it is"),
        .init("parties.processors[].ods", .own, .checked, 13, "its ODS code"),
        .init(
            "parties.processors[].contract", .text, .documentary, 13, required: true,
            "the contract that it works under"),
        .init("parties.processors[].sub_processors[]", .text, .documentary, 13, "who helps it"),
        .init("contacts.dpo", .text, .checked, 15, required: true, "data protection officer"),
        .init("contacts.caldicott", .text, .checked, 15, required: true, "Caldicott Guardian"),
        .init("contacts.ig_lead", .text, .documentary, 15, "information governance lead"),
        .init("contacts.siro", .text, .documentary, 15, "senior information risk owner"),
        .init("purposes[].id", .own, .enforced, 16, required: true, "the name that flows use"),
        .init(
            "purposes[].class", .own, .enforced, 16, required: true,
            "decides which bases and objections go with it"),
        .init("purposes[].description", .text, .documentary, 16, required: true, "what it is"),
        .init("purposes[].dpv", .address, .documentary, 16, "its Data Privacy Vocabulary term"),
        .init("purposes[].hl7_pou", .reference, .documentary, 16, "its HL7 PurposeOfUse code"),
        .init(
            "prohibited_uses[]",
            .word([
                "marketing", "insurance", "performance_management", "onward_sharing",
                "re_identification", "ai_training",
            ]), .checked, 17, "what nobody may do with the data; the rest must not contradict it"),
        .init("benefits[]", .text, .documentary, 18, "what it is good for"),
        .init("necessity", .text, .checked, 19, "why less would not do"),
        .init("legal.powers[]", .text, .checked, 20, "the law that allows or requires it"),
        .init(
            "legal.article6[]", .own, .checked, 21, required: true, "basis under UK GDPR Art. 6"),
        .init(
            "legal.article9[]", .own, .checked, 22, required: true,
            "condition under UK GDPR Art. 9"),
        .init(
            "legal.dpa2018_schedule[]", .text, .documentary, 22,
            "condition of the Data Protection Act 2018, schedule 1"),
        .init(
            "legal.confidentiality.basis", .own, .enforced, 23, required: true,
            "why it breaches no confidence; goes with level and purposes or nothing leaves"),
        .init("legal.confidentiality.why", .text, .documentary, 23, required: true, "in words"),
        .init(
            "legal.confidentiality.consent.given", .own, .enforced, 23, required: true,
            "codes of consent: only people with one, and no later refusal, are in"),
        .init(
            "legal.confidentiality.consent.refused", .own, .enforced, 23, required: true,
            "codes of refusal and withdrawal"),
        .init(
            "legal.confidentiality.s251.cag_ref", .reference, .documentary, 24, required: true,
            "the reference of the Confidentiality Advisory Group"),
        .init(
            "legal.confidentiality.s251.regulation", .word(["2", "5"]), .documentary, 24,
            required: true, "the regulation of the 2002 regulations"),
        .init(
            "legal.confidentiality.s251.expires", .own, .enforced, 24, required: true,
            "the last day on which the support holds"),
        .init(
            "legal.confidentiality.s251.opt_out_exempt", .flag, .checked, 24,
            "whether the support sets the national opt-out aside"),
        .init(
            "legal.confidentiality.s251.evidence", .text, .checked, 24,
            "the letter that says so"),
    ]
}
