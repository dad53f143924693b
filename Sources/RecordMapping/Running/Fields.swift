import CanonicalModel

extension MappingRun {
    /// Makes one field of the entry whose cells begin at `firstCell`.
    ///
    /// - Returns: Whether the entry can stand; if not, it belongs in quarantine.
    mutating func make(_ program: FieldProgram, firstCell: Int) -> Bool {
        field = program.field
        var cell = Cell.absent
        do {
            cell = try run(program.chain, isMany: program.isMany)
            for fallback in program.otherwise where cell == .absent {
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
        if cell == .absent, program.isRequired {
            find(.missingValue, isWholeEntry: true)
            return false
        }
        if program.isReference, case .text(let id) = cell { cell = .reference(id) }
        record.cells[firstCell + program.field] = cell
        return true
    }

    private mutating func run(_ chain: Chain, isMany: Bool) throws(OperatorFailure) -> Cell {
        let base = items.count
        evaluate(chain.expression, item: node)
        defer { dropItems(from: base) }
        guard items.count > base else { return .absent }
        if isMany { return try references(from: base, chain.operators) }
        if items.count - base > 1 { find(.unexpectedSecondValue) }
        return try apply(chain.operators, to: items[base])
    }

    private mutating func references(
        from base: Int, _ operators: Range<Int>
    ) throws(OperatorFailure) -> Cell {
        let start = record.references.count
        for place in base..<items.count {
            switch try apply(operators, to: items[place]) {
            case .text(let text) where !text.isEmpty:
                var isKnown = false
                for index in start..<record.references.count
                where record.equal(record.references[index], text) {
                    isKnown = true
                }
                if !isKnown { record.references.append(text) }
            default: break
            }
        }
        let count = record.references.count - start
        return count == 0 ? .absent : .references(start: UInt32(start), count: UInt32(count))
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
        let bytes = record.bytes(text)
        switch call.name {
        case .text: return .text(text)
        case .number:
            guard DecimalLiteral.isValid(bytes) else { throw .invalid }
            return .text(text)
        case .boolean:
            if bytes.elementsEqual("true".utf8) { return .boolean(true) }
            if bytes.elementsEqual("false".utf8) { return .boolean(false) }
            throw .invalid
        case .hl7Time:
            guard let date = HL7Time.date(bytes) else { throw .invalid }
            return .date(date)
        case .isoTime:
            guard let date = ISOTime.date(bytes) else { throw .invalid }
            return .date(date)
        case .code:
            guard let word = word(text, inTable: call.argument) else { throw .unmapped }
            return .code(word)
        case .nhsNumber: return .text(try nhsNumber(text))
        case .refId: return .text(part(of: text, ReferenceId.range(bytes)))
        case .pmipText: return .text(pmipText(text))
        case .lineAfter:
            let label = record.bytes(plan.literals[call.argument])
            guard let range = Lines.rest(of: bytes, after: label) else { return .absent }
            return .text(part(of: text, range))
        case .afterLast:
            let separator = record.bytes(plan.literals[call.argument])
            let start = bytes.lastIndex { separator.contains($0) }.map { $0 + 1 }
            return .text(part(of: text, (start ?? bytes.startIndex)..<bytes.endIndex))
        case .textQuantity: return textQuantity(text)
        case .snomed: return snomed(text, term: plan.literals[call.argument])
        case .amount: return try amount(text)
        case .dayFirstTime:
            guard let date = DayFirstTime.date(bytes) else { throw .invalid }
            return .date(date)
        case .head: return .text(part(of: text, Ends.head(of: bytes, call.argument)))
        case .tail: return .text(part(of: text, Ends.tail(of: bytes, call.argument)))
        case .concept, .quantity, .interval: return .absent
        }
    }

    /// The part of `text` that lies in `range` of its buffer.
    private func part(of text: TextRange, _ range: Range<Int>) -> TextRange {
        text.isScratch
            ? TextRange(scratch: range.lowerBound, length: range.count)
            : TextRange(source: range.lowerBound, length: range.count)
    }

    /// The text without comment headers; the bytes are copied only where a header stands inside.
    private mutating func pmipText(_ text: TextRange) -> TextRange {
        let kept = PMIPText.kept(record.bytes(text))
        guard kept.count > 1 else {
            return kept.first.map { part(of: text, $0) } ?? .empty
        }
        let bytes = Array(record.bytes(text))
        let offset = text.offset
        return record.appendScratch(
            kept.flatMap { bytes[$0.lowerBound - offset..<$0.upperBound - offset] })
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
