import CanonicalModel
import Feeds
import StrictYAML
import Terminology

/// Reads which rows a table has: `where: {status: [final], value_canonical: {at_least: 140}}`.
struct FilterReader {
    let kind: EntryKind
    let codeSets: [CodeSet]

    /// All members of a mapping must hold.
    func all(_ section: Declaration) -> RowFilter {
        let members = section.members()
        if section.isMapping, members.isEmpty {
            section.error(.invalidFeed, "nothing is tested here", advice: "name a column")
        }
        return .all(
            members.compactMap { key, place, value in
                switch key {
                case "any": return .any(items(value).map(all))
                case "not": return .not(all(value))
                case "present", "absent":
                    let tests = items(value).compactMap { present($0) }
                    return key == "present" ? .all(tests) : .not(.any(tests))
                default: return test(key, place, value)
                }
            })
    }

    /// The items of a list that has some, or the value itself.
    private func items(_ value: Declaration) -> [Declaration] {
        let items = value.itemsOrSelf()
        if items.isEmpty { value.error(.invalidFeed, "the list is empty", advice: "name one") }
        return items
    }

    private func present(_ place: Declaration) -> RowFilter? {
        guard let text = place.text(),
            let name = ColumnName(text, of: kind, at: place.position, place.report)
        else { return nil }
        // A field is there where its first column that says anything is.
        let columns = name.columns.map(\.name)
        return .any(columns.map { .test(CellTest(name.isPatients, [$0], .present)) })
    }

    private func test(
        _ key: String, _ position: Diagnostic.Position?, _ value: Declaration
    ) -> RowFilter? {
        guard let name = ColumnName(key, of: kind, at: position, value.report) else { return nil }
        if name.isField, let type = name.columns.first?.field?.type {
            switch type {
            case .concept: return codes(name, value)
            case .quantity:
                value.report.error(
                    .invalidFeed, at: position, "`\(key)` is a quantity, and its unit matters",
                    advice: "test `\(key)_number` beside `\(key)_unit`, or `\(key)_canonical` "
                        + "where there is one")
                return nil
            default: break
            }
        }
        guard let column = name.columns.first, let test = test(column, key, value) else {
            return nil
        }
        return .test(CellTest(name.isPatients, [column.name], test))
    }

    private func test(
        _ column: TableColumn, _ key: String, _ value: Declaration
    ) -> CellTest.Test? {
        switch column.form {
        case .text where column.words.isEmpty:
            return .words(Set(items(value).compactMap { $0.text() }.map { Array($0.utf8) }))
        case .text:
            let words = items(value).compactMap { $0.word(of: column.words, "`\(key)`") }
            return .words(Set(words.map { Array($0.utf8) }))
        case .truth:
            return value.boolean().map { .words([Array("\($0)".utf8)]) }
        case .number: return limits(value).map { .number($0) }
        case .date: return days(value)
        case .texts:
            value.error(
                .invalidFeed, "`\(key)` names several rows and cannot be tested",
                advice: "use `present` or `absent`")
            return nil
        }
    }

    // MARK: - Codes

    private func codes(_ name: ColumnName, _ value: Declaration) -> RowFilter? {
        let wanted = items(value).compactMap { place -> CodeSet? in
            guard let text = place.text() else { return nil }
            if let set = codeSets.first(where: { $0.name == text }) { return set }
            place.error(
                .unknownFeedCodes, "there is no code set `\(text)`",
                advice: suggestion(text, among: codeSets.map(\.name))
                    ?? "put its file into a folder `codes` beside this one")
            return nil
        }
        guard wanted.count <= CodeSetIndex.maximumSets else {
            value.error(
                .invalidFeed, "more than \(CodeSetIndex.maximumSets) code sets",
                advice: "put some of them into one")
            return nil
        }
        // SNOMED CT, and the first code as the source wrote it with its system.
        let columns = name.columns.prefix(3).map(\.name)
        return .test(CellTest(name.isPatients, columns, .codes(CodeSetIndex(wanted))))
    }

    // MARK: - Numbers and days

    private func limits(_ section: Declaration) -> CellTest.Limits? {
        let keys = ["at_least", "more_than", "at_most", "less_than"]
        let members = section.members(allowed: keys)
        guard section.isMapping else { return nil }
        var numbers: [String: Double] = [:]
        for key in keys {
            guard let place = members[key], let text = place.text() else { continue }
            numbers[key] = Double(text).flatMap { $0.isFinite ? $0 : nil }
            if numbers[key] == nil {
                place.error(
                    .invalidFeed, "`\(text)` is not a number", advice: "write it as `58` or `7.5`")
            }
        }
        let isDouble =
            members["at_least"] != nil && members["more_than"] != nil
            || members["at_most"] != nil && members["less_than"] != nil
        if isDouble || members.isEmpty {
            section.error(
                .invalidFeed, isDouble ? "two limits on the same side" : "there is no limit",
                advice: "write `at_least` or `more_than`, and `at_most` or `less_than`")
        }
        let limits = CellTest.Limits(
            low: numbers["at_least"] ?? numbers["more_than"] ?? -.infinity,
            isLowOpen: members["more_than"] != nil,
            high: numbers["at_most"] ?? numbers["less_than"] ?? .infinity,
            isHighOpen: members["less_than"] != nil)
        if limits.isEmpty { section.error(.invalidFeed, "no number lies between these limits") }
        return limits
    }

    private func days(_ section: Declaration) -> CellTest.Test? {
        let members = section.members(allowed: ["since", "before", "last"])
        guard section.isMapping else { return nil }
        let (since, before) = (members["since"].flatMap(day), members["before"].flatMap(day))
        var last: RecentPeriod?
        if let place = members["last"], let text = place.text() {
            last = RecentPeriod(text)
            if last == nil {
                place.error(
                    .invalidFeed, "`\(text)` is not a period of months or years",
                    advice: "write twelve months as `P12M`, two years as `P2Y`")
            }
        }
        if members.isEmpty || members["since"] != nil && members["last"] != nil {
            section.error(
                .invalidFeed, members.isEmpty ? "there is no day" : "two beginnings",
                advice: "write `since: 2025-04-01` or `last: P12M`, and `before: ...`")
        }
        if let since, let before, !since.lexicographicallyPrecedes(before) {
            section.error(.invalidFeed, "no day lies between these")
        }
        return .days(since: since ?? [], before: before ?? [], last: last)
    }

    private func day(_ place: Declaration) -> [UInt8]? {
        guard let text = place.text() else { return nil }
        if PartialDate(dayText: text) != nil { return Array(text.utf8) }
        place.error(
            .invalidFeed, "`\(text)` is not a day", advice: dayAdvice(text))
        return nil
    }
}
