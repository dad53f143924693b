import CanonicalModel

/// One record while its resources are written; never copied, since that would count references to
/// every array of the record. Its methods are mutating so that it is handed on in place.
struct UKCoreRun: ~Copyable {
    let record: CanonicalRecord
    /// For each entry the fields that hold something, a bit each.
    let present: [UInt64]
    let links: RecordLinks
    /// Shapes met before, and those that this record adds.
    var shapes: UKCoreShapes
    /// By ``EntryKind/rawValue`` a literal: `{"reference":"Observation/`, or empty for a kind
    /// without file.
    let referenceOpenings: [Literal]
    /// A reference to the person, or what stands for one.
    var subject: [UInt8] = []

    /// Appends the entry at `index` in the frame numbered `frame`.
    ///
    /// A value that FHIR has no place for is as if the field were absent.
    mutating func write(_ index: Int, frame: Int, into row: inout Row) {
        let entry = record.entries[index]
        var present = present[index]
        let start = row.count
        while let field = write(shapes.first(frame, present), entry, index, into: &row) {
            present &= ~(1 << UInt64(field))
            row.cut(to: start)
        }
    }

    /// Appends the shape that begins at `first`.
    ///
    /// - Returns: The field whose value could not be written, if there is one.
    private mutating func write(
        _ first: Int, _ entry: Entry, _ index: Int, into row: inout Row
    ) -> UInt8? {
        var next = first
        while true {
            let value = shapes.values[next]
            next += 1
            row.write(shapes.program.literals.span.extracting(value.before.range))
            switch value.operation {
            case .nothing: return nil
            case .parts: writeParts(of: index, into: &row)
            case .subject: row.write(subject.span)
            case .own: _ = writeReference(toEntry: index, into: &row)
            case .label: writeLabel(of: index, into: &row)
            case .id:
                guard case .text(let id) = record.cell(entry, 0) else { return 0 }
                writeId(id, of: index, into: &row)
            default:
                let cell = record.cell(entry, Int(value.field))
                guard write(value.operation, cell, into: &row) else { return value.field }
            }
        }
    }

    /// Writes the value of a field, if it has a place in FHIR.
    private mutating func write(
        _ operation: UKCoreStep.Operation, _ cell: Cell, into row: inout Row
    ) -> Bool {
        switch (operation, cell) {
        case (.text, .text(let text)):
            guard !text.isEmpty else { return false }
            row.writeJSON(text)
            return true
        case (.address, .text(let text)):
            return row.withBytes(of: text) { $0.writeAddress($1) }
        case (.strings(let separator), .text(let text)):
            return row.withBytes(of: text) { $0.writeStrings($1, separator: separator) }
        case (.number, .text(let text)):
            return row.withBytes(of: text) { $0.writeJSONNumber($1) }
        case (.wholeNumber, .text(let text)):
            return row.withBytes(of: text) { row, digits in
                digits.endOfDigits(from: 0) == digits.count && row.writeJSONNumber(digits)
            }
        case (.boolean, .boolean(let value)):
            row.write(value ? "true" : "false")
            return true
        case (.word(let first), .code(let word)):
            let literal = shapes.program.words[Int(first) + Int(word)]
            writeLiteral(literal, into: &row)
            return literal.count > 0
        case (.date(let type), .date(let date)):
            row.write(UInt8(ascii: "\""))
            let isDate = row.writeFHIR(date, as: type)
            row.write(UInt8(ascii: "\""))
            return isDate
        case (.concept, .concept(let index)):

            let concept = record.concepts[Int(index)]
            return row.writeFHIR(concept, record.codings.span.extracting(concept.range))
        case (.quantity, .quantity(let index)):
            return row.writeFHIR(record.quantities[Int(index)])
        case (.reference, .reference(let id)): return writeReference(to: id, into: &row)
        case (.person, .reference(let id)):
            guard let target = links.entry(record, id),
                record.entries[target].kind == .practitioner
            else { return false }
            return writeReference(toEntry: target, into: &row)
        case (.references(let before, let after), .references(let start, let count)):
            return write(Int(start)..<Int(start + count), before, after, into: &row)
        default: return false
        }
    }

    private mutating func writeLiteral(_ literal: Literal, into row: inout Row) {
        row.write(shapes.program.literals.span.extracting(literal.range))
    }

    private mutating func write(
        _ ids: Range<Int>, _ before: Literal, _ after: Literal, into row: inout Row
    ) -> Bool {
        var wrote = false
        for id in ids {
            let start = row.count
            row.writeComma()
            writeLiteral(before, into: &row)
            if writeReference(to: record.references[id], into: &row) {
                writeLiteral(after, into: &row)
                wrote = true
            } else {
                row.cut(to: start)
            }
        }
        return wrote
    }

    /// Appends a Reference to the entry `id`.
    ///
    /// - Returns: `false`, and nothing appended, where the target is withheld, unknown, or without
    ///   a resource of its own.
    private mutating func writeReference(to id: TextRange, into row: inout Row) -> Bool {
        guard let target = links.entry(record, id) else { return false }
        return writeReference(toEntry: target, into: &row)
    }

    /// Appends a Reference to the entry at index `target`.
    mutating func writeReference(toEntry target: Int, into row: inout Row) -> Bool {
        let entry = record.entries[target]
        let opening = referenceOpenings[Int(entry.kind.rawValue)]
        guard opening.count > 0, !links.isComponent[target],
            case .text(let id) = record.cell(entry, 0)
        else { return false }
        writeLiteral(opening, into: &row)
        writeId(id, of: target, into: &row)
        row.write("\"}")
        return true
    }

    /// Appends the id of the entry at index `owner`.
    mutating func writeId(_ id: TextRange, of owner: Int, into row: inout Row) {
        let isPlain = links.isPlainId[owner]
        row.withBytes(of: id) { row, id in
            if isPlain { row.write(id) } else { row.writeFHIRId(id) }
        }
    }
}

/// The parts of an observation.
extension UKCoreRun {
    /// The frame of a component.
    static let componentFrame = EntryKind.allCases.count

    /// The components inside the observation, and references to its other parts.
    private mutating func writeParts(of parent: Int, into row: inout Row) {
        guard links.firstPart[parent] >= 0 else { return }
        for isComponent in [true, false] {
            let start = row.count
            row.write(isComponent ? #","component":["# : #","hasMember":["#)
            let empty = row.count
            var part = Int(links.firstPart[parent])
            while part >= 0 {
                if links.isComponent[part] == isComponent {
                    let before = row.count
                    row.writeComma()
                    if isComponent {
                        write(part, frame: Self.componentFrame, into: &row)
                    } else if !writeReference(toEntry: part, into: &row) {
                        row.cut(to: before)
                    }
                }
                part = Int(links.nextPart[part])
            }
            if row.count == empty {
                row.cut(to: start)
            } else {
                row.write(UInt8(ascii: "]"))
            }
        }
    }

    /// The confidentiality of an entry, or of a component that stands inside it.
    private mutating func writeLabel(of index: Int, into row: inout Row) {
        if case .code(let word) = record.cell(record.entries[index], 1) {
            return row.write(Self.labels, Int(word))
        }
        var part = Int(links.firstPart[index])
        while part >= 0 {
            if links.isComponent[part],
                case .code(let word) = record.cell(record.entries[part], 1)
            {
                return row.write(Self.labels, Int(word))
            }
            part = Int(links.nextPart[part])
        }
    }

    /// The security labels, in the order of ``Vocabulary/confidentiality``.
    private static let labels = ByteTable(
        [
            #"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"NOPAT"}"#,
            #"{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}"#,
            #"{"display":"restricted; the source's code is not known"}"#,
        ].map { #","security":[\#($0)]"# })
}
