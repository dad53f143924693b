/// A link from one concept to another: what became of an inactive one, or a dm+d product's parent.
public struct ConceptLink: Hashable, Sendable {
    /// What a link says.
    ///
    /// Source: SNOMED CT Release File Specifications, "Association Reference Set", for the
    /// history; the dm+d Implementation Guide for products.
    public enum Kind: UInt32, Sendable, CaseIterable {
        case sameAs = 1
        case replacedBy, possiblyEquivalentTo, possiblyReplacedBy, partiallyEquivalentTo
        case alternative, wasA, movedTo, movedFrom, refersTo, similarTo
        /// Why the concept is inactive.
        case inactivationReason
        /// The moiety of a virtual product.
        case moiety
        /// The virtual product of an actual one.
        case virtualProduct

        /// A short stable phrase.
        public var name: StaticString {
            switch self {
            case .sameAs: "same as"
            case .replacedBy: "replaced by"
            case .possiblyEquivalentTo: "possibly equivalent to"
            case .possiblyReplacedBy: "possibly replaced by"
            case .partiallyEquivalentTo: "partially equivalent to"
            case .alternative: "alternative"
            case .wasA: "was a"
            case .movedTo: "moved to"
            case .movedFrom: "moved from"
            case .refersTo: "refers to"
            case .similarTo: "similar to"
            case .inactivationReason: "inactive because"
            case .moiety: "moiety"
            case .virtualProduct: "virtual product"
            }
        }

        /// Whether the history says outright that the target means the same now.
        var isReplacement: Bool { self == .sameAs || self == .replacedBy }

        /// Whether the history leaves the choice to a person.
        var isChoice: Bool {
            switch self {
            case .possiblyEquivalentTo, .possiblyReplacedBy, .partiallyEquivalentTo, .alternative:
                true
            default: false
            }
        }

        /// The kind of an RF2 association reference set.
        init?(refset: UInt64) {
            switch refset {
            case 900_000_000_000_527_005: self = .sameAs
            case 900_000_000_000_526_001: self = .replacedBy
            case 900_000_000_000_523_009: self = .possiblyEquivalentTo
            case 1_186_921_001: self = .possiblyReplacedBy
            case 1_186_924_009: self = .partiallyEquivalentTo
            case 900_000_000_000_530_003: self = .alternative
            case 900_000_000_000_528_000: self = .wasA
            case 900_000_000_000_524_003: self = .movedTo
            case 900_000_000_000_525_002: self = .movedFrom
            case 900_000_000_000_531_004: self = .refersTo
            case 900_000_000_000_529_008: self = .similarTo
            default: return nil
            }
        }
    }
    /// What it says.
    public let kind: Kind
    /// Where it leads.
    public let target: TerminologyFile.Concept
}

/// What the history of a terminology says of a concept.
public enum Standing: Hashable, Sendable {
    /// It may be used as it is, or nothing is known against it.
    case current
    /// It is inactive, and exactly one active concept means the same now.
    case replaced(by: TerminologyFile.Concept)
    /// It is inactive; several concepts may have taken its place, or none has.
    case inactive(candidates: [TerminologyFile.Concept])
}

extension TerminologyFile {
    /// The links of a concept, by kind and target.
    public func links(of concept: Concept) -> [ConceptLink] {
        range(.linkStarts, Int(concept.number)).compactMap { index in
            ConceptLink.Kind(rawValue: small(.linkKinds, index)).map {
                ConceptLink(kind: $0, target: Concept(number: small(.linkTargets, index)))
            }
        }
    }

    /// Whether a concept is current, and what may stand in its place if not.
    ///
    /// Only SAME AS and REPLACED BY replace, only where they lead to one active concept, and only
    /// where no other association offers a further choice. Chains of inactive concepts are
    /// followed, at most eight long.
    public func standing(_ concept: Concept) -> Standing {
        guard isInactive(concept) else { return .current }
        var found: Set<Concept> = []
        var isChoice = false
        follow(concept, depth: 0, &found, &isChoice)
        found.remove(concept)
        if !isChoice, found.count == 1, let only = found.first { return .replaced(by: only) }
        return .inactive(candidates: found.sorted())
    }

    private func follow(
        _ concept: Concept, depth: Int, _ found: inout Set<Concept>, _ isChoice: inout Bool
    ) {
        guard depth < 8 else {
            isChoice = true
            return
        }
        for link in links(of: concept) {
            if link.kind.isChoice { isChoice = true }
            guard link.kind.isChoice || link.kind.isReplacement else { continue }
            if isInactive(link.target) {
                follow(link.target, depth: depth + 1, &found, &isChoice)
            } else {
                found.insert(link.target)
            }
        }
    }
}
