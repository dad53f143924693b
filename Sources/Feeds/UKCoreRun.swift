import CanonicalModel

/// One record as the programs see it while they run; never copied, since that would count
/// references to every array of the record.
struct UKCoreSource: ~Copyable {
    let record: CanonicalRecord
    let links: RecordLinks
    let program: UKCoreProgram
    /// By ``EntryKind/rawValue`` a literal: `{"reference":"Observation/`, or empty for a kind
    /// without file.
    let referenceOpenings: [Range<Int>]
}

extension OutputSpan<UInt8> {
    /// Appends a literal of the program.
    @inline(__always)
    mutating func writeLiteral(_ literal: Range<Int>, _ source: borrowing UKCoreSource) {
        write(source.program.literals.span.extracting(literal))
    }
}

extension UKCoreSource {
    /// Appends the members of `entry`; a step without value leaves no trace but its fallback.
    func run(_ steps: Range<Int>, _ entry: Entry, into row: inout OutputSpan<UInt8>) {
        var choices: UInt8 = 0
        _ = run(steps, entry, present(entry), &choices, into: &row)
    }

    /// The fields of `entry` that hold something, a bit each.
    private func present(_ entry: Entry) -> UInt64 {
        var (fields, bit) = (UInt64(0), UInt64(1))
        let first = Int(entry.firstCell)
        for cell in first..<first + entry.kind.fieldCount {
            if case .absent = record.cells[cell] {} else { fields |= bit }
            bit <<= 1
        }
        return fields
    }

    /// Runs the steps of one object or array.
    ///
    /// - Parameter present: The fields that hold something; a step that needs none of them is not
    ///   even begun.
    /// - Returns: Whether one of them wrote a value.
    private func run(
        _ steps: Range<Int>, _ entry: Entry, _ present: UInt64, _ choices: inout UInt8,
        into row: inout OutputSpan<UInt8>
    ) -> Bool {
        var (wrote, index) = (false, steps.lowerBound)
        while index < steps.upperBound {
            if program.steps[index].fields & present == 0 {
                writeFallback(program.steps[index].fallback, into: &row)
                index = program.steps[index].end
                continue
            }
            let step = program.steps[index]
            if step.choice == 0 || choices & step.choice == 0 {
                let start = row.count
                row.writeComma()
                row.writeLiteral(step.open, self)
                let hasValue: Bool
                if case .group = step.operation {
                    hasValue = run(index + 1..<step.end, entry, present, &choices, into: &row)
                } else {
                    hasValue = write(step, record.cell(entry, step.field), into: &row)
                }
                if hasValue {
                    row.writeLiteral(step.close, self)
                    choices |= step.choice
                    wrote = true
                } else {
                    row.cut(to: start)
                    writeFallback(step.fallback, into: &row)
                }
            }
            index = step.end
        }
        return wrote
    }

    private func writeFallback(_ fallback: Range<Int>, into row: inout OutputSpan<UInt8>) {
        guard !fallback.isEmpty else { return }
        row.writeComma()
        row.writeLiteral(fallback, self)
    }

    /// Writes the value of a step that is no group, if there is one.
    private func write(
        _ step: UKCoreStep, _ cell: Cell, into row: inout OutputSpan<UInt8>
    ) -> Bool {
        switch (step.operation, cell) {
        case (.text, .text(let text)):
            guard !text.isEmpty else { return false }
            row.writeJSON(text, of: record)
            return true
        case (.strings(let separator), .text(let text)):
            return record.withBytes(of: text) { row.writeStrings($0, separator: separator) }
        case (.number, .text(let text)):
            return record.withBytes(of: text) { row.writeJSONNumber($0) }
        case (.wholeNumber, .text(let text)):
            return record.withBytes(of: text) { digits in
                digits.endOfDigits(from: 0) == digits.count && row.writeJSONNumber(digits)
            }
        case (.boolean, .boolean(let value)):
            row.write(value ? "true" : "false")
            return true
        case (.word(let first), .code(let word)):
            row.writeLiteral(program.words[first + Int(word)], self)
            return !program.words[first + Int(word)].isEmpty
        case (.date(let type), .date(let date)):
            row.write(UInt8(ascii: "\""))
            let isDate = row.writeFHIR(date, as: type)
            row.write(UInt8(ascii: "\""))
            return isDate
        case (.concept, .concept(let index)):
            return row.writeFHIR(record.concepts[Int(index)], of: record)
        case (.quantity, .quantity(let index)):
            return row.writeFHIR(record.quantities[Int(index)], of: record)
        case (.reference, .reference(let id)): return writeReference(to: id, into: &row)
        case (.references(let before, let after), .references(let start, let count)):
            return write(Int(start)..<Int(start + count), before, after, into: &row)
        default: return false
        }
    }

    private func write(
        _ ids: Range<Int>, _ before: Range<Int>, _ after: Range<Int>,
        into row: inout OutputSpan<UInt8>
    ) -> Bool {
        var wrote = false
        for id in ids {
            let start = row.count
            row.writeComma()
            row.writeLiteral(before, self)
            if writeReference(to: record.references[id], into: &row) {
                row.writeLiteral(after, self)
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
    private func writeReference(to id: TextRange, into row: inout OutputSpan<UInt8>) -> Bool {
        guard let target = links.entry(record, id) else { return false }
        return writeReference(toEntry: target, into: &row)
    }

    /// Appends a Reference to the entry at index `target`.
    func writeReference(toEntry target: Int, into row: inout OutputSpan<UInt8>) -> Bool {
        let entry = record.entries[target]
        let opening = referenceOpenings[Int(entry.kind.rawValue)]
        guard !opening.isEmpty, !links.isComponent[target],
            case .text(let id) = record.cell(entry, 0)
        else { return false }
        row.writeLiteral(opening, self)
        writeId(id, of: target, into: &row)
        row.write("\"}")
        return true
    }

    /// Appends the id of the entry at index `owner`.
    func writeId(_ id: TextRange, of owner: Int, into row: inout OutputSpan<UInt8>) {
        let isPlain = links.isPlainId[owner]
        record.withBytes(of: id) { id in
            if isPlain { row.write(id) } else { row.writeFHIRId(id) }
        }
    }
}
