import CanonicalModel
import StrictYAML

extension SourceCompiler {
    /// Records an error if an earlier rule takes every node that a rule for `path` could be given.
    ///
    /// A rule takes a node for good unless it is shared or has a `where`.
    func checkReached(
        _ path: [Segment], _ rule: RuleSyntax, _ each: RuleSyntax.Part<[SegmentSyntax]>
    ) {
        let plan = compiler.plan
        let words = Self.words(rule.condition)
        for (number, (other, name)) in zip(plan.rules, plan.ruleNames).enumerated()
        where !other.isShared && Self.covers(Array(plan.segments[other.segments]), path)
            && (other.condition == nil || words != nil && conditions[number] == words)
        {
            each.place.error(
                .unreachableRule, "no node is left for this rule: `\(name.name)` takes them all",
                advice: "move it before `\(name.name)` in `maps`, or give that a `where`")
            return
        }
    }

    /// The words of a condition that means the same in every rule; `nil` for one that names a
    /// `let` or a capture, and for none.
    static func words(_ condition: RuleSyntax.Part<ConditionSyntax>?) -> [Token.Kind]? {
        guard let text = condition?.place.text(), let tokens = try? Lexer.tokens(text)
        else { return nil }
        let words = tokens.map(\.kind)
        let names = zip(words, words.dropFirst()).filter { $0.0 == .sign("%") }.map(\.1)
        return names.allSatisfy { $0 == .name("codes") || $0 == .name("this") } ? words : nil
    }

    /// Records an error if another mapping of the source has the same name.
    func checkName(_ rule: RuleSyntax) {
        guard let other = compiler.plan.ruleNames.first(where: { $0.name == rule.name })
        else { return }
        rule.namePlace?.error(
            .duplicateDeclaration,
            "there is already a mapping `\(rule.name)`, in `\(other.file)`",
            advice: "name it otherwise, and list every file once in `maps`")
    }

    /// Whether `earlier` fits every node that `later` fits; both are read from their ends.
    private static func covers(_ earlier: [Segment], _ later: [Segment]) -> Bool {
        guard let first = earlier.first, earlier.count <= later.count else { return false }
        let end = later.suffix(earlier.count)
        for (wide, narrow) in zip(earlier, end) {
            guard wide.symbol == narrow.symbol, wide.type == nil || wide.type == narrow.type
            else { return false }
        }
        for (wide, narrow) in zip(earlier, end).dropFirst()
        where !wide.isDescendant && narrow.isDescendant {
            return false
        }
        return first.isDescendant
            || (earlier.count == later.count && later.first?.isDescendant == false)
    }
}
