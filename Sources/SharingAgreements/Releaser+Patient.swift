import CanonicalModel

/// The fields of the patient that are worked out.
extension Releaser {
    mutating func derive(
        _ patient: Entry, _ fields: FieldSet, _ set: (Int, TextRange) -> Void
    ) {
        func put(_ field: Int, _ bytes: [UInt8]?) {
            guard let bytes, !bytes.isEmpty else { return }
            set(field, output.appendScratch(bytes))
        }
        if fields.contains(PatientFields.pseudonym) {
            put(PatientFields.pseudonym, facts.pseudonym)
        }
        if fields.contains(PatientFields.practice),
            record.cell(patient, PatientFields.practice) == .absent
        {
            put(PatientFields.practice, facts.practice)
        }
        let ages = possibleAges(of: patient)
        if fields.contains(PatientFields.ageYears) {
            let isCertain = ages?.lowerBound == ages?.upperBound
            let top = rules.cutsYears ? rules.topCode : .max
            put(
                PatientFields.ageYears,
                ages.map { isCertain ? Array("\(min($0.lowerBound, top))".utf8) : [] })
        }
        if fields.contains(PatientFields.ageBand) {
            put(PatientFields.ageBand, ages.flatMap(commonBand))
        }
        if fields.contains(PatientFields.ethnicCategory) {
            put(PatientFields.ethnicCategory, ethnicCategory(of: patient))
        }
        if fields.contains(PatientFields.postcodeDistrict) {
            var district: [UInt8] = []
            if case .text(let postcode) = record.cell(patient, PatientFields.postcode) {
                _ = Generalisation.appendDistrict(
                    ofPostcode: record.bytes(postcode), to: &district)
            }
            put(PatientFields.postcodeDistrict, district)
        }
        for field in PatientFields.places where fields.contains(field) {
            if case .text(let text) = record.cell(patient, field) {
                put(field, Array(record.bytes(text)))
            }
        }
    }

    /// The ages that the patient may have today; `nil` if the birth date is unknown or to come.
    private func possibleAges(of patient: Entry) -> ClosedRange<Int>? {
        guard case .date(let birth) = record.cell(patient, PatientFields.birthDate) else {
            return nil
        }
        let ages = birth.possibleAges(on: runDate)
        return ages.lowerBound >= 0 ? ages : nil
    }

    /// The band that every possible age lies in; ages that a date leaves open are neighbours.
    private func commonBand(of ages: ClosedRange<Int>) -> [UInt8]? {
        let width = rules.age == .band10 ? 10 : 5
        var (low, high) = ([UInt8](), [UInt8]())
        _ = Generalisation.appendAgeBand(
            ages.lowerBound, width: width, top: rules.topCode, to: &low)
        _ = Generalisation.appendAgeBand(
            ages.upperBound, width: width, top: rules.topCode, to: &high)
        return low == high ? low : nil
    }

    /// The group of the ethnic category, if it was recorded as one, or a mapping has told which a
    /// code is; any other code says nothing here.
    private func ethnicCategory(of patient: Entry) -> [UInt8]? {
        guard case .concept(let index) = record.cell(patient, PatientFields.ethnicity) else {
            return nil
        }
        let letters = record.codings(of: record.concepts[Int(index)]).filter {
            EthnicCategory.isSystem(record.bytes($0.systemText))
        }
        guard let letter = letters.first, letters.count == 1 else { return nil }
        return EthnicCategory.group(
            record.bytes(letter.code), inFive: rules.ethnicity == .group5
        ).map { Array($0.utf8) }
    }

    func nhsNumber() -> [UInt8] {
        let digits = Array("\(facts.nhsNumber?.value ?? 0)".utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, 10 - digits.count)) + digits
    }
}
