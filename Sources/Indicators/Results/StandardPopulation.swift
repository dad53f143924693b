public import CanonicalModel
import StrictYAML

/// A population by age and sex, to whose make-up proportions are adjusted.
public struct StandardPopulation: Sendable {
    /// A stable name.
    public let name: String
    /// Where the numbers come from.
    public let source: String
    /// How many people of each band of age it has, by sex.
    let bands: [Band]

    /// People of some ages, males and females.
    struct Band: Sendable {
        let ages: ClosedRange<Int>
        let counts: [Int]
    }

    /// The share of each of ``AgeSexStrata`` among the people of some ages; they add up to 1. Of a
    /// band that lies only in part among them as many years as do are taken, each as large as the
    /// others.
    func weights(of ages: ClosedRange<Int>) -> [Double] {
        var shares = Array(repeating: 0.0, count: AgeSexStrata.count - 1)
        for band in bands {
            for (stratum, range) in AgeSexStrata.ages.enumerated() {
                let low = max(band.ages.lowerBound, range.lowerBound, ages.lowerBound)
                let high = min(band.ages.upperBound, range.upperBound, ages.upperBound)
                guard low <= high else { continue }
                let part = Double(high - low + 1) / Double(band.ages.count)
                for (sex, count) in band.counts.enumerated() {
                    shares[sex * AgeSexStrata.ages.count + stratum] += part * Double(count)
                }
            }
        }
        let total = shares.reduce(0, +)
        return total > 0 ? shares.map { $0 / total } : shares
    }

    /// Reads a file with five-year bands, each with its number of males and females.
    ///
    /// - Throws: Everything that is wrong, with line and column.
    public static func load(
        yaml: String, file: String
    ) throws(Diagnostics) -> StandardPopulation {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let keys = ["standard_population", "title", "source", "bands"]
        let members = root.members(allowed: keys, required: keys)
        var bands: [Band] = []
        for place in members["bands"]?.items() ?? [] {
            let band = place.members(
                allowed: ["age", "male", "female"], required: ["age", "male", "female"])
            guard let text = band["age"]?.text(),
                let numbers = ["male", "female"].map({
                    band[$0]?.integer()
                }) as? [Int]
            else { continue }
            let ends = text.split { !$0.isNumber }.compactMap { Int($0) }
            let last = text.hasSuffix("+") ? AgeSexStrata.ages.last?.upperBound : ends.last
            guard let low = ends.first, let last, low <= last,
                AgeSexStrata.ages.contains(where: { $0.contains(low) })
            else {
                place.error(.malformedTable, "`\(text)` is no band of age", advice: "as `65-69`")
                continue
            }
            bands.append(Band(ages: low...last, counts: numbers))
        }
        let isFull = AgeSexStrata.ages.allSatisfy { ages in
            (0..<2).allSatisfy { sex in
                bands.contains { $0.ages.overlaps(ages) && $0.counts[sex] > 0 }
            }
        }
        if !isFull { root.error(.malformedTable, "some band of age has nobody") }
        try report.throwIfErrors()
        return StandardPopulation(
            name: members["standard_population"]?.text() ?? "",
            source: members["source"]?.text() ?? "",
            bands: bands)
    }
}
