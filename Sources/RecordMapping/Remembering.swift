import CanonicalModel

extension ExpressionCompiler {
    /// An expression that gives the same, but keeps what it gave for each captured node, where it
    /// reads nothing else: what many entries of a consultation say of the consultation.
    mutating func remembered(_ number: Int) -> Int {
        var capture: Int?
        guard let spelling = spelling(number, &capture), let capture, spelling != "%" else {
            return number
        }
        let place = memoryPlaces[spelling] ?? plan.memoryCount
        memoryPlaces[spelling] = place
        plan.memoryCount = max(plan.memoryCount, place + 1)
        plan.expressions.append(
            .remembered(number, base: .capture(capture), place: place))
        return plan.expressions.count - 1
    }

    /// What an expression says, with `%` for the one capture that it reads; `nil` if it reads the
    /// entry too, or if it may report something, which it must do for each entry.
    private func spelling(_ number: Int, _ capture: inout Int?) -> String? {
        switch plan.expressions[number] {
        case .path(let start, let steps): return spelling(start, steps, &capture)
        case .literal(let literal): return "'\(literal)'"
        case .union(let parts): return spelling("|", Array(plan.operands[parts]), &capture)
        case .firstOf(let parts): return spelling("first", Array(plan.operands[parts]), &capture)
        case .concat(let parts): return spelling("concat", Array(plan.operands[parts]), &capture)
        case .join(let parts, let separator): return spelling("join\(separator)", [parts], &capture)
        case .conditional(let condition, let result):
            guard let condition = spelling(condition: condition, &capture) else { return nil }
            return spelling("if \(condition)", [result], &capture)
        case .lookup, .enclosing, .ancestors, .position, .remembered: return nil
        }
    }

    private func spelling(_ name: String, _ parts: [Int], _ capture: inout Int?) -> String? {
        var text = name + "("
        for part in parts {
            guard let spelling = spelling(part, &capture) else { return nil }
            text += spelling + ","
        }
        return text + ")"
    }

    private func spelling(
        _ start: PathStart, _ steps: Range<Int>, _ capture: inout Int?
    ) -> String? {
        var text: String
        switch start {
        case .entry, .binding: return nil
        case .item: text = "this"
        case .capture(let number):
            guard capture == nil || capture == number else { return nil }
            capture = number
            text = "%"
        case .expression(let number):
            guard let base = spelling(number, &capture) else { return nil }
            text = base
        }
        for step in plan.steps[steps] {
            if case .single = step { return nil }
            guard case .filter(let condition) = step else {
                text += ".\(step)"
                continue
            }
            guard let condition = spelling(condition: condition, &capture) else { return nil }
            text += "[\(condition)]"
        }
        return text
    }

    private func spelling(condition number: Int, _ capture: inout Int?) -> String? {
        switch plan.conditions[number] {
        case .exists(let expression): return spelling(expression, &capture)
        case .equal(let left, let right): return spelling("=", [left, right], &capture)
        case .notEqual(let left, let right): return spelling("!=", [left, right], &capture)
        case .contains(let left, let right): return spelling("contains", [left, right], &capture)
        case .starts(let left, let right): return spelling("starts", [left, right], &capture)
        case .childEquals(let name, let literal): return "\(name)='\(literal)'"
        case .inList(let expression, let words):
            return spelling("in \(plan.operands[words])", [expression], &capture)
        case .inCodes(let expression, let mask, let shape):
            return spelling("in codes \(mask) \(shape)", [expression], &capture)
        case .and(let left, let right), .or(let left, let right):
            guard let first = spelling(condition: left, &capture),
                let second = spelling(condition: right, &capture)
            else { return nil }
            if case .and = plan.conditions[number] { return "(\(first) and \(second))" }
            return "(\(first) or \(second))"
        case .not(let inner):
            return spelling(condition: inner, &capture).map { "not (\($0))" }
        }
    }
}
