import CanonicalModel
import StrictYAML

/// Dates that move by a number of days a person.
extension AgreementReader {
    private static let range = 1...365

    /// Whatever tells one true date of a person gives the number of days away, and with it all.
    mutating func readDateShift(_ place: Declaration) {
        guard let days = place.integer() else { return }
        let rules = agreement.deidentification
        func refuse(_ message: String, _ advice: String) {
            place.error(.dateShift, message, advice: advice)
        }
        if !Self.range.contains(days) {
            place.error(
                .invalidForm, "\(days) is too \(days < 1 ? "small" : "large")",
                advice: "write a number from 1 to 365, 15 say")
        } else if rules.level != .pseudonymised {
            refuse(
                "dates are shifted by the key of the pseudonyms, and there is none",
                "set `level: pseudonymised`, or remove `date_shift`")
        } else if rules.eventDate > .day {
            refuse(
                "the time of day would tell summer from winter, and with it how far dates moved",
                "set `event_date: day`")
        } else if let field = rules.fieldLevels.first(where: { $0.level > .day && isDate($0) }) {
            let name = field.kind.definition.fields[field.field].name
            refuse(
                "`\(field.kind.name).\(name)` leaves with its time of day, which tells the shift",
                "set it to `day`")
        } else if rules.birthDate > .year {
            refuse(
                "a birth date that is not moved tells how far the others are",
                "set `birth_date: drop` or `year`")
        } else if rules.age == .years {
            refuse(
                "an exact age beside moved dates tells how far they are moved",
                "set `age: band5`")
        } else {
            agreement.deidentification.dateShift = days
        }
    }

    private func isDate(_ level: Agreement.FieldLevel) -> Bool {
        level.kind.definition.fields[level.field].type == .date
    }
}
