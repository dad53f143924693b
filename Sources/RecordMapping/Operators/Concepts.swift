import CanonicalModel
import Terminology

extension MappingRun {
    /// The sets that any code of a coded node belongs to, its further codings included.
    ///
    /// Cost: little where the node is asked for again, as by an index and one rule after another.
    mutating func membership(of node: Int, _ shape: Int) -> UInt64 {
        let place = (node &* 0x9E37_79B1) >> 8 & (knownMembers.count - 1)
        let known = knownMembers[place]
        if known.generation == generation, known.node == UInt32(node), recorder == nil,
            known.shape == UInt32(shape)
        {
            return known.sets
        }
        let sets = findMembership(of: node, shape)
        knownMembers[place] = KnownMember(
            generation: generation, node: UInt32(node), shape: UInt32(shape), sets: sets)
        return sets
    }

    private mutating func findMembership(of node: Int, _ number: Int) -> UInt64 {
        let shape = plan.codedShapes[number]
        let coding = coding(of: node, number)
        var sets: UInt64 = 0
        if !coding.code.isEmpty {
            sets = record.withBytes(of: coding.code) { codeSets.membership(coding.system, $0) }
            if terminology != nil { sets |= resolvedMembership(coding.system, coding.code) }
        }
        if let also = shape.also { sets |= findMembership(of: node, Int(also)) }
        guard shape.more != SymbolTable.unknown else { return sets }
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            if tree.nodes[child].name == shape.more {
                sets |= findMembership(of: child, Int(shape.moreShape))
            }
            child = Int(tree.nodes[child].end)
        }
        return sets
    }

    /// Makes a concept of a coded node: every coding in the order of the source, and its text.
    mutating func concept(of node: Int, _ shape: Int) -> Cell {
        let first = record.codings.count
        var text = TextRange.empty
        appendCodings(of: node, shape, &text)
        guard record.codings.count > first || !text.isEmpty else { return .absent }
        let status = resolvedStatus(from: first)
        record.concepts.append(
            Concept(
                firstCoding: UInt32(first),
                codingCount: UInt16(clamping: record.codings.count - first), status: status,
                text: text))
        return .concept(UInt32(record.concepts.count - 1))
    }

    static func status(of codings: ArraySlice<Coding>) -> MapStatus {
        var status = MapStatus.textOnly
        for coding in codings where !coding.code.isEmpty {
            guard coding.system == .snomed else {
                if status == .textOnly { status = .unmapped }
                continue
            }
            if !coding.isDescription { return .native }
            status = .description
        }
        return status
    }

    private mutating func appendCodings(of node: Int, _ number: Int, _ text: inout TextRange) {
        let shape = plan.codedShapes[number]
        if text.isEmpty { text = self.text(ofChild: shape.text, of: node) }
        if shape.code != SymbolTable.unknown {
            let coding = coding(of: node, number)
            // A shape that names the system itself says nothing without a code.
            let isNamed = !coding.display.isEmpty && shape.fixed == .other
            if !coding.code.isEmpty || isNamed { record.codings.append(coding) }
        }
        defer { if let also = shape.also { appendCodings(of: node, Int(also), &text) } }
        guard shape.more != SymbolTable.unknown else { return }
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            if tree.nodes[child].name == shape.more {
                appendCodings(of: child, Int(shape.moreShape), &text)
            }
            child = Int(tree.nodes[child].end)
        }
    }

    /// What a node says of one coding; nothing where its shape has no code.
    private mutating func coding(of node: Int, _ number: Int) -> Coding {
        let place = node & (lastCodings.count - 1)
        let known = lastCodings[place]
        if known.generation == generation, known.node == UInt32(node), recorder == nil,
            known.shape == UInt32(number)
        {
            return known.coding
        }
        let coding = readCoding(of: node, plan.codedShapes[number])
        lastCodings[place] = KnownCoding(
            generation: generation, node: UInt32(node), shape: UInt32(number), coding: coding)
        return coding
    }

    private mutating func readCoding(of node: Int, _ shape: CodedShape) -> Coding {
        var (code, display, identifier) = (TextRange?.none, TextRange?.none, TextRange?.none)
        let end = Int(tree.nodes[node].end)
        var child = node + 1
        while child < end {
            let name = tree.nodes[child].name
            if name == SymbolTable.unknown {
                // Shapes without a part name it so.
            } else if name == shape.code, code == nil {
                code = text(ofNode: child) ?? .empty
            } else if name == shape.system, identifier == nil {
                identifier = text(ofNode: child) ?? .empty
            } else if name == shape.display, display == nil {
                display = text(ofNode: child) ?? .empty
            }
            child = Int(tree.nodes[child].end)
        }
        var found = trimmed(code ?? .empty)
        let systemText = trimmed(identifier ?? .empty)
        let system = system(of: found, systemText, shape)
        if system == .snomed { found = withoutTerm(found) }
        let isMistyped = system == .snomed && isMistypedSNOMED(systemText)
        let isDescription =
            system == .snomed && record.withBytes(of: found, SnomedCT.isDescription)
        return Coding(
            system: system, isDescription: isDescription, code: found,
            display: display ?? .empty, systemText: system == .other ? systemText : .empty,
            origin: isMistyped ? .sourceMistyped : .source)
    }

    /// A code or a system without the space around it, which is no part of either (FHIR R4, data
    /// types `code` and `uri`).
    private mutating func trimmed(_ text: TextRange) -> TextRange {
        guard !text.isEmpty else { return text }
        let range = record.withBytes(of: text) { $0.trimmed(0..<$0.count) { $0 <= 0x20 } }
        return range.count == Int(text.length) ? text : part(of: text, range)
    }

    /// The concept id of an expression that is nothing but a concept and its term,
    /// `73211009 |Diabetes mellitus|`; any other code as it is.
    ///
    /// Source: SNOMED CT Compositional Grammar v2.3, `conceptReference`.
    private mutating func withoutTerm(_ code: TextRange) -> TextRange {
        let length = record.withBytes(of: code) { code -> Int in
            let (bar, count) = (UInt8(ascii: "|"), code.count)
            guard count > 2, code[count - 1] == bar else { return count }
            var end = 0
            while code[end] != bar { end += 1 }
            guard end < count - 1 else { return count }
            for index in end + 1..<count - 1 where code[index] == bar { return count }
            while end > 0, code[end - 1] == 0x20 { end -= 1 }
            return end > 0 ? end : count
        }
        return part(of: code, 0..<length)
    }

    /// The system of a code: the one of the shape, or the one that is named beside it.
    ///
    /// EMIS writes its local codes under the name of Read v2. A Read v2 code has five bytes, and
    /// perhaps two more or a hyphen and more for its term.
    private mutating func system(
        of code: TextRange, _ identifier: TextRange, _ shape: CodedShape
    ) -> CodeSystem {
        if shape.fixed != .other { return shape.fixed }
        if isMistypedSNOMED(identifier) { return .snomed }
        let system = record.withBytes(of: identifier, systems.system)
        guard system == .readV2, shape.local != .other else { return system }
        let stem = record.bytes(code).prefix { $0 != UInt8(ascii: "-") }
        return stem.count > 5 && code.length != 7 ? shape.local : system
    }

    // MARK: - Quantities

    /// Makes a quantity of an amount node; `nil` if its number is not a decimal literal.
    mutating func quantity(
        of node: Int, _ number: Int, comparator: Quantity.Comparator? = nil
    ) throws(OperatorFailure) -> Cell {
        let shape = plan.amountShapes[number]
        let number = text(ofChild: shape.number, of: node)
        guard !number.isEmpty else { return .absent }
        guard record.withBytes(of: number, DecimalLiteral.isValid) else { throw .invalid }
        var sign = comparator ?? .none
        let written = text(ofChild: shape.comparator, of: node)
        if !written.isEmpty {
            guard let known = record.withBytes(of: written, Self.comparator) else {
                throw .invalid
            }
            sign = known
        }
        var unit = TextRange.empty
        for path in shape.unit where unit.isEmpty { unit = text(at: path, below: node) }
        var code = text(ofChild: shape.code, of: node)
        if !code.isEmpty, !isUCUM(text(ofChild: shape.system, of: node)) { code = .empty }
        if isDimensionless(code), !unit.isEmpty { code = .empty }
        if isDimensionless(unit) { unit = .empty }
        return append(
            Quantity(number: number, comparator: sign, unit: unit, unitCode: code))
    }

    /// Makes a quantity of an HL7 interval of which one end is given.
    ///
    /// Source: HL7 v3 IVL_PQ: `inclusive` is true unless it says otherwise. Both ends give nothing,
    /// since the result is then a range and not an amount.
    mutating func interval(of node: Int, _ shape: Int) throws(OperatorFailure) -> Cell {
        guard let low = symbols.symbol("low"), let high = symbols.symbol("high"),
            let inclusive = symbols.symbol("inclusive")
        else { return .absent }
        let ends = (tree.firstChild(of: node, named: low), tree.firstChild(of: node, named: high))
        switch ends {
        case (nil, nil): return .absent
        case (let end?, nil):
            let isOpen = isFalse(inclusive, of: end)
            return try quantity(of: end, shape, comparator: isOpen ? .greater : .greaterOrEqual)
        case (nil, let end?):
            let isOpen = isFalse(inclusive, of: end)
            return try quantity(of: end, shape, comparator: isOpen ? .less : .lessOrEqual)
        case (_?, _?): throw .invalid
        }
    }

    private mutating func isFalse(_ name: Symbol, of node: Int) -> Bool {
        let text = text(ofChild: name, of: node)
        return record.withBytes(of: text) { $0.isSame(as: "false") }
    }

    /// Makes a quantity of text such as `Value: 120.0 mm[Hg]`; absent if there is none in it.
    ///
    /// - Parameter labelled: Whether the amount follows `Value:`; else it is the whole text.
    mutating func textQuantity(_ text: TextRange, labelled: Bool = true) -> Cell {
        let find = labelled ? TextAmount.parts : TextAmount.amount
        guard let parts = record.withBytes(of: text, find) else { return .absent }
        return append(
            Quantity(
                number: part(of: text, parts.number), comparator: parts.comparator,
                unit: part(of: text, parts.unit), isDerivedFromText: true))
    }

    private mutating func append(_ quantity: Quantity) -> Cell {
        record.quantities.append(quantity)
        return .quantity(UInt32(record.quantities.count - 1))
    }

    private mutating func text(at path: [Symbol], below node: Int) -> TextRange {
        var node = node
        for name in path.dropLast() {
            guard let child = tree.firstChild(of: node, named: name) else { return .empty }
            node = child
        }
        return path.last.map { text(ofChild: $0, of: node) } ?? .empty
    }

    /// UCUM writes `1` for a number without unit.
    private mutating func isDimensionless(_ unit: TextRange) -> Bool {
        record.withBytes(of: unit) { $0.isSame(as: "1") }
    }

    private static func comparator(_ bytes: Span<UInt8>) -> Quantity.Comparator? {
        for comparator in Quantity.Comparator.allCases where bytes.isSame(as: comparator.sign) {
            return comparator
        }
        return nil
    }
}
