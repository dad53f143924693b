import CanonicalModel

extension SourceCompiler {
    /// The plan, with what each name takes part in worked out.
    func finished() -> SourcePlan {
        var plan = compiler.plan
        var roles = Array(repeating: SymbolRole(), count: compiler.symbols.names.count)
        for symbol in roles.indices { takePart(&roles[symbol], Symbol(symbol), &plan) }
        for (number, refusal) in plan.refusals[plan.rules.first?.refusals ?? 0..<0].enumerated() {
            for symbol in refusal.symbols { roles[Int(symbol)].refusals |= Refusal.bit(number) }
        }
        let sought = openPaths(&roles)
        let schema = compiler.schema
        let symbols = schema.numberedNames.map { compiler.symbols.symbol($0) }
        let areSought = symbols.map { $0.map(sought.contains) ?? false }
        let areIndexed = symbols.map { symbol in
            guard let symbol else { return false }
            return !roles[Int(symbol)].indexes.isEmpty || !roles[Int(symbol)].marks.isEmpty
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
        plan.hasPart = roles.map { role in
            (
                role.opensRules || !role.offers.isEmpty || role.isCounted,
                role.opensIndexed || !role.indexes.isEmpty || !role.marks.isEmpty
            )
        }
        while plan.slotOfSymbol.count < roles.count { plan.slotOfSymbol.append(0) }
        for rule in plan.rules.indices {
            let first = plan.gateNames.count
            plan.gateNames += GateNames.all(of: plan.rules[rule], in: plan)
            plan.rules[rule].gateNames = first..<plan.gateNames.count
        }
        SharedExpressions.remember(in: &plan)
        return plan
    }

    /// Notes the rules, the indexes and the marks of the nodes called `symbol`.
    private func takePart(_ role: inout SymbolRole, _ symbol: Symbol, _ plan: inout SourcePlan) {
        let (offers, memberships) = (plan.offers.count, plan.memberships.count)
        let marks = plan.marksOfSymbols.count
        for (number, rule) in plan.rules.enumerated() {
            let last = plan.segments[rule.segments.upperBound - 1]
            guard last.symbol == symbol else { continue }
            plan.offers.append(Offer(rule: number, type: last.type, segments: rule.segments))
            if last.type != nil { role.isTyped = true }
        }
        for (number, index) in plan.indexes.enumerated() where index.symbols.contains(symbol) {
            plan.memberships.append((number, index.key))
        }
        plan.marksOfSymbols += plan.marks.indices.filter { plan.marks[$0] == symbol }
        role.marks = marks..<plan.marksOfSymbols.count
        role.isCounted = plan.unread?.symbols.contains(symbol) ?? false
        role.offers = offers..<plan.offers.count
        role.indexes = memberships..<plan.memberships.count
    }

    /// Opens the names that are followed by a child in some `each`.
    ///
    /// - Returns: The names that are looked for at any depth, so that whatever they can stand below
    ///   must be opened too.
    private func openPaths(_ roles: inout [SymbolRole]) -> Set<Symbol> {
        var sought = Set(compiler.plan.unread?.symbols ?? [])
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
