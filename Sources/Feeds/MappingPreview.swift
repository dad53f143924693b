public import CanonicalModel

/// Writes whole records to which no agreement was applied, for authors of mappings.
///
/// Never part of a feed: feeds take only a ``ReleasedRecord``.
public struct MappingPreview: Sendable {
    private var ukCore = UKCoreFeed(selection: .everything)
    private let names: [[[UInt8]]]
    private let openings: [[UInt8]]
    private let words: [[[[UInt8]]]]

    /// Prepares the names of fields and words.
    public init() {
        let kinds = EntryKind.allCases
        openings = kinds.map { Array(#"{"kind":"\#($0.name)","source":{"offset":"#.utf8) }
        names = kinds.map { $0.definition.fields.map { Array(#","\#($0.name)":"#.utf8) } }
        words = kinds.map { kind in
            kind.definition.fields.map { field in
                guard case .code(let vocabulary) = field.type else { return [] }
                return vocabulary.words.map { Array(#""\#($0)""#.utf8) }
            }
        }
    }

    /// Appends the record's UK Core resources to ``FeedOutput/ndjson``.
    public mutating func appendUKCore(_ record: CanonicalRecord, into output: inout FeedOutput) {
        let patient = record.entries.first { $0.kind == .patient }
        var person = TextRange.empty
        if let patient, let field = EntryKind.patient.definition.index(of: "nhs_number"),
            case .text(let number) = record.cell(patient, field)
        {
            person = number
        }
        var linked = record
        linked.linkReferences()
        ukCore.append(
            linked, present: record.entries.map(record.present), person: person,
            isNHSNumber: true, into: &output)
    }

    /// Appends one JSON object an entry and line: its kind, the byte span of its source, the number
    /// of the rule that made it, and every present field by name.
    ///
    /// Numbers are strings, so that their digits stay; dates are ISO 8601 at their own precision.
    public func appendCanonical(_ record: CanonicalRecord, into output: inout [UInt8]) {
        for entry in record.entries {
            let kind = Int(entry.kind.rawValue)
            output.append(contentsOf: openings[kind])
            output.append(contentsOf: "\(entry.sourceOffset)".utf8)
            output.append(contentsOf: #","length":"#.utf8)
            output.append(contentsOf: "\(entry.sourceLength)".utf8)
            output.append(contentsOf: #"},"rule":"#.utf8)
            output.append(contentsOf: "\(entry.rule)".utf8)
            for field in names[kind].indices {
                let cell = record.cell(entry, field)
                if cell == .absent { continue }
                output.append(contentsOf: names[kind][field])
                append(cell, of: record, words: words[kind][field], into: &output)
            }
            output.append(contentsOf: "}\n".utf8)
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
