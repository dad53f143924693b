/// How common a problem is: as published for each fifth of practices, spread over ages.
struct Prevalence: Sendable {
    let code: Code
    let drug: Drug?
    /// The youngest age that the published figure is about.
    let from: Int
    /// Of a hundred thousand people of that age and older, by fifth, the most deprived first.
    let perHundredThousand: [Int]
    /// How common it is at each of ``steps``, relative to one another.
    private let shape: [Double]
    /// For each fifth, what a step of the shape must be multiplied by, so that the people of
    /// ``Calibration/population`` have it as often as is published.
    private let scales: [Double]

    /// The youngest age of each step but the first.
    private static let steps = [18, 45, 65, 80]

    init(
        _ code: Code, _ drug: Drug?, from: Int, _ perHundredThousand: [Int], _ shape: [Double]
    ) {
        (self.code, self.drug, self.from) = (code, drug, from)
        (self.perHundredThousand, self.shape) = (perHundredThousand, shape)
        scales = zip(Calibration.population, perHundredThousand).map { bands, published in
            var (people, weighted) = (0.0, 0.0)
            for (band, row) in bands.enumerated() {
                // The ages of a band are taken to be equally common, as people are made.
                for age in band * Calibration.bandYears..<(band + 1) * Calibration.bandYears
                where age >= from {
                    people += Double(row.male + row.female)
                    weighted += Double(row.male + row.female) * shape[Self.step(age)]
                }
            }
            return Double(published) / 100_000 * people / weighted
        }
    }

    private static func step(_ age: Int) -> Int { steps.count { $0 <= age } }

    /// How probable it is at an age on the list of a practice of a fifth, 1 to 5.
    func probability(_ age: Int, fifth: Int) -> Double {
        age < from ? 0 : scales[fifth - 1] * shape[Self.step(age)]
    }
}
