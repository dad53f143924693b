import CanonicalModel
import StrictYAML
import Terminology

/// What an expression gives: nodes of some types, or text.
struct ExpressionType {
    /// The number of the expression in the plan.
    var number: Int
    /// The types of its nodes; empty for text.
    var types: [String]
    var isMany: Bool
    var isText: Bool { types.isEmpty }
}

/// Checks expressions of one source against its schema and turns them into flat programs.
struct ExpressionCompiler {
    let schema: SourceSchema
    let codeSets: CodeSetIndex
    var plan: SourcePlan
    var symbols: SymbolTable
    var indexTypes: [String: (number: Int, types: [String])] = [:]
    var codedNumbers: [String: Int] = [:]
    var amountNumbers: [String: Int] = [:]
    var markNumbers: [String: Int] = [:]
    var literalNumbers: [String: Int] = [:]
    /// Names that `%` can mean in the file at hand, and whether each was used.
    var captures: [String: (number: Int, types: [String])] = [:]
    var bindings: [String: (number: Int, types: [String], isMany: Bool)] = [:]
    var used: Set<String> = []
    /// Names of `let` that could not be read: what uses them is not reported as well.
    var unread: Set<String> = []
    /// The indexes and tables that were used by any file.
    var usedIndexes: Set<String> = []
    var usedTables: Set<String> = []
    /// `Type.member` for every member that an expression goes through; `nil` if nobody asks.
    var touched: Set<String>?
    /// What is ignored: types, members of any type, and `Type.member`.
    var ignoredNames: Set<String> = []

    /// A finding with the byte offset in the expression.
    struct Fault: Error {
        let code: Diagnostic.Code
        let offset: Int
        let message: String
        var advice: String?
        /// Whether it only follows from another that has been reported.
        var isConsequence = false
    }

    /// Where names without `%` begin.
    struct Scope {
        let start: PathStart
        let types: [String]
    }

    // MARK: - Expressions

    mutating func compile(_ syntax: Syntax, _ scope: Scope) throws(Fault) -> ExpressionType {
        switch syntax {
        case .literal(let text, _):
            return add(.literal(literal(text)), types: [], isMany: false)
        case .child(let name, let at):
            let types = try step(.child(name), from: scope.types, at: at)
            touch(name, of: scope.types)
            return path(scope.start, [.child(symbols.intern(name))], types)
        case .descendant(let name, let at):
            let types = try step(.descendant(name), from: scope.types, at: at)
            touch(name, of: nil)
            return path(scope.start, [.descendant(symbols.intern(name))], types)
        case .variable("this", _): return path(scope.start, [], (scope.types, false))
        case .variable(let name, let at): return try variable(name, at: at)
        case .step(let base, let step, let at):
            return try compileStep(base, step, scope, at: at)
        case .union(let parts, _):
            let parts = try all(parts, scope)
            return add(.union(operands(parts.map(\.number))), types: merged(parts), isMany: true)
        case .conditional(let condition, let result, _):
            let condition = try compile(condition, scope)
            let result = try compile(result, scope)
            return add(
                .conditional(condition, result.number), types: result.types, isMany: result.isMany)
        case .lookup(let name, let key, let at): return try lookup(name, key, scope, at: at)
        case .call(let name, let arguments, let at):
            return try call(name, arguments, scope, at: at)
        }
    }

    private mutating func all(_ parts: [Syntax], _ scope: Scope) throws(Fault) -> [ExpressionType] {
        var compiled: [ExpressionType] = []
        for part in parts { compiled.append(try compile(part, scope)) }
        return compiled
    }

    mutating func operands(_ numbers: [Int]) -> Range<Int> {
        plan.operands += numbers
        return plan.operands.count - numbers.count..<plan.operands.count
    }

    private func merged(_ parts: [ExpressionType]) -> [String] {
        var types: [String] = []
        for type in parts.flatMap(\.types) where !types.contains(type) { types.append(type) }
        return types
    }

    private mutating func variable(_ name: String, at: Int) throws(Fault) -> ExpressionType {
        used.insert(name)
        if let capture = captures[name] {
            return path(.capture(capture.number), [], (capture.types, false))
        }
        if let binding = bindings[name] {
            return path(.binding(binding.number), [], (binding.types, binding.isMany))
        }
        let known = Array(captures.keys) + Array(bindings.keys)
        throw Fault(
            code: .undeclaredName, offset: at, message: "`%\(name)` is not declared",
            advice: suggestion(name, among: known.sorted()), isConsequence: unread.contains(name))
    }

    private mutating func call(
        _ name: String, _ arguments: [Syntax], _ scope: Scope, at: Int
    ) throws(Fault) -> ExpressionType {
        switch name {
        case "first":
            let parts = try all(arguments, scope)
            let types = merged(parts)
            return add(
                .firstOf(operands(parts.map(\.number))), types: types,
                isMany: parts.contains { $0.isMany })
        case "concat":
            let parts = try all(arguments, scope)
            for (part, argument) in zip(parts, arguments) {
                try requireLeaf(part, at: argument.offset)
            }
            return add(
                .concat(operands(parts.map(\.number))), types: [],
                isMany: parts.contains { $0.isMany })
        case "enclosing":
            guard arguments.count == 1, let names = arguments[0].names else {
                throw Fault(
                    code: .malformedExpression, offset: at,
                    message: "`enclosing` takes one name, or a path of names")
            }
            return try enclosing(names, of: nil, at: arguments[0].anchor.offset)
        case "ancestors":
            guard arguments.count == 1, case .child(let name, let place) = arguments[0] else {
                throw Fault(
                    code: .malformedExpression, offset: at, message: "`ancestors` takes one name")
            }
            let types = schema.typesOfMembers(named: name)
            guard !types.isEmpty else { throw unknownName(name, schema.allNames.sorted(), place) }
            return add(.ancestors(symbols.intern(name)), types: types, isMany: true)
        case "position":
            guard let argument = arguments.first else {
                return add(.position(capture: nil), types: [], isMany: false)
            }
            // What is not declared is said to be just that.
            if case .variable = argument { _ = try compile(argument, scope) }
            guard arguments.count == 1, case .variable(let name, _) = argument,
                let capture = captures[name]
            else {
                throw Fault(
                    code: .malformedExpression, offset: at,
                    message: "`position` takes nothing, or an ancestor that `each` keeps")
            }
            used.insert(name)
            return add(.position(capture: capture.number), types: [], isMany: false)
        default:
            throw Fault(
                code: .malformedExpression, offset: at, message: "there is no function `\(name)`",
                advice: suggestion(
                    name,
                    among: [
                        "first", "concat", "enclosing", "ancestors", "position", "if",
                    ]))
        }
    }

    private mutating func lookup(
        _ name: String, _ key: Syntax, _ scope: Scope, at: Int
    ) throws(Fault) -> ExpressionType {
        guard let index = indexTypes[name] else {
            throw Fault(
                code: .undeclaredName, offset: at, message: "there is no index `\(name)`",
                advice: suggestion(name, among: indexTypes.keys.sorted()))
        }
        usedIndexes.insert(name)
        let key = try compile(key, scope)
        return add(
            .lookup(index: index.number, key: key.number), types: index.types, isMany: key.isMany)
    }

    // MARK: - Steps

    private mutating func compileStep(
        _ base: Syntax, _ step: StepSyntax, _ scope: Scope, at: Int
    ) throws(Fault) -> ExpressionType {
        let base = try compile(base, scope)
        if case .join(let separator) = step {
            try requireLeaf(base, at: at)
            return add(
                .join(base.number, separator: literal(separator)), types: [], isMany: false)
        }
        if base.isText {
            throw Fault(
                code: .typeMismatch, offset: at, message: "text has no children or conditions")
        }
        if case .enclosing(let names, let place) = step {
            return try enclosing(names, of: base.number, at: place)
        }
        let (types, isMany) = try self.step(step, from: base.types, isMany: base.isMany, at: at)
        let compiled: PathStep
        switch step {
        case .child(let name):
            touch(name, of: base.types)
            compiled = .child(symbols.intern(name))
        case .descendant(let name):
            touch(name, of: nil)
            compiled = .descendant(symbols.intern(name))
        case .ofType(let name):
            symbols.intern(name)
            compiled = .ofType(literal(name))
        case .first: compiled = .first
        case .last: compiled = .last
        case .single: compiled = .single
        case .filter(let condition):
            compiled = .filter(try compile(condition, Scope(start: .item, types: base.types)))
        case .join, .enclosing: preconditionFailure("compiled above")
        }
        return extend(base, by: compiled, (types, isMany))
    }

    /// The types that `step` leads to; an unknown name is an error.
    private func step(
        _ step: StepSyntax, from types: [String], isMany: Bool = false, at: Int
    ) throws(Fault) -> (types: [String], isMany: Bool) {
        switch step {
        case .child(let name):
            guard let member = schema.member(name, of: types) else {
                throw unknownName(name, schema.memberNames(of: types), at)
            }
            return (member.types, isMany || member.isMany)
        case .descendant(let name):
            let found = schema.descendants(name, below: types)
            guard !found.isEmpty else { throw unknownName(name, schema.allNames.sorted(), at) }
            return (found, true)
        case .ofType(let name):
            guard types.contains(name) else {
                throw Fault(
                    code: .unknownSourcePath, offset: at,
                    message: "nothing of type `\(name)` can stand here",
                    advice: suggestion(name, among: types))
            }
            return ([name], isMany)
        case .filter, .join, .enclosing: return (types, isMany)
        case .first, .last, .single: return (types, false)
        }
    }

    private func unknownName(_ name: String, _ known: [String], _ at: Int) -> Fault {
        Fault(
            code: .unknownSourcePath, offset: at,
            message: "the source schema has no `\(name)` here",
            advice: suggestion(name, among: known))
    }

    private mutating func path(
        _ start: PathStart, _ steps: [PathStep], _ type: (types: [String], isMany: Bool)
    ) -> ExpressionType {
        let first = plan.steps.count
        plan.steps += steps
        if case .entry = start, case .child(let symbol)? = steps.first { slot(symbol) }
        return add(
            .path(start, steps: first..<plan.steps.count), types: type.types, isMany: type.isMany)
    }

    /// The path `base` with one more step: `base` itself if it is the last expression made, since
    /// operands come before what uses them.
    private mutating func extend(
        _ base: ExpressionType, by step: PathStep, _ type: (types: [String], isMany: Bool)
    ) -> ExpressionType {
        if case .path(let start, let steps) = plan.expressions[base.number],
            steps.upperBound == plan.steps.count, base.number == plan.expressions.count - 1
        {
            if case .entry = start, steps.isEmpty, case .child(let symbol) = step { slot(symbol) }
            plan.steps.append(step)
            plan.expressions[base.number] = .path(
                start, steps: steps.lowerBound..<plan.steps.count)
            return ExpressionType(number: base.number, types: type.types, isMany: type.isMany)
        }
        if case .path(let start, let steps) = plan.expressions[base.number] {
            return path(start, plan.steps[steps] + [step], type)
        }
        return path(.expression(base.number), [step], type)
    }

    private mutating func slot(_ symbol: Symbol) {
        while plan.slotOfSymbol.count <= Int(symbol) { plan.slotOfSymbol.append(0) }
        guard plan.slotOfSymbol[Int(symbol)] == 0 else { return }
        plan.slotOfSymbol[Int(symbol)] = UInt16(plan.slotCount)
        plan.slotCount += 1
    }

    /// `enclosing(a.b)`: the nodes called `b` in an `a` of the node or of one around it.
    private mutating func enclosing(
        _ names: [String], of base: Int?, at: Int
    ) throws(Fault) -> ExpressionType {
        var types = schema.typesOfMembers(named: names[0])
        guard !types.isEmpty else { throw unknownName(names[0], schema.allNames.sorted(), at) }
        touch(names[0], of: nil)
        var place = at
        for (before, name) in zip(names, names.dropFirst()) {
            place += before.utf8.count + 1
            touch(name, of: types)
            types = try step(.child(name), from: types, at: place).types
        }
        let mark = mark(names)
        return add(.enclosing(mark: mark, of: base), types: types, isMany: true)
    }

    private mutating func mark(_ names: [String]) -> Int {
        let path = names.joined(separator: ".")
        if let number = markNumbers[path] { return number }
        plan.markPaths.append(names.dropLast().map { symbols.intern($0) })
        plan.marks.append(symbols.intern(names[names.count - 1]))
        markNumbers[path] = plan.marks.count - 1
        return plan.marks.count - 1
    }

    private mutating func add(
        _ op: ExpressionOp, types: [String], isMany: Bool
    ) -> ExpressionType {
        plan.expressions.append(op)
        return ExpressionType(number: plan.expressions.count - 1, types: types, isMany: isMany)
    }

    mutating func literal(_ text: String) -> Int {
        if let known = literalNumbers[text] { return known }
        let bytes = Array(text.utf8)
        plan.literals.append(
            TextRange(scratch: plan.literalBytes.count, length: bytes.count))
        plan.literalBytes += bytes
        literalNumbers[text] = plan.literals.count - 1
        return plan.literals.count - 1
    }

    func requireSingle(_ type: ExpressionType, at: Int) throws(Fault) {
        guard type.isMany else { return }
        throw Fault(
            code: .manyValues, offset: at, message: "this path can give many values",
            advice: "add `.first()`, `.last()`, `.single()` or `.join(', ')`")
    }

    func requireLeaf(_ type: ExpressionType, at: Int) throws(Fault) {
        guard let bad = type.types.first(where: { !schema.isLeaf($0) }) else { return }
        let known = schema.memberNames(of: [bad]).prefix(12).map { "`\($0)`" }
        throw Fault(
            code: .typeMismatch, offset: at, message: "a node of type `\(bad)` has no text",
            advice: "name one of its children: " + known.joined(separator: ", "))
    }
}
