import CanonicalModel
import StrictYAML

extension SourceCompiler {
    /// Records an error if an earlier rule takes every node that a rule for `path` could be given.
    ///
    /// A rule takes a node for good unless it is shared or has a `where`.
    func checkReached(_ path: [Segment], _ each: Declaration) {
        let plan = compiler.plan
        for (rule, name) in zip(plan.rules, plan.ruleNames)
        where rule.condition == nil && !rule.isShared
            && Self.covers(Array(plan.segments[rule.segments]), path)
        {
            each.error(
                .unreachableRule, "no node is left for this rule: `\(name.name)` takes them all",
                advice: "move it before `\(name.name)` in `maps`, or give that a `where`")
            return
        }
    }

    /// Records an error if another mapping of the source has the same name.
    func checkName(_ declaration: Declaration?) {
        guard let name = declaration?.text(),
            let other = compiler.plan.ruleNames.first(where: { $0.name == name })
        else { return }
        declaration?.error(
            .duplicateDeclaration, "there is already a mapping `\(name)`, in `\(other.file)`",
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
