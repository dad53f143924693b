/// Makes up the appointments of one patient, from a generator of its own: with or without them the
/// rest of a record is the same.
struct RandomAppointments {
    private var random: SplitMix64
    private let options: SyntheticOptions

    /// The appointments of the last two years, and those that are booked for the next two weeks.
    static func make(
        seed: UInt64, born: Moment, registered: Moment, ended: Moment?, _ options: SyntheticOptions
    ) -> [Appointment] {
        var maker = RandomAppointments(
            random: SplitMix64(SplitMix64.mix(seed ^ 0xA990_1117)), options: options)
        let today = RandomStory.today
        let age = born.years(until: today)
        let first = max(registered.dayNumber, today.dayNumber - 730)
        let last = ended.map(\.dayNumber) ?? today.dayNumber + 14
        guard first <= last else { return [] }
        let mean =
            options.appointmentsPerYear * Calibration.cancelledToo
            * Calibration.appointmentFactor(age)
            * Double(last - first + 1) / 365
        let count = Int(mean) + (maker.random.chance(mean - mean.rounded(.down)) ? 1 : 0)
        return (0..<count).map { _ in maker.appointment(first...last) }
            .sorted { ($0.start.dayNumber, $0.start.hour) < ($1.start.dayNumber, $1.start.hour) }
    }

    private mutating func appointment(_ days: ClosedRange<Int>) -> Appointment {
        let kind = pick(Calibration.slots)
        let day = workingDay(random.within(days), days)
        let hour = pick(Calibration.hours)
        let start = Moment(dayNumber: day).at(hour, random.below(6) * 10)
        let waited = wait(kind.isUrgent)
        var booked = Moment(dayNumber: day - waited).at(8, random.below(60))
        // What is booked on the day is booked before it begins.
        if waited == 0, hour == 8 { booked.minute = min(booked.minute, start.minute) }
        let isToCome = day > RandomStory.today.dayNumber
        if booked.dayNumber > RandomStory.today.dayNumber { booked = RandomStory.today.at(8, 0) }
        let channel = pick(Calibration.channels)
        return Appointment(
            status: isToCome ? .booked : pick(Calibration.appointmentStates),
            booked: random.chance(options.unknownBookings) ? .unknown : booked, start: start,
            minutes: kind.minutes,
            category: random.chance(options.unmappedSlots) ? nil : kind.category,
            channel: channel, slotType: kind.name, clinician: random.below(2))
    }

    /// The day, or the Monday after it where it is a Sunday or, mostly, a Saturday: Mondays are
    /// fuller than other days.
    private mutating func workingDay(_ day: Int, _ days: ClosedRange<Int>) -> Int {
        // 1 March 0000 was a Wednesday.
        let weekday = (day + 2) % 7
        let isOpen = weekday < 5 || weekday == 5 && random.chance(0.1)
        let next = isOpen ? day : day + 7 - weekday
        return days.contains(next) ? next : day
    }

    private mutating func wait(_ isUrgent: Bool) -> Int {
        if isUrgent { return random.chance(0.85) ? 0 : random.within(1...3) }
        return random.within(pick(Calibration.waits))
    }

    /// One of the choices, each as likely as its share of a hundred.
    private mutating func pick<Choice>(_ choices: [(choice: Choice, share: Int)]) -> Choice {
        var place = random.below(choices.reduce(0) { $0 + $1.share })
        for (choice, share) in choices {
            if place < share { return choice }
            place -= share
        }
        return choices[0].choice
    }
}

extension Calibration {
    /// How many more appointments and encounters somebody of an age has than people have
    /// altogether; our own steps, so chosen that they average to about 1 over the registered
    /// population of England.
    static func appointmentFactor(_ age: Int) -> Double {
        switch age {
        case ..<18: 0.6
        case ..<45: 0.75
        case ..<65: 1.0
        case ..<80: 1.68
        default: 2.5
        }
    }

    /// What slots there are; our own round shares.
    static let slots:
        [(
            choice: (category: SlotCategory, name: String, minutes: Int, isUrgent: Bool), share: Int
        )] = [
            ((.acute, "Duty doctor", 10, true), 26),
            ((.routine, "GP Surgery", 10, false), 36),
            ((.triage, "Call back", 5, true), 9), ((.clinic, "Nurse clinic", 20, false), 15),
            ((.procedure, "Treatment room", 15, false), 8),
            ((.medicationReview, "Pharmacist", 20, false), 2),
            ((.homeVisit, "Visit", 30, true), 2), ((.unplanned, "Extra", 10, true), 2),
        ]

    /// Days from booking to the appointment where it is not urgent; our own round shares, so chosen
    /// that of all appointments about 44 in 100 are held on the day, as of those to June 2024
    /// (NHS England, Appointments in General Practice).
    static let waits: [(choice: ClosedRange<Int>, share: Int)] = [
        (0...0, 16), (1...1, 12), (2...7, 30), (8...14, 20), (15...21, 11), (22...28, 6),
        (29...60, 5),
    ]

    /// Of a hundred appointments 91 are attended, 4 not, and of 5 nobody knows (NHS England,
    /// Appointments in General Practice); cancelled ones beside them are our own round number.
    static let appointmentStates: [(choice: Appointment.Status, share: Int)] = [
        (.fulfilled, 91), (.noshow, 4), (.booked, 5), (.cancelled, 8),
    ]

    /// How many there are for each that is not cancelled: published numbers leave the others out.
    static let cancelledToo: Double = {
        let all = appointmentStates.reduce(0) { $0 + $1.share }
        let kept = appointmentStates.reduce(0) { $0 + ($1.choice == .cancelled ? 0 : $1.share) }
        return Double(all) / Double(kept)
    }()

    /// Source: NHS England, Appointments in General Practice: two thirds face to face; the rest are
    /// our own round shares.
    static let channels: [(choice: Appointment.Channel?, share: Int)] = [
        (.inPerson, 65), (.telephone, 28), (.video, 2), (nil, 5),
    ]

    /// When slots begin; our own round shares.
    static let hours: [(choice: Int, share: Int)] = [
        (8, 11), (9, 17), (10, 16), (11, 13), (12, 5), (13, 5), (14, 11), (15, 10), (16, 8),
        (17, 4),
    ]
}
