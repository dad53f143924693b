import CanonicalModel
import StrictYAML

/// One item of `refuse` in a source file.
struct RefusalDeclaration {
    let names: [String]
    let types: [String]
    let when: RuleSyntax.Part<ConditionSyntax>
    let reason: Diagnostic.Code

    private static let reasons: [String: Diagnostic.Code] = Dictionary(
        uniqueKeysWithValues: [
            Diagnostic.Code.enteredInError, .unknownModifier, .anotherPatient,
        ].map { ($0.name, $0) })

    /// Reads the items; a name that the schema does not have is an error.
    static func all(_ declaration: Declaration?, _ schema: SourceSchema) -> [Self] {
        var refusals: [Self] = []
        for item in declaration?.items() ?? [] {
            let keys = ["each", "when", "as"]
            let parts = item.members(allowed: keys, required: keys)
            let word = parts["as"]?.word(of: reasons.keys.sorted(), "reason")
            guard let each = parts["each"], let word,
                let when = parts["when"].flatMap({ RuleSyntax.part($0, Parser.condition) }),
                let reason = reasons[word]
            else { continue }
            let names = each.texts()
            for name in names where schema.typesOfMembers(named: name).isEmpty {
                each.error(
                    .unknownSourcePath, "the source schema has no `\(name)`",
                    advice: suggestion(name, among: schema.allNames.sorted()))
            }
            let types = names.flatMap { schema.typesOfMembers(named: $0) }
            refusals.append(Self(names: names, types: types, when: when, reason: reason))
        }
        return refusals
    }
}

extension SourceCompiler {
    /// The refusals, compiled anew: each rule has expressions of its own.
    ///
    /// - Parameter name: What the nodes are called that the rule takes.
    mutating func compiled(
        _ refusals: [RefusalDeclaration], forNodes name: String? = nil
    ) -> [Refusal] {
        refusals.compactMap { refusal in
            let isAsked = name.map(refusal.names.contains) ?? false
            let own = isAsked ? condition(of: refusal, .entry) : nil
            return condition(of: refusal, .item).map {
                Refusal(
                    own: own, symbols: refusal.names.map { compiler.symbols.intern($0) },
                    around: $0, reason: refusal.reason)
            }
        }
    }

    private mutating func condition(of refusal: RefusalDeclaration, _ start: PathStart) -> Int? {
        let scope = ExpressionCompiler.Scope(start: start, types: refusal.types)
        return attempt(refusal.when) { try $0.compile(refusal.when.syntax, scope) }
    }
}
