/// What every indicator comes to for the people that were made up, told from what was made up
/// about them and from nothing that was written, read, mapped or counted.
///
/// It tells of people who are on a practice's list on ``lastDay``: those who neither died nor left,
/// temporary residents among them, and whose record has an NHS number, without which nobody can
/// tell whose it is. It supposes an agreement that releases what practices recorded of them, items
/// that the patient is not to be shown among it.
public struct SyntheticTruth: Sendable {
    /// What one indicator comes to at one practice.
    public struct Figure: Sendable, Equatable {
        /// As the indicator defines it; of a mean, the people who have a score.
        public internal(set) var numerator = 0
        /// As the indicator defines it; of a rate, the people; 0 for a count.
        public internal(set) var denominator = 0
        /// Of a mean, the scores added up.
        public internal(set) var sum = 0.0
    }

    /// The last day of every period, as `yyyy-MM-dd`.
    public static let lastDay = RandomStory.today.fhir

    /// Indicators that nothing told of a person decides, and why: they are about how records are
    /// written, or the generator has no such fact.
    public static let untold: [String: String] = [
        "immunisation-codes-unusable": aboutCodes, "medication-codes-unusable": aboutCodes,
        "observation-codes-unusable": aboutCodes, "problem-codes-unusable": aboutCodes,
        "values-with-unknown-unit": aboutRows, "values-without-unit": aboutRows,
    ]
    private static let aboutRows = "how many rows a measurement becomes depends on the format"
    private static let aboutCodes = "which codes can be used depends on the mappings"

    private let format: SyntheticFormat
    private let options: SyntheticOptions
    /// By practice and indicator.
    public private(set) var figures: [String: [String: Figure]] = [:]
    private var adjusted: [String: [String: StandardisedTruth]] = [:]
    /// How many of those who are told of live in each fifth of areas by deprivation, 1 the most
    /// deprived, as ``MadeUpAreas`` has them; 0 where it is not known.
    public private(set) var fifths = [Int](repeating: 0, count: 6)
    /// How many patients there are, and how many of them are told of.
    public private(set) var patients = (all: 0, told: 0)

    /// Nobody yet, of a format and options as records are made with.
    public init(_ format: SyntheticFormat, options: SyntheticOptions) {
        (self.format, self.options) = (format, options)
    }

    /// Adds patient `index`, as ``SyntheticRecords/record(_:format:options:)`` numbers them.
    public mutating func add(_ index: Int) {
        patients.all += 1
        let story = RandomStory.make(index, format: format, options: options)
        guard story.person.death == .none, story.registration.end == nil,
            !story.person.nhsNumber.isEmpty
        else { return }
        patients.told += 1
        fifths[MadeUpAreas.fifth(of: story.person.postcode) ?? 0] += 1
        let person = ToldPerson(story, format.written(for: story.practice, options))
        var practice = figures[story.practice.odsCode] ?? [:]
        for (name, figure) in person.figures {
            practice[name, default: Figure()].numerator += figure.numerator
            practice[name, default: Figure()].denominator += figure.denominator
            practice[name, default: Figure()].sum += figure.sum
        }
        figures[story.practice.odsCode] = practice
        for (name, youngest) in person.youngest where person.age >= youngest {
            adjusted[story.practice.odsCode, default: [:]][
                name, default: StandardisedTruth(from: youngest)
            ].add(person.figures[name]?.numerator == 1, age: person.age, story.person.sex)
        }
    }

    /// What an indicator comes to at a practice, adjusted to the ages and sexes of England; `nil`
    /// where it is not adjusted, or the practice has too few kinds of people.
    public func standardised(_ practice: String, _ indicator: String) -> Double? {
        adjusted[practice]?[indicator]?.share
    }

    /// The file: practices, in them indicators, in them figures, all in order of their names.
    public var json: String {
        let practices = figures.keys.sorted().map { code in
            let rows = (figures[code] ?? [:]).sorted { $0.key < $1.key }.map { name, figure in
                let sum =
                    figure.sum == 0
                    ? "" : #", "sum": \#((figure.sum * 10_000).rounded() / 10_000)"#
                let share = adjusted[code]?[name].map { #", "strata": \#($0.json)"# } ?? ""
                return #"      "\#(name)": {"numerator": \#(figure.numerator), "#
                    + #""denominator": \#(figure.denominator)\#(sum)\#(share)}"#
            }
            return #"    "\#(code)": {"# + "\n" + rows.joined(separator: ",\n") + "\n    }"
        }
        let untold = Self.untold.sorted { $0.key < $1.key }.map { #"    "\#($0)": "\#($1)""# }
        return """
            {
              "format": "\(format.rawValue)",
              "seed": \(options.seed),
              "last_day": "\(Self.lastDay)",
              "patients": \(patients.all),
              "on_a_list": \(patients.told),
              "fifths": [\(fifths.map { "\($0)" }.joined(separator: ", "))],
              "untold": {
            \(untold.joined(separator: ",\n"))
              },
              "practices": {
            \(practices.joined(separator: ",\n"))
              }
            }

            """
    }
}
