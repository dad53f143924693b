/// An expression as written, with the byte offset of each part for messages.
indirect enum Syntax {
    /// A name at the start: a child of the current node.
    case child(String, at: Int)
    /// `..name` at the start.
    case descendant(String, at: Int)
    /// `%name`.
    case variable(String, at: Int)
    /// `'text'`.
    case literal(String, at: Int)
    /// `name(arguments)`.
    case call(String, [Syntax], at: Int)
    /// `if(condition, expression)`.
    case conditional(ConditionSyntax, Syntax, at: Int)
    /// `%index(key)`.
    case lookup(String, Syntax, at: Int)
    /// `(a | b)`.
    case union([Syntax], at: Int)
    /// Something after a dot.
    case step(Syntax, StepSyntax, at: Int)

    var offset: Int {
        switch self {
        case .child(_, let at), .descendant(_, let at), .variable(_, let at), .literal(_, let at),
            .call(_, _, let at), .conditional(_, _, let at), .lookup(_, _, let at),
            .union(_, let at), .step(_, _, let at):
            at
        }
    }
}

extension Syntax {
    /// What a path begins with.
    var anchor: Syntax {
        if case .step(let base, _, _) = self { return base.anchor }
        return self
    }

    /// The path without what it begins with: it starts at the node itself.
    var belowAnchor: Syntax {
        guard case .step(let base, let step, let at) = self else {
            return .variable("this", at: offset)
        }
        return .step(base.belowAnchor, step, at: at)
    }

    /// The names of `a.b.c`, where it is no more than that.
    var names: [String]? {
        switch self {
        case .child(let name, _): [name]
        case .step(let base, .child(let name), _): base.names.map { $0 + [name] }
        default: nil
        }
    }
}

/// What can follow a dot.
enum StepSyntax {
    case child(String)
    case descendant(String)
    case filter(ConditionSyntax)
    case ofType(String)
    case first, last, single
    case join(String)
    /// Of a name, or of a path of names.
    case enclosing([String], at: Int)
}

/// A condition as written.
indirect enum ConditionSyntax {
    case exists(Syntax)
    case equal(Syntax, Syntax)
    case notEqual(Syntax, Syntax)
    case contains(Syntax, Syntax)
    case starts(Syntax, Syntax)
    case inList(Syntax, [String])
    case inCodes(Syntax, String, at: Int)
    case and(ConditionSyntax, ConditionSyntax)
    case or(ConditionSyntax, ConditionSyntax)
    case not(ConditionSyntax)
}

extension ConditionSyntax {
    var offset: Int {
        switch self {
        case .exists(let left), .equal(let left, _), .notEqual(let left, _),
            .contains(let left, _), .starts(let left, _), .inList(let left, _),
            .inCodes(let left, _, _):
            left.offset
        case .and(let left, _), .or(let left, _), .not(let left): left.offset
        }
    }
}

/// `-> name(argument)`.
struct OperatorSyntax {
    let name: String
    let argument: ArgumentSyntax?
    let offset: Int
}

/// The argument of an operator.
enum ArgumentSyntax {
    case text(String)
    case table(String, at: Int)
}

/// `| name(argument)`: what happens when a step fails.
enum PolicySyntax {
    case required
    case invalid(String)
    case unmapped(String)
    case otherwise(Syntax, [OperatorSyntax])
}

/// A whole field: expression, operators, policies.
struct FieldSyntax {
    let expression: Syntax
    let operators: [OperatorSyntax]
    let policies: [(policy: PolicySyntax, offset: Int)]
}

/// One segment of `each`.
struct SegmentSyntax {
    let isDescendant: Bool
    let name: String
    let type: String?
    let capture: String?
    let offset: Int
}

/// Why an expression cannot be read.
struct SyntaxError: Error {
    let message: String
    let offset: Int
}
