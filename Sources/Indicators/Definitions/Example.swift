public import CanonicalModel
import StrictYAML
public import Terminology

/// A worked example beside a definition: one made-up person, and what the definition makes of them.
struct Example: Sendable {
    let name: String
    let lastDay: CalendarDay
    /// The cells of each row, by the names of their columns.
    var rows: [(kind: EntryKind, cells: [String: String])] = []
    /// What the definition must count: numerator, rest, excluded.
    let expected: Counts
    let position: Diagnostic.Position?
}

extension IndicatorReader {
    private static let outcomes = ["numerator", "denominator", "excluded", "outside"]

    /// `{name: ..., on: 2026-06-30, person: {age_years: 70}, rows: [...], gives: numerator}`.
    mutating func readExample(_ place: Declaration) {
        let members = place.members(
            allowed: ["name", "on", "person", "rows", "gives", "score"],
            required: ["name", "on", "person"])
        guard let day = members["on"].flatMap({ day($0) }) else { return }
        var expected = Counts()
        if let gives = members["gives"] {
            if gives.isMapping {
                let counts = gives.members(allowed: ["numerator", "denominator"])
                expected.numerator = counts["numerator"]?.integer() ?? 0
                expected.rest = counts["denominator"]?.integer() ?? 0
                if definition.measure == .proportion { expected.rest -= expected.numerator }
            } else if let word = gives.word(of: Self.outcomes, "outcome") {
                switch word {
                case "numerator": expected.numerator = 1
                case "denominator": expected.rest = 1
                case "excluded": expected.excluded = 1
                default: break
                }
            }
        }
        if let score = members["score"], let text = score.text() {
            expected = Counts(numerator: 1, sum: Double(text) ?? -1)
        }
        var example = Example(
            name: members["name"]?.text() ?? "", lastDay: day, expected: expected,
            position: place.position)
        if let person = members["person"] { example.rows.append((.patient, cells(person))) }
        for item in members["rows"]?.items() ?? [] {
            for (name, keyPlace, value) in item.members() {
                if let kind = EntryKind(name: name) {
                    example.rows.append((kind, cells(value)))
                } else {
                    report.error(
                        .unknownIndicatorField, at: keyPlace, "there is no table `\(name)`",
                        advice: suggestion(name, among: EntryKind.allCases.map(\.name)))
                }
            }
        }
        definition.examples.append(example)
    }

    private func cells(_ place: Declaration) -> [String: String] {
        var cells: [String: String] = [:]
        for (name, _, value) in place.members() { cells[name] = value.text() ?? "" }
        return cells
    }
}

extension IndicatorDefinition {
    /// How many worked examples stand beside the definition.
    public var exampleCount: Int { examples.count }

    /// Runs the worked examples.
    ///
    /// - Returns: A `failed-example` for each that gives something else than it says.
    public func failedExamples(codeSets: [CodeSet]) throws(Diagnostics) -> [Diagnostic] {
        var failed: [Diagnostic] = []
        for example in examples {
            let found = try example.count(self, codeSets)
            guard found != example.expected else { continue }
            failed.append(
                Diagnostic(
                    .failedExample, file: file, at: example.position,
                    "the example `\(example.name)` gives \(found.inWords), not "
                        + example.expected.inWords,
                    advice: "mend the rule or the example"))
        }
        return failed
    }
}

extension Example {
    /// What the definition counts of the example's person.
    fileprivate func count(
        _ definition: IndicatorDefinition, _ codeSets: [CodeSet]
    ) throws(Diagnostics) -> Counts {
        let plan = try IndicatorPlan([definition], codeSets: codeSets, lastDay: lastDay)
        var counting = IndicatorCounting(plan, shape: FeedShape())
        counting.begin("example")
        for kind in EntryKind.allCases {
            let rows = rows.filter { $0.kind == kind }.map(\.cells)
            let names = Set(rows.flatMap(\.keys)).sorted()
            let header = ["person_key", "practice"] + names
            for cells in rows {
                let line = ["one", "example"] + names.map { cells[$0] ?? "" }
                let text = line.joined(separator: ",") + "\n"
                counting.read(Array(text.utf8).span, of: kind, header: header)
            }
        }
        return counting.finishExample()
    }
}

extension IndicatorCounting {
    /// The counts of the only indicator, whatever the shape of the tables.
    fileprivate mutating func finishExample() -> Counts {
        var copy = IndicatorCounting(self, assumingEverything: true)
        copy.finish()
        let counts = copy.practices.first?.indicators.first?.all ?? Counts()
        // The sum to four decimals, as an example can write it.
        return Counts(
            numerator: counts.numerator, rest: counts.rest, excluded: counts.excluded,
            sum: (counts.sum * 10_000).rounded() / 10_000)
    }
}

extension Counts {
    fileprivate var inWords: String {
        if sum != 0 { return "a score of \(sum)" }
        switch (numerator, rest, excluded) {
        case (0, 0, 0): return "outside"
        case (1, 0, 0): return "numerator"
        case (0, 1, 0): return "denominator"
        case (0, 0, 1): return "excluded"
        default: return "\(numerator) in the numerator, \(rest) beside it, \(excluded) excluded"
        }
    }
}
