import CanonicalModel

/// Collects the names on which the gates of a rule depend.
struct GateNames {
    private let plan: SourcePlan
    private var names: Set<Symbol> = []

    /// Each name once.
    static func all(of rule: Rule, in plan: SourcePlan) -> [Symbol] {
        var found = GateNames(plan: plan)
        for expression in rule.expressions { found.add(plan.expressions[expression]) }
        if let condition = rule.condition { found.add(condition) }
        for refusal in plan.refusals[rule.refusals] {
            if let own = refusal.own { found.add(own) }
        }
        return found.names.sorted()
    }

    private init(plan: SourcePlan) { self.plan = plan }

    /// Operands are expressions of the rule themselves.
    private mutating func add(_ expression: ExpressionOp) {
        switch expression {
        case .path(_, let steps):
            for step in plan.steps[steps] {
                switch step {
                case .child(let name), .descendant(let name): names.insert(name)
                case .filter(let condition): add(condition)
                case .ofType, .first, .last, .single: continue
                }
            }
        case .conditional(let condition, _): add(condition)
        case .enclosing(let mark, _): names.insert(plan.marks[mark])
        case .ancestors(let name): names.insert(name)
        case .literal, .union, .firstOf, .concat, .join, .lookup, .position, .remembered: return
        }
    }

    private mutating func add(_ condition: Int) {
        switch plan.conditions[condition] {
        case .childEquals(let name, _), .entryEquals(let name, _): names.insert(name)
        case .and(let left, let right), .or(let left, let right):
            add(left)
            add(right)
        case .not(let inner): add(inner)
        case .exists, .equal, .notEqual, .contains, .starts, .inList, .inCodes: return
        }
    }
}
