import CanonicalModel

/// What a team lead reads first: how many people, which practices differ, what to be careful with.
extension ReportTables {
    /// More names than these are counted and not listed.
    private static let fewNames = 6

    func glance() -> String {
        size() + outside() + cautions() + kept()
    }

    private func size() -> String {
        guard let (definition, rows) = pairs({ $0.id == "list-size" }).first,
            let all = rows.first(where: { $0.level == .all }), all.state == .published
        else { return "" }
        let practices = rows.count { $0.level == .practice }
        return HTML.paragraph(
            "\(Self.value(all, definition)) people on the lists of \(practices) "
                + (practices == 1 ? "practice." : "practices."))
    }

    /// The practices that differ from all by more than chance, an indicator a row.
    private func outside() -> String {
        let items = pairs { $0.measure == .proportion && $0.theme != .dataQuality }
        let rows = items.compactMap { definition, rows -> [String]? in
            let shown = rows.filter { $0.level == .practice && $0.state == .published }
            let above = shown.filter { $0.position == "above" }
            let below = shown.filter { $0.position == "below" }
            guard shown.count >= 3, !above.isEmpty || !below.isEmpty,
                let all = rows.first(where: { $0.level == .all })
            else { return nil }
            return [
                definition.title, Self.value(all, definition), Self.names(above, definition),
                Self.names(below, definition),
            ]
        }
        guard !rows.isEmpty else { return "" }
        return HTML.table(
            "Practices outside three standard deviations of all",
            ["Indicator", "All practices", "Above", "Below"], rows, numbers: [1])
            + HTML.paragraph(
                "To differ is no judgement: ages, recording and lists of codes differ too. The "
                    + "funnel plots below show by how much.", "note")
    }

    private static func names(_ rows: [ResultRow], _ definition: IndicatorDefinition) -> String {
        let named = rows.prefix(fewNames).map { "\($0.name) (\(value($0, definition)))" }
        let others = rows.count - named.count
        return named.joined(separator: ", ") + (others > 0 ? ", and \(others) more" : "")
    }

    /// Why figures of all practices are to be taken with care, and how many.
    private func cautions() -> String {
        var counts: [String: Int] = [:]
        for row in rows({ _ in true }) where row.level == .all {
            for reason in row.comparability.reasons { counts[reason, default: 0] += 1 }
        }
        let rows = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { [$0.key, "\($0.value)"] }
        guard !rows.isEmpty else { return "" }
        return HTML.table(
            "Why figures are to be compared with care", ["Reason", "Indicators"], rows,
            numbers: [1])
    }

    private func kept() -> String {
        let practices = rows { _ in true }.filter { $0.level == .practice }
        let hidden = practices.count { $0.state == .suppressed || $0.state == .withheld }
        guard hidden > 0 else { return "" }
        return HTML.paragraph(
            "\(DecimalText.grouped(hidden)) of \(DecimalText.grouped(practices.count)) figures of "
                + "practices are kept back for small numbers.")
    }
}
