/// Intervals and limits of proportions and rates.
enum Intervals {
    /// The standard normal deviate of 95 in a hundred.
    static let z = 1.959_963_985

    /// The interval of 95 in a hundred by the score method.
    ///
    /// Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209; the
    /// method of the Office for Health Improvement and Disparities for proportions.
    static func wilson(_ numerator: Int, of denominator: Int) -> (low: Double, high: Double) {
        let (n, p) = (Double(denominator), Double(numerator) / Double(denominator))
        let middle = p + z * z / (2 * n)
        let reach = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        // The bounds of none and of all are exact, whatever the last digits of the roots.
        return (
            numerator == 0 ? 0 : max(0, (middle - reach) / scale),
            numerator == denominator ? 1 : min(1, (middle + reach) / scale)
        )
    }

    /// The interval of 95 in a hundred of a count by Byar's approximation.
    ///
    /// Source: N. E. Breslow, N. E. Day, "Statistical Methods in Cancer Research" II (1987) 69.
    static func byar(_ count: Int) -> (low: Double, high: Double) {
        let least = Double(count)
        let low = count == 0 ? 0 : least * cube(1 - 1 / (9 * least) - z / (3 * least.squareRoot()))
        let next = least + 1
        let high = next * cube(1 - 1 / (9 * next) + z / (3 * next.squareRoot()))
        return (max(0, low), high)
    }

    private static func cube(_ value: Double) -> Double { value * value * value }

    /// Between which proportions a practice of this size lies, but for chance, if it is like all:
    /// two standard errors (1.96) or three (3.09) of the proportion of all.
    ///
    /// Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
    /// Statistics in Medicine 24 (2005) 1185.
    static func funnel(
        _ target: Double, _ denominator: Int, deviate: Double
    ) -> (low: Double, high: Double) {
        let error = (target * (1 - target) / Double(denominator)).squareRoot()
        return (max(0, target - deviate * error), min(1, target + deviate * error))
    }

    /// The deviates of the inner and the outer limit.
    static let funnelDeviates = (inner: 1.96, outer: 3.09)
}
