import CanonicalModel
import Feeds

/// Builds small records by field name, for tests.
struct RecordBuilder {
    var record = CanonicalRecord()

    /// Appends an entry of `kind` with the given fields.
    mutating func add(_ kind: EntryKind, _ values: KeyValuePairs<String, Value>) {
        let offset = UInt32(record.entries.count * 10)
        let first = record.appendEntry(kind, rule: 7, sourceOffset: offset, sourceLength: 10)
        for (name, value) in values {
            guard let field = kind.definition.index(of: name) else {
                preconditionFailure("\(kind.name) has no field \(name)")
            }
            record.cells[first + field] = cell(value, kind.definition.fields[field])
        }
    }

    /// What a test writes for a cell.
    enum Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
        case text(String)
        case boolean(Bool)
        case date(PartialDate?)
        case concept(MapStatus, text: String, [CodingSample])
        case quantity(String, Quantity.Comparator, unit: String, code: String, derived: Bool)
        case references([String])
        init(stringLiteral text: String) { self = .text(text) }
        init(booleanLiteral value: Bool) { self = .boolean(value) }

        static func snomed(_ code: String, _ display: String, text: String = "") -> Value {
            .concept(.native, text: text, [CodingSample(.snomed, code, display)])
        }
        static func amount(_ number: String, _ unit: String = "") -> Value {
            .quantity(number, .none, unit: unit, code: "", derived: false)
        }
        static func day(_ year: Int, _ month: Int, _ day: Int) -> Value {
            .date(PartialDate(.day, year: year, month: month, day: day))
        }
        static func second(
            _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
        ) -> Value {
            .date(
                PartialDate(
                    .second, year: year, month: month, day: day, hour: hour, minute: minute,
                    second: second))
        }
    }

    /// A coding in a test.
    struct CodingSample {
        var system: CodeSystem
        var code: String
        var display: String
        var isDescription = false
        var systemText = ""
        init(
            _ system: CodeSystem, _ code: String, _ display: String, isDescription: Bool = false,
            systemText: String = ""
        ) {
            self.system = system
            self.code = code
            self.display = display
            self.isDescription = isDescription
            self.systemText = systemText
        }
    }

    private mutating func cell(_ value: Value, _ field: Field) -> Cell {
        switch value {
        case .text(let text):
            if case .code(let vocabulary) = field.type {
                return vocabulary.index(of: text).map(Cell.code) ?? .absent
            }
            let range = record.appendScratch(text.utf8)
            return field.type == .reference ? .reference(range) : .text(range)
        case .boolean(let value): return .boolean(value)
        case .date(let date): return date.map(Cell.date) ?? .absent
        case .concept(let status, let text, let codings):
            return concept(status, text, codings)
        case .quantity(let number, let comparator, let unit, let code, let derived):
            let quantity = Quantity(
                number: record.appendScratch(number.utf8), comparator: comparator,
                unit: record.appendScratch(unit.utf8), unitCode: record.appendScratch(code.utf8),
                isDerivedFromText: derived)
            record.quantities.append(quantity)
            return .quantity(UInt32(record.quantities.count - 1))
        case .references(let ids):
            let start = UInt32(record.references.count)
            for id in ids { record.references.append(record.appendScratch(id.utf8)) }
            return .references(start: start, count: UInt32(ids.count))
        }
    }

    private mutating func concept(
        _ status: MapStatus, _ text: String, _ samples: [CodingSample]
    ) -> Cell {
        let first = UInt32(record.codings.count)
        for sample in samples {
            record.codings.append(
                Coding(
                    system: sample.system, isDescription: sample.isDescription,
                    code: record.appendScratch(sample.code.utf8),
                    display: record.appendScratch(sample.display.utf8),
                    systemText: record.appendScratch(sample.systemText.utf8)))
        }
        let range = text.isEmpty ? TextRange.empty : record.appendScratch(text.utf8)
        record.concepts.append(
            Concept(
                firstCoding: first, codingCount: UInt16(samples.count), status: status,
                text: range))
        return .concept(UInt32(record.concepts.count - 1))
    }

    /// The record as released under a pseudonym.
    func released(person: String = "P1", practice: String = "A99901") -> ReleasedRecord {
        var record = record
        record.linkReferences()
        let (personKey, code) = (
            record.appendScratch(person.utf8), record.appendScratch(practice.utf8)
        )
        return ReleasedRecord(
            record: record, practice: code, personKey: personKey, sourceSystem: Array("emis".utf8))
    }
}

extension FeedSelection {
    /// Selects fields by name.
    init(_ names: [EntryKind: [String]]) {
        var fields: [EntryKind: [Int]] = [:]
        for (kind, names) in names {
            fields[kind] = names.compactMap { kind.definition.index(of: $0) }
        }
        self.init(fields: fields)
    }
}
