extension Sample {
    private static func ferry(
        _ number: Int, _ given: String, _ family: String, _ sex: Person.Sex, _ born: Moment?,
        _ format: SyntheticFormat, _ words: String, _ outcome: String,
        _ consultations: [Consultation]
    ) -> Sample {
        Sample(
            number: number, family: family, given: given, sex: sex, born: born,
            practice: .ferry, format: format, words: words, outcome: outcome,
            consultations: consultations)
    }

    /// Records 33 to 46: Ferry Street Health Centre, Medicus; the last eight in UK Core R4.
    static let ferry: [Sample] = [
        couple(
            33, .ferry, .gpConnectMedicus,
            "Moved from Lighthouse Road (record 29): the present record", "released",
            [
                .summary("2025-03-03", [.problem(Concept.copd, "2016-04-19")]),
                .review("2026-03-24T09:30:00", 138, 76),
                .summary(
                    "2026-03-24", [.takes(Medicine.salbutamol, from: "2026-03-24", issues: 2)]),
            ]
        ).registered("2025-03-01"),
        ferry(
            34, "Alaric", "Sparrowhawke", .male, "1947-07-07", .gpConnectMedicus,
            "A confidential topic: the flag stands on its list alone",
            "released, without what stands under the topic",
            [
                Sample.hidden(topic: true),
                .visit(.surgery, "2026-04-28T10:00:00", "Back", [.seen(Concept.backache)]),
            ]),
        ferry(
            35, "Marigold", "Underhay", .female, "1985-05-05", .gpConnectMedicus,
            "41 years old", "withheld: under 65",
            [
                .visit(
                    .surgery, "2026-09-01T10:00:00", "Cough",
                    [
                        .seen(Concept.cough),
                        Entry(
                            .medication(
                                Course(
                                    drug: Medicine.amoxicillin, isRepeat: false,
                                    issues: ["2026-09-01"]))),
                    ])
            ]),
        ferry(
            36, "Kofi", "Merriweather", .male, "1950-02-14", .gpConnectMedicus,
            "An objection without a date, and nothing else about it",
            "withheld: Type 1 objection",
            [
                .summary("2024-04-04", [.seen(Concept.typeOneObjection, date: .unknown)]),
                .review("2026-01-27T10:00:00", 127, 71),
            ]),
        ferry(
            37, "Adeline", "Osgathorpe", .female, nil, .gpConnectMedicus,
            "No date of birth", "withheld: age not known",
            [.review("2026-02-18T10:00:00", 140, 80)]),
        ferry(
            38, "Edmund", "Inkpenny", .male, "1945-08-15", .gpConnectMedicus,
            "An entry with a date that does not exist (2023-13-45)",
            "released; the one entry is quarantined",
            [
                .visit(
                    .surgery, "2023-12-05T10:00:00", "Dizzy",
                    [.seen(Concept.dizziness, date: Moment(2023, 13, 45)), .pressure(125, 75)]),
                .summary("2019-01-22", [.problem(Concept.stroke, "2019-01-22")]),
            ]),
        ferry(
            39, "Beatrix", "Fennimore", .female, "1949-09-19", .ukCore,
            "Frailty and dementia; consents to the local shared record", "released",
            [
                .summary("2025-02-11", [.problem(Concept.moderateFrailty, "2025-02-11")]),
                .summary("2024-06-06", [.problem(Concept.dementia, "2024-06")]),
                .visit(
                    .administration, "2024-07-01T10:00:00", "",
                    [.seen(Concept.sharedRecordConsent)]), .review("2026-05-06T10:00:00", 131, 69),
            ]),
        ferry(
            40, "Silas", "Hazeldine", .male, "1946-06-16", .ukCore,
            "Refused upload to the local shared record, which is not a Type 1 objection",
            "released; direct care is another agreement's question",
            [
                .visit(
                    .administration, "2022-02-02T10:00:00", "",
                    [.seen(Concept.sharedRecordRefused)]), .review("2026-06-15T10:00:00", 149, 87),
                .bloods("2026-06-16"),
            ]),
        ferry(
            41, "Ottilie", "Yarrowfield", .female, "1952-10-02", .ukCore,
            "A resource labelled NOPAT", "released, without the labelled resource",
            [
                .visit(
                    .surgery, "2026-07-14T10:00:00", "Review",
                    [.seen(Concept.chlamydia).confidential, .pressure(126, 78)])
            ]),
        ferry(
            42, "Gareth", "Jollife", .male, "1943-03-30", .ukCore, "Type 1 objection",
            "withheld: Type 1 objection",
            [.objects("2020-10-10"), .review("2026-04-01T10:00:00", 136, 72)]),
        ferry(
            43, "Clementine", "Quartermain", .female, "1937-05-23", .ukCoreNDJSON,
            "Allergies, vaccines, family history", "released",
            [
                .summary(
                    "2012-12-12",
                    [
                        Entry(.allergy(Concept.penicillinAllergy, Allergy())),
                        Entry(.family(Concept.familyHypertension, relation: Concept.mother)),
                    ]),
                .visit(
                    .surgery, "2026-10-13T10:00:00", "Flu clinic",
                    [
                        Entry(
                            .immunisation(
                                Vaccination(
                                    code: Concept.influenzaVaccine, batch: "SYN1043",
                                    expires: "2027-05-31"))),
                        Entry(
                            .immunisation(
                                Vaccination(code: Concept.covidVaccine, isGiven: false)),
                            note: "Declined"),
                    ]),
            ]),
        ferry(
            44, "Mungo", "Tansyfield", .male, "1950-11-11", .ukCoreNDJSON,
            "Ramipril stopped early, and why", "released",
            [
                .summary(
                    "2026-01-12",
                    [
                        Entry(
                            .medication(
                                Course(
                                    drug: Medicine.ramipril,
                                    issues: ["2026-01-12", "2026-02-09"], stopped: "2026-02-20",
                                    stopReason: "Dry cough")), date: "2026-01-12")
                    ]), .review("2026-02-20T10:00:00", 158, 90),
            ]),
        ferry(
            45, "Esme", "Nettlefold", .female, "1999-12-31", .ukCoreNDJSON, "26 years old",
            "withheld: under 65", [.review("2026-08-25T10:00:00", 110, 68)]),
        ferry(
            46, "Basil", "Dandelyon", .male, "1941-01-19", .ukCoreNDJSON,
            "Deceased, the date known", "withheld: deceased",
            [.review("2026-01-30T10:00:00", 104, 58)]
        ).deceased(.on("2026-02-08")),
    ]
}
