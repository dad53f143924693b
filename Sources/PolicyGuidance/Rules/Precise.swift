import CanonicalModel
import SharingAgreements

/// Fields that together give away a finer value than the agreement declares.
///
/// Source of the idea: the differencing of released ages against exact dates; each message works an
/// example of the agreement's own levels.
extension Rule {
    static let precise: [Rule] = [
        Rule(.ageGivesBirthday, .should, ageFromFeedToFeed),
        Rule(.ageGivesBirthday, .should, bandFromFeedToFeed),
        Rule(.linkedDate, .should, recordedBeside),
        Rule(.linkedDate, .should, encounterBeside),
        Rule(.linkedDate, .should, registrationBeside),
        Rule(.finerTogether, .should, bandAndBirthDate),
        Rule(.finerTogether, .should, townBesideDistrict),
        Rule(.eventGivesBirthday, .should, vaccinesOfInfants),
    ]

    /// An age in years changes on the birthday: two feeds in a row have it between them.
    private static func ageFromFeedToFeed(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        guard review.hidesNames, let age = review.leaving(.patient, "age_years"),
            let from = agreement.validFrom
        else { return [] }
        let declared = birthLevel(review)
        guard let example = examples(review).min(by: { $0.days < $1.days }),
            example.precision > (declared.precision ?? .year) || declared.precision == nil
        else { return [] }
        return [
            Finding(
                clause: age.clause,
                message: "`age_years` in feed after feed gives the birthday away, and `birth_date` "
                    + "says `\(declared.name)`: " + example.story(in: from.year + 1),
                advice: "send `age_band`, or a feed a year")
        ]
    }

    /// A band of ages begins on a birthday: two feeds within days have it between them.
    private static func bandFromFeedToFeed(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        guard review.hidesNames, review.leaving(.patient, "age_years") == nil,
            let band = review.leaving(.patient, "age_band"), let from = agreement.validFrom
        else { return [] }
        let declared = birthLevel(review)
        guard let example = examples(review).min(by: { $0.days < $1.days }),
            example.precision == .day, declared < .day
        else { return [] }
        let width = agreement.deidentification.age == .band10 ? 10 : 5
        return [
            Finding(
                clause: band.clause,
                message: "`age_band` in feed after feed gives away the birthday of one person in "
                    + "\(width) a year, and `birth_date` says `\(declared.name)`: "
                    + example.story(in: from.year + 1, width: width),
                advice: "send a feed a month or less often")
        ]
    }

    /// An example for each flow that says how often it goes out.
    private static func examples(_ review: Review) -> [BirthdayExample] {
        review.agreement.flows.indices.compactMap {
            review.outline.text("flows[\($0)].schedule").flatMap(BirthdayExample.init(schedule:))
        }
    }

    private static func birthLevel(_ review: Review) -> ReleaseLevel {
        guard let birth = review.leaving(.patient, "birth_date") else { return .withheld }
        return review.level(birth)
    }

    /// A date that is cut, beside the date on which the same entry was written.
    private static func recordedBeside(_ review: Review) -> [Finding] {
        guard review.sendsRows else { return [] }
        return review.leaving.compactMap { date in
            guard isDate(date), date.name != "recorded",
                let recorded = review.leaving(date.kind, "recorded"),
                review.level(date) < review.level(recorded)
            else { return nil }
            let (coarse, fine) = (review.level(date).name, review.level(recorded).name)
            return Finding(
                clause: date.clause,
                message: "`\(date.name)` is cut to the \(coarse), and `recorded` of the same entry "
                    + "leaves to the \(fine): an entry of 3 May 2027 that was written on that day "
                    + "has \(example(review.level(date))) in the one and "
                    + "\(example(review.level(recorded))) in the other",
                advice: "remove `recorded`, or cut it as well: "
                    + "`\(date.kind.name).recorded: \(coarse)`")
        }
    }

    /// A date that is cut, beside a reference to a consultation whose date is not.
    private static func encounterBeside(_ review: Review) -> [Finding] {
        guard review.sendsRows, let start = review.leaving(.encounter, "start") else { return [] }
        return review.leaving.compactMap { date in
            guard isDate(date), date.kind != .encounter, date.name != "recorded",
                review.leaving(date.kind, "encounter") != nil,
                review.level(date) < review.level(start)
            else { return nil }
            return Finding(
                clause: date.clause,
                message: "`\(date.name)` is cut to the \(review.level(date).name), and `encounter` "
                    + "leads to the consultation, whose `start` leaves to the "
                    + "\(review.level(start).name): what is dated \(example(review.level(date))) "
                    + "belongs to a consultation of \(example(review.level(start)))",
                advice: "remove `encounter` of `\(date.kind.name)`, or write "
                    + "`encounter.start: \(review.level(date).name)`")
        }
    }

    private static func registrationBeside(_ review: Review) -> [Finding] {
        guard let death = review.leaving(.patient, "death_date"),
            let end = review.leaving(.registration, "end"), review.level(death) < review.level(end)
        else { return [] }
        return [
            Finding(
                clause: death.clause,
                message: "`death_date` is cut to the \(review.level(death).name), and the "
                    + "registration ends with it, to the \(review.level(end).name)",
                advice: "write `registration.end: \(review.level(death).name)`")
        ]
    }

    /// A band of ages, or a top to them, beside a date of birth that says more.
    private static func bandAndBirthDate(_ review: Review) -> [Finding] {
        let rules = review.agreement.deidentification
        guard review.sendsRows, let birth = review.leaving(.patient, "birth_date"),
            review.level(birth) >= .year, let from = review.agreement.validFrom
        else { return [] }
        let year = from.year + 1
        var findings: [Finding] = []
        if review.leaving(.patient, "age_band") != nil {
            let width = rules.age == .band10 ? 10 : 5
            let low = (year - 1950) / width * width
            findings.append(
                Finding(
                    clause: birth.clause,
                    message: "`age_band` says \(low)-\(low + width - 1), and `birth_date` of the "
                        + "same person says 1950: whoever has both knows that the person is "
                        + "\(year - 1951) or \(year - 1950) in \(year)",
                    advice: "write `birth_date: drop`, or remove `age_band`"))
        }
        if rules.cutsYears {
            findings.append(
                Finding(
                    clause: "deidentification.fields.top_code",
                    message: "all ages from \(rules.topCode) are to be one, and `birth_date` says "
                        + "\(year - 104) of somebody who is \(103) or \(104) in \(year)",
                    advice: "write `birth_date: drop`, or remove `top_code`"))
        }
        return findings
    }

    private static func townBesideDistrict(_ review: Review) -> [Finding] {
        let rules = review.agreement.deidentification
        guard review.hidesNames, rules.postcode != .exact,
            let city = review.leaving(.patient, "city")
        else { return [] }
        return [
            Finding(
                clause: city.clause,
                message: "`postcode` says `\(rules.postcode.rawValue)`, and the post town leaves: "
                    + "in a small town that is a finer place than a district",
                advice: "remove `city`")
        ]
    }

    /// Source: the routine NHS immunisation schedule begins at eight weeks of age.
    private static func vaccinesOfInfants(_ review: Review) -> [Finding] {
        guard review.hidesNames, birthLevel(review) < .day,
            (review.agreement.cohort.minimumAge ?? 0) < 5,
            let given = review.leaving(.immunisation, "given"), review.level(given) >= .day
        else { return [] }
        return [
            Finding(
                clause: given.clause,
                message: "vaccines of infants are given at a fixed age, and leave with their day: "
                    + "a first dose of 12 May 2027, due at eight weeks, is of a child born about "
                    + "17 March 2027, and `birth_date` says `\(birthLevel(review).name)`",
                advice: "write `immunisation.given: month`")
        ]
    }

    private static func isDate(_ leaving: Review.Leaving) -> Bool {
        leaving.kind.definition.fields[leaving.field].type == .date && leaving.kind != .patient
    }

    /// 3 May 2027, to a level.
    private static func example(_ level: ReleaseLevel) -> String {
        switch level {
        case .withheld, .suppressed: "nothing"
        case .year: "2027"
        case .month: "2027-05"
        case .day, .exact: "2027-05-03"
        }
    }
}

/// What two feeds in a row say of the birthday of somebody born on 17 March 1950.
struct BirthdayExample {
    /// The days between two feeds.
    let days: Int
    /// What the two narrow a birth date down to.
    let precision: PartialDate.Precision
    /// The days of the two feeds, and the first and last birthday that fits.
    let words: (first: String, second: String, from: String, to: String)

    /// For a schedule that says when feeds come; `nil` for others.
    init?(schedule: String) {
        switch schedule {
        case "daily":
            (days, precision) = (1, .day)
            words = ("16 March", "17 March", "17 March", "17 March")
        case "weekly":
            (days, precision) = (7, .day)
            words = ("16 March", "23 March", "17 March", "23 March")
        case "monthly":
            (days, precision) = (30, .month)
            words = ("1 March", "1 April", "2 March", "1 April")
        case "quarterly":
            (days, precision) = (91, .month)
            words = ("1 January", "1 April", "2 January", "1 April")
        default: return nil
        }
    }

    private var when: String {
        words.from == words.to ? "on \(words.from)" : "from \(words.from) to \(words.to)"
    }

    /// The example of somebody who comes into another band of `width` years.
    func story(in year: Int, width: Int) -> String {
        let (lower, upper) = ("\(80 - width)-79", "80-\(79 + width)")
        return "somebody who is in \(lower) in the feed of \(words.first) \(year) and in \(upper) "
            + "in that of \(words.second) was born \(when) \(year - 80)"
    }

    /// The example in the feeds of `year`.
    func story(in year: Int) -> String {
        return "somebody who is \(year - 1951) in the feed of \(words.first) \(year) and "
            + "\(year - 1950) in that of \(words.second) was born \(when) 1950"
    }
}
