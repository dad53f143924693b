import CanonicalModel
import Feeds
import Terminology

/// Which rows a table has: comparisons of cells with constants and code sets, joined by and, or,
/// and not. A missing cell satisfies no comparison.
indirect enum RowFilter: Sendable {
    case all([RowFilter])
    case any([RowFilter])
    case not(RowFilter)
    case test(CellTest)

    /// Every comparison in it.
    var tests: [CellTest] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.tests)
        case .not(let part): part.tests
        case .test(let test): [test]
        }
    }

    /// The same with each comparison replaced.
    func map(_ change: (CellTest) -> CellTest) -> RowFilter {
        switch self {
        case .all(let parts): .all(parts.map { $0.map(change) })
        case .any(let parts): .any(parts.map { $0.map(change) })
        case .not(let part): .not(part.map(change))
        case .test(let test): .test(change(test))
        }
    }

    /// Whether a row is in the table.
    func holds(_ row: JoinedRow) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.holds(row) }
        case .any(let parts): parts.contains { $0.holds(row) }
        case .not(let part): !part.holds(row)
        case .test(let test): test.holds(row)
        }
    }

    /// What it says, for people; empty where every row is meant.
    var inWords: String {
        switch self {
        case .all(let parts): parts.map(\.inWords).joined(separator: " and ")
        case .any(let parts): "(" + parts.map(\.inWords).joined(separator: " or ") + ")"
        case .not(let part): "not (\(part.inWords))"
        case .test(let test): test.inWords
        }
    }
}

/// A comparison of cells with a constant.
struct CellTest: Sendable {
    enum Test: Sendable {
        case present
        case words(Set<[UInt8]>)
        case number(Limits)
        /// ISO 8601 days; empty for none.
        case days(since: [UInt8], before: [UInt8], last: RecentPeriod?)
        case codes(CodeSetIndex)
    }

    /// Between which numbers.
    struct Limits: Sendable {
        let low: Double
        let isLowOpen: Bool
        let high: Double
        let isHighOpen: Bool

        var isEmpty: Bool { low > high || low == high && (isLowOpen || isHighOpen) }

        var inWords: String {
            var parts: [String] = []
            if low > -.infinity {
                parts.append((isLowOpen ? "more than " : "at least ") + Self.text(low))
            }
            if high < .infinity {
                parts.append((isHighOpen ? "less than " : "at most ") + Self.text(high))
            }
            return parts.joined(separator: " and ")
        }

        private static func text(_ number: Double) -> String {
            Int(exactly: number).map { "\($0)" } ?? "\(number)"
        }

        func contains(_ number: Double) -> Bool {
            (isLowOpen ? number > low : number >= low)
                && (isHighOpen ? number < high : number <= high)
        }
    }

    let isPatients: Bool
    /// The columns that it looks at: of a concept SNOMED CT, first code, and its system.
    let columns: [String]
    let test: Test
    /// Where the columns stand in the rows of a feed.
    var places: [Int] = []

    init(_ isPatients: Bool, _ columns: [String], _ test: Test) {
        (self.isPatients, self.columns, self.test) = (isPatients, columns, test)
    }

    /// The same for a run on a day: what is recent becomes a day.
    func asOf(_ day: PartialDate) -> CellTest {
        guard case .days(_, let before, let last?) = test else { return self }
        return CellTest(
            isPatients, columns, .days(since: last.firstDay(until: day), before: before, last: nil))
    }

    func holds(_ row: JoinedRow) -> Bool {
        guard let first = places.first else { return false }
        if case .codes(let index) = test { return isMember(of: index, row) }
        return row.withCell(first, isPatients) { cell in
            guard !cell.isEmpty else { return false }
            switch test {
            case .present: return true
            case .words(let words): return words.contains(cell.indices.map { cell[$0] })
            case .number(let limits): return CellForm.double(cell).map(limits.contains) ?? false
            case .days(let since, let before, _):
                return !cell.precedes(since) && (before.isEmpty || cell.precedes(before))
            case .codes: return false
            }
        }
    }

    private func isMember(of index: CodeSetIndex, _ row: JoinedRow) -> Bool {
        guard places.count == 3 else { return false }
        let isSNOMED = row.withCell(places[0], isPatients) { cell in
            !cell.isEmpty && index.membership(.snomed, cell) != 0
        }
        if isSNOMED { return true }
        let name = row.withCell(places[2], isPatients) { cell in
            String(decoding: cell.indices.map { cell[$0] }, as: UTF8.self)
        }
        guard let system = Self.systems[name] else { return false }
        return row.withCell(places[1], isPatients) { cell in
            !cell.isEmpty && index.membership(system, cell) != 0
        }
    }

    private static let systems = Dictionary(
        uniqueKeysWithValues: CodeSystem.allCases.dropFirst().map { ("\($0.name)", $0) })

    /// What it says, for people.
    var inWords: String {
        let name = (isPatients ? "patient." : "") + (columns.first ?? "")
        switch test {
        case .present: return "\(name) is there"
        case .words(let words):
            let texts = words.map { "`\(String(decoding: $0, as: UTF8.self))`" }.sorted()
            return "\(name) is " + texts.joined(separator: " or ")
        case .number(let limits):
            return "\(name) is \(limits.inWords)"
        case .days(let since, let before, let last):
            var parts: [String] = []
            if !since.isEmpty { parts.append("since \(String(decoding: since, as: UTF8.self))") }
            if !before.isEmpty { parts.append("before \(String(decoding: before, as: UTF8.self))") }
            if let last { parts.append("within \(last.inWords) before the run") }
            return "\(name) is " + parts.joined(separator: " and ")
        case .codes(let index):
            return "a code of `\(index.names.joined(separator: "` or `"))` stands in \(name)"
        }
    }
}

extension Span<UInt8> {
    /// Whether it comes before `other`, byte by byte.
    fileprivate func precedes(_ other: [UInt8]) -> Bool {
        for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
            return self[index] < other[index]
        }
        return count < other.count
    }
}

/// Months or years back from the day of a run.
struct RecentPeriod: Sendable {
    let months: Int

    /// Reads `P12M` or `P2Y`; `nil` for anything else, and for more than 200 years.
    init?(_ text: String) {
        guard text.first == "P", let unit = text.last, unit == "M" || unit == "Y",
            let count = Int(text.dropFirst().dropLast()), count > 0
        else { return nil }
        let months = count.multipliedReportingOverflow(by: unit == "Y" ? 12 : 1)
        guard !months.overflow, months.partialValue <= 2400 else { return nil }
        self.months = months.partialValue
    }

    /// The same day so long before, or the last of that month; as ISO 8601.
    func firstDay(until day: PartialDate) -> [UInt8] {
        let month = day.year * 12 + day.month - 1 - months
        for number in stride(from: day.day, to: 0, by: -1) {
            guard
                let date = PartialDate(
                    .day, year: month / 12, month: month % 12 + 1, day: number)
            else { continue }
            var text: [UInt8] = []
            date.append(to: &text)
            return text
        }
        return []
    }

    var inWords: String {
        months.isMultiple(of: 12)
            ? months == 12 ? "1 year" : "\(months / 12) years"
            : months == 1 ? "1 month" : "\(months) months"
    }
}
