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

    static func stratum(_ person: Person) -> Int {
        guard let age = age(person), let sex = sexes.firstIndex(of: person.sex) else {
            return count - 1
        }
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
    /// The group of a person, or of the row that is counted; `nil` where it is not known.
    func word(_ person: Person, _ event: Event?) -> String? {
        func chosen(_ words: [String], _ place: Int8) -> String? {
            words.indices.contains(Int(place)) ? words[Int(place)] : nil
        }
        switch self {
        case .age: return AgeSexStrata.age(person).map { AgeSexStrata.names[$0] }
        case .sex: return person.sex.isEmpty ? nil : person.sex
        case .ethnicity: return person.ethnicity.isEmpty ? nil : person.ethnicity
        case .deprivation: return nil
        case .weekday:
            guard let event, event.precision == .day, event.day != Event.undated else {
                return nil
            }
            return weekdayNames[CalendarDay(number: event.day).weekday]
        case .hour: return event.flatMap { chosen(hourNames, $0.hour) }
        case .slotCategory: return event.flatMap { chosen(SlotWords.categories, $0.slotCategory) }
        case .deliveryChannel:
            return event.flatMap { chosen(SlotWords.channels, $0.deliveryChannel) }
        }
    }
}

/// The hours of the day, each from its beginning.
let hourNames = (0..<24).map { ($0 < 10 ? "0" : "") + "\($0):00" }
