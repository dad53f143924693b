import CanonicalModel

extension ReportTables {
    /// A funnel plot, where at least three practices are shown.
    func funnel(_ definition: IndicatorDefinition, _ rows: [ResultRow]) -> String {
        let shown = rows.filter { $0.level == .practice && $0.state == .published }
        guard shown.count >= 3, let target = rows.first(where: { $0.level == .all })?.value else {
            return ""
        }
        let points = shown.compactMap { row -> Charts.Point? in
            guard let value = row.value, let denominator = row.denominator else { return nil }
            return Charts.Point(
                name: row.code, denominator: denominator, value: value,
                isOut: row.position != "within")
        }
        let out = shown.filter { $0.position != "within" }.map { "\($0.name) (\($0.position))" }
        let drawing = Charts.funnel(points, target: target)
        return HTML.figure(
            "funnel-\(definition.id)", definition.title,
            "All practices together: \(DecimalText.percent(target)) in 100. "
                + (out.isEmpty
                    ? "All \(points.count) practices shown lie within three standard deviations."
                    : "Outside three standard deviations: \(out.joined(separator: ", ")).")
                + " Dashed lines are two and three deviations.",
            height: drawing.height, drawing.body)
    }

    /// What is drawn and not put into a table.
    static let drawn: [IndicatorDefinition.Stratification] = [.weekday, .hour]

    /// What is counted by the days of the week and the hours of the day, a drawing each.
    func throughTheWeek() -> String {
        let counted = pairs { $0.measure != .proportion && $0.strata.contains(.weekday) }
        return counted.map { definition, rows in
            Self.drawn.filter { definition.strata.contains($0) }.map { stratification in
                bars(definition, stratification, rows)
            }.joined()
        }.joined()
    }

    private func bars(
        _ definition: IndicatorDefinition,
        _ stratification: IndicatorDefinition.Stratification, _ rows: [ResultRow]
    ) -> String {
        let rows = rows.filter { $0.stratification == stratification.rawValue }
        let by = stratification == .weekday ? "the day of the week" : "the hour of the day"
        let what = definition.unit == .appointment ? "Appointments" : "Contacts"
        let shown = rows.filter { $0.state == .published }
        guard !shown.isEmpty else {
            return rows.isEmpty
                ? ""
                : HTML.paragraph(
                    "\(what) by \(by) are kept back, or their times are not in the feed.", "note")
        }
        let drawing = Charts.bars(
            rows.map { row in
                Charts.Bar(
                    name: row.name, value: row.value ?? 0,
                    label: row.value.map { DecimalText.grouped(Int($0)) } ?? "kept back")
            }, most: shown.compactMap(\.value).max() ?? 1)
        return HTML.figure(
            "\(stratification.rawValue)-\(definition.id)", "\(what) by \(by)",
            rows.map {
                "\($0.name) \($0.value.map { DecimalText.grouped(Int($0)) } ?? "kept back")"
            }
            .joined(separator: ", ") + ".", height: drawing.height, drawing.body)
    }

    /// The share of each cohort that has had its doses.
    func uptake(_ isWanted: (IndicatorDefinition) -> Bool) -> String {
        let bars = pairs(isWanted).compactMap { definition, rows -> Charts.Bar? in
            guard let all = rows.first(where: { $0.level == .all }), all.state == .published,
                let value = all.value
            else { return nil }
            return Charts.Bar(
                name: definition.title, value: value, label: DecimalText.percent(value) + " %")
        }
        guard !bars.isEmpty else { return "" }
        let drawing = Charts.bars(bars, most: 1)
        return HTML.figure(
            "uptake", "Vaccinated of a hundred children",
            bars.map { "\($0.name): \($0.label)" }.joined(separator: "; ") + ".",
            height: drawing.height, drawing.body)
    }
}
