extension IndicatorResults {
    /// What a person reads at the end of a run: for each indicator the figure of all, or why there
    /// is none.
    public var summary: [String] {
        let width = definitions.map(\.id.count).max() ?? 0
        var lines = [
            "\(basis.agreement) \(basis.version), up to \(lastDay.text), "
                + "small numbers by \(basis.profile)"
        ]
        for (definition, rows) in zip(definitions, rows) {
            let name = definition.id + String(repeating: " ", count: width - definition.id.count)
            guard let all = rows.first(where: { $0.level == .all }) else { continue }
            let shown = rows.count { $0.level == .practice && $0.state == .published }
            let practices = rows.count { $0.level == .practice }
            lines.append(
                "  \(name)  \(Self.figure(all, definition))"
                    + (practices > 0 ? "  (\(shown) of \(practices) practices shown)" : ""))
        }
        return lines
    }

    /// A figure in words.
    static func figure(_ row: ResultRow, _ definition: IndicatorDefinition) -> String {
        switch row.state {
        case .suppressed: return "suppressed"
        case .withheld: return "withheld"
        case .empty: return "nobody"
        case .notComputable:
            return "not computable: " + row.comparability.reasons.joined(separator: " ")
        case .published: break
        }
        guard let value = row.value else { return "" }
        switch definition.measure {
        case .count: return DecimalText.grouped(Int(value))
        case .mean: return DecimalText.fixed(value, 2)
        case .rate(let per): return "\(DecimalText.fixed(value, 1)) for \(per) people"
        case .proportion:
            let part = DecimalText.grouped(row.numerator ?? 0)
            let whole = DecimalText.grouped(row.denominator ?? 0)
            return "\(DecimalText.percent(value)) %  (\(part) of \(whole))"
        }
    }
}
