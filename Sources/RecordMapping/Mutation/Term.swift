import CanonicalModel

/// What an expression, a condition, a field or a rule says, with what cannot change any result
/// taken out: two rules with the same term make the same entries and findings of every record,
/// also of one that does not keep to its schema.
///
/// Each rewriting in ``reduced(_:_:)`` says why it holds. Nothing is assumed of the source.
struct Term: Hashable {
    /// What the parts are put together by.
    enum Head: Hashable {
        case entry, item
        case capture(Int)
        case literal([UInt8])
        case child(Symbol), descendant(Symbol)
        /// Of nodes and a condition on each.
        case filter
        case ofType([UInt8])
        case first, last, single
        case union, firstOf, concat
        /// Of a condition and what is given where it holds.
        case conditional
        case join([UInt8])
        case lookup(Int)
        case enclosing(Int)
        case ancestors(Symbol)
        case position(Int?)

        case always
        case exists, equal, contains, starts
        /// The words in order, each once.
        case oneOf([[UInt8]])
        case inCodes(UInt64, shape: Int)
        case and, or, not

        /// The operators, each with its argument.
        case chain([OperatorTerm])
        case field(FieldTerm)
        case rule(RuleTerm)
    }
    /// An operator: a text, a count, a shape, or what a table makes of each word.
    struct OperatorTerm: Hashable {
        let name: Operator
        var text: [UInt8] = []
        var number = 0
        var table: [[UInt8]: UInt8] = [:]
    }
    /// What is said of a field beside its chains; a policy that cannot apply is `nil`.
    struct FieldTerm: Hashable {
        let field: Int
        let isRequired: Bool
        let invalid: FailurePolicy?
        let unmapped: FailurePolicy?
    }
    /// What is said of a rule beside its condition, claims and fields.
    struct RuleTerm: Hashable {
        let target: EntryKind
        let segments: [Segment]
        let isShared: Bool
        let claims: Int
    }

    let head: Head
    let parts: [Term]
    /// Whether evaluating it reports nothing: only `single()` does.
    let isPure: Bool

    /// As it is written.
    init(_ head: Head, _ parts: [Term] = []) {
        (self.head, self.parts) = (head, parts)
        isPure = head != .single && parts.allSatisfy(\.isPure)
    }

    // MARK: - What is known of an expression

    /// Whether it gives at most one item of any record.
    var isAtMostOne: Bool {
        switch head {
        case .literal, .position, .entry, .item, .capture, .first, .last, .single, .join: true
        case .filter, .ofType: parts[0].isAtMostOne
        case .conditional: parts[1].isAtMostOne
        case .firstOf, .concat: parts.allSatisfy(\.isAtMostOne)
        default: false
        }
    }

    /// Whether it gives something of every record.
    var isNeverEmpty: Bool {
        switch head {
        case .literal, .position, .entry, .item: true
        case .firstOf, .union: parts.contains(where: \.isNeverEmpty)
        default: false
        }
    }

    /// Every text that it can give, if that is known.
    var texts: [[UInt8]]? {
        switch head {
        case .literal(let text): return [text]
        case .first, .last, .single: return parts[0].texts
        case .conditional: return parts[1].texts
        case .firstOf, .union:
            let texts = parts.compactMap(\.texts)
            return texts.count == parts.count ? texts.flatMap(\.self) : nil
        default: return nil
        }
    }

    /// Whether it can only give something where `other` does.
    func needs(_ other: Term) -> Bool {
        if self == other || other.isNeverEmpty { return true }
        switch other.head {
        case .first, .last: if needs(other.parts[0]) { return true }
        case .union, .firstOf: if other.parts.contains(where: needs) { return true }
        default: break
        }
        switch head {
        case .child, .descendant, .filter, .ofType, .first, .last, .single, .join, .lookup:
            return parts[0].needs(other)
        case .enclosing: return parts.first?.needs(other) ?? false
        case .union, .firstOf: return parts.allSatisfy { $0.needs(other) }
        case .concat: return parts.contains { $0.needs(other) }
        case .conditional:
            return parts[1].needs(other) || parts[0].implies(Term(.exists, [other]))
        default: return false
        }
    }

    // MARK: - What is known of a condition

    /// The expressions of which a condition that holds has an item.
    private var operands: ArraySlice<Term> {
        switch head {
        case .exists, .oneOf, .inCodes: parts[..<1]
        case .equal, .contains, .starts: parts[...]
        default: []
        }
    }

    /// Whether `other` holds wherever this condition does.
    func implies(_ other: Term) -> Bool {
        if self == other || other.head == .always { return true }
        if other.head == .and { return other.parts.allSatisfy(implies) }
        if head == .or { return parts.allSatisfy { $0.implies(other) } }
        if head == .and, parts.contains(where: { $0.implies(other) }) { return true }
        if other.head == .or { return other.parts.contains(where: implies) }
        if other.head == .exists { return operands.contains { $0.needs(other.parts[0]) } }
        guard let first = parts.first, first == other.parts.first else { return false }
        return saysMore(than: other)
    }

    /// Whether a comparison with texts holds for fewer texts than another of the same expression.
    private func saysMore(than other: Term) -> Bool {
        switch (head, other.head, parts.last?.head, other.parts.last?.head) {
        case (.oneOf(let words), .oneOf(let others), _, _): words.allSatisfy(others.contains)
        case (.oneOf(let words), .contains, _, .literal(let part)):
            words.allSatisfy { $0.contains(part) }
        case (.oneOf(let words), .starts, _, .literal(let part)):
            words.allSatisfy { $0.starts(with: part) }
        case (.contains, .contains, .literal(let whole), .literal(let part)),
            (.starts, .contains, .literal(let whole), .literal(let part)):
            whole.contains(part)
        case (.starts, .starts, .literal(let whole), .literal(let part)): whole.starts(with: part)
        default: false
        }
    }
}
