extension Sample {
    private static func systmOne(
        _ number: Int, _ given: String, _ family: String, _ sex: Person.Sex, _ born: Moment?,
        _ format: SyntheticFormat, _ words: String, _ outcome: String,
        _ consultations: [Consultation]
    ) -> Sample {
        Sample(
            number: number, family: family, given: given, sex: sex, born: born,
            practice: number <= 24 ? .orchard : .lighthouse, format: format, words: words,
            outcome: outcome, consultations: consultations)
    }

    /// Records 17 to 24: Orchard Rise Practice, SystmOne.
    static let orchard: [Sample] = [
        moved(
            17, .orchard, .gpConnectSystmOne,
            "Moved from Harbour Lane (record 6), where the objection stands; none is recorded here",
            "withheld: Type 1 objection, recorded at another practice",
            [imported, .review("2026-02-10T09:00:00", 135, 79)]
        ).registered("2024-01-08"),
        systmOne(
            18, "Adeline", "Tansyfield", .female, "1945-06-06", .gpConnectSystmOne,
            "Values typed in as numbers, and older ones that came by GP2GP as words",
            "released; the words read as values",
            [
                imported, .review("2026-04-14T10:10:00", 129, 73), .bloods("2026-04-21"),
                .summary("2017-05-05", [.problem(Concept.osteoporosis, "2017-05-05")]),
            ]
        ).registered("2021-03-15"),
        systmOne(
            19, "Ravi", "Lovelace-Byrne", .male, "1950-10-31", .gpConnectSystmOne,
            "A confidential item that the system holds back, and says so in its lists",
            "released; the list says that items are missing",
            [
                .visit(
                    .surgery, "2026-05-21T15:20:00", "Review",
                    [.seen(Concept.hivStage4).confidential, .pressure(133, 77)]),
                .summary("2008-08-08", [.problem(Concept.type2Diabetes, "2008-08-08")]),
            ]),
        systmOne(
            20, "Ingrid", "Entwhistle", .female, "1954-03-03", .gpConnectSystmOne,
            "A confidential consultation: the flag stands on the encounter alone",
            "released, without the consultation and what was recorded in it",
            [
                Sample.hidden(topic: false),
                .visit(
                    .surgery, "2026-06-30T09:00:00", "Knee", [.seen(Concept.plantarFasciitis)]),
            ]),
        systmOne(
            21, "Orlando", "Wetherspun", .male, "1938-12-12", .gpConnectSystmOne,
            "Temporary resident", "withheld: not a regular registration",
            [.review("2026-10-06T12:00:00", 151, 85)]
        ).registered("2026-09-20", until: "2026-12-20", isTemporary: true),
        systmOne(
            22, "Gwendolen", "Hazeldine", .female, "1942-09-27", .gpConnectSystmOne,
            "Left the practice in 2025", "withheld: not currently registered",
            [
                .summary("2014-02-14", [.problem(Concept.dementia, "2014-02-14")]),
                .review("2025-01-21T10:40:00", 119, 66),
            ]
        ).registered("2010-01-04", until: "2025-06-30"),
        systmOne(
            23, "Jasper", "Quartermain", .male, "1949-04-25", .gp2gpSystmOne,
            "GP2GP: flat, every value in words, midnight stamps in summer time",
            "withheld: age not known",
            [
                .visit(
                    .surgery, "2025-07-07T00:00:00", "",
                    [
                        .problem(Concept.type2Diabetes, "2012-06-01", links: 1),
                        .pressure(140, 82), .measured(Concept.weight, "90.0", "kg"),
                        .seen(Concept.feetExamined),
                        Entry(.recall(Concept.recall, due: "2026-07-07")),
                    ]),
                .bloods("2025-07-14"),
                .summary(
                    "2025-07-07", [.takes(Medicine.gliclazide, from: "2025-07-07", issues: 3)]),
            ]),
        systmOne(
            24, "Kezia", "Dandelyon", .female, "1957-01-09", .gp2gpSystmOne,
            "GP2GP of the redaction-capable kind: a confidential consultation; objects as well",
            "withheld: Type 1 objection",
            [
                Sample.hidden(topic: false), .objects("2023-03-03"),
                .visit(
                    .surgery, "2026-02-25T09:00:00", "Contraception",
                    [.seen(Concept.abortionForm, note: "History only").confidential]),
            ]),
    ]

    /// A consultation that came with the patient from an earlier practice.
    static let imported: Consultation = {
        var consultation = Consultation.visit(
            .surgery, "2019-08-13", "",
            [
                .pressure(147, 91), .measured(Concept.weight, "90.0", "kg"),
                .measured(Concept.peakFlow, "320.0", "L/min"),
                .seen(Concept.hearingLoss, note: "Wears aids in both ears"),
            ])
        consultation.isImported = true
        return consultation
    }()

    /// Records 25 to 32: Lighthouse Road Surgery, SystmOne.
    static let lighthouse: [Sample] = [
        systmOne(
            25, "Imran", "Jollife", .male, "1946-07-20", .gpConnectSystmOne,
            "Deceased, flagged without a date", "withheld: deceased",
            [.review("2025-11-25T10:00:00", 112, 60)]
        ).deceased(.flagged),
        systmOne(
            26, "Harriet", "Entwhistle", .female, "1951-05-15", .gpConnectSystmOne,
            "No NHS number", "withheld: no valid NHS number",
            [.review("2026-03-10T10:30:00", 137, 79)]
        ).numbered(""),
        systmOne(
            27, "Nikhil", "Appleyard", .male, "1948-08-08", .gpConnectSystmOne,
            "The NHS number fails its check", "withheld: no valid NHS number",
            [.review("2026-03-11T10:30:00", 143, 85)]
        ).numbered(TestNumber.invalid(27)),
        systmOne(
            28, "Esme", "Bracegirdle", .female, "1940", .gpConnectSystmOne,
            "Only the year of birth is known", "released: 85 at the least",
            [
                .summary("2020-10", [.problem(Concept.severeFrailty, "2020-10")]),
                .summary(
                    "2016-06-16",
                    [
                        Entry(
                            .allergy(
                                Concept.aspirinAllergy, Allergy(isDrug: true, ended: "2019-01-02"))
                        ), Entry(.allergy(Concept.plasterAllergy, Allergy(isDrug: false))),
                    ]),
                .review("2026-07-21T09:40:00", 124, 62),
            ]),
        couple(
            29, .lighthouse, .gpConnectSystmOne,
            "Moved to Ferry Street (record 33) in 2025: the earlier record",
            "withheld: not currently registered",
            [.review("2024-10-15T09:00:00", 132, 74), .bloods("2024-10-22")]
        ).registered("2003-05-06", until: "2025-02-28"),
        systmOne(
            30, "Fergus", "Rainbird", .male, "1959-11-01", .gp2gpSystmOne,
            "GP2GP: a degraded code, a referral, documents", "withheld: age not known",
            [
                .visit(
                    .surgery, "2026-01-06T10:00:00", "",
                    [
                        .seen(Code("", "Timed up and go test"), note: "12 seconds"),
                        .pressure(128, 80, .unlinked),
                        Entry(
                            .referral(Concept.dentalReferral, isUrgent: false),
                            note: "Broken denture"),
                        Entry(
                            .document(
                                Document(
                                    code: Concept.clinicalLetter, title: "Untitled.pdf",
                                    mediaType: "application/pdf", isAbsent: true)),
                            note: "Dental letter"),
                    ])
            ]),
        systmOne(
            31, "Leila", "Gathercole", .female, "1936-02-08", .gp2gpSystmOne,
            "GP2GP: partial dates in plenty, an unlinked blood pressure",
            "withheld: age not known",
            [
                .summary("1987", [.problem(Concept.hypothyroidism, "1987")]),
                .summary("2006-11", [.problem(Concept.osteoarthritis, "2006-11")]),
                .review("2026-06-02T00:00:00", 133, 71),
            ]),
        systmOne(
            32, "Dermot", "Kettlewick", .male, "1944-04-04", .gp2gpSystmOne,
            "GP2GP: no NHS number in the message", "withheld: no valid NHS number",
            [.review("2026-08-18T10:00:00", 145, 79)]
        ).numbered(""),
    ]

    /// The patient who moved from Lighthouse Road to Ferry Street: one NHS number, two records.
    static func couple(
        _ number: Int, _ practice: SyntheticPractice, _ format: SyntheticFormat, _ words: String,
        _ outcome: String, _ consultations: [Consultation]
    ) -> Sample {
        Sample(
            number: number, family: "Crowsfoot", given: "Parminder", sex: .female,
            born: "1948-12-01", practice: practice, format: format, words: words,
            outcome: outcome, consultations: consultations, nhsNumber: TestNumber.valid(29))
    }
}
