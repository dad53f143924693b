import CanonicalModel
import StrictYAML

/// Whose records may leave.
extension AgreementReader {
    mutating func readCohort(_ section: Declaration) {
        let members = keyed(section, "cohort")
        if let place = members["registered_at"] { readPlaces(place) }
        let vocabulary = Vocabulary.registrationTypes
        let types = members["registration"]?.itemsOrSelf().compactMap {
            $0.word(of: vocabulary.words, vocabulary.name)
        }
        agreement.cohort.registrationTypes = (types ?? ["regular"]).compactMap(vocabulary.index)
        if let place = members["temporary_residents"] {
            readTemporaryResidents(place, isStated: types != nil)
        }
        agreement.cohort.includesDeceased = members["deceased"].map { !withholds($0) } ?? false
        agreement.cohort.includesTestPatients =
            members["test_patients"].map { !withholds($0) } ?? true
        if let place = members["unstated_registration"], !withholds(place) {
            agreement.cohort.assumesRegistration = true
            warn(
                .registrationAssumed, place,
                "a record that states no registration counts as "
                    + "registered at the practice that holds it")
        }
        if let place = members["age"] { readAge(place) }
        readCriteria(members)
        if let place = members["list"] { readList(place) }
        if let place = members["on_exit"] { readExit(place) }
    }

    private mutating func readPlaces(_ place: Declaration) {
        guard !place.isScalar || place.text() != "publishers" else { return }
        if place.isScalar, !Form.isODSCode(place.text() ?? "") {
            _ = place.word(of: ["publishers"], "place of registration")
            return
        }
        agreement.cohort.practices = items(place, "practices").compactMap { item in
            guard let code = ods(item) else { return nil }
            let publishers = agreement.publishers.map(\.ods)
            if publishers.contains(code) { return code }
            item.error(
                .unknownParty, "`\(code)` is not a publisher of this agreement",
                advice: listing(publishers))
            return nil
        }
    }

    private mutating func readTemporaryResidents(_ place: Declaration, isStated: Bool) {
        guard let temporary = Vocabulary.registrationTypes.index(of: "temporary") else { return }
        let isIn = agreement.cohort.registrationTypes.contains(temporary)
        let isReleased = !withholds(place)
        if isStated, isIn != isReleased {
            return place.error(
                .contradiction,
                "`registration` \(isIn ? "has" : "does not have") temporary residents",
                advice: "say it in one of the two places")
        }
        if isReleased, !isIn { agreement.cohort.registrationTypes.append(temporary) }
    }

    private mutating func readAge(_ section: Declaration) {
        let members = keyed(section, "cohort.age")
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

    private mutating func readList(_ place: Declaration) {
        guard let name = place.text() else { return }
        agreement.cohort.list = lists.first { $0.name == name }
        if agreement.cohort.list == nil {
            place.error(
                .patientList, "there is no list of people `\(name)`",
                advice: suggestion(name, among: lists.map(\.name))
                    ?? "put it at `lists/\(name).txt` beside the agreement, a number a line")
        }
    }

    /// `retract`, `freeze`, or `{retain_until: 2028-03-31}`.
    private mutating func readExit(_ place: Declaration) {
        if place.isMapping {
            let keys = ["retain_until"]
            let day = place.members(allowed: keys, required: keys)["retain_until"].flatMap(date)
            var text = Array("retain_until ".utf8)
            day?.append(to: &text)
            if day != nil {
                agreement.statements["cohort.on_exit"] = [String(decoding: text, as: UTF8.self)]
            }
        } else if let action = place.word(of: ["retract", "freeze"], "action") {
            agreement.statements["cohort.on_exit"] = [action]
        }
    }
}
