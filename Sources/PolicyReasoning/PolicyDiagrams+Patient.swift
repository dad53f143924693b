import CanonicalModel
import DecisionDiagrams
import SharingAgreements

/// The gates of a whole record.
extension PolicyDiagrams {
    /// Whether anything of a record may leave.
    mutating func patient(_ version: SpaceVersion) throws(NodeBudgetExceeded) -> Diagram {
        guard version.letsRowsOut else { return .zero }
        let agreement = version.agreement
        var gates = [try standing(version)]
        gates.append(try isIn(space.flows.map(version.flows.contains) + [false], .flow))
        gates.append(try isIn([true, false], .stopped))
        gates.append(try isIn(identities(agreement), .identity))
        gates.append(
            try isIn(
                [
                    true, !agreement.confidentiality.withholdsRecord,
                    !agreement.confidentiality.withholdsUnknown,
                ], .recordMark))
        if agreement.appliesType1 { gates.append(try isIn([true, false], .type1)) }
        gates += try lists(agreement)
        if let consent = version.consent, let number = space.choices.firstIndex(of: consent) {
            gates.append(try isIn(Choice.allCases.map { $0 == .consented }, .choice(number)))
        }
        for objection in version.objections {
            guard let number = space.choices.firstIndex(of: objection) else { continue }
            gates.append(try isIn(Choice.allCases.map { $0 != .refused }, .choice(number)))
        }
        gates.append(try registration(agreement.cohort))
        // Alive, dead, and not known.
        if !agreement.cohort.includesDeceased {
            gates.append(try isIn([true, false, false], .deceased))
        }
        gates.append(
            try isIn(
                space.ages.isWithin(agreement.cohort.minimumAge, agreement.cohort.maximumAge), .age)
        )
        if let list = agreement.cohort.list {
            gates.append(try isIn(space.lists.isOn(list), .listed))
        }
        gates += try agreement.cohort.criteria.map { criterion throws(NodeBudgetExceeded) in
            try holds(criterion, version).certain
        }
        return try store.all(gates)
    }

    /// Whether the practice takes part, and the agreement is in force.
    private mutating func standing(
        _ version: SpaceVersion
    ) throws(NodeBudgetExceeded) -> Diagram {
        var practices: [Diagram] = []
        for practice in space.practices {
            guard let ods = practice.first, version.isParty(ods), version.isOfCohort(ods) else {
                practices.append(.zero)
                continue
            }
            let days = space.days.map { day in
                version.isInForce(on: day) && version.hasSigned(ods, on: day)
            }
            practices.append(try isIn(days, .day))
        }
        return try store.choose(space.variable(.practice)) { practices[$0] }
    }

    private func identities(_ agreement: Agreement) -> [Bool] {
        Identity.allCases.map { identity in
            switch identity {
            case .withoutNumber, .notOnePatient: false
            default:
                (agreement.cohort.includesTestPatients || !identity.isTest)
                    && (agreement.deidentification.level != .pseudonymised
                        || !identity.lacksPseudonym)
            }
        }
    }

    /// Opt-outs that are kept in lists.
    private mutating func lists(_ agreement: Agreement) throws(NodeBudgetExceeded) -> [Diagram] {
        var gates: [Diagram] = []
        if let days = agreement.nationalOptOutDays {
            let isFresh = space.nationalLists.map { state in
                if case .aged(let age) = state { (0...days * 86_400).contains(age) } else { false }
            }
            gates.append(try isIn(isFresh, .nationalList))
            // Does not object, objects, was never asked.
            gates.append(try isIn([true, false, false], .nationalAnswer))
        }
        if agreement.appliesLocalOptOuts {
            // There, missing, cannot be read.
            gates.append(try isIn([true, false, false], .localList))
            gates.append(try isIn([true, false], .localAnswer))
        }
        return gates
    }

    /// A certain and current registration at the practice, of a kind that counts; nothing that
    /// puts it in doubt.
    private mutating func registration(
        _ cohort: Agreement.Cohort
    ) throws(NodeBudgetExceeded) -> Diagram {
        let types = Set(cohort.registrationTypes.map(Int.init))
        var (current, stated) = ([Diagram](), [try holds(.registrationElsewhere)])
        for (cell, type) in space.registrations.representatives.enumerated() {
            let has = try holds(.registration(cell))
            stated.append(has)
            let isUnstated = type == RequestSpace.registrationTypes
            if isUnstated ? cohort.assumesRegistration : types.contains(type) {
                current.append(has)
            }
        }
        var ways = [try store.any(current)]
        if cohort.assumesRegistration { ways.append(try store.not(try store.any(stated))) }
        let isRegistered = try store.any(ways)
        return try store.all([
            isRegistered, try isIn([true, false], .registrationInDoubt),
            try isIn([true, false], .registrationUnreadable),
        ])
    }

    // MARK: - Conditions

    /// Whether a criterion certainly holds, and whether it may.
    private mutating func holds(
        _ criterion: Agreement.Criterion, _ version: SpaceVersion
    ) throws(NodeBudgetExceeded) -> (certain: Diagram, possible: Diagram) {
        switch criterion {
        case .condition(let condition): return try holds(condition, version)
        case .all(let parts):
            let parts = try all(parts, version)
            return (try store.all(parts.map(\.certain)), try store.all(parts.map(\.possible)))
        case .any(let parts):
            let parts = try all(parts, version)
            return (try store.any(parts.map(\.certain)), try store.any(parts.map(\.possible)))
        case .none(let parts):
            let parts = try all(parts, version)
            return (
                try store.not(try store.any(parts.map(\.possible))),
                try store.not(try store.any(parts.map(\.certain)))
            )
        }
    }

    private mutating func all(
        _ parts: [Agreement.Criterion], _ version: SpaceVersion
    ) throws(NodeBudgetExceeded) -> [(certain: Diagram, possible: Diagram)] {
        try parts.map { part throws(NodeBudgetExceeded) in try holds(part, version) }
    }

    private mutating func holds(
        _ condition: Agreement.Condition, _ version: SpaceVersion
    ) throws(NodeBudgetExceeded) -> (certain: Diagram, possible: Diagram) {
        let asked = version.presences(condition)
        if condition.countsEntries { return try counts(asked, condition.atLeast) }
        let found = try asked.map { presence throws(NodeBudgetExceeded) in try has(presence) }
        let least = condition.countsSets ? condition.atLeast : 1
        return (
            try store.atLeast(least, of: found.map(\.certain)),
            try store.atLeast(least, of: found.map(\.possible))
        )
    }

    private mutating func has(
        _ presence: Presence
    ) throws(NodeBudgetExceeded) -> (certain: Diagram, possible: Diagram) {
        guard let place = space.presence.conditions.firstIndex(of: presence) else {
            return (.zero, .zero)
        }
        var (certain, possible) = ([Diagram](), [Diagram]())
        for (number, sort) in space.presence.sorts.enumerated() {
            let answer = space.presence.answer(sort, place)
            guard answer != .no else { continue }
            let has = try holds(.presence(number))
            possible.append(has)
            if answer == .yes { certain.append(has) }
        }
        return (try store.any(certain), try store.any(possible))
    }

    private mutating func counts(
        _ asked: [Presence], _ least: Int
    ) throws(NodeBudgetExceeded) -> (certain: Diagram, possible: Diagram) {
        guard let what = asked.first,
            let number = space.counts.firstIndex(where: { $0.what == what }),
            let place = space.counts[number].numbers.firstIndex(of: least)
        else { return (.zero, .zero) }
        let pairs = RequestSpace.pairs(space.counts[number].numbers.count)
        return (
            try isIn(pairs.map { $0.certain > place }, .count(number)),
            try isIn(pairs.map { $0.possible > place }, .count(number))
        )
    }
}
