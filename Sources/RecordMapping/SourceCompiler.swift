import CanonicalModel
import StrictYAML
import Terminology

/// Compiles one source folder: its schema, tables and mapping files.
struct SourceCompiler {
    var compiler: ExpressionCompiler
    private var tables: [String: [(String, String)]] = [:]
    private var ruleFiles: [String] = []
    private static let keys = [
        "source", "title", "reader", "record", "recognise", "discriminator", "root", "types",
        "coded", "quantities", "indexes", "system", "maps", "ignore",
    ]

    /// Reads `source.yaml`.
    init(
        source yaml: String, file: String, symbols: SymbolTable, codeSets: CodeSetIndex
    ) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let members = root.members(
            allowed: Self.keys, required: ["source", "title", "reader", "root", "types", "maps"])
        guard let types = members["types"] else { throw Diagnostics(report.diagnostics) }
        var schema = SourceSchema(types: types)
        schema.root = members["root"]?.text() ?? ""
        schema.discriminator = members["discriminator"]?.text()
        Self.readShapes(members, into: &schema)
        let reader = members["reader"]?.word(of: ["xml", "json"], "reader")
        let plan = SourcePlan(
            name: members["source"]?.text() ?? "", title: members["title"]?.text() ?? "",
            isXML: reader == "xml")
        compiler = ExpressionCompiler(
            schema: schema, codeSets: codeSets, plan: plan, symbols: symbols)
        ruleFiles = members["maps"]?.texts() ?? []
        readNames(members)
        readIndexes(members["indexes"])
        readConditions(members)
        for item in members["ignore"]?.items() ?? [] {
            _ = item.members(allowed: ["path", "why"], required: ["path", "why"])
        }
        try report.throwIfErrors()
    }

    /// The mapping files of the source, in order of precedence.
    var files: [String] { ruleFiles }

    // MARK: - source.yaml

    private static func readShapes(
        _ members: [String: Declaration], into schema: inout SourceSchema
    ) {
        let codedKeys = ["code", "system", "display", "text", "more"]
        for (name, _, value) in members["coded"]?.members() ?? [] {
            let parts = value.members(allowed: codedKeys).mapValues { $0.text() ?? "" }
            schema.coded[name] = SourceSchema.Coded(
                code: parts["code"], system: parts["system"], display: parts["display"],
                text: parts["text"], more: parts["more"])
        }
        for (name, _, value) in members["quantities"]?.members() ?? [] {
            let parts = value.members(
                allowed: ["number", "comparator", "unit", "code"], required: ["number"])
            let units = parts["unit"]?.texts() ?? []
            schema.amounts[name] = SourceSchema.Amount(
                number: parts["number"]?.text(), comparator: parts["comparator"]?.text(),
                code: parts["code"]?.text(),
                unit: units.map { $0.split(separator: ".").map(String.init) })
        }
    }

    private mutating func readNames(_ members: [String: Declaration]) {
        for name in compiler.schema.allNames.sorted() { _ = compiler.symbols.intern(name) }
        for name in compiler.schema.types.keys.sorted() { _ = compiler.symbols.intern(name) }
        for record in members["record"]?.texts() ?? [] {
            compiler.plan.recordSymbols.append(compiler.symbols.intern(record))
        }
        if let name = compiler.schema.discriminator {
            compiler.plan.discriminator = compiler.symbols.intern(name)
        }
    }

    private mutating func readIndexes(_ declaration: Declaration?) {
        for (name, _, value) in declaration?.members() ?? [] {
            let parts = value.members(allowed: ["each", "key"], required: ["each", "key"])
            guard let each = parts["each"], let key = parts["key"] else { continue }
            var types: [String] = []
            for item in each.itemsOrSelf() {
                guard let text = item.text() else { continue }
                let found = compiler.schema.typesOfMembers(named: text)
                if found.isEmpty {
                    item.error(
                        .unknownSourcePath, "the source schema has no `\(text)`",
                        advice: suggestion(text, among: compiler.schema.allNames.sorted()))
                }
                types += found
            }
            let scope = ExpressionCompiler.Scope(start: .entry, types: types)
            let first = compiler.plan.expressions.count
            guard let number = expression(key, scope)?.number else { continue }
            compiler.indexTypes[name] = (compiler.plan.indexes.count, types)
            compiler.plan.indexes.append(
                IndexProgram(
                    symbols: each.texts().map { compiler.symbols.intern($0) }, key: number,
                    expressions: first..<compiler.plan.expressions.count))
        }
    }

    private mutating func readConditions(_ members: [String: Declaration]) {
        let scope = ExpressionCompiler.Scope(
            start: .item, types: compiler.schema.concrete(compiler.schema.root))
        if let recognise = members["recognise"] {
            compiler.plan.recognise = condition(recognise, scope)
        }
        for item in members["system"]?.items() ?? [] {
            let parts = item.members(allowed: ["name", "when"], required: ["name", "when"])
            guard let name = parts["name"]?.text(), let when = parts["when"],
                let number = condition(when, scope)
            else { continue }
            compiler.plan.systems.append((name, number))
        }
    }

    // MARK: - maps.yaml and mapping files

    /// Reads `maps.yaml`.
    mutating func readTables(yaml: String, file: String) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        for (name, _, value) in try Declaration(yaml: yaml, report: report).members() {
            tables[name] = value.members().compactMap { key, _, word in
                word.text().map { (key, $0) }
            }
        }
        try report.throwIfErrors()
    }

    /// Compiles one mapping file and adds its rule to the plan.
    mutating func readRule(yaml: String, file: String) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let members = root.members(
            allowed: [
                "map", "target", "each", "where", "let", "claims", "shared", "defaults", "fields",
                "ignore", "cases",
            ], required: ["map", "target", "each", "fields"])
        checkName(members["map"])
        if let target = kind(members["target"]) {
            for each in members["each"]?.itemsOrSelf() ?? [] {
                readRule(members, target, each, file)
                guard report.diagnostics.isEmpty else { break }
            }
        }
        try report.throwIfErrors()
    }

    private mutating func readRule(
        _ members: [String: Declaration], _ target: EntryKind, _ each: Declaration, _ file: String
    ) {
        guard let (path, types) = segments(each) else { return }
        let first = compiler.plan.expressions.count
        let scope = ExpressionCompiler.Scope(start: .entry, types: types)
        let lets = bindings(members["let"], scope)
        let filter = members["where"].flatMap { condition($0, scope) }
        let claims = members["claims"]?.itemsOrSelf().compactMap { expression($0, scope)?.number }
        var fields: [FieldProgram] = []
        if let declared = members["fields"] {
            fields = self.fields(declared, target, scope, defaults(members["defaults"]))
        }
        checkIgnored(members["ignore"], scope)
        reportUnused(members)
        checkReached(path, each)
        // A rule in part would only lead to further findings that are no mistakes.
        guard each.report.diagnostics.isEmpty else { return }
        compiler.plan.ruleNames.append((members["map"]?.text() ?? "", file))
        compiler.plan.rules.append(
            Rule(
                target: target, segments: segmentRange(path),
                condition: filter, isShared: members["shared"]?.boolean() ?? false,
                claims: Self.append(claims ?? [], to: &compiler.plan.claims),
                bindings: Self.append(lets, to: &compiler.plan.bindings),
                fields: Self.append(fields, to: &compiler.plan.fields),
                expressions: first..<compiler.plan.expressions.count))
        compiler.plan.bindingCount = max(compiler.plan.bindingCount, lets.count)
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

    private func kind(_ declaration: Declaration?) -> EntryKind? {
        let names = EntryKind.allCases.map(\.name)
        guard let word = declaration?.text() else { return nil }
        if let kind = EntryKind(name: word) { return kind }
        declaration?.error(
            .unknownTargetField, "the canonical model has no entry `\(word)`",
            advice: suggestion(word, among: names))
        return nil
    }

    private func defaults(_ declaration: Declaration?) -> FailureDefaults {
        let parts = declaration?.members(allowed: ["invalid", "unmapped"]) ?? [:]
        return FailureDefaults(
            invalid: parts["invalid"]?.text(), unmapped: parts["unmapped"]?.text())
    }

    /// Compiles `each`; declares its captures.
    private mutating func segments(_ each: Declaration) -> ([Segment], [String])? {
        (compiler.captures, compiler.bindings, compiler.used) = ([:], [:], [])
        guard let text = each.text() else { return nil }
        do {
            var types = compiler.schema.concrete(compiler.schema.root)
            var segments: [Segment] = []
            for segment in try Parser.each(text) {
                types = try memberTypes(segment, of: types)
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
            compiler.plan.captureCount = max(
                compiler.plan.captureCount, compiler.captures.count)
            return (segments, types)
        } catch let error as SyntaxError {
            report(.malformedExpression, error.message, nil, each, error.offset)
        } catch let fault as ExpressionCompiler.Fault {
            report(fault.code, fault.message, fault.advice, each, fault.offset)
        } catch {}
        return nil
    }

    private func memberTypes(
        _ segment: SegmentSyntax, of types: [String]
    ) throws(ExpressionCompiler.Fault) -> [String] {
        let schema = compiler.schema
        let found =
            segment.isDescendant
            ? schema.descendants(segment.name, below: types)
            : schema.member(segment.name, of: types)?.types ?? []
        guard !found.isEmpty else {
            throw ExpressionCompiler.Fault(
                code: .unknownSourcePath, offset: segment.offset,
                message: "the source schema has no `\(segment.name)` here",
                advice: suggestion(segment.name, among: schema.memberNames(of: types)))
        }
        guard let type = segment.type else { return found }
        guard found.contains(type) else {
            throw ExpressionCompiler.Fault(
                code: .unknownSourcePath, offset: segment.offset,
                message: "nothing of type `\(type)` can stand here",
                advice: suggestion(type, among: found))
        }
        return [type]
    }

    private mutating func bindings(
        _ declaration: Declaration?, _ scope: ExpressionCompiler.Scope
    ) -> [Int] {
        var numbers: [Int] = []
        for (name, _, value) in declaration?.members() ?? [] {
            guard let type = expression(value, scope) else { continue }
            if type.isText {
                value.error(.typeMismatch, "a `let` holds nodes, not text")
                continue
            }
            compiler.bindings[name] = (numbers.count, type.types, type.isMany)
            numbers.append(compiler.remembered(type.number))
        }
        return numbers
    }

    private mutating func fields(
        _ declaration: Declaration, _ target: EntryKind, _ scope: ExpressionCompiler.Scope,
        _ defaults: FailureDefaults
    ) -> [FieldProgram] {
        let definition = target.definition
        let settable = definition.fields.filter { !$0.isDerived }.map(\.name)
        var programs: [FieldProgram] = []
        for (name, place, value) in declaration.members() {
            guard settable.contains(name), let field = definition.index(of: name) else {
                declaration.report.error(
                    .unknownTargetField, at: place,
                    "`\(target.name)` has no field `\(name)` that a mapping can set",
                    advice: suggestion(name, among: settable))
                continue
            }
            guard let text = value.text() else { continue }
            let tables = tables
            let program = attempt(value) { compiler in
                try compiler.compile(
                    try Parser.field(text), field: field, of: target, scope: scope,
                    tables: tables, defaults: defaults)
            }
            if let program { programs.append(program) }
        }
        for (index, field) in definition.fields.enumerated()
        where field.isRequired && !programs.contains(where: { $0.field == index }) {
            declaration.error(
                .missingRequiredField, "the required field `\(field.name)` is not set",
                advice: "add `\(field.name): ...`")
        }
        return programs
    }

    private mutating func checkIgnored(
        _ declaration: Declaration?, _ scope: ExpressionCompiler.Scope
    ) {
        for item in declaration?.items() ?? [] {
            let parts = item.members(allowed: ["path", "why"], required: ["path", "why"])
            if let path = parts["path"] { _ = expression(path, scope) }
        }
    }

    private func reportUnused(_ members: [String: Declaration]) {
        for (name, place, _) in members["let"]?.members() ?? []
        where !compiler.used.contains(name) {
            members["let"]?.report.error(
                .unusedName, at: place, "nothing uses `%\(name)`", advice: "remove it")
        }
        for name in compiler.captures.keys where !compiler.used.contains(name) {
            members["each"]?.error(
                .unusedName, "nothing uses `%\(name)`", advice: "remove `as %\(name)`")
        }
    }

    // MARK: - Expressions in declarations

    private mutating func expression(
        _ declaration: Declaration, _ scope: ExpressionCompiler.Scope
    ) -> ExpressionType? {
        guard let text = declaration.text() else { return nil }
        return attempt(declaration) { compiler in
            try compiler.compile(try Parser.expression(text), scope)
        }
    }

    private mutating func condition(
        _ declaration: Declaration, _ scope: ExpressionCompiler.Scope
    ) -> Int? {
        guard let text = declaration.text() else { return nil }
        return attempt(declaration) { compiler in
            try compiler.compile(try Parser.condition(text), scope)
        }
    }

    private mutating func attempt<Result>(
        _ declaration: Declaration, _ body: (inout ExpressionCompiler) throws -> Result
    ) -> Result? {
        do {
            return try body(&compiler)
        } catch let error as SyntaxError {
            report(.malformedExpression, error.message, nil, declaration, error.offset)
        } catch let fault as ExpressionCompiler.Fault {
            report(fault.code, fault.message, fault.advice, declaration, fault.offset)
        } catch {}
        return nil
    }

    private func report(
        _ code: Diagnostic.Code, _ message: String, _ advice: String?, _ declaration: Declaration,
        _ offset: Int
    ) {
        let place = declaration.position.map {
            Diagnostic.Position(line: $0.line, column: $0.column + offset)
        }
        declaration.report.error(code, at: place, message, advice: advice)
    }
}
