extension TerminologyFile {
    /// The concepts that it is a kind of, directly.
    public func parents(of concept: Concept) -> [Concept] {
        range(.parentStarts, Int(concept.number)).map { Concept(number: small(.parents, $0)) }
    }

    /// The concepts that are directly a kind of it.
    public func children(of concept: Concept) -> [Concept] {
        range(.childStarts, Int(concept.number)).map { Concept(number: small(.children, $0)) }
    }

    /// Everything that it is a kind of, by number; a few microseconds.
    public func ancestors(of concept: Concept) -> [Concept] {
        closure(of: concept, .parentStarts, .parents)
    }

    /// Everything that is a kind of it, by number; in proportion to how many there are.
    public func descendants(of concept: Concept) -> [Concept] {
        closure(of: concept, .childStarts, .children)
    }

    /// Whether `concept` is a kind of `ancestor`; not of itself. A few microseconds.
    public func isDescendant(_ concept: Concept, of ancestor: Concept) -> Bool {
        var seen: [UInt32] = [concept.number]
        var next = 0
        while next < seen.count {
            for index in range(.parentStarts, Int(seen[next])) {
                let parent = small(.parents, index)
                if parent == ancestor.number { return true }
                if !seen.contains(parent) { seen.append(parent) }
            }
            next += 1
        }
        return false
    }

    private func closure(
        of concept: Concept, _ starts: TerminologyFormat.Column, _ items: TerminologyFormat.Column
    ) -> [Concept] {
        var seen: Set<UInt32> = [concept.number]
        var open = [concept.number]
        while let number = open.popLast() {
            for index in range(starts, Int(number)) {
                let other = small(items, index)
                if seen.insert(other).inserted { open.append(other) }
            }
        }
        seen.remove(concept.number)
        return seen.sorted().map { Concept(number: $0) }
    }

    // MARK: - Reference sets

    /// The number of a reference set, by its SNOMED CT id or its URL.
    func refset(_ name: String) -> Int? {
        let count = count(.refsetSlots)
        guard count > 0 else { return nil }
        let bytes = Array(name.utf8)
        var slot = TerminologyFormat.hash(0, bytes.span) & (count - 1)
        for _ in 0..<count {
            let number = Int(small(.refsetSlots, slot))
            if number == 0 { return nil }
            if refsetName(number - 1) == name { return number - 1 }
            slot = (slot + 1) & (count - 1)
        }
        return nil
    }

    func refsetName(_ number: Int) -> String {
        string(start: small(.refsetNameStarts, number), length: small(.refsetNameLengths, number))
    }

    /// The names of all reference sets and value sets that have members, or maps.
    public var refsets: [String] { (0..<count(.refsetNameStarts)).map(refsetName) }

    /// The concepts of a reference set, by number; `nil` if no release has it.
    public func members(ofRefset name: String) -> [Concept]? {
        guard let number = refset(name) else { return nil }
        return range(.refsetMemberStarts, number).map {
            Concept(number: small(.refsetMembers, $0))
        }
    }

    /// The reference sets that a concept belongs to.
    public func refsets(of concept: Concept) -> [String] {
        range(.memberStarts, Int(concept.number)).map {
            refsetName(Int(small(.memberRefsets, $0)))
        }
    }

    /// Whether a concept belongs to a reference set; under a microsecond.
    public func isMember(_ concept: Concept, ofRefset name: String) -> Bool {
        guard let number = refset(name) else { return false }
        for index in range(.memberStarts, Int(concept.number))
        where small(.memberRefsets, index) == UInt32(number) {
            return true
        }
        return false
    }
}

/// A map of a concept to a code of another system, from a map reference set.
public struct MapTarget: Hashable, Sendable {
    /// The map's reference set.
    public let refset: String
    /// The code; ICD-10 without its dot, as the map has it.
    public let code: String
    /// The map group, for maps to several codes together; 0 for simple maps.
    public let group: UInt32
    /// The order in which the rules of a group are tried; 0 for simple maps.
    public let priority: UInt32
}

extension TerminologyFile {
    /// The codes of other systems that a concept is mapped to.
    public func targets(of concept: Concept) -> [MapTarget] {
        range(.targetStarts, Int(concept.number)).map { index in
            let detail = small(.targetDetails, index)
            return MapTarget(
                refset: refsetName(Int(small(.targetRefsets, index))),
                code: string(
                    start: small(.targetTextStarts, index),
                    length: small(.targetTextLengths, index)),
                group: detail >> 16, priority: detail & 0xFFFF)
        }
    }
}
