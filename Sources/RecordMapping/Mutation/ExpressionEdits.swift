import StrictYAML

/// Every single mistake that can be put into an expression, a condition or a field.
struct ExpressionEdits {
    let schema: SourceSchema
    /// The captures and lets of the rule, the indexes and the tables of the source.
    let variables: [String]
    let indexes: [String]
    let tables: [String]

    /// At most this many siblings are tried in a path before it is given up.
    private static let siblingCount = 6

    /// Names that stand beside `name` somewhere and lead to the same type, the most alike first.
    private func siblings(_ name: String) -> [String] {
        var found: Set<String> = []
        for members in schema.types.values {
            guard let member = members[name] else { continue }
            for (other, beside) in members
            where other != name && beside.types == member.types && beside.isMany == member.isMany {
                found.insert(other)
            }
        }
        return Array(nearest(name, Array(found)).prefix(Self.siblingCount))
    }

    private func nearest(_ name: String, _ others: [String]) -> [String] {
        others.filter { $0 != name }
            .map { (editDistance($0, name), $0) }.sorted { $0 < $1 }.map(\.1)
    }

    private func renamed<Whole>(
        _ name: String, to others: [String], at offset: Int, _ make: (String) -> Whole
    ) -> [Edit<Whole>] {
        guard !others.isEmpty else { return [] }
        return [
            Edit(.path, at: offset, "`\(name)` becomes ", others.map(make), named: others)
        ]
    }

    private func dropped<Part, Whole>(
        _ breakage: Breakage, _ parts: [Part], at place: (Part) -> Int, _ make: ([Part]) -> Whole
    ) -> [Edit<Whole>] {
        guard parts.count > 1 else { return [] }
        return parts.indices.map { index in
            var rest = parts
            let part = rest.remove(at: index)
            return Edit(
                breakage, at: place(part), "alternative \(index + 1) is left out", [make(rest)])
        }
    }

    private func inEach<Whole>(
        _ parts: [Syntax], _ make: @escaping ([Syntax]) -> Whole
    ) -> [Edit<Whole>] {
        parts.indices.flatMap { index in
            edits(of: parts[index]).map { edit in
                edit.within { part in
                    var parts = parts
                    parts[index] = part
                    return make(parts)
                }
            }
        }
    }

    // MARK: - Expressions

    func edits(of syntax: Syntax) -> [Edit<Syntax>] {
        switch syntax {
        case .child(let name, let at):
            return renamed(name, to: siblings(name), at: at) { .child($0, at: at) }
        case .descendant(let name, let at):
            return renamed(name, to: siblings(name), at: at) { .descendant($0, at: at) }
        case .variable(let name, let at):
            return name == "this"
                ? []
                : renamed(name, to: nearest(name, variables), at: at) { .variable($0, at: at) }
        case .literal(let text, let at):
            return [
                Edit(
                    .literal, at: at, "the text is spelt otherwise", [.literal(text + "~", at: at)])
            ]
        case .call(let name, let arguments, let at): return call(name, arguments, at)
        case .conditional(let condition, let result, let at):
            return [Edit(.condition, at: at, "the condition is left out", [result])]
                + edits(of: condition).map { $0.within { .conditional($0, result, at: at) } }
                + edits(of: result).map { $0.within { .conditional(condition, $0, at: at) } }
        case .lookup(let name, let key, let at):
            return renamed(name, to: nearest(name, indexes), at: at) { .lookup($0, key, at: at) }
                + edits(of: key).map { $0.within { .lookup(name, $0, at: at) } }
        case .union(let parts, let at):
            return dropped(.fallback, parts, at: \.offset) { .union($0, at: at) }
                + inEach(parts) { .union($0, at: at) }
        case .step(let base, let step, let at):
            return steps(base, step, at)
                + edits(of: base).map { $0.within { .step($0, step, at: at) } }
        }
    }

    private func call(_ name: String, _ arguments: [Syntax], _ at: Int) -> [Edit<Syntax>] {
        guard name == "first" || name == "concat" else { return [] }
        return dropped(.fallback, arguments, at: \.offset) { .call(name, $0, at: at) }
            + inEach(arguments) { .call(name, $0, at: at) }
    }

    private func steps(_ base: Syntax, _ step: StepSyntax, _ at: Int) -> [Edit<Syntax>] {
        func other(_ word: String, _ step: StepSyntax) -> [Edit<Syntax>] {
            [Edit(.step, at: at, word, [.step(base, step, at: at)])]
        }
        switch step {
        case .child(let name):
            return renamed(name, to: siblings(name), at: at) { .step(base, .child($0), at: at) }
        case .descendant(let name):
            return renamed(name, to: siblings(name), at: at) {
                .step(base, .descendant($0), at: at)
            }
        case .filter(let condition):
            return [Edit(.condition, at: at, "`.where()` is left out", [base])]
                + edits(of: condition).map { $0.within { .step(base, .filter($0), at: at) } }
        case .ofType: return [Edit(.condition, at: at, "`.ofType()` is left out", [base])]
        case .first: return other("`first()` becomes `last()`", .last)
        case .last: return other("`last()` becomes `first()`", .first)
        case .single: return other("`single()` becomes `last()`", .last)
        case .join(let separator):
            return [
                Edit(
                    .literal, at: at, "the separator is spelt otherwise",
                    [.step(base, .join(separator + "~"), at: at)])
            ]
        case .enclosing: return []
        }
    }

    // MARK: - Conditions

    func edits(of condition: ConditionSyntax) -> [Edit<ConditionSyntax>] {
        switch condition {
        case .exists(let inner): return edits(of: inner).map { $0.within { .exists($0) } }
        case .equal(let left, let right):
            return both(left, right, "`=` becomes `!=`", .notEqual(left, right)) { .equal($0, $1) }
        case .notEqual(let left, let right):
            return both(left, right, "`!=` becomes `=`", .equal(left, right)) { .notEqual($0, $1) }
        case .contains(let left, let right):
            return both(left, right, "`contains` becomes `=`", .equal(left, right)) {
                .contains($0, $1)
            }
        case .starts(let left, let right):
            return both(left, right, "`starts` becomes `=`", .equal(left, right)) {
                .starts($0, $1)
            }
        case .inList(let inner, let words):
            return edits(of: inner).map { $0.within { .inList($0, words) } }
                + words.indices.map { index in
                    var other = words
                    other[index] += "~"
                    return Edit(
                        .literal, at: inner.offset, "word \(index + 1) is spelt otherwise",
                        [.inList(inner, other)])
                }
        case .inCodes(let inner, let set, let at):
            return edits(of: inner).map { $0.within { .inCodes($0, set, at: at) } }
        case .and(let left, let right): return parts(left, right) { .and($0, $1) }
        case .or(let left, let right): return parts(left, right) { .or($0, $1) }
        case .not(let inner):
            return [Edit(.condition, at: inner.offset, "`not` is left out", [inner])]
                + edits(of: inner).map { $0.within { .not($0) } }
        }
    }

    private func both(
        _ left: Syntax, _ right: Syntax, _ change: String, _ turned: ConditionSyntax,
        _ make: @escaping (Syntax, Syntax) -> ConditionSyntax
    ) -> [Edit<ConditionSyntax>] {
        [Edit(.condition, at: left.offset, change, [turned])]
            + edits(of: left).map { $0.within { make($0, right) } }
            + edits(of: right).map { $0.within { make(left, $0) } }
    }

    private func parts(
        _ left: ConditionSyntax, _ right: ConditionSyntax,
        _ make: @escaping (ConditionSyntax, ConditionSyntax) -> ConditionSyntax
    ) -> [Edit<ConditionSyntax>] {
        [
            Edit(.condition, at: left.offset, "this part is left out", [right]),
            Edit(.condition, at: right.offset, "this part is left out", [left]),
        ]
            + edits(of: left).map { $0.within { make($0, right) } }
            + edits(of: right).map { $0.within { make(left, $0) } }
    }
}
