import CanonicalModel
import StrictYAML
import Terminology

/// By what right the data leave, and who may object.
extension AgreementReader {
    mutating func readLegal(_ section: Declaration) {
        let members = keyed(section, "legal", required: ["confidentiality"])
        let bases = ["a", "b", "c", "d", "e", "f"].map { "6(1)(\($0))" }
        let conditions = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map { "9(2)(\($0))" }
        let article6 = (members["article6"]?.itemsOrSelf() ?? []).compactMap {
            $0.word(of: bases, "basis of UK GDPR article 6")
        }
        let article9 = (members["article9"]?.itemsOrSelf() ?? []).compactMap {
            $0.word(of: conditions, "condition of UK GDPR article 9")
        }
        agreement.statements["legal.article6[]"] = article6
        agreement.statements["legal.article9[]"] = article9
        if let place = members["article9"] { checkResearch(article9, place) }
        if let place = members["confidentiality"] { readBasis(place, powers: members["powers"]) }
    }

    /// Source: UK GDPR Art. 9(2)(j), 9(2)(a); 9(2)(h) is about care and its management.
    private func checkResearch(_ conditions: [String], _ place: Declaration) {
        guard agreement.purposes.contains(where: { $0.kind == .research }), !conditions.isEmpty,
            !conditions.contains("9(2)(j)"), !conditions.contains("9(2)(a)")
        else { return }
        warn(
            .legalCover, place, "none of these conditions is about research",
            advice: "add `9(2)(j)`, or explicit consent, `9(2)(a)`")
    }

    private mutating func readBasis(_ section: Declaration, powers: Declaration?) {
        let members = keyed(section, "legal.confidentiality")
        reason(members["why"], "why", "say why disclosure is no breach of confidence")
        guard let place = members["basis"],
            let basis = word(place, "basis", Agreement.ConfidentialityBasis.self)
        else { return }
        agreement.basis = basis
        checkCover(basis, place)
        if basis == .statutory, powers == nil {
            place.error(
                .legalBasis, "a statutory basis needs the law that it rests on",
                advice: "add `powers: [...]` under `legal`")
        }
        readSupport(members["s251"], basis, place)
        readConsent(members["consent"], basis, place)
    }

    /// Whether the basis carries what leaves.
    ///
    /// Source: NHS England, confidentiality policy: implied consent is for a person's own care;
    /// anonymised data are not confidential, identifiable data are.
    private func checkCover(_ basis: Agreement.ConfidentialityBasis, _ place: Declaration) {
        let level = agreement.deidentification.level
        if basis == .impliedConsent, !agreement.isForOwnCare {
            place.error(
                .legalBasis, "implied consent covers a person's own care only",
                advice: "name another basis, or move the other purposes to another agreement")
        }
        if basis == .notConfidential, level == .identifiable {
            place.error(
                .legalBasis, "identifiable records are confidential",
                advice: "name the basis: consent, section 251, statute or public interest")
        }
    }

    private mutating func readSupport(
        _ section: Declaration?, _ basis: Agreement.ConfidentialityBasis, _ place: Declaration
    ) {
        guard let section else {
            if basis == .section251 {
                place.error(
                    .legalBasis, "support under section 251 needs its reference and its end",
                    advice: "add `s251: {cag_ref: ..., regulation: 5, expires: 2027-03-31}`")
            }
            return
        }
        let members = keyed(section, "legal.confidentiality.s251")
        agreement.supportUntil = members["expires"].flatMap(date)
        if basis != .section251 {
            section.error(
                .contradiction, "the basis is `\(basis.rawValue)`, and support is named as well",
                advice: "write `basis: s251`, or remove `s251`")
        }
        if let place = members["expires"], let end = agreement.supportUntil,
            let until = agreement.validUntil, end.dayNumber < until.dayNumber
        {
            warn(
                .legalCover, place, "the support ends before the agreement: nothing leaves after it"
            )
        }
        if let place = members["opt_out_exempt"], place.boolean() == true,
            members["evidence"] == nil
        {
            place.error(
                .undertaking, "the exemption from the national opt-out is not evidenced",
                advice: "add `evidence: ...`: the letter that grants it")
        }
    }

    private mutating func readConsent(
        _ section: Declaration?, _ basis: Agreement.ConfidentialityBasis, _ place: Declaration
    ) {
        guard let section else {
            if basis == .explicitConsent {
                warn(
                    .consentUnchecked, place,
                    "each person has consented, says the agreement, and nothing looks for it",
                    advice: "add `consent: {given: CODES, refused: CODES}`")
            }
            return
        }
        let members = keyed(section, "legal.confidentiality.consent")
        guard let given = members["given"].flatMap({ codeSet($0, nil) }),
            let refused = members["refused"].flatMap({ codeSet($0, nil) })
        else { return }
        agreement.consent = .init(refusal: refused, assent: given)
        if basis != .explicitConsent {
            section.error(
                .contradiction, "the basis is `\(basis.rawValue)`, and consent is asked as well",
                advice: "write `basis: explicit_consent`, or remove `consent`")
        }
        if given == refused {
            section.error(.contradiction, "the same codes cannot be a yes and a no")
        }
    }

    // MARK: - Objections

    mutating func readOptOuts(_ section: Declaration) {
        let members = keyed(section, "opt_outs", required: ["type1"])
        readNationalOptOuts(members["national"], beside: members["type1"])
        readLocalOptOuts(members["local"])
        if let place = members["coded"] { readCodedObjections(place) }
        guard let type1 = members["type1"] else { return }
        let inner = keyed(type1, "opt_outs.type1")
        agreement.appliesType1 = inner["apply"]?.boolean() ?? true
        if agreement.appliesType1 {
            for name in OptOutCodes.setNames where !codeSets.contains(where: { $0.name == name }) {
                type1.error(
                    .unknownCodeSet, "the code set `\(name)` is needed to apply Type 1 objections",
                    advice: "load it beside the agreement")
            }
            return
        }
        reason(inner["why"], "why", "say why Type 1 objections do not apply")
        if inner["why"] == nil {
            type1.error(
                .reasonMissing, "`apply` is false without a reason", advice: "add `why: ...`")
        }
        if !agreement.isForOwnCare {
            warn(
                .optOutNotApplied, type1,
                "Type 1 objections are not applied although a purpose is not the person's own care")
        }
    }

    private mutating func readCodedObjections(_ section: Declaration) {
        for item in items(section, "objections") {
            let members = keyed(item, "opt_outs.coded[]")
            guard let dissent = members["dissent"].flatMap({ codeSet($0, nil) }) else { continue }
            let withdrawal = members["withdrawal"].flatMap { codeSet($0, nil) }
            if members["withdrawal"] != nil, withdrawal == nil { continue }
            if dissent == withdrawal {
                item.error(.contradiction, "the same codes cannot object and take it back")
            }
            agreement.codedObjections.append(.init(refusal: dissent, assent: withdrawal))
        }
    }
}
