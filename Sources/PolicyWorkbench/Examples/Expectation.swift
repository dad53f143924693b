import CanonicalModel
import SharingAgreements
import StrictYAML

/// What must leave of an example patient, and what must not.
struct Expectation: Sendable {
    /// What is expected of the whole record, or of one entry.
    enum Outcome: Sendable {
        /// It leaves, whichever of its fields do.
        case leaves
        /// It leaves with these fields and no others.
        case fields([ExpectedField])
        /// It does not leave; for exactly these reasons if any are stated.
        case withheld(ReasonSet?)
    }

    /// A field that must leave, and as what if that is stated.
    struct ExpectedField: Sendable {
        let name: String
        let value: String?
        let position: Diagnostic.Position?
    }

    /// What is expected of entries.
    struct Entry: Sendable {
        /// As the example calls them: an id, or a kind for all of that kind.
        let label: String
        let outcome: Outcome
        let position: Diagnostic.Position?
    }

    /// What a table must count of the patient.
    struct Table: Sendable {
        /// Its id.
        let id: String
        /// Its cells, in any order; empty for none.
        let cells: [CountedCell]
        let position: Diagnostic.Position?
    }

    /// What is expected of tables of counts: a table that is not named must count nothing. `nil`
    /// where nothing is said of any.
    var tables: [Table]?
    /// What is expected of the record; `nil` where only entries are named, so that it must leave.
    var record: Outcome?
    /// What is expected of entries; what is not named must not leave. `nil` where nothing is said
    /// of any.
    var entries: [Entry]?
    /// Where it stands.
    var position: Diagnostic.Position?
}

/// Reads what is expected: `released`, `withheld TYPE1_OPT_OUT`, or entries with their fields.
struct ExpectationReader {
    let patient: ExamplePatient
    let agreement: Agreement

    /// What entries may be called.
    private var labels: [String] {
        var labels = ["patient"]
        if patient.registration != nil { labels.append("registration") }
        for entry in patient.entries {
            for label in [entry.kind.name, entry.id] where !labels.contains(label) {
                labels.append(label)
            }
        }
        return labels
    }

    func read(_ value: Declaration) -> Expectation {
        var expectation = Expectation(position: value.position)
        guard value.isMapping else {
            expectation.record = outcome(value)
            return expectation
        }
        let labels = labels
        for (label, place, member) in value.members() {
            if label == "record" {
                expectation.record = outcome(member)
                continue
            }
            if label == "tables" {
                expectation.tables = tables(member)
                continue
            }
            guard labels.contains(label) else {
                value.report.error(
                    .exampleForm, at: place, "the patient has no entry `\(label)`",
                    advice: suggestion(label, among: ["record", "tables"] + labels))
                continue
            }
            let kinds = kinds(label)
            let outcome = member.isScalar ? outcome(member) : fields(member, kinds)
            expectation.entries =
                (expectation.entries ?? []) + [
                    .init(label: label, outcome: outcome, position: place)
                ]
        }
        return expectation
    }

    private func kinds(_ label: String) -> EntryKind {
        EntryKind(name: label) ?? patient.entries.first { $0.id == label }?.kind ?? .patient
    }

    private func outcome(_ value: Declaration) -> Expectation.Outcome {
        let words = value.text()?.split { " ,".contains($0) }.map(String.init) ?? []
        switch words.first {
        case "released" where words.count == 1: return .leaves
        case "withheld":
            guard words.count > 1 else { return .withheld(nil) }
            let names = Reason.allCases.map(\.name)
            var reasons = ReasonSet()
            for word in words.dropFirst() where word != "and" {
                guard let reason = Reason.allCases.first(where: { $0.name == word }) else {
                    value.error(
                        .exampleForm, "`\(word)` is not a reason",
                        advice: suggestion(word, among: names))
                    continue
                }
                reasons.formUnion(ReasonSet(reason))
            }
            return .withheld(reasons)
        default:
            value.error(
                .exampleForm, "it is not said what is expected",
                advice: "write `released`, `withheld`, `withheld TYPE1_OPT_OUT`, or the fields")
            return .leaves
        }
    }

    /// `[code, status, onset 2023-05]`, or the same as a mapping.
    private func fields(_ value: Declaration, _ kind: EntryKind) -> Expectation.Outcome {
        let names = kind.definition.fields.dropFirst().map(\.name)
        var fields: [Expectation.ExpectedField] = []
        func add(_ name: String, _ text: String?, _ position: Diagnostic.Position?) {
            if names.contains(name) {
                fields.append(.init(name: name, value: text, position: position))
            } else {
                value.report.error(
                    .exampleForm, at: position, "`\(kind.name)` has no field `\(name)`",
                    advice: suggestion(name, among: names))
            }
        }
        if value.isMapping {
            for (name, place, member) in value.members() { add(name, member.text(), place) }
        } else {
            for item in value.items() {
                let words = item.text()?.split(separator: " ", maxSplits: 1) ?? []
                guard let name = words.first else { continue }
                add(String(name), words.count > 1 ? String(words[1]) : nil, item.position)
            }
        }
        return .fields(fields)
    }
}
