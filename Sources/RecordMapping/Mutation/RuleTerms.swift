import CanonicalModel

/// Makes the terms of the rules of a plan.
struct RuleTerms {
    let plan: SourcePlan

    /// The terms of some rules of the plan.
    func terms(_ rules: Range<Int>) -> [Term] { rules.map(term) }

    private func term(_ number: Int) -> Term {
        let rule = plan.rules[number]
        let expressions = ExpressionTerms(plan: plan, bindings: rule.bindings)
        let condition = rule.condition.map(expressions.condition) ?? Term(.always)
        let claims = plan.claims[rule.claims].map(expressions.expression)
        let fields = plan.fields[rule.fields].map { field($0, expressions) }
        return Term(
            .rule(
                Term.RuleTerm(
                    target: rule.target, segments: Array(plan.segments[rule.segments]),
                    isShared: rule.isShared && isFollowed(number), claims: claims.count)),
            [condition] + claims + fields)
    }

    /// Whether a later rule may be offered the nodes of a rule, so that it matters if they are
    /// shared.
    private func isFollowed(_ number: Int) -> Bool {
        func last(_ rule: Rule) -> Segment { plan.segments[rule.segments.upperBound - 1] }
        let own = last(plan.rules[number])
        return plan.rules[(number + 1)...].contains { rule in
            let other = last(rule)
            return other.symbol == own.symbol
                && (other.type == nil || own.type == nil || other.type == own.type)
        }
    }

    /// A field; policies that cannot apply and chains that are not reached are left out.
    private func field(_ program: FieldProgram, _ expressions: ExpressionTerms) -> Term {
        var (chains, isNeverAbsent) = ([Term](), false)
        for chain in [program.chain] + plan.chains[program.otherwise] where !isNeverAbsent {
            chains.append(self.chain(chain, expressions))
            isNeverAbsent = chains[chains.count - 1].isNeverAbsent
        }
        let field = Term.FieldTerm(
            field: program.field, isRequired: program.isRequired && !isNeverAbsent,
            invalid: chains.contains(where: \.canBeInvalid) ? program.invalid : nil,
            unmapped: chains.contains(where: \.canBeUnmapped) ? program.unmapped : nil)
        return Term(.field(field), chains.map { $0.settled(field.unmapped) })
    }

    private func chain(_ chain: Chain, _ expressions: ExpressionTerms) -> Term {
        let operators = plan.operators[chain.operators].map { call in
            var term = Term.OperatorTerm(name: call.name)
            switch call.name.argument {
            case .text: term.text = expressions.literal(call.argument)
            case .table: term.table = table(call.argument)
            case .count, .none: term.number = call.argument
            }
            return term
        }
        return Term(.chain(operators), [expressions.expression(chain.expression)])
    }

    /// What a table makes of each word: the first row of a word counts.
    private func table(_ number: Int) -> [[UInt8]: UInt8] {
        Dictionary(
            plan.tables[number].entries.map { entry in
                (Array(plan.tableBytes[entry.source]), entry.word)
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension Term {
    private var operators: [OperatorTerm] {
        if case .chain(let operators) = head { operators } else { [] }
    }

    /// Whether a chain always gives a value: texts that are stated, and are words of its table.
    fileprivate var isNeverAbsent: Bool {
        guard parts[0].isNeverEmpty, let texts = parts[0].texts,
            texts.allSatisfy({ !$0.isEmpty })
        else { return false }
        return operators.isEmpty || operators.map(\.name) == [.code] && !canBeUnmapped
    }

    /// A chain of one operator with each text that it states replaced by what that leads to: all
    /// that it cannot read lead to the same, and so do all that its table makes one word of.
    fileprivate func settled(_ unmapped: FailurePolicy?) -> Term {
        guard let only = operators.first, operators.count == 1 else { return self }
        return Term(head, [parts[0].settled { $0.isEmpty ? $0 : only.outcome($0, unmapped) }])
    }

    /// The expression with other texts where it gives those that it states.
    private func settled(_ outcome: ([UInt8]) -> [UInt8]) -> Term {
        switch head {
        case .literal(let text): Term(.literal(outcome(text)))
        case .firstOf, .union, .first, .last, .single:
            Term(head, parts.map { $0.settled(outcome) })
        case .conditional: Term(head, [parts[0], parts[1].settled(outcome)])
        default: self
        }
    }

    fileprivate var canBeInvalid: Bool { operators.contains { $0.name.canBeInvalid } }

    /// Whether a chain may ask a table for a word that it lacks; not if it only asks for texts
    /// that are stated.
    fileprivate var canBeUnmapped: Bool {
        guard let place = operators.firstIndex(where: { $0.name == .code }) else { return false }
        guard place == 0, let texts = parts[0].texts else { return true }
        return !texts.allSatisfy { $0.isEmpty || operators[place].table[$0] != nil }
    }
}

extension Term.OperatorTerm {
    /// What stands for every text that cannot be read: no mapping file holds it.
    private static let unreadable: [UInt8] = [0xFF]

    /// The text itself, or what stands for what becomes of it.
    fileprivate func outcome(_ text: [UInt8], _ unmapped: FailurePolicy?) -> [UInt8] {
        switch name {
        case .code:
            if let word = table[text] { return Self.unreadable + [word] }
            if case .word(let word) = unmapped { return Self.unreadable + [word] }
            return Self.unreadable
        case .hl7Time: return HL7Time.date(text.span) == nil ? Self.unreadable : text
        case .isoTime: return ISOTime.date(text.span) == nil ? Self.unreadable : text
        case .dayFirstTime: return DayFirstTime.date(text.span) == nil ? Self.unreadable : text
        case .number: return DecimalLiteral.isValid(text.span) ? text : Self.unreadable
        case .boolean:
            let isRead = text == Array("true".utf8) || text == Array("false".utf8)
            return isRead ? text : Self.unreadable
        case .nhsNumber:
            let digits = text.filter { $0 != 0x20 }
            return (try? NHSNumber(digits)) == nil ? Self.unreadable : text
        default: return text
        }
    }
}

/// Makes the terms of the expressions and conditions of one rule.
struct ExpressionTerms {
    let plan: SourcePlan
    /// The `let`s of the rule.
    let bindings: Range<Int>

    func literal(_ number: Int) -> [UInt8] {
        let text = plan.literals[number]
        return Array(plan.literalBytes[text.offset..<text.offset + Int(text.length)])
    }

    func expression(_ number: Int) -> Term {
        func all(_ parts: Range<Int>) -> [Term] { plan.operands[parts].map(expression) }
        switch plan.expressions[number] {
        case .path(let start, let steps): return path(start, steps)
        case .literal(let number): return Term(.literal(literal(number)))
        case .union(let parts): return .reduced(.union, all(parts))
        case .firstOf(let parts): return .reduced(.firstOf, all(parts))
        case .concat(let parts): return .reduced(.concat, all(parts))
        case .conditional(let condition, let result):
            return .reduced(.conditional, [self.condition(condition), expression(result)])
        case .join(let part, let separator):
            return .reduced(.join(literal(separator)), [expression(part)])
        case .lookup(let index, let key): return .reduced(.lookup(index), [expression(key)])
        case .enclosing(let mark, let base):
            return .reduced(.enclosing(mark), base.map { [expression($0)] } ?? [])
        case .ancestors(let name): return Term(.ancestors(name))
        case .position(let capture): return Term(.position(capture))
        case .remembered(let expression, _, _): return self.expression(expression)
        }
    }

    private func path(_ start: PathStart, _ steps: Range<Int>) -> Term {
        var term: Term
        switch start {
        case .entry: term = Term(.entry)
        case .item: term = Term(.item)
        case .capture(let number): term = Term(.capture(number))
        case .binding(let number):
            term = expression(plan.bindings[bindings.lowerBound + number])
        case .expression(let number): term = expression(number)
        }
        for step in plan.steps[steps] {
            switch step {
            case .child(let name): term = .reduced(.child(name), [term])
            case .descendant(let name): term = .reduced(.descendant(name), [term])
            case .filter(let condition):
                term = .reduced(.filter, [term, self.condition(condition)])
            case .ofType(let name): term = .reduced(.ofType(literal(name)), [term])
            case .first: term = .reduced(.first, [term])
            case .last: term = .reduced(.last, [term])
            case .single: term = .reduced(.single, [term])
            }
        }
        return term
    }

    func condition(_ number: Int) -> Term {
        func both(_ head: Term.Head, _ left: Int, _ right: Int) -> Term {
            .reduced(head, [expression(left), expression(right)])
        }
        switch plan.conditions[number] {
        case .exists(let part): return .reduced(.exists, [expression(part)])
        case .equal(let left, let right): return both(.equal, left, right)
        // There is one, and none is equal.
        case .notEqual(let left, let right):
            let isEqual = both(.equal, left, right)
            return .reduced(
                .and, [.reduced(.exists, [expression(left)]), .reduced(.not, [isEqual])])
        case .childEquals(let name, let literal):
            let child = Term(.child(name), [Term(.item)])
            return .reduced(.oneOf([self.literal(literal)]), [child])
        case .entryEquals(let name, let literal):
            let child = Term(.child(name), [Term(.entry)])
            return .reduced(.oneOf([self.literal(literal)]), [child])
        case .contains(let left, let right): return both(.contains, left, right)
        case .starts(let left, let right): return both(.starts, left, right)
        case .inList(let part, let words):
            let texts = Set(plan.operands[words].map(literal)).sorted {
                $0.lexicographicallyPrecedes($1)
            }
            return .reduced(.oneOf(texts), [expression(part)])
        case .inCodes(let part, let mask, let shape):
            return .reduced(.inCodes(mask, shape: shape), [expression(part)])
        case .and(let left, let right):
            return .reduced(.and, [condition(left), condition(right)])
        case .or(let left, let right): return .reduced(.or, [condition(left), condition(right)])
        case .not(let inner): return .reduced(.not, [condition(inner)])
        }
    }
}
