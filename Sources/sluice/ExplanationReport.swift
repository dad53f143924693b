import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements

/// What `sluice policy explain` says, in sentences; text, JSON and HTML are laid out from the same.
struct ExplanationReport {
    /// A clause and where it stands.
    struct Clause: Codable {
        let path: String
        let line: Int?
        let column: Int?
    }

    /// One reason in words.
    struct Because: Codable {
        let reason: String
        let sentence: String
        let clauses: [Clause]
    }

    /// One field in words.
    struct Field: Codable {
        let name: String
        /// `released`, `reduced` or `withheld`.
        let outcome: String
        var sentence: String
        let clauses: [Clause]
        var before: String?
        var after: String?
        /// What would have to be otherwise for more of it to leave.
        var change: String?
    }

    /// One entry in words.
    struct Item: Codable {
        let number: Int
        let kind: String
        let id: String?
        let offset: Int
        let length: Int
        let leaves: Bool
        let because: [Because]
        /// What would have to be otherwise for it to leave.
        let change: String?
        let fields: [Field]
    }

    /// One record in words.
    struct Record: Codable {
        let name: String
        let offset: Int
        /// Why it could not be read.
        let unreadable: String?
        let because: [Because]
        let change: String?
        let quarantined: Int
        let items: [Item]
    }

    /// The whole of it.
    struct Document: Codable {
        let agreement: String
        let version: String
        let flow: String?
        let file: String
        let runDate: String
        let records: [Record]
    }

    let compiled: CompiledAgreement
    let file: String
    private let places: AgreementPlaces
    /// The entry that is told about alone, by its id or number.
    let only: String?
    private let showsValues: Bool

    init(
        _ compiled: CompiledAgreement, file: String, places: AgreementPlaces, only: String?,
        showsValues: Bool
    ) {
        (self.compiled, self.file, self.places) = (compiled, file, places)
        (self.only, self.showsValues) = (only, showsValues)
    }

    /// The entries of a record that are told about, whose smallest changes are looked for.
    func wanted(_ record: CanonicalRecord) -> Set<Int> {
        let numbers = record.entries.indices.filter { number in
            guard let only else { return true }
            return "\(number + 1)" == only
                || CellText.text(record.cell(record.entries[number], 0), in: record) == only
        }
        return Set(numbers)
    }

    /// Puts one record into words.
    func record(_ explained: ExplainedRecord) -> Record {
        guard let explanation = explained.explanation else {
            return Record(
                name: explained.name, offset: explained.offset,
                unreadable: explained.findings.map { "\($0)" }.joined(separator: "\n"),
                because: [], change: nil, quarantined: 0, items: [])
        }
        let items = explanation.items.map { item in
            self.item(
                item, explained.record, explanation, explained.advice?.entries[item.number] ?? [],
                explained.advice?.fields[item.number] ?? [:])
        }
        return Record(
            name: explained.name, offset: explained.offset, unreadable: nil,
            because: explanation.because.map(because),
            change: change(explanation.because, "The record", explained.advice?.record ?? []),
            quarantined: explained.quarantined,
            items: items.filter { only == nil || $0.id == only || "\($0.number)" == only })
    }

    private func item(
        _ item: Explanation.Item, _ record: CanonicalRecord, _ explanation: Explanation,
        _ ways: [[AgreementChange]], _ ofFields: [Int: AgreementChange]
    ) -> Item {
        let definition = item.entry.kind.definition
        let fields = item.fields.map { outcome in
            var field = field(outcome, definition.fields[outcome.field].name)
            if field.name == "ethnicity", let source = record.ethnicitySource {
                field.sentence += "; it was taken from entry \(source + 1)"
            }
            if field.outcome != "released" {
                field.change = ofFields[outcome.field].map { words([$0]) }
            }
            if showsValues, field.name != "pseudonym" {
                field.before = CellText.text(record.cell(item.entry, outcome.field), in: record)
                if let released = explanation.released?.record, let place = item.released {
                    let cell = released.cell(released.entries[place], outcome.field)
                    field.after = CellText.text(cell, in: released)
                }
            }
            return field
        }
        // In a pseudonymised flow the source's ids are not shown, since they are withheld too.
        let isIdentifiable = compiled.agreement.deidentification.level == .identifiable
        // What would leave, were it not for the record, has no change of its own.
        let wouldLeave = item.because.isEmpty && !explanation.because.isEmpty
        return Item(
            number: item.number + 1, kind: item.entry.kind.name,
            id: isIdentifiable || only != nil || showsValues
                ? CellText.text(record.cell(item.entry, 0), in: record) : nil,
            offset: Int(item.entry.sourceOffset), length: Int(item.entry.sourceLength),
            leaves: item.because.isEmpty && explanation.because.isEmpty,
            because: item.because.map(because),
            change: change(item.because, "It", wouldLeave ? [] : ways),
            fields: fields)
    }

    private func field(_ outcome: Explanation.FieldOutcome, _ name: String) -> Field {
        let (word, sentence) =
            switch outcome.outcome {
            case .released: ("released", "leaves as it is")
            case .reduced(let how): ("reduced", "leaves less precisely: \(how)")
            case .withheld(let why): ("withheld", "does not leave: \(why)")
            }
        return Field(
            name: name, outcome: word, sentence: sentence, clauses: clauses(outcome.clauses))
    }

    private func because(_ because: Explanation.Because) -> Because {
        Because(
            reason: because.reason.name, sentence: because.reason.sentence,
            clauses: clauses(because.clauses))
    }

    private func clauses(_ paths: [String]) -> [Clause] {
        paths.map { path in
            let place = places.position(path)
            return Clause(path: path, line: place?.line, column: place?.column)
        }
    }

    /// What would alter the outcome: every reason is enough by itself, so all of them must go.
    private func change(
        _ because: [Explanation.Because], _ what: String, _ ways: [[AgreementChange]]
    ) -> String? {
        let smallest = smallest(ways, isReleased: because.isEmpty)
        guard let only = because.first else { return smallest }
        var text =
            because.count > 1
            ? "Each of these \(because.count) would keep it back by itself; "
                + "all would have to change."
            : "\(what) is kept back for this alone"
                + (only.clauses.isEmpty ? "; no clause of the agreement can change it." : ".")
        if let smallest { text += " " + smallest }
        return text
    }

    /// The ways in words; those first that alter the least else.
    private func smallest(_ ways: [[AgreementChange]], isReleased: Bool) -> String? {
        guard !ways.isEmpty else { return nil }
        return (isReleased ? "It would stay with one change: " : "The smallest change: ")
            + ways.map(words).joined(separator: "; or ") + "."
    }

    private func words(_ changes: [AgreementChange]) -> String {
        changes.map { change in
            let line = places.position(change.clause).map { ", line \($0.line)" } ?? ""
            return "`\(change.clause)`\(line): \(change.words)"
        }.joined(separator: "; and ")
    }
}

/// A cell in words, for a terminal.
enum CellText {
    static func text(_ cell: Cell, in record: CanonicalRecord) -> String? {
        func text(_ range: TextRange) -> String {
            String(decoding: record.bytes(range), as: UTF8.self)
        }
        switch cell {
        case .absent: return nil
        case .text(let range), .reference(let range): return text(range)
        case .code(let word): return "word \(word)"
        case .boolean(let value): return value ? "true" : "false"
        case .date(let date):
            var bytes: [UInt8] = []
            date.append(to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        case .concept(let index):
            let concept = record.concepts[Int(index)]
            let codings = record.codings(of: concept).map { coding in
                "\(coding.system.name) \(text(coding.code)) \(text(coding.display))"
            }
            return (codings + [text(concept.text)]).filter { !$0.isEmpty }
                .joined(separator: "; ")
        case .quantity(let index):
            let quantity = record.quantities[Int(index)]
            return "\(quantity.comparator.sign)\(text(quantity.number)) \(text(quantity.unit))"
        case .references(let start, let count):
            return record.references[Int(start)..<Int(start + count)].map(text)
                .joined(separator: ", ")
        }
    }
}
