extension Term {
    /// The term of `head` over terms that are reduced.
    static func reduced(_ head: Head, _ parts: [Term]) -> Term {
        switch head {
        // One item is the first and the last, and there is no second to report.
        case .first, .last, .single: parts[0].isAtMostOne ? parts[0] : Term(head, parts)
        // One text has no separators.
        case .join: parts[0].isAtMostOne ? Term(.join([]), parts) : Term(head, parts)
        case .child, .descendant: step(head, parts[0])
        case .filter: filter(parts[0], parts[1])
        case .firstOf: firstOf(parts)
        case .union: union(parts)
        case .conditional: conditional(parts[0], parts[1])
        case .exists: exists(parts[0])
        case .equal: equal(parts[0], parts[1])
        case .contains, .starts, .oneOf, .inCodes: distributed(head, parts)
        case .and, .or: connected(head, parts)
        // Twice not is yes.
        case .not: parts[0].head == .not ? parts[0].parts[0] : Term(head, parts)
        default: Term(head, parts)
        }
    }

    // MARK: - Expressions

    /// `x.where(a).a` is `x.a`: those without an `a` lead nowhere.
    private static func step(_ head: Head, _ base: Term) -> Term {
        guard base.head == .filter, base.parts[1].isPure,
            Term(.exists, [reduced(head, [Term(.item)])]).implies(base.parts[1])
        else { return Term(head, [base]) }
        return reduced(head, [base.parts[0]])
    }

    /// `x.where(a).where(b)` is `x.where(a and b)`: what is not `a` is not asked for `b`.
    private static func filter(_ base: Term, _ condition: Term) -> Term {
        if condition.head == .always { return base }
        guard base.head == .filter else { return Term(.filter, [base, condition]) }
        return filter(base.parts[0], reduced(.and, [base.parts[1], condition]))
    }

    /// An alternative is not reached after one that gives something whenever it does itself.
    private static func firstOf(_ parts: [Term]) -> Term {
        var kept: [Term] = []
        for part in parts.flatMap({ $0.head == .firstOf ? $0.parts : [$0] }) {
            if kept.contains(where: \.isNeverEmpty) { break }
            if !part.isPure || !kept.contains(where: part.needs) { kept.append(part) }
        }
        return kept.count == 1 ? kept[0] : Term(.firstOf, kept)
    }

    private static func union(_ parts: [Term]) -> Term {
        let flat = parts.flatMap { $0.head == .union ? $0.parts : [$0] }
        return flat.count == 1 ? flat[0] : Term(.union, flat)
    }

    /// `if(a, a.b)` is `a.b`: where there is no `a` there is no `a.b`.
    private static func conditional(_ condition: Term, _ result: Term) -> Term {
        let isIdle =
            condition.head == .always
            || condition.isPure && result.isPure && Term(.exists, [result]).implies(condition)
        return isIdle ? result : Term(.conditional, [condition, result])
    }

    // MARK: - Conditions

    /// There is a first or a last of those that there are, and one of several if there is any.
    private static func exists(_ expression: Term) -> Term {
        guard expression.isPure else { return Term(.exists, [expression]) }
        if expression.isNeverEmpty { return Term(.always) }
        switch expression.head {
        case .first, .last: return exists(expression.parts[0])
        case .union, .firstOf: return reduced(.or, expression.parts.map(exists))
        case .conditional:
            return reduced(.and, [expression.parts[0], exists(expression.parts[1])])
        default: return Term(.exists, [expression])
        }
    }

    /// To be equal to a text is to be one of a list of one.
    private static func equal(_ left: Term, _ right: Term) -> Term {
        if case .literal(let text) = right.head { return distributed(.oneOf([text]), [left]) }
        if case .literal(let text) = left.head { return distributed(.oneOf([text]), [right]) }
        return distributed(.equal, [left, right])
    }

    /// A comparison holds for `(a | b)` if it does for `a` or for `b`.
    private static func distributed(_ head: Head, _ parts: [Term]) -> Term {
        guard parts[0].head == .union, parts.allSatisfy(\.isPure) else { return Term(head, parts) }
        return reduced(
            .or, parts[0].parts.map { distributed(head, [$0] + parts.dropFirst()) })
    }

    /// Of `and` a part that another implies says nothing, of `or` one that implies another; the
    /// order of parts that report nothing does not matter.
    private static func connected(_ head: Head, _ parts: [Term]) -> Term {
        let flat = parts.flatMap { $0.head == head ? $0.parts : [$0] }
        guard flat.allSatisfy(\.isPure) else { return Term(head, flat) }
        if head == .or, flat.contains(where: { $0.head == .always }) { return Term(.always) }
        var kept = flat
        for part in flat.reversed() {
            guard let place = kept.lastIndex(of: part) else { continue }
            var rest = kept
            rest.remove(at: place)
            let isIdle = rest.contains { head == .and ? $0.implies(part) : part.implies($0) }
            if isIdle { kept = rest }
        }
        if kept.count == 1 { return kept[0] }
        return Term(head, kept.sorted { $0.hashValue < $1.hashValue })
    }
}
