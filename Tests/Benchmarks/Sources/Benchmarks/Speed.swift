/// How fast one thing was, in every round.
struct Series {
    let name: String
    /// MB a second of CPU time.
    var rates: [Double] = []
    /// The speed as a part of the limit's, which was measured just before it.
    var ratios: [Double] = []
}

/// Conversions of one input beside the limit of parsing it.
struct SpeedTest {
    let input: Input
    let limit: Limit?
    let floor: Double
    private var parsing: Series
    private var converting: [Series]

    private static let agreements = [Sluice.frailty, Sluice.everything]

    init(_ input: Input, limit: Limit?, floor: Double) {
        (self.input, self.limit, self.floor) = (input, limit, floor)
        parsing = Series(name: limit?.name ?? "")
        converting = Self.agreements.map { Series(name: "convert under \($0.name)") }
    }

    /// Measures each conversion once, and the limit just before it, so that a busy machine slows
    /// both sides of a ratio.
    ///
    /// - Parameter startUp: CPU time in seconds, subtracted from each conversion.
    mutating func addRound(_ sluice: Sluice, startUp: Double) throws {
        for (index, agreement) in Self.agreements.enumerated() {
            let most = try limit?.rate(of: input, log: sluice.log)
            let used = try sluice.convert(input, under: agreement)
            guard used.cpu > startUp else {
                throw Failure(description: "\(input.name) is too small to measure")
            }
            let rate = input.bytes / 1e6 / (used.cpu - startUp)
            converting[index].rates.append(rate)
            guard let most else { continue }
            parsing.rates.append(most)
            converting[index].ratios.append(rate / most)
        }
    }

    /// Prints a line for each series, and returns the floors that were missed.
    func report() -> [String] {
        say("\n\(input.name): \(input.files.count) records, \(number(input.bytes / 1e6)) MB")
        let head = ["min", "median", "max"] + (limit == nil ? [] : ["of limit", "floor"])
        say(row("  MB/s of CPU time, one worker", head))
        if limit != nil { say(row("  " + parsing.name, spread(parsing))) }
        return converting.compactMap(report)
    }

    private func report(_ series: Series) -> String? {
        guard limit != nil else {
            say(row("  " + series.name, spread(series)))
            return nil
        }
        let ratio = median(series.ratios)
        let cells = spread(series) + [ratio, floor].map { number($0, digits: 3) }
        say(row("  " + series.name, cells) + (ratio < floor ? "  MISSED" : ""))
        guard ratio < floor else { return nil }
        return "\(input.name), \(series.name): \(number(ratio, digits: 3)) of the limit"
    }

    private func spread(_ series: Series) -> [String] {
        let sorted = series.rates.sorted()
        return [sorted.first ?? 0, median(sorted), sorted.last ?? 0].map { number($0) }
    }
}
