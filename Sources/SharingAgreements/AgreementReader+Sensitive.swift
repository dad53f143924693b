import CanonicalModel
import StrictYAML
import Terminology

/// What is kept back as sensitive.
extension AgreementReader {
    mutating func readSensitive(_ section: Declaration) {
        let members = keyed(section, "sensitive")
        if let place = members["legally_restricted"] { readRestricted(place) }
        for item in members["categories"]?.items() ?? [] { readCategory(item) }
        if let place = members["linked"] {
            agreement.sensitive.closesLinks = withholds(place)
            if !agreement.sensitive.closesLinks {
                warn(
                    .sensitiveReleased, place,
                    "what belongs to something sensitive leaves, and may give it away",
                    advice: "write `linked: withhold`")
            }
        }
        for place in members["uncoded"]?.itemsOrSelf() ?? [] {
            if let kind = kind(place) { agreement.sensitive.uncodedKinds.append(kind) }
        }
    }

    /// Only a statute can set the statutes aside that restrict these codes.
    ///
    /// Source: Human Fertilisation and Embryology Act 1990 s.33A; Gender Recognition Act 2004 s.22.
    private mutating func readRestricted(_ place: Declaration) {
        let isKept = withholds(place)
        agreement.sensitive.withholdsRestricted = isKept
        if !isKept {
            if agreement.basis == .statutory {
                warn(
                    .sensitiveReleased, place,
                    "what the law keeps back leaves, on the statutory basis")
            } else {
                place.error(
                    .legalBasis, "only a statutory basis can release what the law keeps back",
                    advice: "write `legally_restricted: withhold`")
            }
            return
        }
        let name = Agreement.SensitiveRules.restrictedSet
        guard let set = codeSets.first(where: { $0.name == name }) else {
            return place.error(
                .unknownCodeSet, "the code set `\(name)` is needed to keep those codes back",
                advice: "load it beside the agreement")
        }
        if !agreement.codeSets.contains(where: { $0.name == name }) {
            agreement.codeSets.append(set)
        }
    }

    private mutating func readCategory(_ item: Declaration) {
        let members = keyed(item, "sensitive.categories[]")
        guard let place = members["set"], let name = codeSet(place, nil) else { return }
        let drugs = members["drugs"].flatMap { codeSet($0, nil) }
        if withholds(members["action"]) {
            agreement.sensitive.codeSets += [name] + [drugs].compactMap { $0 }
        } else if let action = members["action"] {
            if !agreement.isForOwnCare {
                warn(
                    .sensitiveReleased, action,
                    "the sensitive category `\(name)` leaves, although a purpose is not the "
                        + "person's own care")
            }
            members["drugs"]?.error(
                .contradiction, "medicines are named for a category that is released",
                advice: "remove `drugs`")
        }
    }
}
