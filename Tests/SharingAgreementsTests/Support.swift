import CanonicalModel
import SharingAgreements
import Terminology

/// Builds made-up canonical records for tests.
struct RecordBuilder {
    var record = CanonicalRecord()

    enum Value {
        case text(String)
        case word(String)
        case date(PartialDate?)
        case code(CodeSystem, String, MapStatus)
        case phrase(String)
        case yes
        case ref(String)
        case refs([String])
        case number(String, unit: String = "", code: String = "")
    }

    /// Adds an entry; `values` are by field name.
    mutating func add(
        _ kind: EntryKind, _ id: String, _ values: [String: Value] = [:], mark: String? = nil
    ) {
        let first = record.appendEntry(kind, rule: 1, sourceOffset: 0, sourceLength: 0)
        record.cells[first] = .text(text(id))
        let definition = kind.definition
        if let mark, let word = Vocabulary.confidentiality.index(of: mark) {
            record.cells[first + 1] = .code(word)
        }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let field = definition.index(of: name) else { fatalError("no field \(name)") }
            record.cells[first + field] = cell(value, definition.fields[field])
        }
    }

    private mutating func text(_ string: String) -> TextRange {
        record.appendScratch(Array(string.utf8))
    }

    private mutating func cell(_ value: Value, _ field: Field) -> Cell {
        switch value {
        case .text(let string): return .text(text(string))
        case .word(let word):
            guard case .code(let vocabulary) = field.type, let index = vocabulary.index(of: word)
            else { fatalError("no word \(word)") }
            return .code(index)
        case .date(let date): return date.map(Cell.date) ?? .absent
        case .yes: return .boolean(true)
        case .ref(let id): return .reference(text(id))
        case .refs(let ids):
            let start = record.references.count
            for id in ids {
                let id = text(id)
                record.references.append(id)
            }
            return .references(start: UInt32(start), count: UInt32(ids.count))
        case .number(let number, let unit, let code):
            let (number, unit, code) = (text(number), text(unit), text(code))
            record.quantities.append(Quantity(number: number, unit: unit, unitCode: code))
            return .quantity(UInt32(record.quantities.count - 1))
        case .code(let system, let code, let status):
            let (code, display, words) = (text(code), text("display"), text("term text"))
            record.codings.append(
                Coding(
                    system: system, code: code, display: display,
                    origin: status == .mappedUnassured ? .unassuredMap : .source))
            record.concepts.append(
                Concept(
                    firstCoding: UInt32(record.codings.count - 1), codingCount: 1, status: status,
                    text: words))
            return .concept(UInt32(record.concepts.count - 1))
        case .phrase(let words):
            let words = text(words)
            record.concepts.append(
                Concept(
                    firstCoding: UInt32(record.codings.count), codingCount: 0, status: .textOnly,
                    text: words))
            return .concept(UInt32(record.concepts.count - 1))
        }
    }
}

/// A day, written as in an agreement.
func day(_ text: String) -> PartialDate? {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    switch parts.count {
    case 1: return PartialDate(.year, year: parts[0])
    case 2: return PartialDate(.month, year: parts[0], month: parts[1])
    case 3: return PartialDate(.day, year: parts[0], month: parts[1], day: parts[2])
    default: return nil
    }
}

/// Surrogates that can be read in a test: the id between brackets.
struct Brackets: IdentifierSurrogates {
    func append(surrogateFor id: ArraySlice<UInt8>, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "<"))
        output.append(contentsOf: id)
        output.append(UInt8(ascii: ">"))
    }
}

enum Sample {
    static func codeSet(_ name: String, _ codes: String) throws(Diagnostics) -> CodeSet {
        try CodeSet.load(
            yaml: "code_set: \(name)\nversion: '1'\ntitle: t\nsource: s\ncodes: [\(codes)]",
            file: "\(name).yaml")
    }

    static func codeSets() throws(Diagnostics) -> [CodeSet] {
        [
            try codeSet("type1-dissent", "{snomed: '827241000000103', readv2: '9Nu0.'}"),
            try codeSet("type1-withdrawal", "{readv2: '9Nu1.', ctv3: 'XaZ8a'}"),
            try codeSet("diabetes", "{snomed: '73211009', readv2: 'C10..'}"),
            try codeSet("sensitive", "{snomed: '197997008'}"),
        ]
    }

    /// The agreement most tests start from; each replaces a line or two.
    static let yaml = """
        agreement: {id: t, version: 1.2.0, status: active, title: T,
          valid: {from: 2026-01-01, until: 2026-12-31}}
        parties:
          publishers: [{ods: Y99001}, {ods: Y99002}]
          recipients: [{ods: Y99N01, flows: [f]}]
        purposes: [{id: p, class: population_health, description: d}]
        legal: {article6: '6(1)(e)', article9: '9(2)(h)',
          confidentiality: {basis: not_confidential, why: w}}
        opt_outs: {type1: {apply: true}}
        cohort: {registered_at: publishers, age: {min: 65}}
        dataset:
          include:
            - {entry: patient, fields: [pseudonym, age_years, sex, practice], why: w}
            - {entry: problem, fields: [code, onset, items], codes: diabetes, why: w}
            - {entry: observation, fields: [code, effective, value, part_of, encounter], why: w}
            - {entry: encounter, fields: [start], why: w}
          exclude: [{codes: sensitive, entry: observation, why: w}]
          free_text: withhold
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification:
          level: pseudonymised
          pseudonym: {key: 'env:K', epoch: '1'}
          fields: {age: years, event_date: month}
        flows: [{id: f, recipient: Y99N01, purpose: p, format: csv}]
        sign_up: [{ods: Y99001, version: '1.2', by: b, role: r, at: 2026-01-01, evidence: e}]
        """

    /// The findings on ``yaml`` with `old` replaced by `new`; the agreement if there is no error.
    static func load(
        _ old: String = "", _ new: String = ""
    ) throws -> (agreement: Agreement?, findings: [Diagnostic]) {
        let text = old.isEmpty ? yaml : yaml.replacing(old, with: new)
        guard old.isEmpty || text != yaml else { fatalError("nothing to replace: \(old)") }
        do {
            let agreement = try Agreement.load(
                yaml: text, file: "a.yaml", codeSets: try codeSets())
            return (agreement, agreement.notes)
        } catch {
            return (nil, error.all)
        }
    }

    static func compiled(
        _ old: String = "", _ new: String = "", flow: String? = "f", on run: String = "2026-06-01"
    ) throws -> CompiledAgreement {
        let (agreement, findings) = try load(old, new)
        guard let agreement, let run = day(run) else { throw Diagnostics(findings) }
        return CompiledAgreement(agreement, flow: flow, runDate: run)
    }

    static func facts(
        practice: String = "Y99001", number: String? = "9990000018",
        optOut: OptOutEvidence = OptOutEvidence(), pseudonym: String? = "PSEUDO"
    ) -> PatientFacts {
        PatientFacts(
            practice: Array(practice.utf8),
            nhsNumber: number.flatMap { try? NHSNumber(Array($0.utf8)) }, optOut: optOut,
            pseudonym: pseudonym.map { Array($0.utf8) }, sourceSystem: Array("emis".utf8))
    }

    /// A patient of 80 with a current registration.
    static func patient(
        _ change: [String: RecordBuilder.Value] = [:], mark: String? = nil,
        registration: [String: RecordBuilder.Value]? = [
            "practice": .text("Y99001"), "type": .word("regular"),
            "start": .date(day("2001-02-03")),
        ]
    ) -> RecordBuilder {
        var builder = RecordBuilder()
        let values: [String: RecordBuilder.Value] = [
            "nhs_number": .text("9990000018"), "family_name": .text("Made"),
            "birth_date": .date(day("1946-03-04")), "sex": .word("female"),
        ]
        builder.add(.patient, "p", values.merging(change) { $1 }, mark: mark)
        if let registration { builder.add(.registration, "r", registration) }
        return builder
    }
}

extension CanonicalRecord {
    /// The text of a field of the first entry with `id`, or of its codes; for tests.
    func value(_ id: String, _ field: String) -> String? {
        for entry in entries {
            guard case .text(let own) = cell(entry, 0), string(own) == id,
                let index = entry.kind.definition.index(of: field)
            else { continue }
            switch cell(entry, index) {
            case .absent: return nil
            case .text(let text), .reference(let text): return string(text)
            case .date(let date):
                var bytes: [UInt8] = []
                date.append(to: &bytes)
                return String(decoding: bytes, as: UTF8.self)
            case .references(let start, let count):
                let ids = references[Int(start)..<Int(start) + Int(count)]
                return ids.map { string($0) }.joined(separator: " ")
            case .concept(let concept):
                let concept = concepts[Int(concept)]
                let codes = codings(of: concept).map { string($0.code) + "|" + string($0.display) }
                return codes.joined(separator: " ") + "|" + string(concept.text)
            case .quantity(let quantity): return string(quantities[Int(quantity)].number)
            case .code(let word): return "\(word)"
            case .boolean(let value): return "\(value)"
            }
        }
        return nil
    }

    /// The ids of all entries, in order.
    var ids: [String] {
        entries.map { entry in
            if case .text(let id) = cell(entry, 0) { string(id) } else { "" }
        }
    }
}
