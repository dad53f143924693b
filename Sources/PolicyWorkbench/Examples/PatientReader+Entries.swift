import CanonicalModel
import SharingAgreements
import StrictYAML
import Terminology

/// Entries: `problem frailty 2023`, `5 medication status active`, `observation hba1c 2025-05 value
/// 50 mmol/mol id first`.
extension PatientReader {
    private static let keywords = ["id", "confidential", "without", "undated"]

    /// Reads a phrase that begins with a kind of entry, or with how many there are.
    mutating func readEntries(_ phrase: inout ExamplePhrase) -> Bool {
        guard let word = phrase.peek else { return false }
        var (head, count) = (word, 1)
        if let number = Int(word.text) {
            count = number
            var ahead = phrase
            _ = ahead.take()
            guard let kind = ahead.peek, EntryKind(name: kind.text) != nil else { return false }
            guard (1...1_000).contains(number) else {
                error(word, "\(number) is not how many there can be", advice: "from 1 to 1000")
                _ = phrase.takeRest()
                return true
            }
            phrase = ahead
            head = kind
        }
        guard let kind = EntryKind(name: head.text), kind != .patient else { return false }
        _ = phrase.take()
        var entry = ExampleEntry(
            kind: kind, id: "", date: runDate.earlier(by: 30), position: head.position)
        readCode(&phrase, &entry)
        if !phrase.take("undated") {
            if let word = phrase.peek, ExampleForm.date(word.text) != nil {
                entry.date = date(&phrase)
            }
        } else {
            entry.date = nil
        }
        readExtras(&phrase, &entry)
        add(entry, count)
        return true
    }

    /// A code by which the patient objects, or takes it back.
    mutating func readObjection(_ phrase: inout ExamplePhrase, _ set: String) {
        var entry = ExampleEntry(
            kind: .consent, id: "", date: runDate.earlier(by: 30), position: phrase.position)
        entry.code = ExampleCodes(codeSets).first(of: set) ?? .other
        if phrase.take("undated") {
            entry.date = nil
        } else if phrase.peek != nil {
            entry.date = date(&phrase)
        }
        add(entry, 1)
    }

    private mutating func add(_ entry: ExampleEntry, _ count: Int) {
        var entry = entry
        let base = entry.id
        for number in 1...count {
            let before = patient.entries.count { $0.kind == entry.kind }
            entry.id =
                base.isEmpty
                ? "\(entry.kind.name)-\(before + 1)" : count == 1 ? base : "\(base)-\(number)"
            if patient.entries.contains(where: { $0.id == entry.id }) {
                report.error(
                    .exampleForm, at: entry.position, "two entries have the id `\(entry.id)`",
                    advice: "give each its own")
            }
            patient.entries.append(entry)
        }
    }

    // MARK: - What is coded

    private func readCode(_ phrase: inout ExamplePhrase, _ entry: inout ExampleEntry) {
        let isCoded = entry.kind.definition.index(of: "code") != nil
        guard isCoded, let word = phrase.peek, !Self.keywords.contains(word.text),
            ExampleForm.date(word.text) == nil
        else { return }
        let isField = entry.kind.definition.index(of: word.text) != nil
        if let code = ExampleCodes(codeSets).named(word.text) {
            _ = phrase.take()
            entry.code = code
        } else if !isField {
            _ = phrase.take()
            error(
                word, "there is no code set `\(word.text)`",
                advice: suggestion(word.text, among: codeSets.map(\.name) + ExampleCodes.words))
        }
    }

    // MARK: - What else is stated

    private func readExtras(_ phrase: inout ExamplePhrase, _ entry: inout ExampleEntry) {
        let fields = entry.kind.definition.fields
        while let word = phrase.peek {
            if phrase.take("id") {
                entry.id = phrase.take()?.text ?? ""
            } else if phrase.take("confidential unknown") {
                entry.mark = "other"
            } else if phrase.take("confidential") {
                entry.mark = "nopat"
            } else if phrase.take("without") {
                guard let index = field(&phrase, entry.kind) else { return }
                entry.fields[index] = .absent
            } else if let index = entry.kind.definition.index(of: word.text), index > 1 {
                _ = phrase.take()
                entry.fields[index] = value(&phrase, fields[index], of: entry.kind, at: word)
            } else {
                _ = phrase.takeRest()
                return error(
                    word, "`\(word.text)` is neither a field of `\(entry.kind.name)` nor a date",
                    advice: suggestion(
                        word.text, among: fields.dropFirst(2).map(\.name) + Self.keywords))
            }
        }
    }

    /// The words up to the next field.
    private func value(
        _ phrase: inout ExamplePhrase, _ field: Field, of kind: EntryKind,
        at place: ExamplePhrase.Word
    ) -> ExampleValue {
        var words: [String] = []
        while let word = phrase.peek, !Self.keywords.contains(word.text),
            words.isEmpty || kind.definition.index(of: word.text) == nil
        {
            words.append(word.text)
            _ = phrase.take()
        }
        let reader = ValueReader(report: report, codeSets: codeSets)
        return reader.value(words.joined(separator: " "), field, at: place.position)
    }
}

/// The codes that examples name.
struct ExampleCodes {
    /// The words that name no code set.
    static let words = ["other", "unmapped", "words", "uncoded"]
    private let sets: [CodeSet]

    init(_ sets: [CodeSet]) { self.sets = sets }

    /// What `text` names: a code set, `snomed:44054006`, or a word for no code.
    func named(_ text: String) -> ExampleCode? {
        switch text {
        case "other": return .other
        case "unmapped": return .unmapped
        case "words": return .words
        case "uncoded": return ExampleCode.none
        default: break
        }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2,
            let system = CodeSystem.allCases.first(where: { "\($0.name)" == parts[0] })
        {
            return .code(system, parts[1])
        }
        return first(of: text)
    }

    /// The first code of a set, of SNOMED CT if it has one.
    func first(of set: String) -> ExampleCode? {
        guard let codes = sets.first(where: { $0.name == set })?.codes,
            let code = codes.first(where: { $0.system == .snomed }) ?? codes.first
        else { return nil }
        return .code(code.system, code.code)
    }
}

/// Reads the value that an example states of a field.
struct ValueReader {
    let report: DeclarationReport
    let codeSets: [CodeSet]

    func value(
        _ text: String, _ field: Field, at position: Diagnostic.Position?
    ) -> ExampleValue {
        guard !text.isEmpty else {
            return refuse(position, "`\(field.name)` says nothing", "say what it holds")
        }
        switch field.type {
        case .text, .number: return .text(text)
        case .reference: return .reference(text)
        case .references: return .references(text.split(separator: " ").map(String.init))
        case .code(let vocabulary):
            if let word = vocabulary.index(of: text) { return .word(word) }
            return refuse(
                position, "`\(text)` is not a known \(vocabulary.name)",
                suggestion(text, among: vocabulary.words))
        case .boolean:
            if text == "true" || text == "false" { return .flag(text == "true") }
            return refuse(position, "`\(field.name)` is `true` or `false`", nil)
        case .date:
            if let date = ExampleForm.date(text) { return .date(date) }
            return refuse(
                position, "`\(text)` is not a date that exists",
                "write it as `2023`, `2023-05` or `2023-05-06`")
        case .quantity:
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            return .quantity(parts[0], unit: parts.count == 2 ? parts[1] : "")
        case .concept:
            // The ethnic category is a letter of its own list.
            if field.name == "ethnicity" { return .text(text) }
            if let code = ExampleCodes(codeSets).named(text) { return .concept(code) }
            return refuse(
                position, "there is no code set `\(text)`",
                suggestion(text, among: codeSets.map(\.name)))
        }
    }

    private func refuse(
        _ position: Diagnostic.Position?, _ message: String, _ advice: String?
    ) -> ExampleValue {
        report.error(.exampleForm, at: position, message, advice: advice)
        return .absent
    }
}
