/// One record of the made-up neighbourhood: who, where, in what format, and what should become of
/// it under an agreement for patients aged 65 and over registered at the five practices.
struct Sample: Sendable {
    let number: Int
    let family: String
    let given: String
    let sex: Person.Sex
    let born: Moment?
    let practice: SyntheticPractice
    let format: SyntheticFormat
    /// The story in words.
    let words: String
    /// What should become of the record.
    let outcome: String
    var consultations: [Consultation]
    var nhsNumber: String?
    var death = Person.Death.none
    var isTemporary = false
    var isRegistrationStated = true
    var registered: Moment = "2008-04-01"
    var left: Moment?

    /// `<practice>/<number>-<family>.<extension>`.
    var path: String {
        let zero = number < 10 ? "0" : ""
        return "\(practice.odsCode)/\(zero)\(number)-\(family.lowercased()).\(format.fileExtension)"
    }

    /// What stands before the outcome of a practice that has not signed the agreement.
    var unsigned: String {
        practice.odsCode == "Y99004" ? "withheld: practice not signed; once signed, " : ""
    }

    /// The record as a story.
    var story: Story {
        let streets = Phrase.streets
        let person = Person(
            nhsNumber: nhsNumber ?? TestNumber.valid(number), family: family, given: given,
            sex: sex, born: born, line: "\(number) \(streets[number % streets.count])",
            town: "Saltmarsh", postcode: "ZA\(number % 5 + 1) \(number % 9 + 1)AB",
            telephone: "01632960\(200 + number)", death: death)
        return Story(
            person: person,
            registration: Registration(
                isTemporary: isTemporary, isStated: isRegistrationStated, start: registered,
                end: left),
            practice: practice, extracted: "2026-11-20T18:05:00",
            consultations: consultations, seed: UInt64(number) &* 2_654_435_761
        ).numbered()
    }
}

extension Consultation {
    /// A consultation of the samples.
    static func visit(
        _ kind: Kind, _ date: Moment, _ topic: String = "", _ entries: [Entry]
    ) -> Consultation {
        Consultation(kind: kind, date: date, topic: topic, entries: entries)
    }

    /// Entries made outside consultations.
    static func summary(_ date: Moment, _ entries: [Entry]) -> Consultation {
        Consultation(kind: .none, date: date, entries: entries)
    }

    /// A yearly review with the ordinary things in it.
    static func review(_ date: Moment, _ systolic: Int, _ diastolic: Int) -> Consultation {
        .visit(
            .surgery, date, "Annual review",
            [
                .pressure(systolic, diastolic), .measured(Concept.weight, "74.5", "kg"),
                .seen(Concept.exSmoker), .said("Feels well, no new concerns"),
            ])
    }

    /// A renal profile with a result out of range.
    static func bloods(_ date: Moment, creatinine: String = "112.0") -> Consultation {
        .summary(
            date,
            [
                Entry(
                    .report(
                        Report(
                            code: Concept.diagnosticStudies, specimen: "Venous blood",
                            taken: date.adding(days: -1).at(9, 5),
                            results: [
                                (
                                    Concept.sodium,
                                    Measured("139", "mmol/L", range: ("133", "146"))
                                ),
                                (
                                    Concept.creatinine,
                                    Measured(creatinine, "umol/L", range: ("59", "104"), .high)
                                ),
                                (
                                    Concept.hba1c,
                                    Measured("51", "mmol/mol", range: ("20", "42"), .high)
                                ),
                            ], comment: "Stable, repeat in six months")))
            ])
    }

    /// The Type 1 objection to secondary use.
    static func objects(_ date: Moment) -> Consultation {
        .visit(.administration, date.at(11, 0), [.seen(Concept.typeOneObjection)])
    }

    private static func visit(_ kind: Kind, _ date: Moment, _ entries: [Entry]) -> Consultation {
        Consultation(kind: kind, date: date, entries: entries)
    }
}

extension Entry {
    static func seen(_ code: Code, note: String = "", date: Moment? = nil) -> Entry {
        Entry(.observation(code, nil), date: date, note: note)
    }
    static func measured(
        _ code: Code, _ number: String, _ unit: String, inWords: Bool = false
    ) -> Entry {
        Entry(.observation(code, Measured(number, unit, textOnly: inWords)))
    }
    static func pressure(
        _ systolic: Int, _ diastolic: Int, _ shape: BloodPressure.Shape = .paired
    ) -> Entry {
        Entry(.bloodPressure(BloodPressure(systolic, diastolic, shape)))
    }
    static func problem(
        _ code: Code, _ onset: Moment, isMajor: Bool = true, ended: Moment? = nil, links: Int = 0
    ) -> Entry {
        Entry(
            .problem(
                code, Problem(isActive: ended == nil, isMajor: isMajor, ended: ended, links: links)
            ), date: onset)
    }
    static func said(_ note: String) -> Entry { Entry(.note, note: note) }
    static func takes(_ drug: Drug, from start: Moment, issues: Int) -> Entry {
        let dates = (0..<issues).map { start.adding(days: 28 * $0) }
        return Entry(.medication(Course(drug: drug, issues: dates)), date: start)
    }

    /// The entry, not to be shown to the patient.
    var confidential: Entry {
        var entry = self
        entry.isConfidential = true
        return entry
    }

    /// The entry with a description id in the SNOMED CT slot.
    var byDescription: Entry {
        var entry = self
        entry.usesDescription = true
        return entry
    }
}
