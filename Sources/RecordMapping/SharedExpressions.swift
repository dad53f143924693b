import CanonicalModel

/// Finds the expressions that are asked for the same node more than once, by one rule or by several
/// that the node is offered to, and has their results remembered for the node. What a `let` or a
/// field asks of a captured node alone is taken for such: many entries stand in a consultation.
///
/// Expressions that say the same of the node they begin at have one number here.
struct SharedExpressions {
    private let plan: SourcePlan
    /// What is said, by the number of it: an operation, its operands and what they begin at.
    private var numbers: [[Int]: Int] = [:]
    /// For each expression, and each condition, what it says and where it begins; `nil` if its
    /// result depends on more than one node, or if it may report something.
    private var expressions: [Said?] = []
    private var conditions: [Said?] = []
    /// The nodes that an expression is evaluated for, by a number.
    private var groups: [Int]
    /// In how many places of a group the same is asked.
    private var uses: [Use: Int] = [:]
    /// The expressions that a `let` or a field gives.
    private let given: Set<Int>

    private struct Said {
        let number: Int
        /// `nil` for what begins nowhere, such as a literal.
        let base: MemoryBase?
    }
    private struct Use: Hashable {
        let group: Int
        let number: Int
    }
    /// The group of the expressions that are asked before the indexes are filled.
    private static let head = 0

    private init(_ plan: SourcePlan) {
        self.plan = plan
        given = Set(plan.bindings + (plan.chains + plan.fields.map(\.chain)).map(\.expression))
        groups = Array(repeating: Self.head, count: plan.expressions.count)
        var known: [[Symbol?]: Int] = [:]
        for rule in plan.rules {
            let last = plan.segments[rule.segments.upperBound - 1]
            let kind = [last.symbol, last.type]
            let group = known[kind] ?? known.count + 1
            known[kind] = group
            for expression in rule.expressions { groups[expression] = group }
        }
        findWhatIsSaid()
        countUses()
    }

    /// Has the results of what is asked more than once remembered.
    static func remember(in plan: inout SourcePlan) {
        let shared = SharedExpressions(plan)
        var places: [Int: Int] = [:]
        for (number, said) in shared.expressions.enumerated() {
            guard let said, let base = said.base, shared.isWorthIt(number, said, base) else {
                continue
            }
            let place = places[said.number] ?? plan.memoryCount
            places[said.number] = place
            plan.memoryCount = max(plan.memoryCount, place + 1)
            plan.expressions.append(plan.expressions[number])
            plan.expressions[number] = .remembered(
                plan.expressions.count - 1, base: base, place: place)
        }
    }

    /// Whether it is asked more than once, and is more than one step.
    private func isWorthIt(_ number: Int, _ said: Said, _ base: MemoryBase) -> Bool {
        if case .capture = base {
            guard case .path(.capture, let steps) = plan.expressions[number] else {
                return given.contains(number)
            }
            return given.contains(number) && !steps.isEmpty
        }
        guard uses[Use(group: groups[number], number: said.number), default: 0] > 1 else {
            return false
        }
        guard case .path(let start, let steps) = plan.expressions[number] else { return true }
        if case .expression = start { return true }
        return steps.count > 1
    }

    // MARK: - What is said

    private mutating func findWhatIsSaid() {
        var (condition, conditionsOf) = (0, [Int](repeating: 0, count: plan.expressions.count))
        // A condition stands before the first expression that names it, as all operands do.
        for number in plan.expressions.indices {
            for part in Self.conditions(of: plan.expressions[number], in: plan) {
                conditionsOf[number] = max(conditionsOf[number], part + 1)
            }
        }
        conditions = Array(repeating: nil, count: plan.conditions.count)
        for number in plan.expressions.indices {
            while condition < conditionsOf[number] {
                conditions[condition] = said(plan.conditions[condition])
                condition += 1
            }
            expressions.append(said(plan.expressions[number], inGroup: groups[number]))
        }
    }

    private mutating func said(_ op: ExpressionOp, inGroup group: Int) -> Said? {
        switch op {
        case .path(let start, let steps): return said(start, steps)
        case .literal(let literal): return note([1, literal], nil)
        case .union(let parts): return said([2], plan.operands[parts])
        case .firstOf(let parts): return said([3], plan.operands[parts])
        case .concat(let parts): return said([4], plan.operands[parts])
        case .join(let parts, let separator): return said([5, separator], [parts])
        case .conditional(let condition, let result):
            guard let asked = conditions[condition], let found = expressions[result],
                let base = Self.base([asked, found])
            else { return nil }
            return note([6, asked.number, found.number], base)
        case .lookup(let index, let key):
            return group == Self.head ? nil : said([7, index], [key])
        case .enclosing, .ancestors, .position, .remembered: return nil
        }
    }

    private mutating func said(_ start: PathStart, _ steps: Range<Int>) -> Said? {
        var (key, base) = ([0], MemoryBase?.none)
        switch start {
        case .entry: base = .entry
        case .item: base = .item
        case .capture(let capture): base = .capture(capture)
        case .binding: return nil
        case .expression(let number):
            guard let said = expressions[number] else { return nil }
            base = said.base
            key.append(said.number)
        }
        for step in plan.steps[steps] {
            switch step {
            case .child(let symbol): key += [-1, Int(symbol)]
            case .descendant(let symbol): key += [-2, Int(symbol)]
            case .ofType(let literal): key += [-3, literal]
            case .first: key.append(-4)
            case .last: key.append(-5)
            case .single: return nil
            case .filter(let condition):
                // What begins at the item there begins at each node that is filtered.
                guard let said = conditions[condition], said.base == nil || said.base == .item
                else { return nil }
                key += [-6, said.number]
            }
        }
        return note(key, base)
    }

    private mutating func said(_ op: ConditionOp) -> Said? {
        switch op {
        case .exists(let expression): return said([10], [expression])
        case .equal(let left, let right): return said([11], [left, right])
        case .notEqual(let left, let right): return said([12], [left, right])
        case .contains(let left, let right): return said([13], [left, right])
        case .starts(let left, let right): return said([14], [left, right])
        case .childEquals(let name, let literal): return note([15, Int(name), literal], .item)
        case .entryEquals(let name, let literal): return note([15, Int(name), literal], .entry)
        case .inList(let expression, let words):
            return said([16] + plan.operands[words], [expression])
        case .inCodes(let expression, let mask, let shape):
            return said([17, Int(mask.trailingZeroBitCount), shape], [expression])
        case .and(let left, let right): return said(18, left, right)
        case .or(let left, let right): return said(19, left, right)
        case .not(let inner): return said(20, inner, inner)
        }
    }

    private mutating func said(_ word: Int, _ left: Int, _ right: Int) -> Said? {
        guard let left = conditions[left], let right = conditions[right],
            let base = Self.base([left, right])
        else { return nil }
        return note([word, left.number, right.number], base)
    }

    private mutating func said(_ words: [Int], _ parts: some Sequence<Int>) -> Said? {
        var found: [Said] = []
        for part in parts {
            guard let said = expressions[part] else { return nil }
            found.append(said)
        }
        return Self.base(found).flatMap { note(words + found.map(\.number), $0) }
    }

    /// Where all of some begin, which may be nowhere; `nil` if that is not one node.
    private static func base(_ parts: [Said]) -> MemoryBase?? {
        var base: MemoryBase?
        for part in parts {
            guard let other = part.base else { continue }
            guard base == nil || base == other else { return nil }
            base = other
        }
        return .some(base)
    }

    private mutating func note(_ key: [Int], _ base: MemoryBase?) -> Said {
        let start =
            switch base {
            case nil: 0
            case .entry: 1
            case .item: 2
            // Whatever it is called: what a node was asked is told by the node.
            case .capture: 3
            }
        let key = key + [start]
        let number = numbers[key] ?? numbers.count
        numbers[key] = number
        return Said(number: number, base: base)
    }

    // MARK: - Who asks

    /// Counts the places that ask; the same expression within an expression asks once, since that
    /// is remembered itself.
    private mutating func countUses() {
        var askers: Set<[Int]> = []
        for (number, op) in plan.expressions.enumerated() {
            for part in Self.operands(of: op, in: plan) {
                guard let said = expressions[part] else { continue }
                let asker = expressions[number]?.number ?? -1 - number
                if askers.insert([groups[part], asker, said.number]).inserted { use(part) }
            }
        }
        for op in plan.conditions { for part in Self.operands(of: op) { use(part) } }
        for part in plan.bindings + plan.claims + plan.chains.map(\.expression) { use(part) }
        for field in plan.fields { use(field.chain.expression) }
    }

    private mutating func use(_ expression: Int) {
        guard let said = expressions[expression] else { return }
        uses[Use(group: groups[expression], number: said.number), default: 0] += 1
    }

    private static func operands(of op: ExpressionOp, in plan: SourcePlan) -> [Int] {
        switch op {
        case .path(.expression(let number), _): [number]
        case .union(let parts), .firstOf(let parts), .concat(let parts):
            Array(plan.operands[parts])
        case .join(let part, _), .lookup(_, let part), .conditional(_, let part),
            .enclosing(_, .some(let part)), .remembered(let part, _, _):
            [part]
        case .path, .literal, .enclosing, .ancestors, .position: []
        }
    }

    private static func operands(of op: ConditionOp) -> [Int] {
        switch op {
        case .exists(let part), .inList(let part, _), .inCodes(let part, _, _): [part]
        case .equal(let left, let right), .notEqual(let left, let right),
            .contains(let left, let right), .starts(let left, let right):
            [left, right]
        case .childEquals, .entryEquals, .and, .or, .not: []
        }
    }

    private static func conditions(of op: ExpressionOp, in plan: SourcePlan) -> [Int] {
        switch op {
        case .conditional(let condition, _): return [condition]
        case .path(_, let steps):
            return plan.steps[steps].compactMap {
                if case .filter(let condition) = $0 { condition } else { nil }
            }
        default: return []
        }
    }
}
