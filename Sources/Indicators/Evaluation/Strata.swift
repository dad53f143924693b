/// Groups of people by age and sex: wide enough for bands of five and of ten years, and for feeds
/// that know ages above 80 no closer.
public enum AgeSexStrata {
    /// The bands of age.
    public static let ages: [ClosedRange<Int>] = [
        0...19, 20...39, 40...59, 60...69, 70...79, 80...130,
    ]
    /// What the bands are called.
    public static let names = ["0-19", "20-39", "40-59", "60-69", "70-79", "80+"]
    /// The sexes that the standard population has.
    public static let sexes = ["male", "female"]
    /// The last stratum is of those whose age or sex is not known.
    static let count = ages.count * sexes.count + 1

    static func age(_ person: Person) -> Int? {
        guard let known = person.ages else { return nil }
        return ages.firstIndex {
            $0.lowerBound <= known.lowerBound && known.upperBound <= $0.upperBound
        }
    }

    /// The place of the person's sex in ``sexes``.
    static func sex(_ person: Person) -> Int? {
        person.sex == PersonWord.male ? 0 : person.sex == PersonWord.female ? 1 : nil
    }

    static func stratum(_ person: Person) -> Int {
        guard let age = age(person), let sex = sex(person) else { return count - 1 }
        return sex * ages.count + age
    }
}

/// Bands of ten years for a pyramid of ages.
enum PyramidBands {
    static let names = (0..<8).map { "\($0 * 10)-\($0 * 10 + 9)" } + ["80+"]

    static func band(_ person: Person) -> Int? {
        guard let known = person.ages else { return nil }
        let low = min(known.lowerBound, 80) / 10
        return low == min(known.upperBound, 80) / 10 ? low : nil
    }
}

/// The days of the week, Monday first.
let weekdayNames = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]

extension IndicatorDefinition.Stratification {
    /// The number of the group of a person, or of the row that is counted; 0 where it is not known.
    func group(_ person: Person, _ event: Event?) -> Int {
        switch self {
        case .age: return AgeSexStrata.age(person).map { $0 + 1 } ?? 0
        case .sex: return Int(person.sex)
        case .ethnicity: return Int(person.ethnicity)
        case .deprivation: return Int(person.fifth)
        case .weekday:
            guard let event, event.precision == .day, event.day != Event.undated else { return 0 }
            return CalendarDay(number: event.day).weekday + 1
        case .hour:
            guard let event, (0..<24).contains(event.hour) else { return 0 }
            return Int(event.hour) + 1
        case .slotCategory: return event.map { Int($0.slotCategory) + 1 } ?? 0
        case .deliveryChannel: return event.map { Int($0.deliveryChannel) + 1 } ?? 0
        }
    }

    /// The word of a group.
    func word(_ group: Int, _ words: WordNumbers) -> String {
        guard group > 0 else { return "not known" }
        switch self {
        case .age: return AgeSexStrata.names[group - 1]
        case .sex, .ethnicity: return words.text(UInt32(group))
        case .deprivation: return "\(group)"
        case .weekday: return weekdayNames[group - 1]
        case .hour: return hourNames[group - 1]
        case .slotCategory: return SlotWords.categories[group - 1]
        case .deliveryChannel: return SlotWords.channels[group - 1]
        }
    }
}

/// The hours of the day, each from its beginning.
let hourNames = (0..<24).map { ($0 < 10 ? "0" : "") + "\($0):00" }
