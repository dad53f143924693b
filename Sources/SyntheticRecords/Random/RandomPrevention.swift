/// Makes up the vaccinations of a child, the health check of an adult and what anybody said of
/// their ethnicity, from a generator of its own: with or without them the rest of a record is the
/// same.
struct RandomPrevention {
    private static let today = RandomStory.today
    private var random: SplitMix64
    private let born: Moment

    /// Entries made outside consultations, and the ethnic group that was asked, if it was.
    static func make(
        seed: UInt64, born: Moment, _ options: SyntheticOptions
    ) -> (entries: [Entry], ethnicity: EthnicGroup?) {
        var maker = RandomPrevention(
            random: SplitMix64(SplitMix64.mix(seed ^ 0x0DD5_C4ED)), born: born)
        let ethnicity = maker.ethnicity()
        var entries = maker.vaccinations() + maker.healthChecks()
        for index in entries.indices {
            entries[index].isConfidential = maker.random.chance(options.confidential)
        }
        return (entries, ethnicity)
    }

    // MARK: - Ethnicity

    private mutating func ethnicity() -> EthnicGroup? {
        guard random.chance(Calibration.ethnicityAsked) else { return nil }
        var place = random.below(Calibration.ethnicGroups.reduce(0) { $0 + $1.share })
        for (group, share) in Calibration.ethnicGroups {
            if place < share { return group }
            place -= share
        }
        return nil
    }

    // MARK: - Health checks

    /// One check of somebody of an age for it: in the last five years, before them, or none.
    private mutating func healthChecks() -> [Entry] {
        let age = born.years(until: Self.today)
        let place = random.below(100)
        let days = place < Calibration.checkedInFiveYears ? 0...1_824 : 1_830...3_600
        let when = Self.today.adding(days: -random.within(days))
        guard (40...74).contains(age), born.years(until: when) >= 40,
            place < Calibration.checkedInFiveYears + Calibration.checkedBefore
        else { return [] }
        return [Entry(.observation(Concept.healthCheck, nil), date: when)]
    }

    // MARK: - Vaccinations

    /// What was given to a child of an age that coverage is about, by the schedule of its time of
    /// birth: in time, in part, late or not at all.
    private mutating func vaccinations() -> [Entry] {
        guard born.years(until: Self.today) < 6 else { return [] }
        let doses = ChildhoodSchedule.doses(born: born)
        let (course, missed) = (random.below(100), random.below(doses.count * 20))
        let isLate = course >= Calibration.firstYear && course < Calibration.lateAtLeast
        var entries: [Entry] = []
        for (number, dose) in doses.enumerated() {
            let due = born.dayNumber + dose.days
            let isCut = course >= dose.coverage && !isLate
            let day = due + random.below(21) + (isLate ? 300 : 0)
            guard !isCut, number != missed, day < Self.today.dayNumber else { continue }
            let when = Moment(dayNumber: day)
            let given = Vaccination(
                code: dose.code(on: when), batch: "SYN\(random.within(1_000...9_999))",
                expires: Moment(when.year + 2, 3, 31))
            entries.append(Entry(.immunisation(given), date: when))
        }
        return entries
    }
}

/// An ethnic group as it is coded, and its letter in the NHS Data Dictionary.
struct EthnicGroup: Hashable, Sendable {
    let code: Code
    let letter: String
    /// Whether it says a group, and not that the person would not.
    var isStated: Bool { letter != "Z" }
}

/// When a child is to have which vaccine.
///
/// Sources: UK Health Security Agency, "Complete routine immunisation schedule from 1 January
/// 2026" (10 December 2025) and the schedules before; the change of 1 July 2025 put the second
/// dose against meningitis B at 12 weeks and the first pneumococcal one at 16.
enum ChildhoodSchedule {
    struct Dose {
        /// From birth.
        let days: Int
        let first: Code
        /// What is given in its place from 1 January 2026.
        var later: Code?
        /// Of a hundred children, how many have it in time.
        let coverage: Int

        func code(on day: Moment) -> Code { day.year >= 2026 ? later ?? first : first }
    }

    static func doses(born: Moment) -> [Dose] {
        let twelveWeeks = born.adding(days: 84)
        let isNew = twelveWeeks.dayNumber >= Moment(2025, 7, 1).dayNumber
        let swapped = [Concept.laterMeningitisB, Concept.firstPneumococcal]
        let first = Calibration.firstYear
        var doses = [
            Dose(days: 56, first: Concept.firstSixInOne, coverage: first),
            Dose(days: 56, first: Concept.firstMeningitisB, coverage: first),
            Dose(days: 56, first: Concept.firstRotavirus, coverage: first),
            Dose(days: 84, first: Concept.laterSixInOne, coverage: first),
            Dose(days: 84, first: Concept.laterRotavirus, coverage: first),
            Dose(days: 84, first: swapped[isNew ? 0 : 1], coverage: first),
            Dose(days: 112, first: Concept.laterSixInOne, coverage: first),
            Dose(days: 112, first: swapped[isNew ? 1 : 0], coverage: first),
        ]
        let second = Calibration.secondYear
        doses += [Concept.laterPneumococcal, Concept.laterMeningitisB].map {
            Dose(days: 366, first: $0, coverage: second)
        }
        let (mmr, mmrv) = (Concept.mmrVaccine, Concept.mmrvVaccine)
        doses.append(Dose(days: 366, first: mmr, later: mmrv, coverage: second))
        if born.dayNumber < Moment(2024, 7, 1).dayNumber {
            doses.append(Dose(days: 366, first: Concept.hibMeningitisC, coverage: second))
            let last = Calibration.preSchool
            doses.append(Dose(days: 1_217, first: mmr, later: mmrv, coverage: last))
            doses.append(Dose(days: 1_217, first: Concept.fourInOne, coverage: last))
        } else {
            doses.append(Dose(days: 548, first: Concept.laterSixInOne, coverage: second))
            doses.append(Dose(days: 548, first: mmrv, coverage: second))
        }
        return doses
    }
}

extension Calibration {
    /// Of a hundred children, how many have the doses of the first year in time: 91.2 have
    /// six-in-one by 12 months (NHS England, Childhood Vaccination Coverage Statistics 2023-24).
    /// How the others come about is our own: some are late by ten months, some have none, and one
    /// child in twenty misses one dose of all.
    static let firstYear = 91
    /// The doses of the second year: 88.9 have the first MMR by 24 months (as above).
    static let secondYear = 89
    /// The pre-school doses: 82.8 have the booster and 84.3 the second MMR by 5 years (UKHSA,
    /// COVER, April to June 2024, United Kingdom).
    static let preSchool = 83
    /// Up to which of a hundred children have theirs late.
    static let lateAtLeast = 96

    /// Of a hundred people who may be invited, who had a health check in five years: 24
    /// (Fingertips, April 2019 to March 2024, as Blackpool's needs assessment gives it).
    static let checkedInFiveYears = 24
    /// And who had one before that; our own round figure.
    static let checkedBefore = 12

    /// Of whom the practice has asked what their ethnicity is: 78.2 in a hundred have it recorded
    /// (OpenSAFELY, BMC Medicine 2024; 22: 288), and 2 would not say, our own round figure.
    static let ethnicityAsked = 0.8
    /// Of a thousand who were asked; the groups as in the census of 2021 (ONS), one code for each
    /// of the five.
    static let ethnicGroups: [(group: EthnicGroup, share: Int)] = [
        (EthnicGroup(code: Concept.ethnicityBritish, letter: "A"), 790),
        (EthnicGroup(code: Concept.ethnicityIndian, letter: "H"), 94),
        (EthnicGroup(code: Concept.ethnicityAfrican, letter: "N"), 41),
        (EthnicGroup(code: Concept.ethnicityMixed, letter: "G"), 29),
        (EthnicGroup(code: Concept.ethnicityOther, letter: "S"), 21),
        (EthnicGroup(code: Concept.ethnicityNotStated, letter: "Z"), 25),
    ]
}
