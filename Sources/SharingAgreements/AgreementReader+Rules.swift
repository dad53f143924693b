import CanonicalModel
import StrictYAML
import Terminology

extension AgreementReader {
    mutating func readLegal(_ section: Declaration) {
        let keys = ["article6", "article9", "confidentiality"]
        let members = section.members(allowed: keys, required: keys)
        let bases = ["a", "b", "c", "d", "e", "f"].map { "6(1)(\($0))" }
        let conditions = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map { "9(2)(\($0))" }
        for place in members["article6"]?.itemsOrSelf() ?? [] {
            _ = place.word(of: bases, "basis of UK GDPR article 6")
        }
        for place in members["article9"]?.itemsOrSelf() ?? [] {
            _ = place.word(of: conditions, "condition of UK GDPR article 9")
        }
        guard let place = members["confidentiality"] else { return }
        let inner = place.members(allowed: ["basis", "why"], required: ["basis", "why"])
        reason(inner["why"], "why", "say why disclosure is no breach of confidence")
        guard let basisPlace = inner["basis"],
            let basis = word(basisPlace, "basis", Agreement.ConfidentialityBasis.self)
        else { return }
        agreement.basis = basis
        if basis == .impliedConsent, !agreement.isForOwnCare {
            warn(
                .legalCover, basisPlace, "implied consent covers a person's own care only",
                advice: "name another basis, or move the other purposes to another agreement")
        }
        if basis == .notConfidential, agreement.deidentification.level == .identifiable {
            warn(
                .legalCover, basisPlace, "identifiable records are confidential",
                advice: "name the basis: consent, section 251, statute or public interest")
        }
    }

    mutating func readOptOuts(_ section: Declaration) {
        let sections = section.members(
            allowed: ["type1", "national", "local"], required: ["type1"])
        readNationalOptOuts(sections["national"], beside: sections["type1"])
        readLocalOptOuts(sections["local"])
        guard let type1 = sections["type1"] else { return }
        let members = type1.members(allowed: ["apply", "why"], required: ["apply"])
        agreement.appliesType1 = members["apply"]?.boolean() ?? true
        if agreement.appliesType1 {
            for name in OptOutCodes.setNames where !codeSets.contains(where: { $0.name == name }) {
                type1.error(
                    .unknownCodeSet, "the code set `\(name)` is needed to apply Type 1 objections",
                    advice: "load it beside the agreement")
            }
            return
        }
        reason(members["why"], "why", "say why Type 1 objections do not apply")
        if members["why"] == nil {
            type1.error(
                .reasonMissing, "`apply` is false without a reason", advice: "add `why: ...`")
        }
        if !agreement.isForOwnCare {
            warn(
                .optOutNotApplied, type1,
                "Type 1 objections are not applied although a purpose is not the person's own care")
        }
    }

    mutating func readCohort(_ section: Declaration) {
        let members = section.members(
            allowed: ["registered_at", "registration", "unstated_registration", "age", "deceased"],
            required: ["registered_at"])
        _ = members["registered_at"]?.word(of: ["publishers"], "place of registration")
        let vocabulary = Vocabulary.registrationTypes
        let types = members["registration"]?.itemsOrSelf().compactMap {
            $0.word(of: vocabulary.words, vocabulary.name)
        }
        agreement.cohort.registrationTypes = (types ?? ["regular"]).compactMap(vocabulary.index)
        agreement.cohort.includesDeceased = members["deceased"].map { !withholds($0) } ?? false
        if let place = members["unstated_registration"], !withholds(place) {
            agreement.cohort.assumesRegistration = true
            warn(
                .registrationAssumed, place,
                "a record that states no registration counts as "
                    + "registered at the practice that holds it")
        }
        if let place = members["age"] { readAge(place) }
    }

    private mutating func readAge(_ section: Declaration) {
        let members = section.members(allowed: ["min", "max"])
        agreement.cohort.minimumAge = members["min"]?.integer()
        agreement.cohort.maximumAge = members["max"]?.integer()
        for key in ["min", "max"] {
            if let place = members[key], let age = place.isScalar ? Int(place.text() ?? "") : nil,
                !(0...130).contains(age)
            {
                place.error(.invalidAge, "\(age) is not an age", advice: "0 to 130 years")
            }
        }
        if section.isMapping, members.isEmpty {
            section.error(.invalidAge, "`age` has no limit", advice: "add `min:` or `max:`")
        }
        if let least = agreement.cohort.minimumAge, let most = agreement.cohort.maximumAge,
            least > most
        {
            section.error(.contradiction, "nobody is at least \(least) and at most \(most)")
        }
    }

    mutating func readConfidentiality(_ section: Declaration) {
        let keys = ["record", "item", "unknown"]
        let members = section.members(allowed: keys, required: keys)
        agreement.confidentiality.withholdsRecord = withholds(members["record"])
        agreement.confidentiality.withholdsItem = withholds(members["item"])
        agreement.confidentiality.withholdsUnknown = withholds(members["unknown"])
        guard !agreement.isForOwnCare else { return }
        let rules = agreement.confidentiality
        let kept = [rules.withholdsRecord, rules.withholdsItem, rules.withholdsUnknown]
        for (key, isKept) in zip(keys, kept) where !isKept {
            if let place = members[key] {
                warn(
                    .confidentialReleased, place,
                    "what is marked confidential leaves, although a purpose is not the person's "
                        + "own care", advice: "write `\(key): withhold`")
            }
        }
    }

    mutating func readDeidentification(_ section: Declaration) {
        let members = section.members(
            allowed: ["level", "pseudonym", "fields"], required: ["level", "fields"])
        if let place = members["level"] {
            let level = word(place, "level", Agreement.Deidentification.Level.self)
            agreement.deidentification.level = level ?? .pseudonymised
        }
        let isPseudonymised = agreement.deidentification.level == .pseudonymised
        if let place = members["pseudonym"] {
            readPseudonym(place)
            if !isPseudonymised {
                place.error(
                    .contradiction, "an identifiable feed has no pseudonym",
                    advice: "remove `pseudonym`, or set the level to `pseudonymised`")
            }
        } else if isPseudonymised {
            section.error(
                .missingKey, "the key `pseudonym` is missing",
                advice: "say where the key is: `pseudonym: {key: env:NAME, epoch: '1'}`")
        }
        if let place = members["fields"] { readGeneralisation(place) }
    }

    private mutating func readPseudonym(_ section: Declaration) {
        let members = section.members(
            allowed: ["key", "epoch", "linkage_group"], required: ["key", "epoch"])
        if let place = members["key"], let text = place.text() {
            agreement.deidentification.key = text
            if !Form.isKeyReference(text) {
                // The text may be a key pasted by mistake, so it is not repeated.
                place.error(
                    .invalidForm, "`key` is not a reference to a key",
                    advice: "write `env:NAME` or `file:PATH`, never the key itself")
            }
        }
        agreement.deidentification.epoch = members["epoch"].flatMap(scopeWord) ?? "1"
        agreement.deidentification.linkageGroup = members["linkage_group"].flatMap(scopeWord)
    }

    /// A word that derives keys: letters, digits and hyphens, so that no quote or space changes it
    /// unseen.
    private func scopeWord(_ place: Declaration) -> String? {
        guard let text = place.text() else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        if !isPlain || text.isEmpty {
            place.error(
                .invalidForm, "only letters, digits, dots and hyphens may stand here",
                advice: "take out spaces and quotation marks, curly ones too")
        }
        return text
    }

    private mutating func readGeneralisation(_ section: Declaration) {
        let members = section.members(allowed: ["birth_date", "age", "postcode", "event_date"])
        let isPseudonymised = agreement.deidentification.level == .pseudonymised
        if let place = members["birth_date"] {
            agreement.deidentification.birthDate = precision(place, ["drop", "year", "month"])
            if isPseudonymised, agreement.deidentification.birthDate == .millisecond {
                warn(.precision, place, "an exact birth date points at a person")
            }
        }
        if let place = members["age"] {
            agreement.deidentification.age =
                word(place, "form of age", Agreement.Deidentification.Age.self) ?? .drop
        }
        if let place = members["postcode"] {
            agreement.deidentification.postcode =
                word(place, "form of postcode", Agreement.Deidentification.Postcode.self) ?? .drop
            if isPseudonymised, agreement.deidentification.postcode == .exact {
                warn(.precision, place, "a whole postcode points at some fifteen households")
            }
        }
        if let place = members["event_date"] {
            agreement.deidentification.eventDate = precision(
                place, ["drop", "year", "month", "day"])
        }
    }

    private func precision(_ place: Declaration, _ words: [String]) -> PartialDate.Precision? {
        switch place.word(of: words + ["exact"], "precision") {
        case "year": .year
        case "month": .month
        case "day": .day
        case "exact": .millisecond
        default: nil
        }
    }
}

extension Vocabulary {
    /// The kinds of registration, as the field table has them.
    static let registrationTypes: Vocabulary = {
        let field = EntryKind.registration.definition.fields.first { $0.name == "type" }
        if case .code(let vocabulary) = field?.type { return vocabulary }
        return Vocabulary("registration type", [])
    }()
}
