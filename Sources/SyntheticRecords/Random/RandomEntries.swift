extension RandomStory {
    /// A review: blood pressure, weight, smoking, and what is to happen next.
    mutating func review(_ when: Moment) -> [Entry] {
        let systolic = random.within(102...168)
        let shape: BloodPressure.Shape = isInWords() ? .inWords : .paired
        let habit = random.pick([Concept.neverSmoked, Concept.exSmoker, Concept.currentSmoker])
        var entries = [
            Entry(
                .bloodPressure(
                    BloodPressure(systolic, systolic - random.within(38...62), shape))),
            measurement(Concept.weight, tenths: 480...1_180, "kg"),
            measurement(Concept.height, tenths: 1_480...1_960, "cm"),
            Entry(.observation(habit, nil)),
            measurement(Concept.alcohol, tenths: 0...350, "units/week"),
            Entry(.note, note: random.pick(Phrase.notes)),
        ]
        if habit == Concept.currentSmoker, random.chance(0.6) {
            entries.append(Entry(.observation(Concept.smokingAdvice, nil)))
        }
        if random.chance(0.2) {
            entries.append(Entry(.observation(Concept.medicationReview, nil)))
        }
        if random.chance(0.4) {
            let due = when.date.adding(days: random.within(90...370))
            entries.append(Entry(.recall(Concept.medicationReview, due: due)))
        }
        return entries
    }

    /// A complaint: symptoms, what was found, perhaps a prescription or a referral.
    mutating func complaint(_ when: Moment) -> [Entry] {
        let symptoms = [
            Concept.cough, Concept.backache, Concept.dizziness, Concept.nausea, Concept.tired,
            Concept.headache, Concept.plantarFasciitis, Concept.rhinitis, Concept.nervous,
        ]
        var entries = [
            Entry(.observation(random.pick(symptoms), nil), note: random.pick(Phrase.notes)),
            measurement(Concept.saturation, tenths: 920...999, "%"),
            Entry(.note, note: random.pick(Phrase.notes)),
        ]
        if random.chance(0.4) {
            entries.append(acuteCourse(when))
        }
        if random.chance(0.15) {
            let code = random.pick([Concept.physiotherapy, Concept.orthopaedics])
            entries.append(
                Entry(.referral(code, isUrgent: random.chance(0.1)), note: "Please see and treat"))
        }
        return entries
    }

    /// A course that is issued once.
    func acuteCourse(_ when: Moment) -> Entry {
        Entry(
            .medication(
                Course(drug: Medicine.amoxicillin, isRepeat: false, issues: [when.date])))
    }

    /// A repeat course with its issues.
    mutating func repeatCourse(_ when: Moment) -> Entry {
        let room = max((Self.today.dayNumber - when.dayNumber) / 28, 1)
        let issues = (0..<min(random.within(1...8), room)).map { number in
            when.date.adding(days: 28 * number)
        }
        var course = Course(drug: drug(), authorised: random.within(6...12), issues: issues)
        if random.chance(0.2) {
            course.stopped = issues.last?.adding(days: 20)
            course.stopReason = "No longer needed"
        }
        return Entry(.medication(course))
    }

    /// A blood test with its ranges.
    mutating func laboratory(_ when: Moment) -> Entry {
        let isRenal = random.chance(0.6)
        let results: [(Code, Measured)] =
            isRenal
            ? [
                (Concept.sodium, result(1_310...1_480, "mmol/L", 1_330, 1_460)),
                (Concept.potassium, result(33...56, "mmol/L", 35, 53)),
                (Concept.creatinine, result(450...1_600, "umol/L", 590, 1_040)),
                (Concept.egfr, result(280...900, "mL/min/1.73m*2", 600, nil)),
                (Concept.hba1c, result(330...790, "mmol/mol", 200, 420)),
            ]
            : [
                (Concept.haemoglobin, result(980...1_720, "g/L", 1_150, 1_650)),
                (Concept.whiteCells, result(31...129, "10*9/L", 40, 110)),
                (Concept.platelets, result(1_200...4_600, "10*9/L", 1_500, 4_000)),
            ]
        let report = Report(
            code: isRenal ? Concept.diagnosticStudies : Concept.bloodCount,
            specimen: "Venous blood", taken: when.date.adding(days: -1).at(9, random.below(60)),
            results: results,
            comment: random.chance(0.4) ? "Please repeat in three months" : "")
        return Entry(.report(report))
    }

    mutating func vaccination() -> Entry {
        let code = random.pick([
            Concept.influenzaVaccine, Concept.influenzaVaccine, Concept.covidVaccine,
            Concept.mmrVaccine,
        ])
        let batch = "SYN\(random.within(1_000...9_999))"
        return Entry(
            .immunisation(Vaccination(code: code, batch: batch, expires: "2027-03-31")))
    }

    mutating func letter() -> Entry {
        let document = Document(
            code: Concept.clinicalLetter, title: "Letter \(random.within(100...999)).pdf",
            mediaType: "application/pdf", isAbsent: random.chance(0.2))
        return Entry(.document(document), note: "Letter from the clinic")
    }

    /// A measurement of so many tenths of its unit.
    private mutating func measurement(
        _ code: Code, tenths: ClosedRange<Int>, _ unit: String
    ) -> Entry {
        let value = Measured(
            decimal(random.within(tenths)), unit, textOnly: isInWords())
        return Entry(.observation(code, value))
    }

    /// A result in tenths, flagged where it lies outside its range.
    private mutating func result(
        _ tenths: ClosedRange<Int>, _ unit: String, _ low: Int, _ high: Int?
    ) -> Measured {
        let value = random.within(tenths)
        let flag: Measured.Flag =
            value < low ? .low : value > (high ?? .max) ? .high : .none
        return Measured(
            decimal(value), unit, range: (decimal(low), high.map(decimal) ?? ""), flag)
    }

    private func decimal(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }
}
