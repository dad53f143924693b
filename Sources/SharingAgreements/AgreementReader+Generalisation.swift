import CanonicalModel
import StrictYAML

/// How precise fields leave.
extension AgreementReader {
    private static let words = [
        "birth_date", "death_date", "event_date", "age", "top_code", "postcode", "ethnicity",
        "practitioner",
    ]

    mutating func readGeneralisation(_ section: Declaration) {
        var members: [String: Declaration] = [:]
        for (key, place, value) in section.members() {
            if Self.words.contains(key) {
                members[key] = value
            } else if key.contains(".") {
                readFieldLevel(key, place, value)
            } else {
                report.error(
                    .unknownKey, at: place, "`\(key)` is not a key that belongs here",
                    advice: suggestion(key, among: Self.words))
            }
        }
        readDates(members)
        readAges(members)
        readPlaceAndOrigin(members)
    }

    private mutating func readDates(_ members: [String: Declaration]) {
        let isIdentifiable = agreement.deidentification.level == .identifiable
        if let place = members["birth_date"] {
            agreement.deidentification.birthDate = level(place)
            if !isIdentifiable, agreement.deidentification.birthDate >= .day {
                warn(.precision, place, "an exact birth date points at a person")
            }
        }
        if let place = members["event_date"] {
            agreement.deidentification.eventDate = level(place)
        }
        if let place = members["death_date"] {
            agreement.deidentification.deathDate = level(place)
            if agreement.deidentification.deathDate > agreement.deidentification.eventDate {
                place.error(
                    .contradiction, "`death_date` leaves no more precise than `event_date`",
                    advice: "make it `\(agreement.deidentification.eventDate.name)` or coarser")
            }
        }
    }

    private mutating func readAges(_ members: [String: Declaration]) {
        if let place = members["age"] {
            agreement.deidentification.age =
                word(place, "form of age", Agreement.Deidentification.Age.self) ?? .drop
        }
        guard let place = members["top_code"], let age = place.integer() else { return }
        let width = agreement.deidentification.age == .band10 ? 10 : 5
        if !(50...110).contains(age) {
            place.error(
                .invalidAge, "\(age) is no age to stop at", advice: "from 50 to 110; usually 90")
        } else if agreement.deidentification.age == .drop {
            place.error(
                .contradiction, "no age leaves that could be cut off",
                advice: "remove `top_code`, or set `age`")
        } else if agreement.deidentification.age != .years, !age.isMultiple(of: width) {
            place.error(
                .invalidAge, "\(age) lies within a band", advice: "use a multiple of \(width)")
        } else {
            agreement.deidentification.topCode = age
            agreement.deidentification.cutsYears = true
        }
    }

    private mutating func readPlaceAndOrigin(_ members: [String: Declaration]) {
        if let place = members["postcode"] {
            if place.isScalar, ["lsoa21", "msoa21", "sector"].contains(place.text()) {
                place.error(
                    .unknownWord, "`\(place.text() ?? "")` is no place that can be looked up",
                    advice: "use `district`, the outward part, `lsoa`, the small area, or `drop`")
            } else {
                agreement.deidentification.postcode =
                    word(place, "form of postcode", Agreement.Deidentification.Postcode.self)
                    ?? .drop
            }
            if agreement.deidentification.level != .identifiable,
                agreement.deidentification.postcode == .exact
            {
                warn(.precision, place, "a whole postcode points at some fifteen households")
            }
        }
        if let place = members["ethnicity"] {
            agreement.deidentification.ethnicity =
                word(place, "form of ethnicity", Agreement.Deidentification.Ethnicity.self)
                ?? .drop
        }
        if let place = members["practitioner"], let text = place.text() {
            agreement.deidentification.dropsPractitioners = true
            if text != "drop" {
                place.error(
                    .unknownWord, "`\(text)` is no way in which professionals leave",
                    advice: "write `drop`, or list under `dataset` what leaves of them")
            }
        }
    }

    /// `problem.onset: year`.
    private mutating func readFieldLevel(
        _ key: String, _ place: Diagnostic.Position?, _ value: Declaration
    ) {
        let parts = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let kind = EntryKind(name: String(parts[0])) else {
            return report.error(
                .unknownEntry, at: place, "`\(parts[0])` is not a kind of entry",
                advice: suggestion(String(parts[0]), among: EntryKind.allCases.map(\.name)))
        }
        let name = String(parts[1])
        guard let field = kind.definition.index(of: name) else {
            return report.error(
                .unknownField, at: place, "`\(kind.name)` has no field `\(name)`",
                advice: suggestion(name, among: kind.definition.fields.map(\.name)))
        }
        let level = level(value)
        let isDate = kind.definition.fields[field].type == .date
        if !isDate, [.year, .month, .day].contains(level) {
            return value.error(
                .contradiction, "`\(key)` is no date, and has no \(level.name)",
                advice: "use `withheld` or `exact`")
        }
        agreement.deidentification.fieldLevels.append(
            .init(kind: kind, field: field, level: level))
    }

    private func level(_ place: Declaration) -> ReleaseLevel {
        let words = ["drop"] + ReleaseLevel.allCases.map(\.name)
        return place.word(of: words, "level").flatMap(ReleaseLevel.init(name:)) ?? .withheld
    }
}
