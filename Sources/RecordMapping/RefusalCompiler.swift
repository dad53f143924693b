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
            let types = Set(schema.types(ofMembers: each)).sorted()
            refusals.append(Self(names: each.texts(), types: types, when: when, reason: reason))
        }
        return refusals
    }
}

extension SourceCompiler {
    /// The conditions for nodes around an entry, compiled once: they are asked of any rule.
    mutating func compileRefusals() {
        let first = compiler.plan.expressions.count
        refusalConditions = refusals.map { condition(of: $0, .item) ?? 0 }
        compiler.plan.refusalExpressions = first..<compiler.plan.expressions.count
        compiler.plan.refusalConditions = refusalConditions
    }

    /// The refusals for a rule that takes nodes called `name`; what is asked of an entry's own node
    /// is compiled anew, since each rule has expressions of its own.
    mutating func compiled(
        _ refusals: [RefusalDeclaration], forNodes name: String?
    ) -> [Refusal] {
        zip(refusals, refusalConditions).map { refusal, around in
            let isAsked = name.map(refusal.names.contains) ?? false
            return Refusal(
                own: isAsked ? condition(of: refusal, .entry) : nil,
                symbols: refusal.names.map { compiler.symbols.intern($0) }, around: around,
                reason: refusal.reason)
        }
    }

    private mutating func condition(of refusal: RefusalDeclaration, _ start: PathStart) -> Int? {
        let scope = ExpressionCompiler.Scope(start: start, types: refusal.types)
        return attempt(refusal.when) { try $0.compile(refusal.when.syntax, scope) }
    }
}
