public import CanonicalModel
import StrictYAML
public import Terminology

/// One mistake in one mapping, and the mappings with it.
public struct MappingMutant: Sendable {
    /// The name of the mapping.
    public let mapping: String
    /// The mapping file.
    public let file: String
    /// Where in the file the mistake is.
    public let position: Diagnostic.Position?
    /// What is broken: `path`, `fallback`, `condition`, `literal`, `step`, `policy`, `field` or
    /// `scope`.
    public let breakage: String
    /// What becomes of what.
    public let change: String
    /// Whether it can be proved that the mistake changes the result of no record, so that no case
    /// could notice it.
    public let isEquivalent: Bool
    /// The mappings of the one source, with the mistake.
    public let mappings: MappingSet
}

/// Breaks mappings, one mistake at a time: what a test of the cases is tested with.
///
/// A mistake that `sluice mapping check` finds is none: the next of its kind is taken, or none.
/// So it is with one that provably changes nothing, but if there is no other of its kind, it is
/// given as what it is.
public struct MappingMutations {
    private let compilers: [SourceCompiler]
    private let symbols: SymbolTable
    private let codeSets: CodeSetIndex

    /// Compiles `files`, as ``MappingSet`` does.
    public init(files: [MappingFile], codeSets sets: [CodeSet]) throws(Diagnostics) {
        codeSets = CodeSetIndex(sets)
        let compilers = try MappingSet.compile(files, codeSets, keepsIgnored: false)
        let symbols = compilers.last?.compiler.symbols ?? SymbolTable()
        self.compilers = compilers.map { compiler in
            var compiler = compiler
            compiler.compiler.symbols = symbols
            compiler.compiler.plan = compiler.finished()
            compiler.isTrial = true
            return compiler
        }
        self.symbols = symbols
    }

    /// The mapping files: their sources and names, in order.
    public var files: [(source: String, file: String)] {
        compilers.flatMap { compiler in
            compiler.rules.map { (compiler.compiler.plan.name, $0.file) }
        }
    }

    /// The mappings of the one source that a mapping file belongs to, without a mistake.
    public func whole(of file: String) -> MappingSet? {
        let compiler = compilers.first { $0.rules.contains { $0.file == file } }
        return compiler.map {
            MappingSet(plan: $0.compiler.plan, symbols: symbols, codeSets: codeSets)
        }
    }

    /// Gives every mutant of the mapping `file` to `body`, in the order of the file.
    ///
    /// Cost: one compilation of the rule for each.
    public func forEach(of file: String, _ body: (MappingMutant) -> Void) {
        for compiler in compilers {
            for (number, rule) in compiler.rules.enumerated() where rule.file == file {
                let places = compiler.places(ofFile: number)
                let terms = RuleTerms(plan: compiler.compiler.plan).terms(places)
                for (place, edit) in rule.edits(in: compiler) {
                    guard let trial = plan(of: edit, instead: number, in: compiler, terms)
                    else { continue }
                    body(
                        MappingMutant(
                            mapping: rule.name, file: file, position: place,
                            breakage: edit.breakage.rawValue, change: edit.change(trial.choice),
                            isEquivalent: trial.isEquivalent,
                            mappings: MappingSet(
                                plan: trial.plan, symbols: symbols, codeSets: codeSets)))
                }
            }
        }
    }

    /// The plan with the first choice of `edit` that compiles and may change something; without
    /// one, the first that compiles.
    ///
    /// - Parameter terms: What the rules of the file say without the mistake.
    private func plan(
        of edit: Edit<RuleSyntax>, instead number: Int, in compiler: SourceCompiler,
        _ terms: [Term]
    ) -> (plan: SourcePlan, choice: Int, isEquivalent: Bool)? {
        var idle: (plan: SourcePlan, choice: Int, isEquivalent: Bool)?
        for (choice, rule) in edit.choices.enumerated() {
            var trial = compiler
            let later = trial.removeRules(from: number)
            trial.compile(rule)
            guard rule.report.diagnostics.isEmpty else {
                rule.report.forget(after: 0)
                continue
            }
            trial.restore(later)
            let hasOtherRoles =
                edit.breakage == .scope
                || trial.compiler.plan.marks.count != compiler.compiler.plan.marks.count
                || trial.compiler.symbols.names.count != symbols.names.count
            let plan = hasOtherRoles ? trial.finished() : trial.compiler.plan
            let isSameCount = plan.rules.count == compiler.compiler.plan.rules.count
            let places = compiler.places(ofFile: number)
            if isSameCount, RuleTerms(plan: plan).terms(places) == terms {
                if idle == nil { idle = (plan, choice, true) }
            } else {
                return (plan, choice, false)
            }
        }
        return idle
    }
}

extension SourceCompiler {
    /// What the plan knows of the rules after one.
    struct LaterRules {
        var rules: ArraySlice<Rule>
        var names: ArraySlice<(name: String, file: String)>
        var conditions: ArraySlice<[Token.Kind]?>
    }

    /// Where the rules of the file `number` stand in the plan.
    func places(ofFile number: Int) -> Range<Int> {
        let start = rules[..<number].map(\.each.count).reduce(0, +)
        return start..<start + rules[number].each.count
    }

    /// Takes the rules of the file `number` and of all after it out of the plan.
    ///
    /// - Returns: Those after it.
    mutating func removeRules(from number: Int) -> LaterRules {
        let own = places(ofFile: number)
        defer {
            compiler.plan.rules.removeSubrange(own.lowerBound...)
            compiler.plan.ruleNames.removeSubrange(own.lowerBound...)
            conditions.removeSubrange(own.lowerBound...)
        }
        return LaterRules(
            rules: compiler.plan.rules[own.upperBound...],
            names: compiler.plan.ruleNames[own.upperBound...],
            conditions: conditions[own.upperBound...])
    }

    /// Puts rules back at the end of the plan.
    mutating func restore(_ later: LaterRules) {
        compiler.plan.rules += later.rules
        compiler.plan.ruleNames += later.names
        conditions += later.conditions
    }
}
