import CanonicalModel

extension MappingRun {
    /// The most bytes of a text: real ones, whole letters among them, have some thousands.
    private static let longestText = 1 << 20

    /// Makes a field, by its number in the plan, of the entry whose cells begin at `firstCell`.
    ///
    /// - Returns: Whether the entry can stand; if not, it belongs in quarantine.
    mutating func make(_ number: Int, firstCell: Int) -> Bool {
        let program = plan.fields[number]
        field = program.field
        var cell = Cell.absent
        do {
            cell = try run(program.chain, isMany: program.isMany)
            for fallback in program.otherwise {
                guard case .absent = cell else { break }
                cell = try run(plan.chains[fallback], isMany: program.isMany)
            }
        } catch {
            let isInvalid = error == .invalid
            let code: Diagnostic.Code = isInvalid ? .invalidValue : .unmappedWord
            switch isInvalid ? program.invalid : program.unmapped {
            case .quarantineEntry:
                find(code, isWholeEntry: true)
                return false
            case .quarantineField: find(code)
            case .word(let word): cell = .code(word)
            }
        }
        switch cell {
        case .absent where program.isRequired:
            find(.missingValue, isWholeEntry: true)
            return false
        case .absent: return true
        case .text(let text) where text.length > Self.longestText:
            find(.invalidValue, isWholeEntry: program.isRequired)
            return !program.isRequired
        case .text(let id) where program.isReference:
            record.cells[firstCell + program.field] = .reference(id)
        default: record.cells[firstCell + program.field] = cell
        }
        return true
    }

    private mutating func run(_ chain: Chain, isMany: Bool) throws(OperatorFailure) -> Cell {
        let base = items.count
        var found = evaluate(chain.expression, item: node)
        guard found != .none else { return .absent }
        if isMany {
            push(found)
            defer { dropItems(from: base) }
            return try references(from: base, chain.operators)
        }
        if found == .several {
            found = keep(base, from: base)
            find(.unexpectedSecondValue)
        }
        return try apply(chain.operators, to: found)
    }

    private mutating func references(
        from base: Int, _ operators: Range<Int>
    ) throws(OperatorFailure) -> Cell {
        let start = record.references.count
        listNumbers = [:]
        defer { listNumbers = nil }
        var many = Set<[UInt8]>()
        for place in base..<items.count {
            guard case .text(let text) = try apply(operators, to: items[place]), !text.isEmpty,
                !isKnown(text, from: start, &many)
            else { continue }
            record.references.append(text)
        }
        let count = record.references.count - start
        return count == 0 ? .absent : .references(start: UInt32(start), count: UInt32(count))
    }

    /// Whether `text` is among the references from `start` on. A few are compared one by one;
    /// `many` remembers more than that, or the time of a thousand would grow with their square.
    private func isKnown(_ text: TextRange, from start: Int, _ many: inout Set<[UInt8]>) -> Bool {
        let known = record.references[start...]
        guard known.count >= 64 else { return known.contains { record.equal($0, text) } }
        if many.isEmpty { many = Set(known.map { Array(record.bytes($0)) }) }
        return !many.insert(Array(record.bytes(text))).inserted
    }

    private mutating func apply(
        _ operators: Range<Int>, to item: Item
    ) throws(OperatorFailure) -> Cell {
        var item = item
        for call in operators {
            let call = plan.operators[call]
            let cell = try apply(call, to: item)
            guard case .text(let text) = cell, call.name.output == .text else { return cell }
            item = self.item(text)
        }
        guard let text = text(of: item), !text.isEmpty else { return .absent }
        return .text(text)
    }

    private mutating func apply(
        _ call: OperatorCall, to item: Item
    ) throws(OperatorFailure) -> Cell {
        switch call.name.input {
        case .coded: return item.node.map { concept(of: $0, call.argument) } ?? .absent
        case .amount:
            guard let node = item.node else { return .absent }
            return try quantity(of: node, call.argument)
        case .interval:
            guard let node = item.node else { return .absent }
            return try interval(of: node, call.argument)
        case .leaf: break
        }
        guard let text = text(of: item), !text.isEmpty else { return .absent }
        return try apply(call, toText: text)
    }

    private mutating func apply(
        _ call: OperatorCall, toText text: TextRange
    ) throws(OperatorFailure) -> Cell {
        switch call.name {
        case .text: return .text(text)
        case .number:
            guard record.withBytes(of: text, DecimalLiteral.isValid) else { throw .invalid }
            return .text(text)
        case .boolean:
            if record.withBytes(of: text, { $0.isSame(as: "true") }) { return .boolean(true) }
            if record.withBytes(of: text, { $0.isSame(as: "false") }) { return .boolean(false) }
            throw .invalid
        case .hl7Time:
            guard let date = record.withBytes(of: text, HL7Time.date) else { throw .invalid }
            return .date(date)
        case .isoTime:
            guard let date = record.withBytes(of: text, ISOTime.date) else { throw .invalid }
            return .date(date)
        case .code:
            guard let word = word(text, inTable: call.argument) else { throw .unmapped }
            return .code(word)
        case .nhsNumber: return .text(try nhsNumber(text))
        case .refId: return .text(part(of: text, record.withBytes(of: text, ReferenceId.range)))
        case .pmipText: return .text(pmipText(text))
        case .lineAfter:
            let range = record.withBytes(of: text) { text in
                record.withBytes(of: plan.literals[call.argument]) {
                    Lines.rest(of: text, after: $0)
                }
            }
            return range.map { .text(part(of: text, $0)) } ?? .absent
        case .afterLast:
            let separators = record.bytes(plan.literals[call.argument])
            let bytes = record.bytes(text)
            let last = bytes.lastIndex { separators.contains($0) } ?? bytes.startIndex - 1
            return .text(part(of: text, last + 1 - bytes.startIndex..<bytes.count))
        case .textQuantity: return textQuantity(text)
        case .snomed: return snomed(text, term: plan.literals[call.argument])
        case .amount: return try amount(text)
        case .dayFirstTime:
            guard let date = record.withBytes(of: text, DayFirstTime.date) else {
                throw .invalid
            }
            return .date(date)
        case .head: return .text(part(of: text, 0..<min(call.argument, Int(text.length))))
        case .tail:
            let count = Int(text.length)
            return .text(part(of: text, max(0, count - call.argument)..<count))
        case .numbered: return .text(numbered(text))
        case .bookingWait:
            guard let band = record.withBytes(of: text, BookingWait.band) else { throw .invalid }
            return band.isEmpty ? .absent : .text(record.appendScratch(band))
        case .durationDays:
            guard let days = record.withBytes(of: text, DurationDays.literal) else {
                throw .invalid
            }
            return .text(record.appendScratch(days))
        case .concept, .quantity, .interval: return .absent
        }
    }

    /// The part of `text` that is `range` of its bytes.
    func part(of text: TextRange, _ range: Range<Int>) -> TextRange {
        let start = text.offset + range.lowerBound
        return text.isScratch
            ? TextRange(scratch: start, length: range.count)
            : TextRange(source: start, length: range.count)
    }

    /// The text without comment headers; the bytes are copied only where a header stands inside.
    private mutating func pmipText(_ text: TextRange) -> TextRange {
        let kept = record.withBytes(of: text, PMIPText.kept)
        guard kept.count > 1 else {
            return kept.first.map { part(of: text, $0) } ?? .empty
        }
        let start = record.scratch.count
        for range in kept { copyToScratch(part(of: text, range)) }
        return TextRange(scratch: start, length: record.scratch.count - start)
    }

    /// The ten digits of a valid NHS number; spaces between them are taken out.
    private mutating func nhsNumber(_ text: TextRange) throws(OperatorFailure) -> TextRange {
        let bytes = record.bytes(text)
        if bytes.contains(0x20) {
            let digits = bytes.filter { $0 != 0x20 }
            guard (try? NHSNumber(digits)) != nil else { throw .invalid }
            return record.appendScratch(digits)
        }
        guard (try? NHSNumber(bytes)) != nil else { throw .invalid }
        return text
    }
}
