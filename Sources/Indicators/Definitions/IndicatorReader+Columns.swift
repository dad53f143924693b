import CanonicalModel
import StrictYAML

/// Tests of columns: `values: {status: [active], value: {at_most: 140, unit: mmHg}}`.
extension IndicatorReader {
    func columnTests(_ members: [String: Declaration], of kind: EntryKind) -> [ColumnTest] {
        var tests: [ColumnTest] = []
        if let section = members["values"] {
            for (name, keyPlace, place) in section.members() {
                guard let field = field(name, keyPlace ?? place.position, of: kind) else {
                    continue
                }
                if let test = test(place, field, of: kind) { tests.append(test) }
            }
        }
        for (key, test) in [("present", ColumnTest.Test.present), ("absent", .absent)] {
            for place in members[key]?.itemsOrSelf() ?? [] {
                if let column = column(place, of: kind) {
                    tests.append(ColumnTest(column: column, test: test))
                }
            }
        }
        if let place = members["map_status"] {
            let words = MapStatus.allCases.map { "\($0.name)" }
            let chosen = place.itemsOrSelf().compactMap { $0.word(of: words, "map status") }
            tests.append(ColumnTest(column: "code_status", test: .words(chosen)))
        }
        return tests
    }

    /// The column that tells whether a field is filled.
    func column(_ place: Declaration, of kind: EntryKind) -> String? {
        guard let name = place.text(), let field = field(name, place.position, of: kind) else {
            return nil
        }
        return FeedColumns.main(of: field, in: kind)
    }

    private func field(
        _ name: String, _ place: Diagnostic.Position?, of kind: EntryKind
    ) -> Field? {
        let fields = kind.definition.fields
        if let field = fields.first(where: { $0.name == name }) { return field }
        // The practitioner of a contact, and the unit of an amount, have columns of their own.
        if let part = FeedColumns.part(name) { return part }
        report.error(
            .unknownIndicatorField, at: place, "`\(kind.name)` has no field `\(name)`",
            advice: suggestion(name, among: fields.map(\.name)))
        return nil
    }

    private func test(_ place: Declaration, _ field: Field, of kind: EntryKind) -> ColumnTest? {
        let column = FeedColumns.main(of: field, in: kind)
        switch field.type {
        case .code(let vocabulary):
            let words = place.itemsOrSelf().compactMap {
                $0.word(of: vocabulary.words, vocabulary.name)
            }
            return ColumnTest(column: column, test: .words(words))
        case .boolean:
            guard let isTrue = place.boolean() else { return nil }
            return ColumnTest(column: column, test: .words([isTrue ? "true" : "false"]))
        case .text, .reference:
            return ColumnTest(column: column, test: .words(place.texts()))
        case .number, .quantity:
            guard let limits = limits(place, field) else { return nil }
            return ColumnTest(column: column, test: .limits(limits))
        case .date, .concept, .references:
            place.error(
                .unknownIndicatorField,
                "`\(field.name)` is \(field.type.name), which has no values",
                advice: field.type == .date
                    ? "use `last` or `since`" : "name a code set, or use `present`")
            return nil
        }
    }

    private func limits(_ place: Declaration, _ field: Field) -> ColumnTest.Limits? {
        let needsUnit = field.type == .quantity
        let bounds = ["at_least", "more_than", "at_most", "less_than"]
        let members = place.members(
            allowed: bounds + ["unit"], required: needsUnit ? ["unit"] : [])
        var limits = ColumnTest.Limits()
        func number(_ key: String) -> Double? {
            guard let place = members[key], let text = place.text() else { return nil }
            if let number = Double(text), number.isFinite { return number }
            place.error(.wrongShape, "expected a number, not `\(text)`")
            return nil
        }
        if let least = number("at_least") { limits.low = least }
        if let least = number("more_than") { (limits.low, limits.lowIsIn) = (least, false) }
        if let most = number("at_most") { limits.high = most }
        if let most = number("less_than") { (limits.high, limits.highIsIn) = (most, false) }
        if place.isMapping, !bounds.contains(where: { members[$0] != nil }) {
            place.error(
                .invalidIndicator, "the value has no bound",
                advice: "add one of `at_least`, `more_than`, `at_most`, `less_than`")
        }
        if let unit = members["unit"], needsUnit {
            limits.units = unit.texts().map { $0.lowercased().filter { $0 != " " } }
            limits.unitColumn = "\(field.name)_unit"
            limits.canonicalColumn = "\(field.name)_canonical"
            limits.canonicalUnitColumn = "\(field.name)_unit_canonical"
        }
        return limits
    }
}
