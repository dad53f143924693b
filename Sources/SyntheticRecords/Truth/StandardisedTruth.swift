/// What a practice would come to if its people were of England's ages and sexes, told from the
/// people that were made up: direct standardisation, the shares of groups by age and sex weighted
/// as the groups are large in England.
///
/// Groups without anybody are left out. Nothing is said where those with somebody are half of
/// England's people of the ages, or fewer.
struct StandardisedTruth: Sendable {
    /// The youngest of each group.
    private static let groups = [0, 20, 40, 60, 70, 80]

    /// People of five-year bands, male and female, the last from 95.
    ///
    /// Source: NHS England, Patients Registered at a GP Practice, July 2026. Contains public sector
    /// information licensed under the Open Government Licence v3.0.
    private static let england = [
        (1_474_931, 1_402_572), (1_716_919, 1_633_875), (1_922_334, 1_828_840),
        (1_964_187, 1_873_541), (1_925_610, 1_904_726), (2_206_555, 2_168_239),
        (2_343_167, 2_295_483), (2_418_300, 2_347_581), (2_267_946, 2_179_334),
        (2_074_450, 1_965_075), (1_962_527, 1_877_720), (2_039_701, 2_008_054),
        (1_947_199, 1_953_439), (1_605_551, 1_657_890), (1_278_679, 1_388_168),
        (1_180_079, 1_350_622), (772_459, 950_688), (405_014, 574_987), (160_561, 279_554),
        (36_290, 93_661),
    ]

    /// The youngest age that is counted.
    private let from: Int
    /// By group, males before females: how many are in, of how many.
    private var counts = Array(repeating: (numerator: 0, all: 0), count: 2 * groups.count)

    /// Nobody yet, of an age and older.
    init(from: Int) { self.from = from }

    private static func group(_ age: Int, _ sex: Person.Sex) -> Int {
        (sex == .male ? 0 : groups.count) + groups.count { $0 <= age } - 1
    }

    /// Adds somebody who is counted.
    mutating func add(_ isIn: Bool, age: Int, _ sex: Person.Sex) {
        counts[Self.group(age, sex)].all += 1
        counts[Self.group(age, sex)].numerator += isIn ? 1 : 0
    }

    /// How many people England has in each group.
    private var weights: [Double] {
        var weights = Array(repeating: 0.0, count: counts.count)
        for (band, people) in Self.england.enumerated() {
            // The years of a band are taken to be equally common; nobody younger is in the last.
            for age in band * 5..<band * 5 + 5 where age >= from || age >= 95 {
                weights[Self.group(age, .male)] += Double(people.0) / 5
                weights[Self.group(age, .female)] += Double(people.1) / 5
            }
        }
        return weights
    }

    /// By group its weight, how many are in, of how many: `[[1.5, 0, 7], ...]`.
    var json: String {
        let groups = zip(weights, counts).map { "[\($0), \($1.numerator), \($1.all)]" }
        return "[" + groups.joined(separator: ", ") + "]"
    }

    /// The share of all, from 0 to 1; `nil` where there are too few groups with anybody in them.
    var share: Double? {
        let weights = weights
        var (found, known) = (0.0, 0.0)
        for (weight, count) in zip(weights, counts) where count.all > 0 {
            found += weight * Double(count.numerator) / Double(count.all)
            known += weight
        }
        return known * 2 > weights.reduce(0, +) ? found / known : nil
    }
}
