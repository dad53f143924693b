import CanonicalModel

enum PatientFields {
    static let birthDate = index("birth_date")
    static let deathDate = index("death_date")
    static let deceased = index("deceased")
    static let postcode = index("postcode")
    static let practice = index("practice")
    static let pseudonym = index("pseudonym")
    static let ageYears = index("age_years")
    static let ageBand = index("age_band")
    static let ethnicity = index("ethnicity")
    static let ethnicCategory = index("ethnic_category")
    static let postcodeDistrict = index("postcode_district")
    /// What is looked up by the postcode before anything is decided.
    static let places = [index("lsoa"), index("imd_decile")]
    /// The fields that only an agreement fills.
    static let derived = FieldSet(
        EntryKind.patient.definition.fields.enumerated().filter(\.element.isDerived).map(\.offset))

    private static func index(_ name: String) -> Int {
        fieldIndex(name, of: .patient)
    }
}

enum RegistrationFields {
    static let practice = fieldIndex("practice", of: .registration)
    static let type = fieldIndex("type", of: .registration)
    static let start = fieldIndex("start", of: .registration)
    static let end = fieldIndex("end", of: .registration)
}

/// The index of a field that this code knows; the field table losing it is a defect of the build.
private func fieldIndex(_ name: String, of kind: EntryKind) -> Int {
    guard let index = kind.definition.index(of: name) else {
        preconditionFailure("`\(kind.name)` has lost its field `\(name)`")
    }
    return index
}

extension PartialDate {
    /// The youngest and oldest that somebody born on this date may be on `day`, in whole years.
    func possibleAges(on day: PartialDate) -> ClosedRange<Int> {
        let youngest = lastDay.wholeYears(until: day)
        return youngest...max(youngest, wholeYears(until: day))
    }
}
