/// Makes up the record of one patient from a seed and an index, and from nothing else.
struct RandomStory {
    private let options: SyntheticOptions
    private var format: SyntheticFormat
    private let seed: UInt64
    var random: SplitMix64
    private var problems: [(code: Code, drug: Drug?)] = []
    private var consultations: [Consultation] = []
    /// What somebody has on repeat, where a record is to hold as much as somebody's does; else any.
    private var medicines: [Drug]?
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
        let elsewhere = registrationElsewhere(index)
        let practice = elsewhere?.practice.otherOfSystem ?? choosePractice()
        format = format.written(for: practice, options)
        let person = elsewhere?.person ?? person(index, practice)
        born = person.born ?? born
        let days = Self.today.dayNumber - born.dayNumber
        let longest = elsewhere == nil ? 9_000 : 90
        registered = Self.today.adding(days: -min(days, random.within(30...longest)))
        var story = Story(
            person: person,
            registration: Registration(
                isTemporary: random.chance(options.temporary) || elsewhere != nil,
                isStated: !random.chance(options.unstatedRegistrations), start: registered),
            practice: practice, extracted: Self.today.at(8, 30, 12), consultations: [], seed: seed)
        if random.chance(options.deceased), elsewhere == nil {
            let died = Self.today.adding(days: -random.within(1...min(400, max(days, 1))))
            story.person.death = random.chance(0.8) ? .on(died) : .flagged
            story.registration.end = died
        }
        problems = chooseProblems(fifth: practice.fifth)
        if options.encountersPerYear > 0 {
            var repeats = RandomRepeats(seed: seed)
            medicines = repeats.drugs(
                age: born.years(until: Self.today), fitting: problems.compactMap(\.drug))
        }
        summary()
        fill()
        story.consultations = consultations
        prevent(&story)
        repeatMedicines(&story)
        story.appointments = RandomAppointments.make(
            seed: seed, born: born, registered: registered, ended: story.registration.end, options)
        return story
    }

    /// Adds what is done before anybody is ill. Only UK Core says ethnicity of the patient; the
    /// other formats have an entry like any other.
    private func prevent(_ story: inout Story) {
        var made = RandomPrevention.make(seed: seed, born: born, options)
        if let group = made.ethnicity {
            switch format {
            case .ukCore, .ukCoreNDJSON: story.person.ethnicity = group
            default:
                made.entries.append(Entry(.observation(group.code, nil), date: registered))
            }
        }
        story.consultations += made.entries.map(outsideConsultations)
    }

    /// An entry of its own day, made outside a consultation.
    private func outsideConsultations(_ entry: Entry) -> Consultation {
        Consultation(kind: .none, date: entry.date ?? registered, entries: [entry])
    }

    /// Adds a course that goes on of each medicine of somebody who is on a list.
    private func repeatMedicines(_ story: inout Story) {
        guard let medicines, story.registration.end == nil else { return }
        var repeats = RandomRepeats(seed: ~seed)
        story.consultations += medicines.map { drug in
            outsideConsultations(repeats.course(of: drug, registered: registered, options))
        }
    }

    /// The record that the patient before this one has at a SystmOne practice, where this one is
    /// the same person's at the other.
    private func registrationElsewhere(_ index: Int) -> Story? {
        guard isSecond(index), !isSecond(index - 1) else { return nil }
        let first = Self.make(index - 1, format: format, options: options)
        let isAlive = first.person.death == .none
        return first.practice.system == .systmOne && isAlive ? first : nil
    }

    private func isSecond(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        var chance = SplitMix64(SplitMix64.mix(options.seed) ^ SplitMix64.mix(UInt64(index)))
        return chance.chance(options.overlapping)
    }

    /// One of the practices that keep records in the format, as likely as its list is long.
    private mutating func choosePractice() -> SyntheticPractice {
        let practices = SyntheticPractice.neighbourhood.filter { practice in
            let written = format.written(by: practice.system)
            return options.mixesSystems ? written != nil : written == format
        }
        var place = random.below(practices.reduce(0) { $0 + $1.share })
        for practice in practices {
            if place < practice.share { return practice }
            place -= practice.share
        }
        return practices[0]
    }

    private mutating func person(_ index: Int, _ practice: SyntheticPractice) -> Person {
        let bands = Calibration.population[practice.fifth - 1]
        var place = random.below(bands.reduce(0) { $0 + $1.male + $1.female })
        var (band, sex) = (0, Person.Sex.male)
        for (index, row) in bands.enumerated() {
            band = index
            if place < row.male { break }
            place -= row.male
            sex = .female
            if place < row.female { break }
            place -= row.female
            sex = .male
        }
        let born = Self.today.adding(days: -random.within(band * 1_826...band * 1_826 + 1_825))
        let name = sex == .male ? random.pick(Phrase.men) : random.pick(Phrase.women)
        let hasNumber = !random.chance(options.missingNHSNumber)
        return Person(
            nhsNumber: hasNumber ? TestNumber.valid(1_000 + index) : "",
            family: random.pick(Phrase.families), given: name, sex: sex, born: born,
            line: "\(random.within(1...120)) \(random.pick(Phrase.streets))", town: "Saltmarsh",
            postcode: "ZA\(random.within(1...5)) \(random.within(1...9))AB",
            telephone: "016329600" + String(random.within(10...99)))
    }

    private mutating func chooseProblems(fifth: Int) -> [(code: Code, drug: Drug?)] {
        let age = born.years(until: Self.today)
        var chosen: [(code: Code, drug: Drug?)] = []
        for problem in Calibration.problems
        where random.chance(problem.probability(age, fifth: fifth)) {
            chosen.append((problem.code, problem.drug))
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

    /// Consultations up to the size asked for, from registration to today; or as many of the last
    /// two years as somebody of the age has.
    private mutating func fill() {
        let size = min(options.recordBytes, 64 << 20)
        var (first, count) = (
            registered.dayNumber, max(1, size / Calibration.bytesPerConsultation(format))
        )
        if options.encountersPerYear > 0 {
            first = max(first, Self.today.dayNumber - 730)
            let years = Double(Self.today.dayNumber - first) / 365
            let factor = Calibration.appointmentFactor(born.years(until: Self.today))
            let mean =
                options.encountersPerYear * factor * years / Self.encounterShare
            count = Int(mean) + (random.chance(mean - mean.rounded(.down)) ? 1 : 0)
        }
        let span = max(Self.today.dayNumber - first, 1)
        for number in 0..<count {
            let day = first + span * number / count
            let when = Moment(dayNumber: day).at(random.within(8...18), random.below(60))
            visit(random.chance(options.midnightStamps) ? when.at(0, 0) : when)
        }
    }

    /// The share of visits that are encounters; the rest are entered outside one.
    private static let encounterShare = 0.7

    private mutating func visit(_ when: Moment) {
        switch random.below(100) {
        case ..<25: add(review(when), when, .surgery)
        case ..<45: add(complaint(when), when, random.chance(0.4) ? .telephone : .surgery)
        case ..<60: add([isWithoutRepeats ? acuteCourse(when) : repeatCourse(when)], when, .none)
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

    private var isWithoutRepeats: Bool { medicines?.isEmpty ?? false }

    mutating func drug() -> Drug {
        if let medicines, !medicines.isEmpty { return random.pick(medicines) }
        let drugs = problems.compactMap(\.drug)
        return drugs.isEmpty || random.chance(0.3) ? random.pick(Medicine.all) : random.pick(drugs)
    }
}

extension SyntheticPractice {
    /// The other practice of the neighbourhood that has the same system; itself where none has.
    fileprivate var otherOfSystem: SyntheticPractice {
        Self.neighbourhood.first { $0.system == system && $0.odsCode != odsCode } ?? self
    }
}
