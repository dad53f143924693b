import CanonicalModel
import StrictYAML
import Terminology

extension AgreementReader {
    mutating func readDataset(_ section: Declaration) {
        let members = section.members(
            allowed: ["include", "exclude", "free_text"], required: ["include", "free_text"])
        if let place = members["free_text"] {
            agreement.releasesFreeText = !withholds(place)
            if agreement.releasesFreeText, agreement.deidentification.level == .pseudonymised {
                place.error(
                    .freeText, "free text cannot be pseudonymised: it may name anybody",
                    advice: "write `free_text: withhold`")
            }
        }
        for item in items(members["include"], "inclusions") { readInclusion(item) }
        for item in members["exclude"]?.items() ?? [] { readExclusion(item) }
        if let place = members["include"], place.isSequence {
            checkPersonKey(place)
            checkIdentityCodes(place)
        }
        if agreement.codeSets.count > CodeSetIndex.maximumSets {
            section.error(
                .tooManyCodeSets,
                "an agreement can use \(CodeSetIndex.maximumSets) code sets, not "
                    + "\(agreement.codeSets.count)")
        }
    }

    private mutating func readInclusion(_ item: Declaration) {
        let members = item.members(
            allowed: ["entry", "fields", "codes", "why"], required: ["entry", "fields", "why"])
        reason(members["why"], "why", "say why the recipient needs it")
        guard let kind = members["entry"].flatMap(kind) else { return }
        var fields: [Int] = []
        for place in items(members["fields"], "fields") {
            guard let field = field(place, of: kind) else { continue }
            if fields.contains(field) {
                place.error(.duplicate, "the field stands twice in this list")
            }
            checkMayLeave(field, of: kind, at: place)
            fields.append(field)
        }
        agreement.inclusions.append(
            .init(
                kind: kind, fields: fields, codeSet: members["codes"].flatMap { codeSet($0, kind) })
        )
    }

    private mutating func readExclusion(_ item: Declaration) {
        let members = item.members(
            allowed: ["entry", "fields", "codes", "why"], required: ["why"])
        reason(members["why"], "why", "say why it must not leave")
        if members["entry"] == nil, members["codes"] == nil, item.isMapping {
            item.error(
                .missingKey, "the exclusion says neither which entries nor which codes",
                advice: "add `entry: ...` or `codes: ...`")
            return
        }
        let kind = members["entry"].flatMap(kind)
        if members["entry"] != nil, kind == nil { return }
        var fields: [Int] = []
        if let place = members["fields"] {
            guard let kind, members["codes"] == nil else {
                place.error(
                    .contradiction, "`fields` goes with `entry`, and not with `codes`",
                    advice: "exclude the fields, or the entries with these codes")
                return
            }
            fields = place.itemsOrSelf().compactMap { field($0, of: kind) }
        } else if let kind, members["codes"] == nil,
            agreement.inclusions.contains(where: { $0.kind == kind })
        {
            members["entry"]?.error(
                .contradiction, "`\(kind.name)` is both included and excluded as a whole",
                advice: "keep one of the two")
        }
        let set = members["codes"].flatMap { codeSet($0, kind) }
        if members["codes"] != nil, set == nil { return }
        agreement.exclusions.append(.init(kind: kind, fields: fields, codeSet: set))
    }

    private func kind(_ place: Declaration) -> EntryKind? {
        guard let text = place.text() else { return nil }
        if let kind = EntryKind(name: text) { return kind }
        place.error(
            .unknownEntry, "`\(text)` is not a kind of entry",
            advice: suggestion(text, among: EntryKind.allCases.map(\.name)))
        return nil
    }

    private func field(_ place: Declaration, of kind: EntryKind) -> Int? {
        guard let text = place.text() else { return nil }
        if let index = kind.definition.index(of: text) { return index }
        place.error(
            .unknownField, "`\(kind.name)` has no field `\(text)`",
            advice: suggestion(text, among: kind.definition.fields.map(\.name)))
        return nil
    }

    private mutating func codeSet(_ place: Declaration, _ kind: EntryKind?) -> String? {
        guard let name = place.text() else { return nil }
        guard let set = codeSets.first(where: { $0.name == name }) else {
            place.error(
                .unknownCodeSet, "there is no code set `\(name)`",
                advice: suggestion(name, among: codeSets.map(\.name)))
            return nil
        }
        if let kind, KindShape.all[Int(kind.rawValue)].code == nil {
            place.error(
                .notCoded, "`\(kind.name)` has no code to be looked up in `\(name)`",
                advice: "remove `codes`")
            return nil
        }
        if !agreement.codeSets.contains(where: { $0.name == name }) {
            agreement.codeSets.append(set)
        }
        return name
    }
}

/// Whether a field that is asked for can leave under the rules for identity.
extension AgreementReader {
    private func checkMayLeave(_ index: Int, of kind: EntryKind, at place: Declaration) {
        let field = kind.definition.fields[index]
        let rules = agreement.deidentification
        if rules.level == .pseudonymised, field.identifiability == .directIdentifier {
            place.error(
                .directIdentifier, "`\(field.name)` identifies the person",
                advice: "remove it from this pseudonymised agreement")
        }
        if field.identifiability == .freeText, !agreement.releasesFreeText {
            place.error(
                .freeText, "`\(field.name)` is free text, which this agreement withholds",
                advice: "remove the field")
        }
        if let advice = missingRule(field, of: kind) {
            place.error(
                .fieldNotEnabled, "`\(field.name)` never leaves under `deidentification`",
                advice: advice)
        }
    }

    /// What to declare so that `field` can leave; `nil` if it can.
    private func missingRule(_ field: Field, of kind: EntryKind) -> String? {
        let rules = agreement.deidentification
        switch (kind, field.name) {
        case (.patient, "pseudonym"):
            return rules.level == .pseudonymised ? nil : "set the level to `pseudonymised`"
        case (.patient, "birth_date"):
            return rules.birthDate == nil ? "set `birth_date` to `year`, say" : nil
        case (.patient, "age_years"): return rules.age == .years ? nil : "set `age` to `years`"
        case (.patient, "age_band"): return rules.age == .band5 ? nil : "set `age` to `band5`"
        case (.patient, "postcode_district"):
            return rules.postcode == .district ? nil : "set `postcode` to `district`"
        case (.patient, "postcode"):
            return rules.postcode == .exact ? nil : "set `postcode` to `exact`"
        default:
            let isDropped = field.type == .date && rules.eventDate == nil
            return isDropped ? "set `event_date` to `month`, say" : nil
        }
    }

    /// A feed names each person, so the data set must say so.
    private func checkPersonKey(_ place: Declaration) {
        let isPseudonymised = agreement.deidentification.level == .pseudonymised
        let name = isPseudonymised ? "pseudonym" : "nhs_number"
        let index = EntryKind.patient.definition.index(of: name) ?? 0
        let isIncluded = agreement.inclusions.contains {
            $0.kind == .patient && $0.fields.contains(index)
        }
        let isExcluded = agreement.exclusions.contains {
            $0.kind == .patient && $0.fields.contains(index)
        }
        if !isIncluded || isExcluded {
            place.error(
                .personKey,
                "the feed names people by `\(name)`, which the data set does not include",
                advice: "include `\(name)` of `patient`")
        }
    }

    private func checkIdentityCodes(_ place: Declaration) {
        let isOpen = agreement.inclusions.contains {
            $0.kind == .observation && $0.codeSet == nil
        }
        let isGuarded = agreement.exclusions.contains {
            $0.codeSet != nil && ($0.kind == nil || $0.kind == .observation)
        }
        if agreement.deidentification.level == .pseudonymised, isOpen, !isGuarded {
            warn(
                .identityCodes, place,
                "observations of any code may leave, and some codes hold "
                    + "names, numbers and addresses",
                advice: "exclude a code set of such codes")
        }
    }
}
