import CanonicalModel
import StrictYAML
import Terminology

extension AgreementReader {
    mutating func readDataset(_ section: Declaration) {
        let members = keyed(section, "dataset", required: ["include"])
        if let place = members["free_text"] {
            agreement.releasesFreeText = !withholds(place)
            if agreement.releasesFreeText, agreement.deidentification.level != .identifiable {
                place.error(
                    .freeText, "free text cannot be pseudonymised: it may name anybody",
                    advice: "write `free_text: withhold`")
            }
        }
        if let place = members["window"] { readGeneralWindow(place) }
        for item in items(members["include"], "inclusions") { readInclusion(item) }
        for item in members["exclude"]?.items() ?? [] { readExclusion(item) }
        if let place = members["documents"], withholds(place) { excludeDocuments(place) }
        if let place = members["include"], place.isSequence {
            checkPersonKey(place)
            checkIdentityCodes(place)
        }
        if let place = members["special_categories"] { checkSpecialCategories(place) }
        if agreement.codeSets.count > CodeSetIndex.maximumSets {
            section.error(
                .tooManyCodeSets,
                "an agreement can use \(CodeSetIndex.maximumSets) code sets, not "
                    + "\(agreement.codeSets.count)")
        }
    }

    private mutating func readInclusion(_ item: Declaration) {
        let members = keyed(item, "dataset.include[]")
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
        var inclusion = Agreement.Inclusion(
            kind: kind, fields: fields, codeSet: members["codes"].flatMap { codeSet($0, kind) })
        inclusion.window = window(members, of: kind)
        inclusion.tests = members["values"].map { tests($0, of: kind) } ?? []
        agreement.inclusions.append(inclusion)
    }

    private mutating func excludeDocuments(_ place: Declaration) {
        guard !agreement.inclusions.contains(where: { $0.kind == .document }) else {
            return place.error(
                .contradiction, "`document` is included, and documents are withheld",
                advice: "keep one of the two")
        }
        agreement.exclusions.append(.init(kind: .document, fields: [], codeSet: nil))
    }

    /// What is declared to be of a special category must be what leaves.
    ///
    /// Source: UK GDPR Art. 9(1). Health is in every agreement; of the rest the model has only
    /// ethnicity as a field of its own.
    private func checkSpecialCategories(_ place: Declaration) {
        let stated = agreement.statements["dataset.special_categories[]"] ?? []
        let names = ["ethnicity", "ethnic_category"]
        let fields = names.compactMap(EntryKind.patient.definition.index)
        let leaves = agreement.inclusions.contains {
            $0.kind == .patient && $0.fields.contains(where: fields.contains)
        }
        if leaves != stated.contains("ethnicity") {
            place.error(
                .contradiction,
                leaves
                    ? "the ethnic category leaves, and is not among the special categories"
                    : "the ethnic category is among the special categories, and does not leave",
                advice: leaves ? "add `ethnicity`" : "remove `ethnicity`, or include the field")
        }
        if !stated.contains("health") {
            place.error(
                .contradiction, "records of a general practice are about health",
                advice: "add `health`")
        }
    }

    private mutating func readExclusion(_ item: Declaration) {
        let members = keyed(item, "dataset.exclude[]")
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

    func kind(_ place: Declaration) -> EntryKind? {
        guard let text = place.text() else { return nil }
        if let kind = EntryKind(name: text) { return kind }
        place.error(
            .unknownEntry, "`\(text)` is not a kind of entry",
            advice: suggestion(text, among: EntryKind.allCases.map(\.name)))
        return nil
    }

    func field(_ place: Declaration, of kind: EntryKind) -> Int? {
        guard let text = place.text() else { return nil }
        if let index = kind.definition.index(of: text) { return index }
        place.error(
            .unknownField, "`\(kind.name)` has no field `\(text)`",
            advice: suggestion(text, among: kind.definition.fields.map(\.name)))
        return nil
    }

    mutating func codeSet(_ place: Declaration, _ kind: EntryKind?) -> String? {
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
        if rules.level != .identifiable, field.identifiability == .directIdentifier {
            place.error(
                .directIdentifier, "`\(field.name)` identifies the person",
                advice: "remove it from this \(rules.level.rawValue) agreement")
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
        case (.patient, "age_years"): return rules.age == .years ? nil : "set `age` to `years`"
        case (.patient, "age_band"):
            return [.band5, .band10].contains(rules.age) ? nil : "set `age` to `band5`"
        case (.patient, "postcode_district"):
            return rules.postcode == .district ? nil : "set `postcode` to `district`"
        case (.patient, "lsoa"):
            return [.lsoa, .exact].contains(rules.postcode) ? nil : "set `postcode` to `lsoa`"
        case (.patient, "postcode"):
            return rules.postcode == .exact ? nil : "set `postcode` to `exact`"
        case (.patient, "ethnicity"):
            return rules.ethnicity == .exact ? nil : "set `ethnicity` to `exact`"
        case (.patient, "ethnic_category"):
            let isGrouped = [.group5, .group16].contains(rules.ethnicity)
            return isGrouped ? nil : "set `ethnicity` to `group5` or `group16`"
        case (.practitioner, _), (_, "practitioner"), (_, "recipient"):
            return rules.dropsPractitioners ? "remove the field, or `practitioner: drop`" : nil
        default: break
        }
        guard let index = kind.definition.index(of: field.name),
            rules.level(of: index, kind) <= .suppressed
        else { return nil }
        if rules.fieldLevels.contains(where: { $0.kind == kind && $0.field == index }) {
            return "remove the field, or raise `\(kind.name).\(field.name)`"
        }
        switch (kind, field.name) {
        case (.patient, "birth_date"): return "set `birth_date` to `year`, say"
        case (.patient, "death_date"): return "set `event_date` and `death_date` to `year`, say"
        default: return "set `event_date` to `month`, say"
        }
    }

    /// A feed names each person, so the data set must say so.
    private func checkPersonKey(_ place: Declaration) {
        guard agreement.deidentification.level != .aggregate else { return }
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
