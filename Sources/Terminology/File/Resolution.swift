public import CanonicalModel

/// What a terminology makes of the codings of one concept.
public struct Resolution: Sendable {
    /// How far the codes can now be relied on.
    public let status: MapStatus
    /// Concepts to add to the codings, each with where it comes from; at most two.
    public private(set) var first: (concept: TerminologyFile.Concept, origin: CodingOrigin)?
    /// The second, where there are two: what has replaced the first.
    public private(set) var second: (concept: TerminologyFile.Concept, origin: CodingOrigin)?

    init(_ status: MapStatus) { self.status = status }

    init(
        _ status: MapStatus, _ concept: TerminologyFile.Concept, _ origin: CodingOrigin,
        replacedBy: TerminologyFile.Concept? = nil
    ) {
        self.status = status
        first = (concept, origin)
        second = replacedBy.map { ($0, .history) }
    }
}

extension TerminologyFile {
    /// What becomes of one coding of the source; `nil` where nothing is known of it.
    ///
    /// A description id becomes its concept, an inactive concept what has replaced it if that is
    /// one, a code of another system the one concept that its maps lead to. Costs two or three
    /// look-ups, and memory only for inactive concepts.
    public func resolve(
        _ system: CodeSystem, isDescription: Bool, _ code: Span<UInt8>
    ) -> Resolution? {
        switch system {
        case .snomed, .dmd:
            guard let id = SnomedCT.number(code) else { return nil }
            if isDescription {
                return concept(ofDescription: id).map { resolved($0) }
            }
            guard let concept = concept(id), isStated(concept) else { return nil }
            return native(concept)
        default:
            switch choice(system, code) {
            case .none: return nil
            case .several: return Resolution(.ambiguous)
            case .one(let concept, let isAssured): return mapped(concept, isAssured)
            }
        }
    }

    private func native(_ concept: Concept) -> Resolution {
        switch standing(concept) {
        case .current: Resolution(.native)
        case .replaced(let other): Resolution(.replaced, other, .history)
        case .inactive: Resolution(.inactive)
        }
    }

    private func resolved(_ concept: Concept) -> Resolution {
        switch standing(concept) {
        case .current: Resolution(.resolved, concept, .description)
        case .replaced(let other):
            Resolution(.replaced, concept, .description, replacedBy: other)
        case .inactive: Resolution(.inactive, concept, .description)
        }
    }

    /// A map that leads to an inactive concept leads on to what has replaced it, or nowhere.
    private func mapped(_ concept: Concept, _ isAssured: Bool) -> Resolution {
        let status = isAssured ? MapStatus.mapped : .mappedUnassured
        let origin = isAssured ? CodingOrigin.assuredMap : .unassuredMap
        switch standing(concept) {
        case .current: return Resolution(status, concept, origin)
        case .replaced(let other): return Resolution(status, other, origin)
        case .inactive: return Resolution(.ambiguous)
        }
    }

    /// Appends the digits of a concept's id.
    public func appendId(_ concept: Concept, to output: inout [UInt8]) {
        let start = output.count
        var number = id(concept)
        repeat {
            output.append(0x30 + UInt8(number % 10))
            number /= 10
        } while number > 0
        output[start...].reverse()
    }
}
