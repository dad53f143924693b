import CanonicalModel

/// A set of children that an entry may have, by their slots, folded into 64 bits.
///
/// Two sets that do not meet have no child in common; two that meet may have one. Slot 0 is no
/// child's: it stands for what is there in any entry.
struct ChildSet: Sendable, Equatable {
    private var bits: UInt64
    static let always = ChildSet(slot: 0)
    static let never = ChildSet(bits: 0)

    private init(bits: UInt64) { self.bits = bits }
    init(slot: UInt16) { bits = 1 << UInt64(slot & 63) }

    func meets(_ other: ChildSet) -> Bool { bits & other.bits != 0 }
    func union(_ other: ChildSet) -> ChildSet { ChildSet(bits: bits | other.bits) }
    mutating func insert(_ other: ChildSet) { bits |= other.bits }

    /// What must be met where both sets must be.
    func and(_ other: ChildSet) -> ChildSet {
        if self == .never || other == .never { return .never }
        return self == .always ? other : self
    }
}

/// The gate of an expression in a record: children of which an entry must have one for the
/// expression to give anything. It is closed where a name on the way does not occur in the record,
/// or an index that is asked is empty.
///
/// Most records hold few of the names that mappings know, and most entries few of their children,
/// so most expressions of most fields need not be evaluated.
extension MappingRun {
    /// Makes the gates of what belongs to no rule: what tells sources and suppliers apart, which is
    /// asked first of all.
    mutating func setGatesOfSource() {
        for number in plan.headExpressions {
            gates[number] = gate(plan.expressions[number], bindings: 0..<0)
        }
    }

    /// Makes the gates of what refusals ask of nodes around an entry, and of what is not counted:
    /// when it is known which indexes are empty.
    mutating func setGatesOfRefusals() {
        for number in plan.refusalExpressions {
            gates[number] = gate(plan.expressions[number], bindings: 0..<0)
        }
        for number in plan.refusalConditions { _ = gate(number) }
        for number in plan.unread?.expressions ?? 0..<0 {
            gates[number] = gate(plan.expressions[number], bindings: 0..<0)
        }
    }

    /// Makes the gates of the indexes' keys. They are asked while the indexes are being filled.
    mutating func setGatesOfIndexes() {
        for index in plan.indexes.indices {
            for number in plan.indexes[index].expressions {
                gates[number] = gate(plan.expressions[number], bindings: 0..<0)
            }
        }
    }

    /// Makes the gates of a rule's expressions and fields, once a record.
    ///
    /// Those of the record before are kept if the names that they depend on and the indexes that
    /// are empty are the same.
    mutating func setGates(ofRule number: Int) {
        guard gatesMade[number] != generation else { return }
        let isFirst = gatesMade[number] == 0
        gatesMade[number] = generation
        var isSame = !isFirst && emptyIndexesOfGates[number] == emptyIndexes
        for place in plan.rules[number].gateNames {
            let isPresent = isPresent[Int(plan.gateNames[place])]
            if gatePresence[place] != isPresent {
                gatePresence[place] = isPresent
                isSame = false
            }
        }
        emptyIndexesOfGates[number] = emptyIndexes
        if !isSame { makeGates(ofRule: number) }
    }

    private mutating func makeGates(ofRule number: Int) {
        let bindings = plan.rules[number].bindings
        for expression in plan.rules[number].expressions {
            if case .literal = plan.expressions[expression] { continue }
            gates[expression] = gate(plan.expressions[expression], bindings: bindings)
        }
        for field in plan.rules[number].fields { fieldGates[field] = gate(plan.fields[field]) }
        for refusal in plan.rules[number].refusals {
            if let own = plan.refusals[refusal].own { _ = gate(own) }
        }
        if let condition = plan.rules[number].condition { _ = gate(condition) }
    }

    private mutating func gate(_ field: FieldProgram) -> ChildSet {
        if field.isRequired { return .always }
        var gate = gates[field.chain.expression]
        for fallback in field.otherwise { gate.insert(gates[plan.chains[fallback].expression]) }
        return gate
    }

    /// - Parameter bindings: The `let`s that the expression may name.
    private mutating func gate(_ expression: ExpressionOp, bindings: Range<Int>) -> ChildSet {
        switch expression {
        case .path(let start, let steps): return gate(start, steps, bindings)
        case .literal, .position: return .always
        case .ancestors(let name): return gate(name)
        case .union(let parts), .firstOf(let parts):
            var any = ChildSet.never
            for part in parts { any.insert(gates[plan.operands[part]]) }
            return any
        case .concat(let parts):
            var all = ChildSet.always
            for part in parts { all = all.and(gates[plan.operands[part]]) }
            return all
        case .conditional(let condition, let result): return gates[result].and(gate(condition))
        case .remembered(let expression, _, _):
            // It stands in the place of what it remembers.
            return gate(plan.expressions[expression], bindings: bindings)
        case .join(let parts, _): return gates[parts]
        case .lookup(let index, let key):
            return emptyIndexes[index] ? .never : gates[key]
        case .enclosing(let mark, let base):
            guard let base else { return gate(plan.marks[mark]) }
            return gates[base].and(gate(plan.marks[mark]))
        }
    }

    private mutating func gate(
        _ start: PathStart, _ steps: Range<Int>, _ bindings: Range<Int>
    ) -> ChildSet {
        var gate = ChildSet.always
        switch start {
        case .entry:
            if let first = steps.first, case .child(let symbol) = plan.steps[first] {
                gate = self.gate(ofChild: symbol)
            }
        case .item, .capture: break
        case .binding(let binding): gate = gates[plan.bindings[bindings.lowerBound + binding]]
        case .expression(let number): gate = gates[number]
        }
        for step in steps {
            switch plan.steps[step] {
            case .child(let symbol), .descendant(let symbol): gate = gate.and(self.gate(symbol))
            case .filter(let condition): gate = gate.and(self.gate(condition))
            case .ofType, .first, .last, .single: continue
            }
        }
        return gate
    }

    /// That of what begins at a child of the entry. What every node has tells none from another.
    private func gate(ofChild name: Symbol) -> ChildSet {
        name == plan.discriminator ? .always : ChildSet(slot: plan.slotOfSymbol[Int(name)])
    }

    private mutating func gate(_ name: Symbol) -> ChildSet {
        isPresent[Int(name)] ? .always : .never
    }

    /// Makes the gates of a condition and of its parts: where one is not met, that does not hold.
    private mutating func gate(_ condition: Int) -> ChildSet {
        let gate = gate(plan.conditions[condition])
        conditionGates[condition] = gate
        return gate
    }

    private mutating func gate(_ condition: ConditionOp) -> ChildSet {
        switch condition {
        case .exists(let expression), .notEqual(let expression, _), .inList(let expression, _),
            .inCodes(let expression, _, _):
            gates[expression]
        case .equal(let left, let right), .contains(let left, let right),
            .starts(let left, let right):
            gates[left].and(gates[right])
        case .childEquals(let name, _): gate(name)
        case .entryEquals(let name, _): gate(ofChild: name).and(gate(name))
        case .and(let left, let right): gate(left).and(gate(right))
        case .or(let left, let right): gate(left).union(gate(right))
        case .not: .always
        }
    }
}
