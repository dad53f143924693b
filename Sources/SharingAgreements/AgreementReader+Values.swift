import CanonicalModel
import StrictYAML

/// Windows of time, and tests of values.
extension AgreementReader {
    mutating func readGeneralWindow(_ section: Declaration) {
        let members = keyed(section, "dataset.window")
        agreement.window = window(members, of: nil)
        if section.isMapping, members["since"] == nil, members["last"] == nil {
            section.error(
                .missingKey, "the window has no beginning", advice: "add `since:` or `last: P2Y`")
        }
        for place in members["long_lived"]?.itemsOrSelf() ?? [] {
            if let kind = kind(place) { agreement.longLivedKinds.append(kind) }
        }
    }

    /// The window that `since` and `last` among `members` state.
    func window(_ members: [String: Declaration], of kind: EntryKind?) -> Agreement.Window {
        var window = Agreement.Window()
        if let place = members["since"] { window.since = date(place) }
        if let place = members["last"], let text = place.text() {
            window.last = Form.period(text)
            if window.last == nil {
                place.error(
                    .invalidForm, "`\(text)` is not a period",
                    advice: "write two years as `P2Y`, thirty days as `P30D`")
            }
        }
        if let kind, KindShape.all[Int(kind.rawValue)].isTimeless,
            let place = members["since"] ?? members["last"]
        {
            place.error(
                .invalidCondition, "`\(kind.name)` has no date that could lie in a time",
                advice: "remove `since` and `last`")
        }
        return window
    }

    /// `{status: [active], value: {at_least: 58, unit: mmol/mol}}`.
    func tests(_ section: Declaration, of kind: EntryKind) -> [Agreement.FieldTest] {
        let fields = kind.definition.fields
        var tests: [Agreement.FieldTest] = []
        for (name, place, value) in section.members() {
            guard let index = kind.definition.index(of: name) else {
                section.report.error(
                    .unknownField, at: place, "`\(kind.name)` has no field `\(name)`",
                    advice: suggestion(name, among: fields.map(\.name)))
                continue
            }
            if let test = test(value, fields[index]) {
                tests.append(.init(field: index, test: test))
            }
        }
        if section.isMapping, section.members().isEmpty {
            section.error(.invalidTest, "`values` tests nothing", advice: "name a field")
        }
        return tests
    }

    private func test(_ value: Declaration, _ field: Field) -> Agreement.FieldTest.Test? {
        switch field.type {
        case .code(let vocabulary):
            let words = items(value, "words").compactMap {
                $0.word(of: vocabulary.words, vocabulary.name).flatMap(vocabulary.index)
            }
            return words.isEmpty ? nil : .words(words)
        case .boolean: return value.boolean().map { .flag($0) }
        case .quantity: return limits(value, needsUnit: true).map { .limits($0) }
        case .number: return limits(value, needsUnit: false).map { .limits($0) }
        default:
            value.error(
                .invalidTest, "`\(field.name)` is \(field.type.name), which cannot be tested",
                advice: field.type == .concept
                    ? "use `codes` for what was recorded"
                    : "only words, numbers, amounts, and yes or no can be")
            return nil
        }
    }

    private func limits(_ section: Declaration, needsUnit: Bool) -> Agreement.Limits? {
        let keys = ["at_least", "more_than", "at_most", "less_than"]
        let members = section.members(
            allowed: keys + (needsUnit ? ["unit"] : []), required: needsUnit ? ["unit"] : [])
        guard section.isMapping else { return nil }
        var numbers: [String: Int64] = [:]
        for key in keys {
            guard let place = members[key], let text = place.text() else { continue }
            numbers[key] = millionths(Array(text.utf8).span)
            if numbers[key] == nil {
                place.error(
                    .invalidTest, "`\(text)` is not a number", advice: "write it as `58` or `7.5`")
            }
        }
        var limits = Agreement.Limits()
        limits.units = members["unit"]?.texts() ?? []
        (limits.low, limits.isLowOpen) = (
            numbers["at_least"] ?? numbers["more_than"], numbers["at_least"] == nil
        )
        (limits.high, limits.isHighOpen) = (
            numbers["at_most"] ?? numbers["less_than"], numbers["at_most"] == nil
        )
        let isDouble =
            members["at_least"] != nil && members["more_than"] != nil
            || members["at_most"] != nil && members["less_than"] != nil
        if isDouble || !keys.contains(where: { members[$0] != nil }) {
            section.error(
                .invalidTest, isDouble ? "two limits on the same side" : "there is no limit",
                advice: "write `at_least` or `more_than`, and `at_most` or `less_than`")
        }
        if let low = limits.low, let high = limits.high,
            low > high || low == high && (limits.isLowOpen || limits.isHighOpen)
        {
            section.error(.contradiction, "no number lies between these limits")
        }
        for unit in limits.units where !KnownUnits.contains(Array(unit.utf8)[...]) {
            members["unit"]?.error(
                .invalidTest, "`\(unit)` is not a unit that is known",
                advice: "write it as the sources do, `mmol/mol` say")
        }
        return limits
    }
}
