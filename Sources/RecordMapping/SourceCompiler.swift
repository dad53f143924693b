import CanonicalModel
import StrictYAML
import Terminology

/// Compiles one source folder: its schema, tables and mapping files.
struct SourceCompiler {
    var compiler: ExpressionCompiler
    /// The tables of `maps.yaml`.
    private(set) var tables: [String: [(String, String)]] = [:]
    private var tablePlaces: [(name: String, file: String, place: Diagnostic.Position?)] = []
    private var indexPlaces: [(name: String, file: String, place: Diagnostic.Position?)] = []
    private var ruleFiles: [String] = []
    /// The mapping files as they were read, in order of precedence.
    var rules: [RuleSyntax] = []
    /// What must not be made an entry.
    var refusals: [RefusalDeclaration] = []
    /// For each of them the condition for nodes around an entry.
    var refusalConditions: [Int] = []
    /// The names of the source file that every mapping file may use.
    var shared: [RuleSyntax.Let] = []
    /// The words of the `where` of each rule of the plan, as far as they can be compared.
    var conditions: [[Token.Kind]?] = []
    /// Whether rules are only tried: what a mistake leaves unused is not reported then.
    var isTrial = false
    /// Whether the plan keeps what is ignored, which only a coverage report asks for.
    let keepsIgnored: Bool
    private static let keys = [
        "source", "title", "reader", "record", "recognise", "discriminator", "root", "types",
        "coded", "quantities", "indexes", "system", "refuse", "unread", "let", "maps", "ignore",
    ]

    /// Reads `source.yaml`.
    init(
        source yaml: String, file: String, symbols: SymbolTable, codeSets: CodeSetIndex,
        keepsIgnored: Bool
    ) throws(Diagnostics) {
        self.keepsIgnored = keepsIgnored
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let members = root.members(
            allowed: Self.keys, required: ["source", "title", "reader", "root", "types", "maps"])
        guard let types = members["types"] else { throw Diagnostics(report.diagnostics) }
        var schema = SourceSchema(types: types)
        schema.root = members["root"]?.text() ?? ""
        schema.discriminator = members["discriminator"]?.text()
        schema.check(members["root"], members["discriminator"])
        Self.readShapes(members, into: &schema)
        let reader = members["reader"]?.word(of: ["xml", "json"], "reader")
        let plan = SourcePlan(
            name: members["source"]?.text() ?? "", title: members["title"]?.text() ?? "",
            isXML: reader == "xml")
        compiler = ExpressionCompiler(
            schema: schema, codeSets: codeSets, plan: plan, symbols: symbols)
        if keepsIgnored { compiler.touched = [] }
        ruleFiles = members["maps"]?.texts() ?? []
        readNames(members)
        readIndexes(members["indexes"])
        readConditions(members)
        refusals = RefusalDeclaration.all(members["refuse"], compiler.schema)
        compileRefusals()
        readUnread(members["unread"])
        shared = RuleSyntax.lets(members["let"])
        readIgnored(members["ignore"])
        try report.throwIfErrors()
    }

    /// What is wrong with the source's names, which is found in the rules that use them.
    var sharedFindings: [Diagnostic] {
        let all = shared.first?.value?.place.report.diagnostics ?? []
        return all.reduce(into: [Diagnostic]()) { findings, finding in
            if !findings.contains(finding) { findings.append(finding) }
        }
    }

    /// The mapping files of the source, in order of precedence.
    var files: [String] { ruleFiles }

    // MARK: - source.yaml

    private static func readShapes(
        _ members: [String: Declaration], into schema: inout SourceSchema
    ) {
        for (name, _, value) in members["coded"]?.members() ?? [] {
            schema.coded[name] = value.itemsOrSelf().map {
                SourceSchema.Coded($0, of: name, in: schema)
            }
        }
        for (name, _, value) in members["quantities"]?.members() ?? [] {
            let parts = value.members(
                allowed: ["number", "comparator", "unit", "code", "system"],
                required: ["number"])
            for part in parts.values.flatMap({ $0.itemsOrSelf() }) {
                schema.check(part, isMemberOf: name)
            }
            let units = parts["unit"]?.texts() ?? []
            schema.amounts[name] = SourceSchema.Amount(
                number: parts["number"]?.text(), comparator: parts["comparator"]?.text(),
                code: parts["code"]?.text(), system: parts["system"]?.text(),
                unit: units.map { $0.split(separator: ".").map(String.init) })
        }
    }

    private mutating func readNames(_ members: [String: Declaration]) {
        // What stands in the schema is not read for that; only what an expression names is.
        for name in compiler.schema.allNames.sorted() + compiler.schema.types.keys.sorted() {
            compiler.symbols.intern(name, isRead: keepsIgnored)
        }
        for record in members["record"]?.texts() ?? [] {
            compiler.plan.recordSymbols.append(compiler.symbols.intern(record))
        }
        if let name = compiler.schema.discriminator {
            compiler.plan.discriminator = compiler.symbols.intern(name)
        }
    }

    private mutating func readIndexes(_ declaration: Declaration?) {
        for (name, place, value) in declaration?.members() ?? [] {
            indexPlaces.append((name, value.report.file, place))
            let parts = value.members(allowed: ["each", "key"], required: ["each", "key"])
            guard let each = parts["each"], let key = parts["key"] else { continue }
            let types = compiler.schema.types(ofMembers: each)
            let scope = ExpressionCompiler.Scope(start: .entry, types: types)
            let first = compiler.plan.expressions.count
            guard let number = expression(key, scope)?.number else { continue }
            for case .enclosing in compiler.plan.expressions[first...] {
                key.error(
                    .malformedExpression, "the key of an index cannot ask `enclosing`",
                    advice: "what stands around a node is asked where the node is mapped")
                break
            }
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
        let first = compiler.plan.expressions.count
        defer { compiler.plan.headExpressions = first..<compiler.plan.expressions.count }
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

    /// Each path begins with a name that may stand anywhere, or with a type.
    private mutating func readIgnored(_ declaration: Declaration?) {
        let before = compiler
        for item in declaration?.items() ?? [] {
            let parts = item.members(allowed: ["path", "why"], required: ["path", "why"])
            guard let part = parts["path"].flatMap({ RuleSyntax.part($0, Parser.expression) }),
                let why = parts["why"]?.text()
            else { continue }
            let found = attempt(part) { compiler in
                let (anchor, types) = try compiler.schema.anchor(part.syntax)
                let first = compiler.plan.expressions.count
                let scope = ExpressionCompiler.Scope(start: .item, types: types)
                let number = try compiler.ignoring {
                    try $0.compile(part.syntax.belowAnchor, scope).number
                }
                if case .child = part.syntax { compiler.ignoredNames.insert(anchor) }
                return IgnoredAnchor(
                    name: anchor, path: IgnoredPath(expression: number, why: why),
                    expressions: first..<compiler.plan.expressions.count)
            }
            if let found, keepsIgnored { compiler.plan.ignoredAnywhere.append(found) }
        }
        if !keepsIgnored { compiler = before }
    }

    /// Indexes and tables that nothing uses; to be asked when all mappings are read.
    var unused: [Diagnostic] {
        let indexes = indexPlaces.filter { !compiler.usedIndexes.contains($0.name) }
        let tables = tablePlaces.filter { !compiler.usedTables.contains($0.name) }
        return indexes.map {
            Diagnostic(
                .unusedName, .warning, file: $0.file, at: $0.place,
                "nothing uses the index `\($0.name)`", advice: "remove it")
        }
            + tables.map {
                Diagnostic(
                    .unusedName, .warning, file: $0.file, at: $0.place,
                    "nothing uses the table `\($0.name)`", advice: "remove it")
            }
    }

    // MARK: - maps.yaml

    /// Reads `maps.yaml`.
    mutating func readTables(yaml: String, file: String) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        for (name, place, value) in try Declaration(yaml: yaml, report: report).members() {
            tablePlaces.append((name, file, place))
            tables[name] = value.members().compactMap { key, _, word in
                word.text().map { (key, $0) }
            }
        }
        try report.throwIfErrors()
    }

    // MARK: - Expressions in declarations

    private mutating func expression(
        _ declaration: Declaration, _ scope: ExpressionCompiler.Scope
    ) -> ExpressionType? {
        guard let part = RuleSyntax.part(declaration, Parser.expression) else { return nil }
        return attempt(part) { try $0.compile(part.syntax, scope) }
    }

    mutating func condition(
        _ declaration: Declaration, _ scope: ExpressionCompiler.Scope
    ) -> Int? {
        guard let part = RuleSyntax.part(declaration, Parser.condition) else { return nil }
        return attempt(part) { try $0.compile(part.syntax, scope) }
    }
}
