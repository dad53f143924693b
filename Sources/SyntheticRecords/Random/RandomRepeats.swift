/// Makes up the medicines that somebody has on repeat, as many as people of the age have, from a
/// generator of its own.
struct RandomRepeats {
    private static let today = RandomStory.today
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(SplitMix64.mix(seed ^ 0x0DD5_D0_5E)) }

    /// Medicines, each another one: first those of the person's problems.
    mutating func drugs(age: Int, fitting: [Drug]) -> [Drug] {
        let count = count(at: age)
        var others = Medicine.all.filter { $0 != Medicine.amoxicillin && !fitting.contains($0) }
        for place in others.indices.reversed() {
            others.swapAt(place, random.below(place + 1))
        }
        return Array((fitting + others).prefix(count))
    }

    /// How many somebody of an age has.
    private mutating func count(at age: Int) -> Int {
        var place = random.below(1_000)
        let row = Calibration.repeats.last { age >= $0.from } ?? Calibration.repeats[0]
        for (numbers, share) in zip(Calibration.repeatNumbers, row.perThousand) {
            if place < share { return random.within(numbers) }
            place -= share
        }
        return 0
    }

    /// The last issues of a course that goes on, four weeks apart.
    mutating func course(
        of drug: Drug, registered: Moment, _ options: SyntheticOptions
    ) -> Entry {
        let last = Self.today.adding(days: -random.within(1...27))
        let days = [28, 0].map { last.adding(days: -$0) }
            .filter { $0.dayNumber >= registered.dayNumber }
        let issues = days.isEmpty ? [registered.date] : days
        var entry = Entry(
            .medication(
                Course(drug: drug, authorised: random.within(6...12), issues: issues)),
            date: issues[0])
        entry.isConfidential = random.chance(options.confidential)
        return entry
    }
}

extension Calibration {
    /// How many medicines the columns of ``repeats`` stand for.
    static let repeatNumbers = [1...2, 3...4, 5...7, 8...9, 10...12]

    /// Of a thousand people from an age on, how many have so many medicines on repeat; the others
    /// have none.
    ///
    /// Sources: 15 of 100 people in England take five or more medicines and 7 take eight or more
    /// (Department of Health and Social Care, National overprescribing review, 2021); 48 of 100
    /// adults have taken one in a week, 19 at 16 to 24 and more than 90 from 75 on, 24 three or
    /// more, 3 ten or more, which 6 do at 65 to 74 and 13 from 85 on (NHS Digital, Health Survey
    /// for England 2016). The steps of age between are our own.
    static let repeats: [(from: Int, perThousand: [Int])] = [
        (0, [60, 8, 2, 0, 0]), (16, [160, 25, 12, 3, 0]), (35, [230, 60, 40, 8, 3]),
        (45, [260, 90, 80, 25, 13]), (55, [250, 130, 135, 80, 38]),
        (65, [230, 150, 215, 130, 70]), (75, [170, 190, 270, 175, 120]),
        (85, [140, 180, 290, 200, 145]),
    ]
}
