import CanonicalModel

/// One record as the programs see it while they run; never copied, since that would count
/// references to every array of the record.
struct UKCoreSource: ~Copyable {
    let record: CanonicalRecord
    let links: RecordLinks
    /// By ``EntryKind/rawValue``: `{"reference":"Observation/`, or empty for a kind without file.
    let referenceOpenings: [[UInt8]]
}

extension UKCoreProgram {
    /// Appends the members of `entry`; a step without value leaves no trace but its fallback.
    func run(_ source: borrowing UKCoreSource, _ entry: Entry, into output: inout [UInt8]) {
        var choices: UInt8 = 0
        _ = run(0, steps.count, source, entry, &choices, into: &output)
    }

    /// Runs the steps of one object or array.
    ///
    /// - Returns: Whether one of them wrote a value.
    private func run(
        _ first: Int, _ end: Int, _ source: borrowing UKCoreSource, _ entry: Entry,
        _ choices: inout UInt8,
        into output: inout [UInt8]
    ) -> Bool {
        var (wrote, index) = (false, first)
        while index < end {
            let step = steps[index]
            if !mayWrite(index, source.record, entry) {
                appendFallback(step, into: &output)
            } else if step.choice == 0 || choices & step.choice == 0 {
                let start = output.count
                output.appendComma()
                output.append(contentsOf: literals[step.open])
                let hasValue: Bool
                if case .group = step.operation {
                    hasValue = run(index + 1, step.end, source, entry, &choices, into: &output)
                } else {
                    hasValue = write(step, source, entry, into: &output)
                }
                if hasValue {
                    output.append(contentsOf: literals[step.close])
                    choices |= step.choice
                    wrote = true
                } else {
                    output.removeLast(output.count - start)
                    appendFallback(step, into: &output)
                }
            }
            index = step.end
        }
        return wrote
    }

    /// Whether a step has a cell to write, so that nothing need be written and taken back.
    private func mayWrite(_ index: Int, _ record: CanonicalRecord, _ entry: Entry) -> Bool {
        var leaf = index
        while leaf < steps[index].end {
            switch steps[leaf].operation {
            case .group, .nothing: break
            default: if record.cell(entry, steps[leaf].field) != .absent { return true }
            }
            leaf += 1
        }
        return false
    }

    private func appendFallback(_ step: UKCoreStep, into output: inout [UInt8]) {
        guard !step.fallback.isEmpty else { return }
        output.appendComma()
        output.append(contentsOf: literals[step.fallback])
    }

    /// Writes the value of a step that is no group, if there is one.
    private func write(
        _ step: UKCoreStep, _ source: borrowing UKCoreSource, _ entry: Entry,
        into output: inout [UInt8]
    ) -> Bool {
        switch (step.operation, source.record.cell(entry, step.field)) {
        case (.text, .text(let text)):
            guard !text.isEmpty else { return false }
            output.appendJSON(source.record.bytes(text))
            return true
        case (.strings(let separator), .text(let text)):
            return output.appendStrings(source.record.bytes(text), separator: separator)
        case (.number, .text(let text)): return output.appendJSONNumber(source.record.bytes(text))
        case (.wholeNumber, .text(let text)):
            let digits = source.record.bytes(text)
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
            return output.appendJSONNumber(digits)
        case (.boolean, .boolean(let value)):
            output.append(contentsOf: (value ? "true" : "false").utf8)
            return true
        case (.word(let first), .code(let word)):
            output.append(contentsOf: literals[words[first + Int(word)]])
            return !words[first + Int(word)].isEmpty
        case (.date(let type), .date(let date)): return write(date, type, into: &output)
        case (.concept, .concept(let index)):
            return output.appendFHIR(source.record.concepts[Int(index)], of: source.record)
        case (.quantity, .quantity(let index)):
            return output.appendFHIR(source.record.quantities[Int(index)], of: source.record)
        case (.reference, .reference(let id)):
            return output.appendReference(to: id, source)
        case (.references(let before, let after), .references(let start, let count)):
            let ids = source.record.references[Int(start)..<Int(start + count)]
            return write(ids, before, after, source, into: &output)
        default: return false
        }
    }

    private func write(_ date: PartialDate, _ type: FHIRDate, into output: inout [UInt8]) -> Bool {
        output.append(UInt8(ascii: "\""))
        let isDate = output.appendFHIR(date, as: type)
        output.append(UInt8(ascii: "\""))
        return isDate
    }

    private func write(
        _ ids: ArraySlice<TextRange>, _ before: Range<Int>, _ after: Range<Int>,
        _ source: borrowing UKCoreSource, into output: inout [UInt8]
    ) -> Bool {
        var wrote = false
        for id in ids {
            let start = output.count
            output.appendComma()
            output.append(contentsOf: literals[before])
            if output.appendReference(to: id, source) {
                output.append(contentsOf: literals[after])
                wrote = true
            } else {
                output.removeLast(output.count - start)
            }
        }
        return wrote
    }
}

extension [UInt8] {
    /// Appends a Reference to the entry `id`.
    ///
    /// - Returns: `false`, and nothing appended, where the target is withheld, unknown, or without
    ///   a resource of its own.
    mutating func appendReference(to id: TextRange, _ source: borrowing UKCoreSource) -> Bool {
        guard let target = source.links.entry(source.record, id) else { return false }
        return appendReference(toEntry: target, source)
    }

    /// Appends a Reference to the entry at index `target`.
    mutating func appendReference(toEntry target: Int, _ source: borrowing UKCoreSource) -> Bool {
        let entry = source.record.entries[target]
        let kind = Int(entry.kind.rawValue)
        guard !source.referenceOpenings[kind].isEmpty, !source.links.isComponent[target],
            case .text(let id) = source.record.cell(entry, 0)
        else { return false }
        append(contentsOf: source.referenceOpenings[kind])
        appendFHIRId(source.record.bytes(id))
        append(contentsOf: "\"}".utf8)
        return true
    }
}
