/// Results as a CSV file (RFC 4180): one row a figure.
public enum ResultCSV {
    /// The columns, in order.
    public static let columns = [
        "indicator", "version", "theme", "measure", "period_start", "period_end", "level", "code",
        "name", "supplier", "stratification", "state", "numerator", "denominator", "excluded",
        "value", "low", "high", "standardised", "standardised_low", "standardised_high",
        "standard_population", "standard_strata", "funnel_low", "funnel_high", "funnel_position",
        "comparability", "reason", "agreement", "agreement_version", "small_number_rule",
    ]

    /// All results, in the order of their definitions.
    public static func text(_ results: IndicatorResults) -> String {
        var text = columns.joined(separator: ",") + "\r\n"
        for (definition, rows) in zip(results.definitions, results.rows) {
            for row in rows {
                let cells = cells(row, definition, results)
                text += cells.map(quoted).joined(separator: ",") + "\r\n"
            }
        }
        return text
    }

    private static func cells(
        _ row: ResultRow, _ definition: IndicatorDefinition, _ results: IndicatorResults
    ) -> [String] {
        let start = definition.period.map { $0.firstDay(until: results.lastDay).text }
        let isShown = row.state == .published || row.state == .empty
        let state = row.state == .empty ? "nobody" : row.state.rawValue
        func count(_ value: Int?) -> String { isShown ? value.map { "\($0)" } ?? "" : "" }
        func number(_ value: Double?) -> String {
            guard row.state == .published, let value else { return "" }
            return definition.measure == .count
                ? DecimalText.fixed(value, 0) : DecimalText.fixed(value, 4)
        }
        return [
            definition.id, definition.version, definition.theme.rawValue, definition.measure.name,
            start ?? "", results.lastDay.text, row.level.rawValue, row.code, row.name,
            row.supplier, row.stratification, state, count(row.numerator), count(row.denominator),
            count(row.excluded), number(row.value), number(row.low), number(row.high),
            number(row.standardised?.value), number(row.standardised?.low),
            number(row.standardised?.high), row.standardised == nil ? "" : results.standard,
            row.standardised == nil ? "" : row.standardStrata,
            number(row.funnel?.low), number(row.funnel?.high), row.position,
            row.comparability.verdict.rawValue, row.comparability.reasons.joined(separator: " "),
            results.basis.agreement, results.basis.version, results.basis.profile,
        ]
    }

    private static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains {
            $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D
        }
        guard needsQuotes else { return cell }
        return "\""
            + cell.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

extension IndicatorDefinition.Measure {
    /// `proportion`, `rate`, `mean` or `count`.
    public var name: String {
        switch self {
        case .proportion: "proportion"
        case .rate(let per): "rate per \(per)"
        case .mean: "mean"
        case .count: "count"
        }
    }
}
