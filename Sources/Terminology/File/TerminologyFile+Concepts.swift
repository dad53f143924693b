extension TerminologyFile {
    /// What a concept's row says, in bits.
    enum ConceptFlag {
        /// A release or dm+d file states the concept; otherwise it is only mentioned.
        static let isStated: UInt32 = 1
        static let isActive: UInt32 = 2
        /// The kind of dm+d product, from this bit.
        static let productShift: UInt32 = 4
    }

    /// What a concept is in the NHS dictionary of medicines and devices.
    public enum Product: UInt32, Sendable, CaseIterable {
        /// Virtual therapeutic moiety: a substance, as `Paracetamol`.
        case vtm = 1
        /// Virtual medicinal product: a substance in a form and strength.
        case vmp = 2
        /// Actual medicinal product: a virtual one of a supplier.
        case amp = 3
        /// A short stable word.
        public var name: StaticString {
            switch self {
            case .vtm: "VTM"
            case .vmp: "VMP"
            case .amp: "AMP"
            }
        }
    }

    /// How many concepts are stated or mentioned.
    public var conceptCount: Int { count(.conceptIds) }
    /// How many descriptions there are.
    public var descriptionCount: Int { count(.descriptionIds) }
    /// How many codes of other systems have maps.
    public var codeCount: Int { max(0, count(.codeKeyStarts)) }

    /// The concept with `id`, or `nil`; about 100 ns where the file is in memory.
    public func concept(_ id: UInt64) -> Concept? {
        slot(of: id, in: .conceptSlots, ids: .conceptIds).map { Concept(number: UInt32($0)) }
    }

    /// The place of an id in a column of ids, through its table of slots.
    func slot(
        of id: UInt64, in slots: TerminologyFormat.Column, ids: TerminologyFormat.Column
    ) -> Int? {
        let count = count(slots)
        guard count > 0 else { return nil }
        var slot = TerminologyFormat.hash(id) & (count - 1)
        for _ in 0..<count {
            let number = small(slots, slot)
            if number == 0 { return nil }
            if large(ids, Int(number) - 1) == id { return Int(number) - 1 }
            slot = (slot + 1) & (count - 1)
        }
        return nil
    }

    /// The id of a concept.
    public func id(_ concept: Concept) -> UInt64 { large(.conceptIds, Int(concept.number)) }

    /// Whether a release states it; a concept may also only be mentioned, by a map say.
    public func isStated(_ concept: Concept) -> Bool {
        small(.conceptFlags, Int(concept.number)) & ConceptFlag.isStated != 0
    }

    /// Whether a release states it and says that it is inactive.
    public func isInactive(_ concept: Concept) -> Bool {
        let flags = small(.conceptFlags, Int(concept.number))
        return flags & ConceptFlag.isStated != 0 && flags & ConceptFlag.isActive == 0
    }

    /// The effective time of its row, as 20260131; 0 where none is known.
    public func effectiveTime(_ concept: Concept) -> UInt32 {
        small(.conceptTimes, Int(concept.number))
    }

    /// What it is in dm+d, if a dm+d file states it.
    public func product(_ concept: Concept) -> Product? {
        let flags = small(.conceptFlags, Int(concept.number))
        return Product(rawValue: flags >> ConceptFlag.productShift & 0xF)
    }

    /// Its preferred term in UK English, or the best that is known; empty where none is.
    public func term(_ concept: Concept) -> String {
        let number = Int(concept.number)
        return string(
            start: small(.conceptTermStarts, number), length: small(.conceptTermLengths, number))
    }

    /// Appends the preferred term's UTF-8 bytes.
    public func appendTerm(_ concept: Concept, to output: inout [UInt8]) {
        let number = Int(concept.number)
        let start = Int(small(.conceptTermStarts, number))
        let length = Int(small(.conceptTermLengths, number))
        withText(start: start, length: length) { bytes in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}

// MARK: - Descriptions

/// A description: one term of one concept.
public struct TermDescription: Sendable {
    /// The concept it is a term of.
    public let concept: TerminologyFile.Concept
    /// Whether it may still be used.
    public let isActive: Bool
    /// Whether it is the fully specified name.
    public let isFullName: Bool
    /// The term.
    public let term: String
}

extension TerminologyFile {
    enum DescriptionFlag {
        static let isActive: UInt8 = 1
        static let isFullName: UInt8 = 2
    }

    /// The concept of a description id, or `nil` if no release has it; about 100 ns.
    public func concept(ofDescription id: UInt64) -> Concept? {
        guard let place = slot(of: id, in: .descriptionSlots, ids: .descriptionIds) else {
            return nil
        }
        return Concept(number: small(.descriptionConcepts, place))
    }

    /// All that is known of a description id; for people.
    public func description(_ id: UInt64) -> TermDescription? {
        guard let place = slot(of: id, in: .descriptionSlots, ids: .descriptionIds) else {
            return nil
        }
        let flags = byte(.descriptionFlags, place)
        return TermDescription(
            concept: Concept(number: small(.descriptionConcepts, place)),
            isActive: flags & DescriptionFlag.isActive != 0,
            isFullName: flags & DescriptionFlag.isFullName != 0,
            term: string(
                start: small(.descriptionTermStarts, place),
                length: small(.descriptionTermLengths, place)))
    }
}
