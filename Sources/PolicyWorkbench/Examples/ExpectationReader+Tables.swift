import CanonicalModel
import SharingAgreements
import StrictYAML

/// What tables of counts must count of an example patient.
///
/// ```yaml
/// tables:
///   demand:
///     - {practice: Y99001, month: 2026-02, age_band: 70-79}
///     - {practice: Y99001, month: 2026-03, age_band: 70-79, times: 2}
///   appointments: []
/// ```
extension ExpectationReader {
    func tables(_ value: Declaration) -> [Expectation.Table] {
        var tables: [Expectation.Table] = []
        for (id, place, member) in value.members() {
            guard let table = agreement.tables.first(where: { $0.id == id }) else {
                value.report.error(
                    .exampleForm, at: place, "the agreement has no table `\(id)`",
                    advice: suggestion(id, among: agreement.tables.map(\.id)))
                continue
            }
            let cells = member.items().compactMap { cell($0, of: table) }
            tables.append(.init(id: id, cells: cells, position: place))
        }
        return tables
    }

    private func cell(_ item: Declaration, of table: Agreement.Table) -> CountedCell? {
        let names = (table.rows + table.columns).map(\.name)
        let members = item.members(allowed: names + ["times"], required: names)
        let values = names.compactMap { members[$0]?.text() }
        guard values.count == names.count else { return nil }
        guard let times = members["times"] else { return CountedCell(values: values, count: 1) }
        guard let count = times.integer() else { return nil }
        if count < 1 {
            times.error(
                .exampleForm, "a cell counts something once at least",
                advice: "leave it out where nothing is counted, or the table: `\(table.id): []`")
        }
        return CountedCell(values: values, count: count)
    }
}
