import CanonicalModel

/// Tables and drawings of the figures of some indicators.
struct ReportTables {
    private let results: IndicatorResults
    /// So many practices still make a table that is open from the start.
    private static let fewPractices = 12

    init(_ results: IndicatorResults) { self.results = results }

    private typealias Item = (definition: IndicatorDefinition, rows: [ResultRow])

    private func items(_ isWanted: (IndicatorDefinition) -> Bool) -> [Item] {
        zip(results.definitions, results.rows).filter { isWanted($0.0) }.map { ($0, $1) }
    }

    /// Definitions and their figures.
    func pairs(
        _ isWanted: (IndicatorDefinition) -> Bool
    ) -> [(IndicatorDefinition, [ResultRow])] { items(isWanted).map { ($0.definition, $0.rows) } }

    /// The figures of some indicators.
    func rows(_ isWanted: (IndicatorDefinition) -> Bool) -> [ResultRow] {
        items(isWanted).flatMap(\.rows)
    }

    // MARK: - Words

    static func value(_ row: ResultRow, _ definition: IndicatorDefinition) -> String {
        switch row.state {
        case .suppressed: return "kept back"
        case .withheld: return "withheld"
        case .empty: return "nobody"
        case .notComputable: return "not computable"
        case .published: return number(row.value, definition)
        }
    }

    private static func number(_ value: Double?, _ definition: IndicatorDefinition) -> String {
        guard let value else { return "" }
        switch definition.measure {
        case .proportion: return DecimalText.percent(value) + " %"
        case .rate: return DecimalText.fixed(value, 1)
        case .mean: return DecimalText.fixed(value, 2)
        case .count: return DecimalText.grouped(Int(value))
        }
    }

    private static func interval(_ row: ResultRow, _ definition: IndicatorDefinition) -> String {
        guard row.state == .published, let low = row.low, let high = row.high else { return "" }
        return "\(number(low, definition)) to \(number(high, definition))"
    }

    private static func counts(_ row: ResultRow) -> String {
        guard row.state == .published, let part = row.numerator, let whole = row.denominator else {
            return ""
        }
        return "\(DecimalText.grouped(part)) of \(DecimalText.grouped(whole))"
    }

    private static func comparability(_ row: ResultRow) -> String {
        let verdict = row.comparability.verdict
        let word = verdict.rawValue.split(separator: "-").joined(separator: " ")
        return verdict == .comparable
            ? word : word + ": " + row.comparability.reasons.joined(separator: " ")
    }

    // MARK: - Tables

    /// One row an indicator: all practices together.
    func summary(
        _ caption: String, _ isWanted: (IndicatorDefinition) -> Bool
    ) -> String {
        let items = items(isWanted)
        guard !items.isEmpty else { return "" }
        let rows = items.compactMap { definition, rows -> [String]? in
            guard let all = rows.first(where: { $0.level == .all }) else { return nil }
            return [
                definition.title, Self.value(all, definition), Self.interval(all, definition),
                Self.counts(all), Self.comparability(all),
            ]
        }
        return HTML.table(
            caption, ["Indicator", "Figure", "Bounds", "Counts", "To be compared"], rows,
            numbers: [1, 2, 3])
    }

    /// For each indicator its figures by place and by group.
    func all(_ isWanted: (IndicatorDefinition) -> Bool) -> String {
        items(isWanted).map { details($0.definition, $0.rows) }.joined()
    }

    /// The same, with a funnel plot above where enough practices are shown.
    func funnels(_ isWanted: (IndicatorDefinition) -> Bool) -> String {
        items(isWanted).map { funnel($0.definition, $0.rows) + details($0.definition, $0.rows) }
            .joined()
    }

    private func details(_ definition: IndicatorDefinition, _ rows: [ResultRow]) -> String {
        guard rows.contains(where: { $0.level == .practice }) else { return "" }
        let practices = rows.count { $0.level == .practice }
        let places = rows.filter { $0.level != .stratum }
        let hasAdjusted = rows.contains { $0.standardised != nil }
        var columns = ["Place", "System", "Figure", "Bounds", "Counts", "Left out"]
        if hasAdjusted { columns.append("Adjusted for age and sex") }
        columns.append("To be compared")
        let cells = places.map { row -> [String] in
            let excluded = row.excluded.map(DecimalText.grouped) ?? ""
            let isShown = row.state == .published && definition.measure == .proportion
            var cells = [
                row.level == .supplier ? "System \(row.name)" : row.name, row.supplier,
                Self.value(row, definition), Self.interval(row, definition), Self.counts(row),
                isShown ? excluded : "",
            ]
            if hasAdjusted {
                cells.append(row.standardised.map { DecimalText.percent($0.value) + " %" } ?? "")
            }
            return cells + [Self.comparability(row)]
        }
        let last = columns.count - 1
        return HTML.details(
            definition.title,
            HTML.paragraph(definition.meaning, "note")
                + HTML.table(
                    "\(definition.title), by place", columns, cells, numbers: Set(2..<last))
                + strata(definition, rows), isOpen: practices <= Self.fewPractices)
    }

    private func strata(_ definition: IndicatorDefinition, _ rows: [ResultRow]) -> String {
        var text = ""
        for stratification in definition.strata
        where definition.measure == .proportion || !Self.drawn.contains(stratification) {
            let isOwn = rows.contains { $0.stratification == stratification.rawValue }
            let word =
                isOwn || stratification != .deprivation
                ? stratification.rawValue : ResultRow.deprivationOfPractice
            let groups = rows.filter { $0.stratification == word }
            guard !groups.isEmpty, groups.contains(where: { $0.state == .published }) else {
                continue
            }
            let name =
                stratification == .deprivation
                ? "deprivation of the \(isOwn ? "area of residence" : "practice") (fifths)"
                : stratification.rawValue.split(separator: "_").joined(separator: " ")
            text += HTML.table(
                "\(definition.title), by \(name)", ["Group", "Figure", "Bounds", "Counts"],
                groups.map {
                    [
                        $0.name, Self.value($0, definition), Self.interval($0, definition),
                        Self.counts($0),
                    ]
                }, numbers: [1, 2, 3])
        }
        return text
    }

    /// How the systems of suppliers compare, an indicator a row.
    func suppliers() -> String {
        let suppliers = Set(results.rows.joined().filter { $0.level == .supplier }.map(\.code))
            .sorted()
        guard !suppliers.isEmpty else { return "" }
        let items = items { $0.measure == .proportion }
        let rows = items.compactMap { definition, rows -> [String]? in
            guard rows.contains(where: { $0.level == .supplier }) else { return nil }
            return [definition.title]
                + suppliers.map { code in
                    rows.first { $0.level == .supplier && $0.code == code }
                        .map { Self.value($0, definition) } ?? ""
                }
        }
        return HTML.table(
            "Figures by the system that the records came from", ["Indicator"] + suppliers, rows,
            numbers: Set(1...suppliers.count))
            + HTML.paragraph(
                "Each pools the practices whose counts are shown. A difference between systems may "
                    + "be one of recording and not of care.", "note")
    }
}
