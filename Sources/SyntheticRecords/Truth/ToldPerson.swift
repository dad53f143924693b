/// One person on a list, and what of their story the indicators are about.
struct ToldPerson {
    typealias Figure = SyntheticTruth.Figure
    private static let today = RandomStory.today

    let story: Story
    let age: Int
    /// What each indicator comes to for this person alone.
    private(set) var figures: [String: Figure] = [:]
    /// Of indicators that are adjusted for age and sex, the youngest age that they count.
    private(set) var youngest: [String: Int] = [:]
    /// What the practice's system sends of the record, with the consultation that it stands in.
    let entries: [(entry: Entry, consultation: Consultation)]
    /// Days on which the person was seen, spoken to or written of, each as often as that happened.
    let contacts: [(day: Int, clinician: Int)]
    /// Whether the format says who was seen.
    let namesClinicians: Bool
    /// Whether the format says which medicines are repeated; ours in UK Core do not.
    let saysRepeats: Bool

    init(_ story: Story, _ format: SyntheticFormat) {
        self.story = story
        age = story.person.born?.years(until: Self.today) ?? 0
        // SystmOne sends nothing in GP Connect that the patient is not to be shown.
        let leavesOut = format == .gpConnectSystmOne
        entries = story.consultations.flatMap { consultation in
            consultation.entries
                .filter { !leavesOut || !$0.isConfidential }.map {
                    (entry: $0, consultation: consultation)
                }
        }
        contacts = story.consultations.filter { $0.kind != .none }
            .map { (day: $0.date.dayNumber, clinician: $0.clinician) }
        saysRepeats = format != .ukCore && format != .ukCoreNDJSON
        namesClinicians = format == .gpConnectEMIS || format == .gpConnectMedicus
        lists()
        access()
        continuity()
        conditions()
        pressure()
        habits()
        medicines()
        vaccinations()
        appointments()
    }

    // MARK: - Telling

    mutating func tell(_ name: String, _ isIn: Bool, of isCounted: Bool = true) {
        figures[name] = Figure(
            numerator: isIn && isCounted ? 1 : 0, denominator: isCounted ? 1 : 0)
    }

    /// The same of everybody of an age and older, which is adjusted for age and sex too.
    mutating func tell(_ name: String, _ isIn: Bool, from age: Int) {
        tell(name, isIn, of: self.age >= age)
        youngest[name] = age
    }

    mutating func tell(_ name: String, _ numerator: Int, of denominator: Int, sum: Double = 0) {
        figures[name] = Figure(numerator: numerator, denominator: denominator, sum: sum)
    }

    /// Whether a day is one of the last so many years, months or both, up to today.
    static func isWithin(_ day: Int, years: Int = 0, months: Int = 0) -> Bool {
        let all = (today.year - years) * 12 + today.month - 1 - months
        let before = Moment(all / 12, all % 12 + 1, today.day).dayNumber
        return day > before && day <= today.dayNumber
    }

    private func day(_ entry: Entry, _ consultation: Consultation) -> Int {
        (entry.date ?? consultation.date).dayNumber
    }

    /// The days on which one of the codes was recorded as an observation.
    func days(of codes: [Code]) -> [Int] {
        entries.compactMap { entry, consultation in
            guard case .observation(let code, _) = entry.content, codes.contains(code) else {
                return nil
            }
            return day(entry, consultation)
        }
    }

    // MARK: - Who they are, and how often they come

    /// What is sent of the person's ethnicity, which no story tells of twice.
    var ethnicGroup: EthnicGroup? {
        story.person.ethnicity
            ?? Calibration.ethnicGroups.map(\.group).first { !days(of: [$0.code]).isEmpty }
    }

    private mutating func lists() {
        tell("list-size", 1, of: 0)
        tell("district-known", true)
        tell("ethnicity-known", ethnicGroup?.isStated == true)
        let problems = entries.count {
            if case .problem = $0.entry.content { true } else { false }
        }
        tell("problems-without-onset", 0, of: problems)
    }

    private mutating func access() {
        let year = contacts.filter { Self.isWithin($0.day, years: 1) }
        tell("contacts", year.count, of: 1)
        tell("frequent-contacts", Set(year.map(\.day)).count >= 10)
    }

    private mutating func continuity() {
        let seen = contacts.filter { namesClinicians && Self.isWithin($0.day, years: 2) }
        let counts = Set(seen.map(\.clinician)).map { one in seen.count { $0.clinician == one } }
        let total = seen.count
        if total >= 2 {
            tell("continuity-upc", 1, of: 1, sum: Double(counts.max() ?? 0) / Double(total))
        } else {
            tell("continuity-upc", 0, of: 1)
        }
        if total >= 3 {
            let pairs = counts.reduce(0) { $0 + $1 * ($1 - 1) }
            tell(
                "continuity-bice-boxerman", 1, of: 1,
                sum: Double(pairs) / Double(total * (total - 1)))
        } else {
            tell("continuity-bice-boxerman", 0, of: 1)
        }
        let quarter = contacts.filter { namesClinicians && Self.isWithin($0.day, months: 3) }
        // The first clinician of the practice is everybody's usual one.
        tell("continuity-slicc", quarter.count { $0.clinician == 0 }, of: quarter.count)
    }
}
