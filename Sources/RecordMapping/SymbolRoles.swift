import CanonicalModel

extension SourceCompiler {
    /// The plan, with what each name takes part in worked out.
    func finished() -> SourcePlan {
        var plan = compiler.plan
        var roles = Array(repeating: SymbolRole(), count: compiler.symbols.names.count)
        for (number, rule) in plan.rules.enumerated() {
            guard let last = plan.segments[rule.segments].last else { continue }
            roles[Int(last.symbol)].rules.append(number)
        }
        for (number, index) in plan.indexes.enumerated() {
            for symbol in index.symbols { roles[Int(symbol)].indexes.append(number) }
        }
        for (number, symbol) in plan.marks.enumerated() { roles[Int(symbol)].mark = number }
        let sought = openPaths(&roles)
        let schema = compiler.schema
        let symbols = schema.numberedNames.map { compiler.symbols.symbol($0) }
        let areSought = symbols.map { $0.map(sought.contains) ?? false }
        let areIndexed = symbols.map { symbol in
            guard let symbol else { return false }
            return !roles[Int(symbol)].indexes.isEmpty || roles[Int(symbol)].mark != nil
        }
        for (name, symbol) in zip(schema.numberedNames, symbols) {
            guard let symbol else { continue }
            let types = schema.typesOfMembers(named: name)
            if schema.names(below: types, contain: areSought) {
                roles[Int(symbol)].opensRules = true
            }
            if schema.names(below: types, contain: areIndexed) {
                roles[Int(symbol)].opensIndexed = true
            }
        }
        plan.roles = roles
        while plan.slotOfSymbol.count < roles.count { plan.slotOfSymbol.append(0) }
        return plan
    }

    /// Opens the names that are followed by a child in some `each`.
    ///
    /// - Returns: The names that are looked for at any depth, so that whatever they can stand below
    ///   must be opened too.
    private func openPaths(_ roles: inout [SymbolRole]) -> Set<Symbol> {
        var sought: Set<Symbol> = []
        for rule in compiler.plan.rules {
            for index in rule.segments {
                let segment = compiler.plan.segments[index]
                if segment.isDescendant { sought.insert(segment.symbol) }
                guard index > rule.segments.lowerBound else { continue }
                roles[Int(compiler.plan.segments[index - 1].symbol)].opensRules = true
            }
        }
        return sought
    }
}
