import CanonicalModel
import DisclosureControl

extension Publisher {
    /// Figures of suppliers, or of fifths by deprivation: the practices whose counts are published,
    /// together. They are sums of published counts, so that they tell nothing new; where others are
    /// kept back, the figure says that it lacks them.
    func pooled(
        _ definition: IndicatorDefinition, _ rows: [ResultRow], by level: ResultRow.Level
    ) -> [ResultRow] {
        if case .mean = definition.measure { return [] }
        var sums: [String: (numerator: Int, denominator: Int, excluded: Int?, of: Int, all: Int)]
        sums = [:]
        var verdicts: [String: Comparability] = [:]
        for (index, practice) in practices.enumerated() {
            let row = rows[index]
            let fifth = lines.practices[index].deprivation
            let key = level == .supplier ? practice.supplier : fifth.map { "\($0)" } ?? "not known"
            for reason in row.comparability.reasons {
                verdicts[key, default: Comparability()].add(row.comparability.verdict, reason)
            }
            var sum = sums[key] ?? (0, 0, 0, 0, 0)
            sum.all += 1
            if row.state == .published {
                sum.numerator += row.numerator ?? 0
                sum.denominator += row.denominator ?? 0
                // Of one that is kept back the sum is not known either.
                sum.excluded = row.excluded.flatMap { more in sum.excluded.map { $0 + more } }
                sum.of += 1
            }
            sums[key] = sum
        }
        return sums.keys.sorted().compactMap { key in
            guard let sum = sums[key] else { return nil }
            var row = ResultRow()
            (row.level, row.code, row.name) = (level, key, key)
            if level == .stratum {
                row.stratification = ResultRow.deprivationOfPractice
                row.name = Self.fifth(key)
            }
            row.comparability = verdicts[key] ?? Comparability()
            guard sum.of > 0 else {
                row.state = .suppressed
                return row
            }
            if sum.of < sum.all {
                row.comparability.add(
                    .withCare,
                    "It adds up \(sum.of) of \(sum.all) practices: those whose counts are "
                        + "published.")
            }
            let isPart = definition.measure == .proportion
            row.fill(
                [
                    .count(sum.numerator),
                    .count(isPart ? sum.denominator - sum.numerator : sum.denominator),
                    sum.excluded.map { .count($0) } ?? .suppressed,
                ], definition)
            return row
        }
    }

    /// Figures of groups of people over all practices, from a table of their own.
    ///
    /// Its sums are those of the table by practice: where one of those is kept back, so is this.
    func strata(
        _ definition: IndicatorDefinition,
        _ stratification: IndicatorDefinition.Stratification, _ tallies: [IndicatorTally],
        isWhole: Bool, _ notes: inout [Diagnostic]
    ) -> [ResultRow] {
        var counts: [String: Counts] = [:]
        for tally in tallies {
            for (word, part) in tally.others[stratification] ?? [:] {
                counts[word, default: Counts()] += part
            }
        }
        if counts.count > Self.mostWords, stratification != .hour {
            counts = Self.collapsed(counts)
        }
        if case .mean = definition.measure { return [] }
        let names = Self.ordered(counts.keys, stratification)
        let isRate = if case .rate = definition.measure { true } else { false }
        let parts = isRate || definition.measure == .count ? [0] : [0, 1, 2]
        let table =
            isWhole && !names.isEmpty
            ? try? Self.table(names.map { counts[$0] ?? Counts() }, parts, of: definition)
                .protected(under: profile).published : nil
        return names.indices.map { line in
            var row = ResultRow()
            (row.level, row.code, row.name) = (.stratum, names[line], names[line])
            switch stratification {
            case .deprivation: row.name = Self.fifth(names[line])
            case .ethnicity: row.name = EthnicNames.name(names[line])
            default: break
            }
            row.stratification = stratification.rawValue
            guard let table else {
                row.state = .withheld
                return row
            }
            if parts.count == 1 {
                if case .count(let value) = table[line, 0] {
                    (row.numerator, row.value) = (value, Double(value))
                } else {
                    row.state = .suppressed
                }
            } else {
                row.fill((0..<3).map { table[line, $0] }, definition)
            }
            return row
        }
    }

    private static func fifth(_ word: String) -> String {
        word == "1" ? "1, most deprived" : word == "5" ? "5, least deprived" : word
    }

    /// More words than these are no groups but codes.
    private static let mostWords = 20

    private static func collapsed(_ counts: [String: Counts]) -> [String: Counts] {
        var collapsed: [String: Counts] = [:]
        for (word, part) in counts {
            collapsed[word == "not known" ? word : "known", default: Counts()] += part
        }
        return collapsed
    }

    private static func ordered(
        _ words: some Sequence<String>, _ stratification: IndicatorDefinition.Stratification
    ) -> [String] {
        let order = (stratification == .weekday ? weekdayNames : []) + []
        return words.sorted { left, right in
            let places = [left, right].map { word in
                word == "not known" ? 99 : order.firstIndex(of: word) ?? 50
            }
            return (places[0], left) < (places[1], right)
        }
    }

    /// How many there are of each band of ten years and sex, over all practices.
    func pyramid() -> [(band: String, counts: [String])] {
        var sums = Array(repeating: [0, 0], count: PyramidBands.names.count)
        for practice in practices {
            for (band, counts) in practice.pyramid.enumerated() {
                for (sex, count) in counts.enumerated() { sums[band][sex] += count }
            }
        }
        guard let table = try? CountTable(sums).protected(under: profile).published else {
            return []
        }
        return PyramidBands.names.enumerated().map { band, name in
            (name, (0..<2).map { table[band, $0].description })
        }
    }
}

extension StandardPopulation {
    /// The proportion adjusted to this population: what it would be if the practice had people of
    /// the standard's ages and sexes, of those that the indicator counts; `nil` where the counts
    /// of a stratum are kept back, since the figure would depend on which.
    ///
    /// Strata without anybody are left out. Source: direct standardisation as in N. Breslow,
    /// N. Day (1987), with the normal interval of a weighted sum of proportions.
    ///
    /// - Parameters:
    ///   - strata: Numerator and rest of each stratum.
    ///   - broad: Which strata those are.
    func adjusted(
        _ strata: [[PublishedCount]], of broad: BroadStrata, ages: ClosedRange<Int>
    ) -> (value: Double, low: Double, high: Double)? {
        var shares = Array(repeating: 0.0, count: broad.count)
        // Who is of no known age or sex has no weight.
        for (place, share) in zip(broad.places, weights(of: ages)) { shares[place] += share }
        var (sum, variance, weight) = (0.0, 0.0, 0.0)
        for (share, counts) in zip(shares, strata) where share > 0 {
            guard case .count(let part) = counts[0], case .count(let rest) = counts[1] else {
                return nil
            }
            guard part + rest > 0 else { continue }
            let p = Double(part) / Double(part + rest)
            sum += share * p
            variance += share * share * p * (1 - p) / Double(part + rest)
            weight += share
        }
        guard weight > 0.5 else { return nil }
        let value = sum / weight
        let reach = Intervals.z * variance.squareRoot() / weight
        return (value, max(0, value - reach), min(1, value + reach))
    }
}
