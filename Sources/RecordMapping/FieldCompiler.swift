import CanonicalModel
import StrictYAML

/// What a mapping file says about failures that a field does not decide itself.
struct FailureDefaults {
    var invalid: String?
    var unmapped: String?
}

extension ExpressionCompiler {
    /// Compiles one field of a mapping and checks its type, its cardinality and its failures.
    mutating func compile(
        _ syntax: FieldSyntax, field: Int, of kind: EntryKind, scope: Scope,
        tables: [String: [(String, String)]], defaults: FailureDefaults
    ) throws(Fault) -> FieldProgram {
        let definition = kind.definition.fields[field]
        let target = Target(field: definition, tables: tables)
        let chain = try compile(syntax.expression, syntax.operators, scope, target)
        var program = FieldProgram(
            field: field, chain: chain, otherwise: 0..<0, isRequired: false,
            invalid: .quarantineField, unmapped: .quarantineField,
            isMany: definition.type == .references,
            isReference: definition.type == .reference)
        var (invalid, unmapped) = (defaults.invalid, defaults.unmapped)
        var fallbacks: [Chain] = []
        for (policy, _) in syntax.policies {
            switch policy {
            case .required: program.isRequired = true
            case .invalid(let outcome): invalid = outcome
            case .unmapped(let outcome): unmapped = outcome
            case .otherwise(let expression, let operators):
                fallbacks.append(try compile(expression, operators, scope, target))
            }
        }
        plan.chains += fallbacks
        program.otherwise = plan.chains.count - fallbacks.count..<plan.chains.count
        let calls = ([chain] + fallbacks).flatMap { plan.operators[$0.operators] }
        let at = syntax.expression.offset
        if calls.contains(where: { $0.name.canBeInvalid }) {
            program.invalid = try outcome(invalid, "invalid", definition, at)
        }
        if calls.contains(where: { $0.name == .code }) {
            program.unmapped = try outcome(unmapped, "unmapped", definition, at)
        }
        return program
    }

    /// The field that a chain of operators must fit.
    struct Target {
        let field: Field
        let tables: [String: [(String, String)]]
    }

    private func outcome(
        _ word: String?, _ policy: String, _ field: Field, _ at: Int
    ) throws(Fault) -> FailurePolicy {
        switch word {
        case nil:
            throw Fault(
                code: .undecidedFailure, offset: at,
                message: "a step here can fail, and nothing says what then happens",
                advice: "add `| \(policy)(quarantine-field)`, or `defaults: {\(policy): ...}`")
        case "quarantine": return .quarantineEntry
        case "quarantine-field": return .quarantineField
        case .some(let word):
            let text = String(word.dropFirst().dropLast())
            if word.hasPrefix("'"), case .code(let vocabulary) = field.type,
                let index = vocabulary.index(of: text)
            {
                return .word(index)
            }
            throw Fault(
                code: .unknownTargetField, offset: at,
                message: "`\(word)` is not something that `\(policy)` can lead to",
                advice: "use `quarantine`, `quarantine-field` or a 'word' of the field")
        }
    }

    private mutating func compile(
        _ expression: Syntax, _ operators: [OperatorSyntax], _ scope: Scope, _ target: Target
    ) throws(Fault) -> Chain {
        let type = try compile(expression, scope)
        let at = expression.offset
        let field = target.field
        if field.type != .references { try requireSingle(type, at: at) }
        var calls: [OperatorCall] = []
        var output: Operator.Output?
        for syntax in operators {
            guard let name = Operator(rawValue: syntax.name) else {
                throw Fault(
                    code: .unknownOperator, offset: syntax.offset,
                    message: "there is no operator `\(syntax.name)`",
                    advice: suggestion(syntax.name, among: Operator.allCases.map(\.rawValue)))
            }
            if let output, output != .text || name.input != .leaf {
                throw Fault(
                    code: .typeMismatch, offset: syntax.offset,
                    message: "`\(name.rawValue)()` cannot follow what stands before it")
            }
            calls.append(try call(name, syntax, type, isFirst: calls.isEmpty, target))
            output = name.output
        }
        if calls.isEmpty { try requireLeaf(type, at: at) }
        try requireFit(output ?? .text, implied: calls.isEmpty, field, at: at)
        if calls.isEmpty, case .code = field.type {
            calls.append(
                try call(
                    .code, OperatorSyntax(name: "code", argument: nil, offset: at), type,
                    isFirst: true, target))
        }
        plan.operators += calls
        return Chain(
            expression: type.number,
            operators: plan.operators.count - calls.count..<plan.operators.count)
    }

    private mutating func call(
        _ name: Operator, _ syntax: OperatorSyntax, _ type: ExpressionType, isFirst: Bool,
        _ target: Target
    ) throws(Fault) -> OperatorCall {
        var argument = 0
        if isFirst {
            switch name.input {
            case .leaf: try requireLeaf(type, at: syntax.offset)
            case .coded: argument = try coded(type, at: syntax.offset)
            case .amount: argument = try amount(type, at: syntax.offset)
            case .interval: argument = try interval(type, at: syntax.offset)
            }
        }
        switch (name.argument, syntax.argument) {
        case (.none, nil): break
        case (.text, .text(let text)?): argument = literal(text)
        case (.count, .text(let text)?) where Int(text).map { $0 > 0 } == true:
            argument = Int(text) ?? 0
        case (.table, nil): argument = try table(nil, syntax.offset, target)
        case (.table, .table(let table, let at)?): argument = try self.table(table, at, target)
        default:
            throw Fault(
                code: .malformedExpression, offset: syntax.offset,
                message: "`\(name.rawValue)` is given an argument it does not take, or lacks one")
        }
        return OperatorCall(name: name, argument: argument)
    }

    /// The shape of the ends of an interval: the amounts of its `low` and `high`.
    private mutating func interval(_ type: ExpressionType, at: Int) throws(Fault) -> Int {
        for name in ["low", "high", "inclusive"] { symbols.intern(name) }
        let ends = schema.member("low", of: type.types) ?? schema.member("high", of: type.types)
        guard let ends else {
            throw Fault(
                code: .typeMismatch, offset: at, message: "this gives no interval",
                advice: "`interval()` reads nodes with `low` and `high`")
        }
        return try amount(ExpressionType(number: 0, types: ends.types, isMany: false), at: at)
    }

    private func requireFit(
        _ output: Operator.Output, implied: Bool, _ field: Field, at: Int
    ) throws(Fault) {
        let fits: Bool
        switch field.type {
        case .text, .reference, .references: fits = output == .text || output == .number
        case .number: fits = output == .number
        case .code: fits = output == .code || implied
        case .date: fits = output == .date
        case .concept: fits = output == .concept
        case .quantity: fits = output == .quantity
        case .boolean: fits = output == .boolean
        }
        guard !fits else { return }
        throw Fault(
            code: .typeMismatch, offset: at,
            message: "the field `\(field.name)` holds a \(field.type.name), not what this gives",
            advice: "end it with an operator that gives a \(field.type.name)")
    }

    /// A table of words for the field's vocabulary; without a name, the vocabulary itself.
    private mutating func table(
        _ name: String?, _ at: Int, _ target: Target
    ) throws(Fault) -> Int {
        guard case .code(let vocabulary) = target.field.type else {
            throw Fault(
                code: .typeMismatch, offset: at,
                message: "the field `\(target.field.name)` has no vocabulary")
        }
        var pairs = vocabulary.words.map { ($0, $0) }
        if let name {
            guard let table = target.tables[name] else {
                throw Fault(
                    code: .undeclaredName, offset: at, message: "there is no table `\(name)`",
                    advice: suggestion(name, among: target.tables.keys.sorted()))
            }
            usedTables.insert(name)
            pairs = table
        }
        var entries: [WordTable.Entry] = []
        for (source, word) in pairs {
            guard let index = vocabulary.index(of: word) else {
                throw Fault(
                    code: .unknownTargetField, offset: at,
                    message: "`\(word)` of the table is not a word of \(vocabulary.name)",
                    advice: suggestion(word, among: vocabulary.words))
            }
            let start = plan.tableBytes.count
            plan.tableBytes += source.utf8
            entries.append(WordTable.Entry(source: start..<plan.tableBytes.count, word: index))
        }
        plan.tables.append(WordTable(entries: entries))
        return plan.tables.count - 1
    }
}
