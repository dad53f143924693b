import CanonicalModel
import SharingAgreements

/// Holds what became of an example patient against what is expected, and says what differs and
/// which clause decided.
///
/// Messages show what leaves of the example, which its author made up.
struct ExampleVerdict {
    let patient: ExampleTrial.Prepared
    let explanation: Explanation
    let outcome: ExampleOutcome
    /// Names a clause and where it stands; empty words where only whether it fails matters.
    let cite: (String) -> String
    private var failures: [Failure] = []

    struct Failure {
        let position: Diagnostic.Position?
        let message: String
        let advice: String?
    }

    private init(
        _ patient: ExampleTrial.Prepared, _ explanation: Explanation,
        _ cite: @escaping (String) -> String
    ) {
        (self.patient, self.explanation, self.cite) = (patient, explanation, cite)
        outcome = ExampleOutcome(explanation)
    }

    /// What differs; nothing if the example holds.
    static func failures(
        _ patient: ExampleTrial.Prepared, _ explanation: Explanation, under agreement: Agreement,
        _ cite: @escaping (String) -> String
    ) -> [Failure] {
        var verdict = Self(patient, explanation, cite)
        let expected = patient.example.expectation
        verdict.checkRecord(expected)
        if expected.entries != nil, verdict.failures.isEmpty { verdict.checkEntries(expected) }
        if let tables = expected.tables, verdict.failures.isEmpty {
            verdict.checkTables(tables, of: agreement)
        }
        return verdict.failures
    }

    // MARK: - The whole record

    private mutating func checkRecord(_ expected: Expectation) {
        switch expected.record ?? .leaves {
        case .withheld(let reasons):
            if outcome.record.isEmpty {
                fail(
                    expected.position,
                    "nothing of the record should leave, and it leaves: no clause keeps it back",
                    reasons?.primary.map { "expected was \($0.name)" })
            } else if let reasons, reasons != outcome.record {
                fail(
                    expected.position,
                    "the record should be withheld as \(Self.names(reasons)), and is withheld as "
                        + because(explanation.because),
                    "name every reason, or only `withheld`")
            }
        case .leaves, .fields:
            guard !outcome.record.isEmpty else { return }
            fail(
                expected.position,
                "the record should leave, and is withheld as " + because(explanation.because),
                explanation.because.first?.reason.sentence)
        }
    }

    // MARK: - Entries

    private mutating func checkEntries(_ expected: Expectation) {
        let entries = expected.entries ?? []
        for (number, item) in explanation.items.enumerated() {
            let id = patient.ids[number]
            let own =
                entries.first { $0.label == id }
                ?? entries.first { $0.label == item.entry.kind.name }
            guard let own else {
                if item.because.isEmpty {
                    fail(
                        expected.position,
                        "`\(id)` leaves\(by(item)), and the example does not name it",
                        "name it with its fields if it may leave")
                }
                continue
            }
            check(item, id, own)
        }
    }

    private mutating func check(
        _ item: Explanation.Item, _ id: String, _ expected: Expectation.Entry
    ) {
        let reasons = outcome.entries[item.number].reasons
        switch expected.outcome {
        case .withheld(let wanted):
            if reasons.isEmpty {
                fail(expected.position, "`\(id)` should not leave, and leaves\(by(item))", nil)
            } else if let wanted, wanted != reasons {
                fail(
                    expected.position,
                    "`\(id)` should be withheld as \(Self.names(wanted)), and is withheld as "
                        + because(item.because),
                    "name every reason, or only `withheld`")
            }
        case .leaves, .fields:
            guard reasons.isEmpty else {
                return fail(
                    expected.position,
                    "`\(id)` should leave, and is withheld as " + because(item.because),
                    item.because.first?.reason.sentence)
            }
            if case .fields(let fields) = expected.outcome { check(item, id, fields, expected) }
        }
    }

    private mutating func check(
        _ item: Explanation.Item, _ id: String, _ fields: [Expectation.ExpectedField],
        _ expected: Expectation.Entry
    ) {
        let definition = item.entry.kind.definition
        let left = outcome.entries[item.number].fields
        for field in fields {
            guard let index = definition.index(of: field.name) else { continue }
            guard let text = left[index] else {
                let why = item.fields.first { $0.field == index }
                fail(
                    field.position,
                    "`\(field.name)` of `\(id)` should leave, and does not" + self.why(why),
                    why == nil ? "the record of the example does not state it" : nil)
                continue
            }
            check(text, item, index, field, id)
        }
        let named = Set(fields.compactMap { definition.index(of: $0.name) })
        for index in left.keys.sorted() where !named.contains(index) {
            fail(
                expected.position,
                "`\(definition.fields[index].name)` of `\(id)` leaves\(by(item, index)), and the "
                    + "example does not name it",
                "name it if it may leave")
        }
    }

    private mutating func check(
        _ text: String, _ item: Explanation.Item, _ index: Int,
        _ field: Expectation.ExpectedField, _ id: String
    ) {
        let isConcept = item.entry.kind.definition.fields[index].type == .concept
        let words = ExampleOutcome.words
        let wanted = field.value.map { isConcept ? " " + $0 : $0 }
        if isConcept, text.hasSuffix(words) != (wanted?.hasSuffix(words) ?? false) {
            let leave = text.hasSuffix(words)
            return fail(
                field.position,
                "the words beside `\(field.name)` of `\(id)` \(leave ? "leave" : "do not leave")"
                    + (leave ? ", by \(cite("dataset.free_text"))" : ""),
                leave ? "write `\(field.name) with words` if they may" : nil)
        }
        guard let wanted = field.value, !isConcept, wanted != text else { return }
        fail(
            field.position,
            "`\(field.name)` of `\(id)` should leave as `\(wanted)`, and leaves as `\(text)`"
                + by(item, index), nil)
    }

    // MARK: - Words

    mutating func fail(
        _ position: Diagnostic.Position?, _ message: String, _ advice: String?
    ) {
        failures.append(
            Failure(
                position: position ?? patient.example.position, message: message, advice: advice))
    }

    private static func names(_ reasons: ReasonSet) -> String {
        reasons.reasons.map(\.name).joined(separator: ", ")
    }

    private func because(_ reasons: [Explanation.Because]) -> String {
        reasons.map { reason in
            let clauses = reason.clauses.map(cite).joined(separator: " and ")
            return reason.reason.name + (clauses.isEmpty ? "" : " by \(clauses)")
        }.joined(separator: ", ")
    }

    /// By which clauses an entry, or a field of it, leaves.
    private func by(_ item: Explanation.Item, _ field: Int? = nil) -> String {
        var clauses: [String] = []
        for outcome in item.fields where field == nil || outcome.field == field {
            if case .withheld = outcome.outcome { continue }
            for clause in outcome.clauses where !clauses.contains(clause) { clauses.append(clause) }
        }
        return clauses.isEmpty ? "" : " by " + clauses.map(cite).joined(separator: " and ")
    }

    private func why(_ outcome: Explanation.FieldOutcome?) -> String {
        guard let outcome, case .withheld(let why) = outcome.outcome else { return "" }
        let clauses = outcome.clauses.map(cite).joined(separator: " and ")
        return ": \(why)" + (clauses.isEmpty ? "" : " (\(clauses))")
    }
}
