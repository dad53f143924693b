extension Sample {
    private static func harbour(
        _ number: Int, _ given: String, _ family: String, _ sex: Person.Sex, _ born: Moment?,
        _ format: SyntheticFormat, _ words: String, _ outcome: String,
        _ consultations: [Consultation]
    ) -> Sample {
        Sample(
            number: number, family: family, given: given, sex: sex, born: born,
            practice: number <= 8 ? .harbour : .millpond, format: format, words: words,
            outcome: outcome, consultations: consultations)
    }

    /// Records 1 to 8: Harbour Lane Surgery, EMIS.
    static let harbour: [Sample] = [
        harbour(
            1, "Marigold", "Appleyard", .female, "1948-02-29", .gpConnectEMIS,
            "Diabetes, CKD and mild frailty; reviews, blood tests, repeat medicines",
            "released",
            [
                .summary("2009-06-03", [.problem(Concept.type2Diabetes, "2009-06-03")]),
                .summary("2021-01-18", [.problem(Concept.ckd3, "2021-01-18")]),
                .summary("2025-09-02", [.problem(Concept.mildFrailty, "2025-09-02")]),
                .summary("2026-01-05", [.takes(Medicine.metformin, from: "2026-01-05", issues: 6)]),
                .review("2026-05-12T10:20:00", 142, 78), .bloods("2026-05-19"),
                .visit(
                    .surgery, "2025-10-07T09:40:00", "Flu clinic",
                    [
                        Entry(
                            .immunisation(
                                Vaccination(
                                    code: Concept.influenzaVaccine, batch: "SYN1001",
                                    expires: "2026-05-31")))
                    ]),
            ]),
        harbour(
            2, "Percival", "Inkpenny", .male, "1951-07-14", .gpConnectEMIS,
            "Type 1 objection, never withdrawn", "withheld: Type 1 objection",
            [
                .summary("2015-03-09", [.problem(Concept.hypertension, "2015-03-09")]),
                .objects("2021-06-14"), .review("2026-03-03T11:10:00", 150, 84),
            ]),
        harbour(
            3, "Dorcas", "Kettlewick", .female, "1944-11-02", .gpConnectEMIS,
            "Type 1 objection of 2021, withdrawn in 2023", "released",
            [
                .objects("2021-06-20"),
                .visit(
                    .administration, "2023-02-11T10:00:00", "",
                    [.seen(Concept.typeOneWithdrawn)]),
                .summary("2018-04-04", [.problem(Concept.copd, "2018-04-04")]),
                .review("2026-06-22T15:00:00", 128, 70),
            ]),
        harbour(
            4, "Silas", "Bracegirdle", .male, "1961-11-21", .gpConnectEMIS,
            "65 years old on 21 November 2026 exactly; one item not to be shown to the patient",
            "released, without the confidential item",
            [
                .summary("2020-02-20", [.problem(Concept.hypertension, "2020-02-20")]),
                .visit(
                    .surgery, "2026-08-04T09:10:00", "Low mood",
                    [
                        .seen(Concept.nervous, note: "Worried about his brother").confidential,
                        .pressure(138, 86), .said("Asked Mrs Ottilie Rainbird to ring him back"),
                    ]),
            ]),
        harbour(
            5, "Jessamy", "Gathercole", .female, "1961-11-22", .gpConnectEMIS,
            "64 years old on 21 November 2026: 65 a day later", "withheld: under 65",
            [
                .summary("2016-10-10", [.problem(Concept.asthma, "1975", isMajor: false)]),
                .review("2026-02-17T08:50:00", 118, 72),
            ]),
        moved(
            6, .harbour, .gpConnectEMIS,
            "Moved to Orchard Rise (record 17) in 2024; objected here, and only here",
            "withheld: Type 1 objection",
            [.objects("2022-05-05"), .review("2023-11-30T10:00:00", 136, 80)]),
        harbour(
            7, "Ottilie", "Rainbird", .female, "1939-01-30", .gp2gpEMIS,
            "GP2GP: says nothing of who she is; headings, blood pressure with a comment, "
                + "documents, one of them absent, a referral, a recall, family history",
            "withheld: age not known", ottilie),
        harbour(
            8, "Mungo", "Crowsfoot", .male, "1946-05-05", .gp2gpEMIS,
            "GP2GP of the redaction-capable kind: a confidential topic, a confidential item and a "
                + "confidential consultation",
            "withheld: age not known",
            [
                hidden(topic: true), hidden(topic: false), .review("2026-04-08T10:00:00", 144, 88),
                .visit(
                    .telephone, "2026-07-01T16:40:00", "Results",
                    [.seen(Concept.hivStage4).confidential, .said("Results explained")]),
            ]),
    ]

    private static let ottilie: [Consultation] = {
        var pressure = Entry.pressure(162, 92)
        pressure.note = "Taken twice, sitting"
        return [
            .summary("2001", [.problem(Concept.osteoarthritis, "2001", isMajor: false)]),
            .visit(
                .homeVisit, "2026-03-19T13:25:00", "Fall at home",
                [
                    .problem(Concept.moderateFrailty, "2026-03-19", links: 2),
                    .seen(Concept.dizziness, note: "Two falls since Christmas"), pressure,
                    Entry(.family(Concept.familyHeart, relation: Concept.father)),
                    Entry(
                        .referral(Concept.physiotherapy, isUrgent: true),
                        note: "Falls clinic please"),
                    Entry(.recall(Concept.medicationReview, due: "2026-12-01")),
                ]),
            .visit(
                .administration, "2026-04-02T09:00:00", "",
                [
                    Entry(
                        .document(
                            Document(
                                code: Concept.clinicalLetter, title: "Falls clinic.pdf",
                                mediaType: "application/pdf")), note: "Seen in the falls clinic"),
                    Entry(
                        .document(
                            Document(
                                code: Concept.referralLetter, title: "Referral.rtf",
                                mediaType: "text/rtf", isAbsent: true)), note: "Referral letter"),
                ]),
            .summary("2026-02-02", [.takes(Medicine.amlodipine, from: "2026-02-02", issues: 4)]),
            .bloods("2026-05-05", creatinine: "131.0"),
        ]
    }()

    /// A consultation of which the whole, or the topic, is not to be shown to the patient.
    static func hidden(topic: Bool) -> Consultation {
        var consultation = Consultation.visit(
            .surgery, topic ? "2026-01-14T11:30:00" : "2026-01-28T11:30:00",
            topic ? "Private matter" : "Second opinion",
            [.seen(Concept.chlamydia), .pressure(130, 82), .said("Wants nobody at home to know")])
        consultation.isTopicConfidential = topic
        consultation.isConfidential = !topic
        return consultation
    }

    /// The patient who moved from Harbour Lane to Orchard Rise: one NHS number, two records.
    static func moved(
        _ number: Int, _ practice: SyntheticPractice, _ format: SyntheticFormat, _ words: String,
        _ outcome: String, _ consultations: [Consultation]
    ) -> Sample {
        Sample(
            number: number, family: "Yarrowfield", given: "Leopold", sex: .male,
            born: "1950-09-09", practice: practice, format: format, words: words,
            outcome: outcome, consultations: consultations, nhsNumber: TestNumber.valid(6))
    }

    /// Records 9 to 16 and 47: Millpond Medical Centre, EMIS.
    static let millpond: [Sample] = [
        harbour(
            9, "Beatrix", "Fennimore", .female, "1947-03-17", .gpConnectEMIS,
            "Objection and withdrawal on the same day: the objection counts",
            "withheld: Type 1 objection",
            [
                .objects("2024-01-15"),
                .visit(
                    .administration, "2024-01-15T11:00:00", "",
                    [.seen(Concept.typeOneWithdrawn)]),
                .review("2026-01-20T10:30:00", 134, 76),
            ]),
        harbour(
            10, "Cuthbert", "Nettlefold", .male, "1952-12-24", .gpConnectEMIS,
            "Objection without a date, which counts as later than the withdrawal",
            "withheld: Type 1 objection",
            [
                .summary("2022-08-08", [.seen(Concept.typeOneObjection, date: .unknown)]),
                .visit(
                    .administration, "2022-08-01T09:30:00", "",
                    [.seen(Concept.typeOneWithdrawn)]),
                .review("2026-02-24T14:30:00", 141, 83),
            ]),
        harbour(
            11, "Fatima", "Merriweather", .female, "1949-08-19", .gpConnectEMIS,
            "Blood pressures in every arrangement; values in words", "released",
            [
                .visit(
                    .surgery, "2026-06-09T10:00:00", "Blood pressure",
                    [
                        .pressure(148, 90), .pressure(146, 88, .unlinked),
                        .pressure(144, 86, .inWords), .pressure(150, 80, .systolicOnly),
                        .measured(Concept.weight, "about 11", "stone", inWords: true),
                        .measured(Concept.alcohol, "6", "units/week"),
                    ]),
                .summary("1998-05", [.problem(Concept.hypertension, "1998-05")]),
            ]),
        harbour(
            12, "Basil", "Osgathorpe", .male, "1955-06-30", .gpConnectEMIS,
            "Deceased, the date known", "withheld: deceased",
            [
                .summary("2012-01-09", [.problem(Concept.heartFailure, "2012-01-09")]),
                .review("2026-01-13T10:00:00", 108, 64),
            ]
        ).deceased(.on("2026-05-27")),
        harbour(
            13, "Nkechi", "Underhay", .female, "1943-04-11", .gpConnectEMIS,
            "Codes carried as SNOMED CT description ids; a text without a code",
            "released; the description ids read as their concepts",
            [
                .summary("2011-11-11", [.problem(Concept.asthma, "2011-11-11").byDescription]),
                .visit(
                    .surgery, "2026-03-27T09:20:00", "Cough",
                    [
                        .seen(Concept.cough).byDescription,
                        .seen(Code("", "Seen by travelling eye clinic")),
                        .measured(Concept.weight, "61.2", "kg").byDescription,
                    ]),
            ]),
        harbour(
            14, "Gareth", "Sparrowhawke", .male, "1941-10-10", .gp2gpEMIS,
            "GP2GP with a date that does not exist (20231345) in one entry",
            "withheld: age not known; the one entry is quarantined",
            [
                .summary("2019-09-09", [.problem(Concept.atrialFibrillation, "2019-09-09")]),
                .visit(
                    .surgery, "2023-12-04T10:15:00", "Palpitations",
                    [
                        .seen(Concept.dizziness, date: Moment(2023, 13, 45)), .pressure(126, 74),
                        .said("Pulse irregular"),
                    ]),
            ]),
        harbour(
            15, "Clementine", "Villiers-Moss", .female, "1953-02-02", .gp2gpEMIS,
            "GP2GP with partial dates: a year, a year and month",
            "withheld: age not known",
            [
                .summary("1994", [.problem(Concept.rheumatoid, "1994")]),
                .summary("2003-07", [.problem(Concept.anxiety, "2003-07", isMajor: false)]),
                .summary("2010", [Entry(.allergy(Concept.latexAllergy, Allergy(isDrug: false)))]),
                .review("2026-05-29T11:45:00", 122, 68),
            ]),
        harbour(
            16, "Hamish", "Pennywhistle", .male, "1950-01-01", .gp2gpEMIS,
            "GP2GP, its NHS number a placeholder of ten equal digits",
            "withheld: no valid NHS number",
            [.review("2025-12-02T10:00:00", 139, 81), .bloods("2025-12-09")]
        ).numbered("9999999999"),
        harbour(
            47, "Alaric", "Wetherspun", .male, "1947-12-05", .gpConnectEMIS,
            "The registration's kind and period are left out, as in EMIS's open test records",
            "released: the agreement says what a registration left out means",
            [.review("2026-03-05T10:00:00", 133, 77)]
        ).withUnstatedRegistration,
    ]

    /// The sample, its patient dead.
    func deceased(_ death: Person.Death) -> Sample {
        var sample = self
        sample.death = death
        return sample
    }

    /// The sample with what stands in the place of its NHS number.
    func numbered(_ number: String) -> Sample {
        var sample = self
        sample.nhsNumber = number
        return sample
    }

    /// The sample, its registration left out where the format allows.
    var withUnstatedRegistration: Sample {
        var sample = self
        sample.isRegistrationStated = false
        return sample
    }

    /// The sample with its registration.
    func registered(_ start: Moment, until end: Moment? = nil, isTemporary: Bool = false) -> Sample
    {
        var sample = self
        (sample.registered, sample.left, sample.isTemporary) = (start, end, isTemporary)
        return sample
    }
}
