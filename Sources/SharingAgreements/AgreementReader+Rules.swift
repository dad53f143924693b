import CanonicalModel
import StrictYAML
import Terminology

extension AgreementReader {
    mutating func readConfidentiality(_ section: Declaration) {
        let keys = ["record", "item", "unknown"]
        let members = keyed(section, "confidentiality")
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
        let members = keyed(section, "deidentification")
        if let place = members["level"] {
            let level = word(place, "level", Agreement.Deidentification.Level.self)
            agreement.deidentification.level = level ?? .pseudonymised
        }
        let isPseudonymised = agreement.deidentification.level == .pseudonymised
        if let place = members["pseudonym"] {
            readPseudonym(place)
            if !isPseudonymised {
                place.error(
                    .contradiction,
                    "an \(agreement.deidentification.level.rawValue) feed has no pseudonym",
                    advice: "remove `pseudonym`, or set the level to `pseudonymised`")
            }
        } else if isPseudonymised {
            section.error(
                .missingKey, "the key `pseudonym` is missing",
                advice: "say where the key is: `pseudonym: {key: env:NAME, epoch: '1'}`")
        }
        if let place = members["fields"] { readGeneralisation(place) }
        if let place = members["date_shift"] { readDateShift(place) }
    }

    private mutating func readPseudonym(_ section: Declaration) {
        let members = keyed(section, "deidentification.pseudonym")
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
}
