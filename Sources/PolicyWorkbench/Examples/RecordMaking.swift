import CanonicalModel
import SharingAgreements
import Terminology

/// Makes the canonical record of an example patient: every field that is not stated is filled, so
/// that whatever an agreement lets out is seen to leave.
struct RecordMaking {
    private var record = CanonicalRecord()
    private let patient: ExamplePatient
    private let practice: String

    /// The SNOMED CT root concept, which no set of clinical codes has.
    ///
    /// Source: SNOMED CT Editorial Guide, root concept 138875005.
    private static let codeOfNoSet = "138875005"
    private static let ethnicitySystem = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory"

    /// The record, and what is known of the person beside it.
    ///
    /// - Parameter codes: The codes of the Type 1 objection, which is found in the record as in a
    ///   run; `nil` where they are not loaded.
    static func make(
        _ patient: ExamplePatient, at practice: String, _ number: NHSNumber?,
        _ codes: OptOutCodes?
    ) -> (record: CanonicalRecord, facts: PatientFacts) {
        var making = RecordMaking(patient: patient, practice: practice)
        making.addPatient(number)
        making.addRegistration()
        for entry in patient.entries { making.add(entry) }
        let evidence = codes.map { OptOutEvidence(making.record, $0) } ?? OptOutEvidence()
        var facts = PatientFacts(
            practice: Array(practice.utf8), nhsNumber: number, optOut: evidence,
            pseudonym: number.map { Array("P\($0.value % 1_000)".utf8) },
            sourceSystem: Array("example".utf8))
        facts.unreadable = patient.unreadable
        // By one day, where an agreement moves dates: enough to be seen.
        facts.dateShift = 1
        return (making.record, facts)
    }

    private init(patient: ExamplePatient, practice: String) {
        (self.patient, self.practice) = (patient, practice)
    }

    private mutating func addPatient(_ number: NHSNumber?) {
        let definition = EntryKind.patient.definition
        var stated: [Int: ExampleValue] = [:]
        func state(_ name: String, _ value: ExampleValue) {
            if let index = definition.index(of: name) { stated[index] = value }
        }
        for (name, text) in Self.usualTexts { state(name, .text(text)) }
        state("practice", .text(practice))
        state("sex", .word(1))
        for (index, field) in definition.fields.enumerated() where field.isDerived {
            stated[index] = .absent
        }
        for name in ["death_date", "deceased"] { state(name, .absent) }
        stated.merge(patient.fields) { $1 }
        state("nhs_number", number.map { .text(ExampleNumbers.digits($0)) } ?? .absent)
        state("birth_date", patient.birth.map { .date($0) } ?? .absent)
        append(.patient, "patient", stated, patient.mark, date: nil, code: .none)
    }

    /// Source: ONS pseudo postcodes; Ofcom numbers for drama use; RFC 2606 domains.
    private static let usualTexts: [(String, String)] = [
        ("family_name", "Example"), ("given_name", "Anna"), ("prefix", "Ms"), ("ethnicity", "A"),
        ("address", "1 Made-up Lane"), ("city", "Estuary"), ("postcode", "ZZ99 3VZ"),
        ("telephone", "01632 960001"), ("email", "anna@example.org"),
    ]

    private mutating func addRegistration() {
        guard let registration = patient.registration else { return }
        let definition = EntryKind.registration.definition
        var stated: [Int: ExampleValue] = [:]
        func state(_ name: String, _ value: ExampleValue) {
            if let index = definition.index(of: name) { stated[index] = value }
        }
        state("practice", .text(registration.practice ?? practice))
        state("start", registration.start.map { .date($0) } ?? .absent)
        state("end", registration.end.map { .date($0) } ?? .absent)
        if let index = definition.index(of: "type"),
            case .code(let types) = definition.fields[index].type,
            let word = types.index(of: registration.type)
        {
            stated[index] = .word(word)
        }
        append(.registration, "registration", stated, nil, date: nil, code: .none)
    }

    private mutating func add(_ entry: ExampleEntry) {
        append(entry.kind, entry.id, entry.fields, entry.mark, date: entry.date, code: entry.code)
    }

    private mutating func append(
        _ kind: EntryKind, _ id: String, _ stated: [Int: ExampleValue], _ mark: String?,
        date: PartialDate?, code: ExampleCode
    ) {
        let first = record.appendEntry(kind, rule: 0, sourceOffset: 0, sourceLength: 0)
        let fields = kind.definition.fields
        record.cells[first] = .text(text(id))
        if let mark, let word = Vocabulary.confidentiality.index(of: mark) {
            record.cells[first + 1] = .code(word)
        }
        for index in fields.indices.dropFirst(2) {
            let value =
                stated[index] ?? Self.usual(fields[index], of: kind, date: date, code: code)
            let cell = cell(value, fields[index].type)
            record.cells[first + index] = cell
        }
    }

    /// What a field holds if nothing is said of it.
    private static func usual(
        _ field: Field, of kind: EntryKind, date: PartialDate?, code: ExampleCode
    ) -> ExampleValue {
        switch field.type {
        case .text: .text("made up")
        case .number: .text("1")
        case .date: date.map { .date($0) } ?? .absent
        case .concept: .concept(field.name == "code" ? code : .other)
        case .quantity: .quantity("1", unit: "")
        case .boolean: .flag(true)
        case .reference, .references: .absent
        case .code(let vocabulary): .word(usualWord(of: vocabulary))
        }
    }

    /// What holds of an entry that is as it should be.
    private static func usualWord(of vocabulary: Vocabulary) -> UInt8 {
        for word in ["active", "final", "finished", "completed"] {
            if let index = vocabulary.index(of: word) { return index }
        }
        return 0
    }

    // MARK: - Cells

    private mutating func text(_ string: String) -> TextRange {
        record.appendScratch(Array(string.utf8))
    }

    private mutating func cell(_ value: ExampleValue, _ type: FieldType) -> Cell {
        switch value {
        case .absent: return .absent
        case .text(let string):
            // Only the ethnic category is a concept that is stated as text: its letter.
            guard type == .concept else { return .text(text(string)) }
            return coded(.other, string, .unmapped, in: Self.ethnicitySystem)
        case .reference(let id): return .reference(text(id))
        case .word(let word): return .code(word)
        case .date(let date): return .date(date)
        case .flag(let flag): return .boolean(flag)
        case .concept(let code): return concept(code)
        case .quantity(let number, let unit):
            let quantity = Quantity(
                number: text(number), unit: unit.isEmpty ? .empty : text(unit))
            record.quantities.append(quantity)
            return .quantity(UInt32(record.quantities.count - 1))
        case .references(let ids):
            let start = record.references.count
            for id in ids {
                let id = text(id)
                record.references.append(id)
            }
            return .references(start: UInt32(start), count: UInt32(ids.count))
        }
    }

    private mutating func concept(_ code: ExampleCode) -> Cell {
        switch code {
        case .none: return .absent
        case .words: return add(codings: 0, .textOnly)
        case .other: return coded(.snomed, Self.codeOfNoSet, .native)
        case .unmapped: return coded(.other, "made-up", .unmapped)
        case .code(let system, let code):
            return coded(system, code, system == .snomed ? .native : .mapped)
        }
    }

    private mutating func coded(
        _ system: CodeSystem, _ code: String, _ status: MapStatus, in uri: String = ""
    ) -> Cell {
        let coding = Coding(
            system: system, code: text(code), display: text("made up"),
            systemText: uri.isEmpty ? .empty : text(uri))
        record.codings.append(coding)
        return add(codings: 1, status)
    }

    private mutating func add(codings count: Int, _ status: MapStatus) -> Cell {
        let words = text("made up")
        record.concepts.append(
            Concept(
                firstCoding: UInt32(record.codings.count - count), codingCount: UInt16(count),
                status: status, text: words))
        return .concept(UInt32(record.concepts.count - 1))
    }
}
