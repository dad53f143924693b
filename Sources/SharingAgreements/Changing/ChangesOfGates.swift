import CanonicalModel

/// Changes of the gates that a whole record passes.
extension Agreement {
    func changesOfForce() -> [AgreementChange] {
        var changes: [AgreementChange] = []
        changes.append(
            AgreementChange(
                "agreement.status", status == .active ? .tightened : .loosened,
                status == .active ? "suspend it" : "activate it"
            ) { $0.status = $0.status == .active ? .suspended : .active })
        if let from = validFrom {
            changes.append(
                AgreementChange("agreement.valid.from", .loosened, "begin a day earlier") {
                    $0.validFrom = from.earlier(by: 1)
                })
            changes.append(
                AgreementChange("agreement.valid.from", .tightened, "begin a day later") {
                    $0.validFrom = from.earlier(by: -1)
                })
        }
        if let until = validUntil {
            changes.append(
                AgreementChange("agreement.valid.until", .loosened, "end a day later") {
                    $0.validUntil = until.earlier(by: -1)
                })
            changes.append(
                AgreementChange("agreement.valid.until", .tightened, "end a day earlier") {
                    $0.validUntil = until.earlier(by: 1)
                })
        }
        if supportUntil != nil {
            changes.append(
                AgreementChange(
                    "legal.confidentiality.s251.expires", .dropped, "leave it out"
                ) { $0.supportUntil = nil })
        }
        for (number, flow) in flows.enumerated() {
            changes.append(
                AgreementChange("flows[\(number)]", .dropped, "leave out the flow `\(flow.id)`") {
                    $0.flows.remove(at: number)
                })
        }
        return changes
    }

    func changesOfParties(_ outsiders: [String]) -> [AgreementChange] {
        var changes: [AgreementChange] = []
        let signed = version.signed
        for (number, party) in publishers.enumerated() {
            changes.append(
                AgreementChange(
                    "parties.publishers[\(number)]", .dropped, "leave out `\(party.ods)`"
                ) { $0.publishers.remove(at: number) })
            guard !signUps.contains(where: { $0.ods == party.ods && $0.version == signed })
            else { continue }
            changes.append(
                AgreementChange("sign_up", .added, "let `\(party.ods)` sign \(signed)") {
                    $0.sign(party.ods)
                })
        }
        for (number, signature) in signUps.enumerated() where signature.version == signed {
            changes.append(
                AgreementChange(
                    "sign_up[\(number)]", .dropped, "leave out the signature of `\(signature.ods)`"
                ) { $0.signUps.remove(at: number) })
        }
        for (number, withdrawal) in withdrawals.enumerated() {
            changes.append(
                AgreementChange(
                    "withdrawals[\(number)]", .dropped,
                    "leave out the withdrawal of `\(withdrawal.ods)`"
                ) { $0.withdrawals.remove(at: number) })
        }
        let others = outsiders.isEmpty ? ["ZZ999"] : outsiders
        return changes
            + others.map { ods in
                let who =
                    PracticeCode.isCertain(Array(ods.utf8)) ? "`\(ods)`" : "the record's practice"
                return AgreementChange(
                    "parties.publishers", .added, "let \(who) be a party and sign"
                ) { agreement in
                    agreement.publishers.append(Party(ods: ods, name: ods))
                    agreement.sign(ods)
                }
            }
    }

    /// A signature under the present version, in force from the beginning of time.
    private mutating func sign(_ ods: String) {
        guard let first = PartialDate(.day, year: 1900) else { return }
        signUps.append(SignUp(ods: ods, version: version.signed, at: first))
    }

    func changesOfOptOuts() -> [AgreementChange] {
        var changes = [
            AgreementChange(
                "opt_outs.type1", appliesType1 ? .dropped : .tightened,
                appliesType1 ? "do not apply it" : "apply it"
            ) { $0.appliesType1.toggle() }
        ]
        if let days = nationalOptOutDays {
            changes.append(
                AgreementChange("opt_outs.national", .dropped, "do not apply it") {
                    $0.nationalOptOutDays = nil
                })
            for (kind, days) in [
                (AgreementChange.Kind.loosened, days + 1), (.tightened, days - 1),
            ] {
                changes.append(
                    AgreementChange("opt_outs.national.max_age", kind, "make it `P\(days)D`") {
                        $0.nationalOptOutDays = days
                    })
            }
        }
        if appliesLocalOptOuts {
            changes.append(
                AgreementChange("opt_outs.local", .dropped, "do not apply it") {
                    $0.appliesLocalOptOuts = false
                })
        }
        for (number, choice) in codedObjections.enumerated() {
            let clause = "opt_outs.coded[\(number)]"
            changes.append(
                AgreementChange(clause, .dropped, "leave it out") {
                    $0.codedObjections.remove(at: number)
                })
            guard choice.assent != nil else { continue }
            changes.append(
                AgreementChange(clause + ".withdrawal", .tightened, "leave it out") {
                    $0.codedObjections[number] = Choice(refusal: choice.refusal, assent: nil)
                })
        }
        if consent != nil {
            changes.append(
                AgreementChange("legal.confidentiality.consent", .dropped, "do not ask for it") {
                    $0.consent = nil
                })
        }
        return changes
    }

    func changesOfSensitive() -> [AgreementChange] {
        var changes: [AgreementChange] = []
        if sensitive.withholdsRestricted == true {
            changes.append(
                AgreementChange("sensitive.legally_restricted", .dropped, "release it") {
                    $0.sensitive.withholdsRestricted = false
                })
        }
        for (number, set) in sensitive.codeSets.enumerated() {
            changes.append(
                AgreementChange(
                    "sensitive.categories[\(number)]", .dropped, "release `\(set)`"
                ) { $0.sensitive.codeSets.remove(at: number) })
        }
        if !sensitive.codeSets.isEmpty || sensitive.withholdsRestricted == true {
            changes.append(
                AgreementChange(
                    "sensitive.linked", sensitive.closesLinks ? .dropped : .tightened,
                    sensitive.closesLinks ? "release it" : "withhold it"
                ) { $0.sensitive.closesLinks.toggle() })
        }
        for (number, kind) in sensitive.uncodedKinds.enumerated() {
            changes.append(
                AgreementChange("sensitive.uncoded", .narrowed, "leave out `\(kind.name)`") {
                    $0.sensitive.uncodedKinds.remove(at: number)
                })
        }
        return changes
    }

    func changesOfConfidentiality() -> [AgreementChange] {
        func change(
            _ key: String, _ withholds: Bool,
            _ change: @escaping @Sendable (inout ConfidentialityRules) -> Void
        ) -> AgreementChange {
            AgreementChange(
                "confidentiality.\(key)", withholds ? .dropped : .tightened,
                withholds ? "release it" : "withhold it"
            ) { change(&$0.confidentiality) }
        }
        return [
            change("record", confidentiality.withholdsRecord) { $0.withholdsRecord.toggle() },
            change("item", confidentiality.withholdsItem) { $0.withholdsItem.toggle() },
            change("unknown", confidentiality.withholdsUnknown) { $0.withholdsUnknown.toggle() },
        ]
    }
}
