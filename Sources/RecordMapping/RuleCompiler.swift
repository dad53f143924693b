import CanonicalModel
import StrictYAML

extension SourceCompiler {
    /// Reads one mapping file, compiles it and adds its rules to the plan, one a pattern of `each`.
    mutating func readRule(yaml: String, file: String) throws(Diagnostics) {
        let rule = try RuleSyntax(yaml: yaml, file: file)
        checkName(rule)
        compile(rule)
        try rule.report.throwIfErrors()
        rules.append(rule)
    }

    /// Compiles a rule and adds it to the plan; what is wrong with it goes into its report.
    mutating func compile(_ rule: RuleSyntax) {
        for each in rule.each {
            compile(rule, each)
            guard rule.report.diagnostics.isEmpty else { return }
        }
    }

    private mutating func compile(_ rule: RuleSyntax, _ each: RuleSyntax.Part<[SegmentSyntax]>) {
        guard let (path, types) = segments(each) else { return }
        let first = compiler.plan.expressions.count
        let scope = ExpressionCompiler.Scope(start: .entry, types: types)
        let lets = bindings(names(of: rule), scope)
        let filter = rule.condition.flatMap { part in
            attempt(part) { try $0.compile(part.syntax, scope) }
        }
        let claims = rule.claims.compactMap { part in
            attempt(part) { try $0.compile(part.syntax, scope).number }
        }
        let fields = fields(rule, scope)
        let refused = compiled(refusals, forNodes: each.syntax.last?.name)
        let ignored = ignored(rule, scope)
        if !isTrial { reportUnused(rule, each) }
        checkReached(path, rule, each)
        // A rule in part would only lead to further findings that are no mistakes.
        guard rule.report.diagnostics.isEmpty else { return }
        compiler.plan.ruleNames.append((rule.name, rule.file))
        compiler.plan.ignored.append(ignored)
        conditions.append(Self.words(rule.condition))
        compiler.plan.rules.append(
            Rule(
                target: rule.target, segments: segmentRange(path),
                condition: filter, refusals: Self.append(refused, to: &compiler.plan.refusals),
                isShared: rule.isShared,
                claims: Self.append(claims, to: &compiler.plan.claims),
                bindings: Self.append(lets, to: &compiler.plan.bindings),
                fields: Self.append(fields, to: &compiler.plan.fields),
                expressions: first..<compiler.plan.expressions.count))
        compiler.plan.bindingCount = max(compiler.plan.bindingCount, lets.count)
    }

    /// The names of a rule in the order in which they are made: those of the source file before its
    /// own, but for those that mention one of its own.
    private func names(of rule: RuleSyntax) -> [RuleSyntax.Let] {
        let own = rule.lets.map { Array("%\($0.name)".utf8) }
        let shared = mentioned(in: rule)
        let isLate = shared.map { item in
            let text = Array((item.value?.place.text() ?? "").utf8)
            return own.contains { text.span.hasWord($0.span) }
        }
        let early = zip(shared, isLate).filter { !$1 }.map(\.0)
        return early + rule.lets + zip(shared, isLate).filter { $1 }.map(\.0)
    }

    /// Of the names of the source file those that a mapping file mentions, and those that they do.
    private func mentioned(in rule: RuleSyntax) -> [RuleSyntax.Let] {
        // In bytes: `contains` of a String looks at characters, and takes a fifth of all loading.
        var (text, found) = (Array(rule.yaml.utf8), [RuleSyntax.Let]())
        for item in shared.reversed() {
            guard text.span.offset(of: Array("%\(item.name)".utf8).span) != nil else { continue }
            found.insert(item, at: 0)
            text += (item.value?.place.text() ?? "").utf8
        }
        return found
    }

    private static func append<Item>(_ items: [Item], to array: inout [Item]) -> Range<Int> {
        array += items
        return array.count - items.count..<array.count
    }

    /// Where the segments of a rule stand: where those of an earlier one do, if they are the same.
    private mutating func segmentRange(_ path: [Segment]) -> Range<Int> {
        let same = compiler.plan.rules.first {
            Array(compiler.plan.segments[$0.segments]) == path
        }
        return same?.segments ?? Self.append(path, to: &compiler.plan.segments)
    }

    /// Compiles `each`; declares its captures.
    private mutating func segments(
        _ each: RuleSyntax.Part<[SegmentSyntax]>
    ) -> ([Segment], [String])? {
        (compiler.captures, compiler.bindings, compiler.used) = ([:], [:], [])
        compiler.unread = []
        var types = compiler.schema.concrete(compiler.schema.root)
        var segments: [Segment] = []
        for segment in each.syntax {
            guard let found = attempt(each, { try $0.memberTypes(segment, of: types) })
            else { return nil }
            compiler.touch(segment.name, of: segment.isDescendant ? nil : types)
            types = found
            var capture: Int?
            if let name = segment.capture {
                capture = compiler.captures.count
                compiler.captures[name] = (compiler.captures.count, types)
            }
            segments.append(
                Segment(
                    isDescendant: segment.isDescendant,
                    symbol: compiler.symbols.intern(segment.name),
                    type: segment.type.map { compiler.symbols.intern($0) }, capture: capture))
        }
        compiler.plan.captureCount = max(compiler.plan.captureCount, compiler.captures.count)
        return (segments, types)
    }

    private mutating func bindings(
        _ lets: [RuleSyntax.Let], _ scope: ExpressionCompiler.Scope
    ) -> [Int] {
        var numbers: [Int] = []
        for item in lets {
            let type = item.value.flatMap { part in
                attempt(part) { try $0.compile(part.syntax, scope) }
            }
            guard let type else {
                compiler.unread.insert(item.name)
                continue
            }
            if type.isText {
                item.value?.place.error(.typeMismatch, "a `let` holds nodes, not text")
                continue
            }
            compiler.bindings[item.name] = (numbers.count, type.types, type.isMany)
            numbers.append(type.number)
        }
        return numbers
    }

    private mutating func fields(
        _ rule: RuleSyntax, _ scope: ExpressionCompiler.Scope
    ) -> [FieldProgram] {
        var programs: [FieldProgram] = []
        let tables = tables
        for item in rule.fields {
            let program = attempt(item.value) { compiler in
                try compiler.compile(
                    item.value.syntax, field: item.field, of: rule.target, scope: scope,
                    tables: tables, defaults: rule.defaults)
            }
            guard let program else { continue }
            programs.append(program)
            if rule.target.definition.fields[item.field].isRequired, !program.isRequired {
                item.value.place.error(
                    .undecidedFailure,
                    "the required field `\(item.name)` can be empty, "
                        + "and nothing says what then happens",
                    advice: "add `| required(quarantine)`")
            }
        }
        for field in rule.target.definition.fields
        where field.isRequired && !rule.declared.contains(field.name) {
            rule.fieldsPlace?.error(
                .missingRequiredField, "the required field `\(field.name)` is not set",
                advice: "add `\(field.name): ...`")
        }
        return programs
    }

    /// Checks what is ignored; keeps it in the plan only where it is asked for, since running has
    /// no use for it.
    private mutating func ignored(
        _ rule: RuleSyntax, _ scope: ExpressionCompiler.Scope
    ) -> [IgnoredPath] {
        let before = compiler
        let ignored = rule.ignored.compactMap { item -> IgnoredPath? in
            let type = attempt(item.path) { compiler in
                try compiler.ignoring { try $0.compile(item.path.syntax, scope) }
            }
            return type.map { IgnoredPath(expression: $0.number, why: item.why) }
        }
        if keepsIgnored { return ignored }
        compiler = before
        return []
    }

    private func reportUnused(_ rule: RuleSyntax, _ each: RuleSyntax.Part<[SegmentSyntax]>) {
        for item in rule.lets where !compiler.used.contains(item.name) {
            rule.report.error(
                .unusedName, at: item.namePlace, "nothing uses `%\(item.name)`",
                advice: "remove it")
        }
        for segment in each.syntax {
            guard let name = segment.capture, !compiler.used.contains(name) else { continue }
            each.place.error(
                .unusedName, "nothing uses `%\(name)`", advice: "remove `as %\(name)`")
        }
    }

    /// Compiles a part; a fault is reported where it stands.
    mutating func attempt<Syntax, Result>(
        _ part: RuleSyntax.Part<Syntax>,
        _ body: (inout ExpressionCompiler) throws -> Result
    ) -> Result? {
        do {
            return try body(&compiler)
        } catch let fault as ExpressionCompiler.Fault where !fault.isConsequence {
            part.place.report.error(
                fault.code, at: part.place.position(ofByte: fault.offset), fault.message,
                advice: fault.advice)
        } catch {}
        return nil
    }
}

extension ExpressionCompiler {
    /// The types of the nodes that a segment of `each` leads to from `types`.
    func memberTypes(_ segment: SegmentSyntax, of types: [String]) throws(Fault) -> [String] {
        let found =
            segment.isDescendant
            ? schema.descendants(segment.name, below: types)
            : schema.member(segment.name, of: types)?.types ?? []
        guard !found.isEmpty else {
            let known =
                segment.isDescendant ? schema.allNames.sorted() : schema.memberNames(of: types)
            throw Fault(
                code: .unknownSourcePath, offset: segment.offset,
                message: "the source schema has no `\(segment.name)` here",
                advice: suggestion(segment.name, among: known))
        }
        guard let type = segment.type else { return found }
        guard found.contains(type) else {
            throw Fault(
                code: .unknownSourcePath, offset: segment.offset,
                message: "nothing of type `\(type)` can stand here",
                advice: suggestion(type, among: found))
        }
        return [type]
    }
}

extension Span<UInt8> {
    /// Whether `word` stands in it with no letter, digit, `-` or `_` after it.
    fileprivate func hasWord(_ word: Span<UInt8>) -> Bool {
        var start = 0
        while let found = extracting(start...).offset(of: word) {
            start += found + word.count
            guard start < count else { return true }
            let next = self[start]
            let isLetter = (0x61...0x7A).contains(next | 0x20) || (0x30...0x39).contains(next)
            if !isLetter, next != UInt8(ascii: "-"), next != UInt8(ascii: "_") { return true }
        }
        return false
    }
}
