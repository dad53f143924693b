import CanonicalModel
import SharingAgreements

/// What became of an example patient: enough to hold against what is expected, and to tell whether
/// two agreements treat the patient alike.
struct ExampleOutcome: Equatable {
    struct Entry: Equatable {
        let reasons: ReasonSet
        /// What leaves of it, by field, as text.
        let fields: [Int: String]
    }
    let record: ReasonSet
    let entries: [Entry]
    /// What is counted of the patient, by table.
    let counted: [String: [CountedCell]]

    init(_ explanation: Explanation) {
        record = Self.set(explanation.because)
        counted = explanation.counted.filter { !$0.value.isEmpty }
        let left = explanation.wouldLeave.record
        entries = explanation.items.map { item in
            var fields: [Int: String] = [:]
            if let place = item.released {
                let entry = left.entries[place]
                for field in 1..<entry.kind.fieldCount {
                    fields[field] = Self.text(
                        left.cell(entry, field), entry.kind.definition.fields[field], left)
                }
            }
            return Entry(reasons: Self.set(item.because), fields: fields)
        }
    }

    private static func set(_ because: [Explanation.Because]) -> ReasonSet {
        because.reduce(into: ReasonSet()) { $0.formUnion(ReasonSet($1.reason)) }
    }

    /// The end of the text of a concept with which words leave that somebody may have typed.
    static let words = " with words"

    private static func text(_ cell: Cell, _ field: Field, _ record: CanonicalRecord) -> String? {
        switch cell {
        case .absent: return nil
        case .text(let text), .reference(let text): return record.string(text)
        case .date(let date): return ExampleForm.text(date)
        case .boolean(let flag): return flag ? "true" : "false"
        case .code(let word):
            guard case .code(let vocabulary) = field.type else { return "\(word)" }
            return vocabulary.words[Int(word)]
        case .quantity(let index):
            let quantity = record.quantities[Int(index)]
            let unit = quantity.unit.isEmpty ? "" : " " + record.string(quantity.unit)
            return record.string(quantity.number) + unit
        case .references(let start, let count):
            return record.references[Int(start)..<Int(start + count)].map { record.string($0) }
                .joined(separator: " ")
        case .concept(let index):
            let concept = record.concepts[Int(index)]
            let codings = record.codings(of: concept)
            let hasWords = !concept.text.isEmpty || codings.contains { !$0.display.isEmpty }
            return codings.map { record.string($0.code) }.joined(separator: " ")
                + (hasWords ? words : "")
        }
    }
}
