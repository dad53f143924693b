public import CanonicalModel
import StrictYAML

/// A population by age and sex, to whose make-up proportions are adjusted.
public struct StandardPopulation: Sendable {
    /// A stable name.
    public let name: String
    /// Where the numbers come from.
    public let source: String
    /// The share of each of ``AgeSexStrata``; they add up to 1.
    let weights: [Double]

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
        var counts = Array(repeating: 0, count: AgeSexStrata.count - 1)
        for place in members["bands"]?.items() ?? [] {
            let band = place.members(
                allowed: ["age", "male", "female"], required: ["age", "male", "female"])
            guard let text = band["age"]?.text(),
                let numbers = ["male", "female"].map({
                    band[$0]?.integer()
                }) as? [Int]
            else { continue }
            let digits = text.prefix { $0.isNumber }
            guard let low = Int(digits),
                let age = AgeSexStrata.ages.firstIndex(where: { $0.contains(low) })
            else {
                place.error(.malformedTable, "`\(text)` is no band of age", advice: "as `65-69`")
                continue
            }
            for (sex, number) in numbers.enumerated() {
                counts[sex * AgeSexStrata.ages.count + age] += number
            }
        }
        let total = counts.reduce(0, +)
        if counts.contains(0) {
            root.error(.malformedTable, "some band of age has nobody")
        }
        try report.throwIfErrors()
        return StandardPopulation(
            name: members["standard_population"]?.text() ?? "",
            source: members["source"]?.text() ?? "",
            weights: counts.map { Double($0) / Double(max(1, total)) })
    }
}
