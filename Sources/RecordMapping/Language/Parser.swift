/// Reads expressions, conditions and `each` patterns; strict, without recovery.
struct Parser {
    private let tokens: [Token]
    private var index = 0

    init(_ source: String) throws(SyntaxError) { tokens = try Lexer.tokens(source) }

    static func field(_ source: String) throws(SyntaxError) -> FieldSyntax {
        var parser = try Parser(source)
        let field = try parser.field()
        try parser.expectEnd()
        return field
    }

    static func expression(_ source: String) throws(SyntaxError) -> Syntax {
        var parser = try Parser(source)
        let expression = try parser.union()
        try parser.expectEnd()
        return expression
    }

    static func condition(_ source: String) throws(SyntaxError) -> ConditionSyntax {
        var parser = try Parser(source)
        let condition = try parser.condition()
        try parser.expectEnd()
        return condition
    }

    static func each(_ source: String) throws(SyntaxError) -> [SegmentSyntax] {
        var parser = try Parser(source)
        var segments: [SegmentSyntax] = []
        repeat {
            segments.append(try parser.segment(isFirst: segments.isEmpty))
        } while !parser
            .isAtEnd
        return segments
    }

    // MARK: - Tokens

    private var next: Token { tokens[index] }
    private var isAtEnd: Bool { next.kind == .end }

    private mutating func take(_ sign: String) -> Bool {
        guard next.kind == .sign(sign) else { return false }
        index += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard next.kind == .name(word) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ sign: String) throws(SyntaxError) {
        guard take(sign) else {
            throw SyntaxError(message: "expected `\(sign)` here", offset: next.offset)
        }
    }

    private func expectEnd() throws(SyntaxError) {
        guard isAtEnd else {
            throw SyntaxError(message: "what follows does not belong here", offset: next.offset)
        }
    }

    private mutating func name() throws(SyntaxError) -> String {
        guard case .name(let name) = next.kind else {
            throw SyntaxError(message: "expected a name here", offset: next.offset)
        }
        index += 1
        return name
    }

    private mutating func text() throws(SyntaxError) -> String {
        guard case .text(let text) = next.kind else {
            throw SyntaxError(message: "expected a 'text' here", offset: next.offset)
        }
        index += 1
        return text
    }

    // MARK: - each

    private mutating func segment(isFirst: Bool) throws(SyntaxError) -> SegmentSyntax {
        let isDescendant = take("..")
        if !isDescendant, !isFirst { try expect(".") }
        if isFirst, !isDescendant { _ = take(".") }
        let offset = next.offset
        let name = try name()
        var type: String?
        if next.kind == .sign("."), tokens[index + 1].kind == .name("ofType") {
            index += 2
            try expect("(")
            type = try self.name()
            try expect(")")
        }
        var capture: String?
        if takeWord("as") {
            try expect("%")
            capture = try self.name()
        }
        return SegmentSyntax(
            isDescendant: isDescendant, name: name, type: type, capture: capture, offset: offset)
    }

    // MARK: - Fields

    private mutating func field() throws(SyntaxError) -> FieldSyntax {
        let expression = try union()
        let operators = try operators()
        var policies: [(PolicySyntax, Int)] = []
        while take("|") {
            let offset = next.offset
            policies.append((try policy(), offset))
        }
        return FieldSyntax(expression: expression, operators: operators, policies: policies)
    }

    private mutating func operators() throws(SyntaxError) -> [OperatorSyntax] {
        var operators: [OperatorSyntax] = []
        while take("->") {
            let offset = next.offset
            let name = try name()
            try expect("(")
            var argument: ArgumentSyntax?
            if next.kind == .sign("%") {
                index += 1
                let at = next.offset
                guard takeWord("maps") else {
                    throw SyntaxError(message: "expected `%maps.name` here", offset: at)
                }
                try expect(".")
                argument = .table(try self.name(), at: at)
            } else if case .text(let text) = next.kind {
                index += 1
                argument = .text(text)
            }
            try expect(")")
            operators.append(OperatorSyntax(name: name, argument: argument, offset: offset))
        }
        return operators
    }

    private static let policies = ["required", "invalid", "unmapped", "otherwise"]

    private mutating func policy() throws(SyntaxError) -> PolicySyntax {
        let offset = next.offset
        let word = try name()
        try expect("(")
        let policy: PolicySyntax
        switch word {
        case "required":
            guard takeWord("quarantine") else {
                throw SyntaxError(message: "expected `quarantine` here", offset: next.offset)
            }
            policy = .required
        case "invalid": policy = .invalid(try outcome())
        case "unmapped": policy = .unmapped(try outcome())
        case "otherwise": policy = .otherwise(try union(), try operators())
        default:
            throw SyntaxError(
                message: "expected `required`, `invalid`, `unmapped` or `otherwise` after `|`",
                offset: offset)
        }
        try expect(")")
        return policy
    }

    /// `quarantine`, `quarantine-field`, or `'word'` which comes back with its quotes.
    private mutating func outcome() throws(SyntaxError) -> String {
        if case .text(let text) = next.kind {
            index += 1
            return "'\(text)'"
        }
        return try name()
    }

    // MARK: - Expressions

    private mutating func union() throws(SyntaxError) -> Syntax {
        let offset = next.offset
        var parts = [try steps()]
        while next.kind == .sign("|"), !followedByPolicy {
            index += 1
            parts.append(try steps())
        }
        return parts.count == 1 ? parts[0] : .union(parts, at: offset)
    }

    private var followedByPolicy: Bool {
        guard case .name(let word) = tokens[index + 1].kind else { return false }
        return Self.policies.contains(word) && tokens[index + 2].kind == .sign("(")
    }

    private mutating func steps() throws(SyntaxError) -> Syntax {
        var expression = try primary()
        while true {
            if take("..") {
                let offset = next.offset
                expression = .step(expression, .descendant(try name()), at: offset)
            } else if take(".") {
                let offset = next.offset
                expression = .step(expression, try step(), at: offset)
            } else {
                return expression
            }
        }
    }

    private mutating func step() throws(SyntaxError) -> StepSyntax {
        let word = try name()
        guard next.kind == .sign("(") else { return .child(word) }
        let offset = next.offset
        index += 1
        let step: StepSyntax
        switch word {
        case "where": step = .filter(try condition())
        case "ofType": step = .ofType(try name())
        case "first": step = .first
        case "last": step = .last
        case "single": step = .single
        case "join": step = .join(try text())
        case "enclosing":
            let at = next.offset
            var names = [try name()]
            while take(".") { names.append(try name()) }
            step = .enclosing(names, at: at)
        default:
            throw SyntaxError(
                message: "`\(word)()` is not a step; operators follow `->`", offset: offset)
        }
        try expect(")")
        return step
    }

    private mutating func primary() throws(SyntaxError) -> Syntax {
        if take("..") {
            let offset = next.offset
            return .descendant(try name(), at: offset)
        }
        let offset = next.offset
        if take("(") {
            let inner = try union()
            try expect(")")
            return inner
        }
        if take("%") {
            let name = try name()
            guard take("(") else { return .variable(name, at: offset) }
            let key = try union()
            try expect(")")
            return .lookup(name, key, at: offset)
        }
        if case .text(let text) = next.kind {
            index += 1
            return .literal(text, at: offset)
        }
        let word = try name()
        guard take("(") else { return .child(word, at: offset) }
        if word == "position", take(")") { return .call(word, [], at: offset) }
        if word == "if" {
            let condition = try condition()
            try expect(",")
            let result = try union()
            try expect(")")
            return .conditional(condition, result, at: offset)
        }
        var arguments = [try union()]
        while take(",") { arguments.append(try union()) }
        try expect(")")
        return .call(word, arguments, at: offset)
    }

    // MARK: - Conditions

    private mutating func condition() throws(SyntaxError) -> ConditionSyntax {
        let first = try conjunction()
        var others: [ConditionSyntax] = []
        while takeWord("or") { others.append(try conjunction()) }
        return Self.chain(first, others) { .or($0, $1) }
    }

    private mutating func conjunction() throws(SyntaxError) -> ConditionSyntax {
        let first = try negation()
        var others: [ConditionSyntax] = []
        while takeWord("and") { others.append(try negation()) }
        return Self.chain(first, others) { .and($0, $1) }
    }

    /// `a or (b or c)`: what is asked first stands outmost, and needs no step to be reached.
    private static func chain(
        _ first: ConditionSyntax, _ others: [ConditionSyntax],
        _ join: (ConditionSyntax, ConditionSyntax) -> ConditionSyntax
    ) -> ConditionSyntax {
        guard var last = others.last else { return first }
        for other in others.dropLast().reversed() { last = join(other, last) }
        return join(first, last)
    }

    private mutating func negation() throws(SyntaxError) -> ConditionSyntax {
        if takeWord("not") { return .not(try negation()) }
        guard next.kind == .sign("(") else { return try comparison() }
        let start = index
        index += 1
        // A parenthesis may hold a condition or a union of paths: try the first, else the second.
        do {
            let inner = try condition()
            try expect(")")
            if isComparison { throw SyntaxError(message: "", offset: 0) }
            return inner
        } catch {
            index = start
            return try comparison()
        }
    }

    private var isComparison: Bool {
        switch next.kind {
        case .sign("="), .sign("!="), .sign("."), .sign(".."), .name("in"), .name("contains"),
            .name("starts"):
            true
        default: false
        }
    }

    private mutating func comparison() throws(SyntaxError) -> ConditionSyntax {
        let left = try union()
        if take("=") { return .equal(left, try union()) }
        if take("!=") { return .notEqual(left, try union()) }
        if takeWord("contains") { return .contains(left, try union()) }
        if takeWord("starts") { return .starts(left, try union()) }
        guard takeWord("in") else { return .exists(left) }
        let offset = next.offset
        if take("%") {
            guard takeWord("codes") else {
                throw SyntaxError(message: "expected `%codes.name` here", offset: offset)
            }
            try expect(".")
            return .inCodes(left, try name(), at: offset)
        }
        try expect("(")
        var words = [try text()]
        while take(",") { words.append(try text()) }
        try expect(")")
        return .inList(left, words)
    }
}
