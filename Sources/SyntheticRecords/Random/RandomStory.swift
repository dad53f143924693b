/// Makes up the record of one patient from a seed and an index, and from nothing else.
struct RandomStory {
    private let options: SyntheticOptions
    private let format: SyntheticFormat
    private let seed: UInt64
    var random: SplitMix64
    private var problems: [(code: Code, drug: Drug?)] = []
    private var consultations: [Consultation] = []
    private var born = Moment(1960, 1, 1)
    private var registered = Moment(2000, 1, 1)
    /// The day on which all records are written out.
    static let today: Moment = "2026-11-21"

    static func make(
        _ index: Int, format: SyntheticFormat, options: SyntheticOptions
    ) -> Story {
        var maker = RandomStory(index, format, options)
        return maker.story(index).numbered()
    }

    private init(_ index: Int, _ format: SyntheticFormat, _ options: SyntheticOptions) {
        self.options = options
        self.format = format
        seed = SplitMix64.mix(options.seed) ^ SplitMix64.mix(UInt64(index) &+ 0x5EED)
        random = SplitMix64(seed)
    }

    private mutating func story(_ index: Int) -> Story {
        var person = person(index)
        let practices = SyntheticPractice.neighbourhood.filter {
            format == .ukCore || format == .ukCoreNDJSON || $0.system == format.system
        }
        let days = Self.today.dayNumber - born.dayNumber
        registered = Self.today.adding(days: -min(days, random.within(30...9_000)))
        var registration = Registration(
            isTemporary: random.chance(options.temporary),
            isStated: !random.chance(options.unstatedRegistrations), start: registered)
        if random.chance(options.deceased) {
            let died = Self.today.adding(days: -random.within(1...min(400, max(days, 1))))
            person.death = random.chance(0.8) ? .on(died) : .flagged
            registration.end = died
        }
        problems = chooseProblems()
        summary()
        fill()
        return Story(
            person: person, registration: registration, practice: random.pick(practices),
            extracted: Self.today.at(8, 30, 12), consultations: consultations,
            appointments: RandomAppointments.make(
                seed: seed, born: born, registered: registered, ended: registration.end, options),
            seed: seed)
    }

    private mutating func person(_ index: Int) -> Person {
        var place = random.below(Calibration.populationTotal)
        var (band, sex) = (0, Person.Sex.male)
        for (index, row) in Calibration.population.enumerated() {
            band = index
            if place < row.male { break }
            place -= row.male
            sex = .female
            if place < row.female { break }
            place -= row.female
            sex = .male
        }
        born = Self.today.adding(days: -random.within(band * 1_826...band * 1_826 + 1_825))
        let name = sex == .male ? random.pick(Phrase.men) : random.pick(Phrase.women)
        let hasNumber = !random.chance(options.missingNHSNumber)
        return Person(
            nhsNumber: hasNumber ? TestNumber.valid(1_000 + index) : "",
            family: random.pick(Phrase.families), given: name, sex: sex, born: born,
            line: "\(random.within(1...120)) \(random.pick(Phrase.streets))", town: "Saltmarsh",
            postcode: "ZA\(random.within(1...5)) \(random.within(1...9))AB",
            telephone: "016329600" + String(random.within(10...99)))
    }

    private mutating func chooseProblems() -> [(code: Code, drug: Drug?)] {
        let age = born.years(until: Self.today)
        let factor = Calibration.ageFactor(age)
        var chosen: [(code: Code, drug: Drug?)] = []
        for row in Calibration.problems
        where random.chance(perMillion: Int(Double(row.perThousand) * 1_000 * factor)) {
            chosen.append((row.code, row.drug))
        }
        guard age >= 65 else { return chosen }
        var place = random.below(100)
        for row in Calibration.frailty {
            if place < row.perHundred {
                chosen.append((row.code, nil))
                break
            }
            place -= row.perHundred
        }
        return chosen
    }

    /// What stands at the head of a record: problems, allergies, family history, objection.
    private mutating func summary() {
        let lived = max(Self.today.dayNumber - born.dayNumber, 2)
        for problem in problems {
            let onset = Self.today.adding(days: -random.below(lived * 2 / 3))
            var entry = Entry(
                .problem(problem.code, Problem(isMajor: random.chance(0.7))), date: onset.date)
            if random.chance(options.partialDates) {
                entry.date = Moment(onset.year, random.chance(0.5) ? onset.month : 0)
            }
            add([entry], registered, .none)
        }
        let allergies = [
            Concept.penicillinAllergy, Concept.latexAllergy, Concept.peanutAllergy,
            Concept.aspirinAllergy,
        ]
        if random.chance(0.2) {
            let code = random.pick(allergies)
            let isDrug = code == Concept.penicillinAllergy || code == Concept.aspirinAllergy
            add([Entry(.allergy(code, Allergy(isDrug: isDrug)))], registered, .none)
        }
        if random.chance(0.3) {
            add(
                [Entry(.family(Concept.familyHeart, relation: Concept.father))], registered, .none)
        }
        guard random.chance(options.objecting) else { return }
        let objected = Self.today.adding(days: -random.within(400...3_000))
        add([Entry(.observation(Concept.typeOneObjection, nil))], objected, .administration)
        guard random.chance(options.withdrawing) else { return }
        add(
            [Entry(.observation(Concept.typeOneWithdrawn, nil))],
            objected.adding(days: random.within(1...300)), .administration)
    }

    /// Consultations up to the size asked for, from registration to today.
    private mutating func fill() {
        let size = min(options.recordBytes, 64 << 20)
        let count = max(1, size / Calibration.bytesPerConsultation(format))
        let span = max(Self.today.dayNumber - registered.dayNumber, 1)
        for number in 0..<count {
            let day = registered.dayNumber + span * number / count
            let when = Moment(dayNumber: day).at(random.within(8...18), random.below(60))
            visit(random.chance(options.midnightStamps) ? when.at(0, 0) : when)
        }
    }

    private mutating func visit(_ when: Moment) {
        switch random.below(100) {
        case ..<25: add(review(when), when, .surgery)
        case ..<45: add(complaint(when), when, random.chance(0.4) ? .telephone : .surgery)
        case ..<60: add([repeatCourse(when)], when, .none)
        case ..<75: add([laboratory(when)], when, .none)
        case ..<83: add([vaccination()], when, .surgery)
        case ..<91: add([letter()], when, .administration)
        default: add([Entry(.note, note: random.pick(Phrase.notes))], when, .homeVisit)
        }
    }

    mutating func add(_ entries: [Entry], _ when: Moment, _ kind: Consultation.Kind) {
        var consultation = Consultation(
            kind: kind, date: kind == .none ? when.date : when, clinician: random.below(2),
            topic: kind == .surgery ? random.pick(Phrase.topics) : "", entries: entries)
        consultation.isConfidential = kind != .none && random.chance(options.confidential)
        for index in consultation.entries.indices {
            consultation.entries[index].isConfidential = random.chance(options.confidential)
            consultation.entries[index].usesDescription = random.chance(options.descriptionIds)
        }
        consultations.append(consultation)
    }

    mutating func isInWords() -> Bool { random.chance(options.textOnlyValues) }

    mutating func drug() -> Drug {
        let drugs = problems.compactMap(\.drug)
        return drugs.isEmpty || random.chance(0.3) ? random.pick(Medicine.all) : random.pick(drugs)
    }
}
