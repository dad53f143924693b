import CanonicalModel

/// Writes the fields of an entry as the members of a JSON object.
///
/// Numbers are strings, so that their digits stay; dates are ISO 8601 at their own precision.
struct JSONFields: Sendable {
    /// By kind: the beginning of its object.
    let openings: [[UInt8]]
    private let names: [[[UInt8]]]
    private let words: [[[[UInt8]]]]

    init() {
        let kinds = EntryKind.allCases
        openings = kinds.map { Array(#"{"kind":"\#($0.name)""#.utf8) }
        names = kinds.map { $0.definition.fields.map { Array(#","\#($0.name)":"#.utf8) } }
        words = kinds.map { kind in
            kind.definition.fields.map { field in
                guard case .code(let vocabulary) = field.type else { return [] }
                return vocabulary.words.map { Array(#""\#($0)""#.utf8) }
            }
        }
    }

    /// Appends every present field, each after a comma unless the object has just begun.
    func append(_ entry: Entry, of record: CanonicalRecord, into output: inout [UInt8]) {
        let kind = Int(entry.kind.rawValue)
        for field in names[kind].indices {
            let cell = record.cell(entry, field)
            if cell == .absent { continue }
            let isFirst = output.last == UInt8(ascii: "{")
            output.append(contentsOf: names[kind][field].dropFirst(isFirst ? 1 : 0))
            append(cell, of: record, words: words[kind][field], into: &output)
        }
    }

    private func append(
        _ cell: Cell, of record: CanonicalRecord, words: [[UInt8]], into output: inout [UInt8]
    ) {
        switch cell {
        case .absent: break
        case .text(let text), .reference(let text): output.appendJSON(record.bytes(text))
        case .code(let word): output.append(contentsOf: words[Int(word)])
        case .date(let date):
            output.append(UInt8(ascii: "\""))
            date.append(to: &output)
            output.append(UInt8(ascii: "\""))
        case .concept(let index):
            append(record.concepts[Int(index)], of: record, into: &output)
        case .quantity(let index):
            append(record.quantities[Int(index)], of: record, into: &output)
        case .boolean(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .references(let start, let count):
            output.append(UInt8(ascii: "["))
            for id in record.references[Int(start)..<Int(start + count)] {
                output.appendComma()
                output.appendJSON(record.bytes(id))
            }
            output.append(UInt8(ascii: "]"))
        }
    }

    private func append(
        _ concept: Concept, of record: CanonicalRecord, into output: inout [UInt8]
    ) {
        output.append(contentsOf: #"{"status":""#.utf8)
        output.append(contentsOf: "\(concept.status.name)".utf8)
        output.append(contentsOf: #"","codings":["#.utf8)
        for coding in record.codings(of: concept) {
            output.appendComma()
            output.append(contentsOf: #"{"system":""#.utf8)
            output.append(contentsOf: "\(coding.system.name)".utf8)
            output.append(UInt8(ascii: "\""))
            output.appendMember(#""system_text":"#, coding.systemText, of: record)
            let key: StaticString = coding.isDescription ? #""description_id":"# : #""code":"#
            output.appendMember(key, coding.code, of: record)
            output.appendMember(#""display":"#, coding.display, of: record)
            if coding.origin != .source {
                output.append(contentsOf: #","origin":"\#(coding.origin.name)""#.utf8)
            }
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: "]"))
        output.appendMember(#""text":"#, concept.text, of: record)
        output.append(UInt8(ascii: "}"))
    }

    private func append(
        _ quantity: Quantity, of record: CanonicalRecord, into output: inout [UInt8]
    ) {
        output.append(UInt8(ascii: "{"))
        output.appendMember(#""number":"#, quantity.number, of: record)
        if quantity.comparator != .none {
            output.appendComma()
            output.append(contentsOf: #""comparator":""#.utf8)
            output.append(contentsOf: "\(quantity.comparator.sign)".utf8)
            output.append(UInt8(ascii: "\""))
        }
        output.appendMember(#""unit":"#, quantity.unit, of: record)
        output.appendMember(#""unit_code":"#, quantity.unitCode, of: record)
        output.appendComma()
        output.append(contentsOf: #""derived_from_text":"#.utf8)
        output.append(contentsOf: (quantity.isDerivedFromText ? "true}" : "false}").utf8)
    }
}
