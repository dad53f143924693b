import CanonicalModel
import StrictYAML
import Terminology

extension ExpressionCompiler {
    mutating func compile(_ syntax: ConditionSyntax, _ scope: Scope) throws(Fault) -> Int {
        let op: ConditionOp
        switch syntax {
        case .exists(let expression): op = .exists(try compile(expression, scope).number)
        case .equal(let left, let right):
            let numbers = (try leaf(left, scope), try leaf(right, scope))
            op = childEquals(numbers.0, numbers.1) ?? .equal(numbers.0, numbers.1)
        case .notEqual(let left, let right):
            op = .notEqual(try leaf(left, scope), try leaf(right, scope))
        case .contains(let left, let right):
            op = .contains(try leaf(left, scope), try leaf(right, scope))
        case .starts(let left, let right):
            op = .starts(try leaf(left, scope), try leaf(right, scope))
        case .inList(let expression, let words):
            let number = try leaf(expression, scope)
            op = .inList(number, operands(words.map { literal($0) }))
        case .inCodes(let expression, let set, let at):
            let compiled = try compile(expression, scope)
            guard let bit = codeSets.bit(of: set) else {
                throw Fault(
                    code: .undeclaredName, offset: at, message: "there is no code set `\(set)`",
                    advice: suggestion(set, among: codeSets.names))
            }
            let shape = try coded(compiled, at: expression.offset)
            op = .inCodes(compiled.number, mask: 1 << UInt64(bit), shape: shape)
        case .and(let left, let right):
            op = .and(try compile(left, scope), try compile(right, scope))
        case .or(let left, let right):
            op = .or(try compile(left, scope), try compile(right, scope))
        case .not(let inner): op = .not(try compile(inner, scope))
        }
        plan.conditions.append(op)
        return plan.conditions.count - 1
    }

    /// The short form of `name = 'text'`.
    private func childEquals(_ left: Int, _ right: Int) -> ConditionOp? {
        guard case .path(let start, let steps) = plan.expressions[left], steps.count == 1,
            case .child(let symbol) = plan.steps[steps.lowerBound],
            case .literal(let literal) = plan.expressions[right]
        else { return nil }
        return switch start {
        case .item: .childEquals(symbol, literal: literal)
        case .entry: .entryEquals(symbol, literal: literal)
        case .capture, .binding, .expression: nil
        }
    }

    private mutating func leaf(_ syntax: Syntax, _ scope: Scope) throws(Fault) -> Int {
        let compiled = try compile(syntax, scope)
        try requireLeaf(compiled, at: syntax.offset)
        return compiled.number
    }
}
