extension TerminologyFile {
    /// The codes that ``resolve(_:isDescription:_:)`` may lead from to one of the concepts `ids`:
    /// concepts that one of them has replaced, their descriptions, and codes of other systems that
    /// any map leads from; without `ids` themselves.
    ///
    /// Passes over the whole file: some seconds for a release of SNOMED CT.
    public func codes(leadingTo ids: Set<UInt64>) -> [String] {
        var wanted = Set(ids.compactMap { concept($0)?.number })
        var codes: [String] = []
        for number in 0..<UInt32(conceptCount) {
            let concept = Concept(number: number)
            guard isInactive(concept), case .replaced(let other) = standing(concept),
                wanted.contains(other.number), wanted.insert(number).inserted
            else { continue }
            codes.append(String(id(concept)))
        }
        guard !wanted.isEmpty else { return [] }
        for place in 0..<descriptionCount where wanted.contains(small(.descriptionConcepts, place))
        {
            codes.append(String(large(.descriptionIds, place)))
        }
        for number in 0..<codeCount
        where range(.candidateStarts, number).contains(where: {
            wanted.contains(small(.candidateTargets, $0))
        }) {
            let length = small(.codeKeyLengths, number)
            // The first byte of a key is its system.
            codes.append(
                String(string(start: small(.codeKeyStarts, number), length: length).dropFirst()))
        }
        return codes
    }
}
