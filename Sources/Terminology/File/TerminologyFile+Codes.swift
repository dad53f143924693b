public import CanonicalModel

/// One SNOMED CT concept that a map offers for a code of another system.
public struct MapCandidate: Hashable, Sendable {
    /// How close the map says the two meanings are.
    ///
    /// Source: FHIR R4 ConceptMapEquivalence; the NHS cross-maps say nothing and mean equivalence.
    public enum Relation: UInt32, Sendable, CaseIterable {
        case equivalent, broader, narrower, related
        /// A short stable word.
        public var name: StaticString {
            switch self {
            case .equivalent: "equivalent"
            case .broader: "broader"
            case .narrower: "narrower"
            case .related: "related"
            }
        }
    }
    /// The concept.
    public let target: TerminologyFile.Concept
    /// Whether the map says that clinicians have assured it.
    public let isAssured: Bool
    /// Whether it comes from a table of alternatives, for codes that come with a value.
    public let isAlternative: Bool
    /// Whether the table of alternatives recommends it over the map.
    public let isRecommended: Bool
    /// Whether it is for the code's preferred term.
    public let isForPreferredTerm: Bool
    /// How close the meanings are.
    public let relation: Relation
    /// The term it is for: a Read v2 term code, or a CTV3 term id; empty for the code itself.
    public let term: String
    /// The number of its source in ``TerminologyFile/sources``.
    public let source: Int
}

/// What maps make of a code of another system.
public enum MapChoice: Hashable, Sendable {
    /// No map knows the code, or none has a target for it.
    case none
    /// All that count lead to one concept.
    case one(TerminologyFile.Concept, isAssured: Bool)
    /// They lead to different concepts, and nothing says which is meant.
    case several
}

extension TerminologyFile {
    enum CandidateFlag {
        static let isAssured: UInt32 = 1
        static let isAlternative: UInt32 = 2
        static let isRecommended: UInt32 = 4
        static let isPreferred: UInt32 = 8
        static let relationShift: UInt32 = 4
        /// From a table that a later one replaces; counts only where no other row does.
        static let isOlder: UInt32 = 0x100
        static let sourceShift: UInt32 = 12
        /// The row says that the code has no concept, as CTV3 drugs do.
        static let noTarget: UInt32 = 0xFFFF_FFFF
    }

    /// The number of a code of another system, or `nil` where no map knows it.
    func code(_ system: CodeSystem, _ code: Span<UInt8>) -> Int? {
        let count = count(.codeSlots)
        guard count > 0 else { return nil }
        var slot = TerminologyFormat.hash(system.rawValue, code) & (count - 1)
        for _ in 0..<count {
            let number = Int(small(.codeSlots, slot))
            if number == 0 { return nil }
            if holds(number - 1, system, code) { return number - 1 }
            slot = (slot + 1) & (count - 1)
        }
        return nil
    }

    private func holds(_ number: Int, _ system: CodeSystem, _ code: Span<UInt8>) -> Bool {
        let length = Int(small(.codeKeyLengths, number))
        guard length == code.count + 1 else { return false }
        return withText(start: Int(small(.codeKeyStarts, number)), length: length) { key in
            guard key.count == length, key[0] == system.rawValue else { return false }
            for index in code.indices where key[index + 1] != code[index] { return false }
            return true
        }
    }

    /// What maps say of a code; for Read v2 either 5 bytes, or 7 with a term code.
    ///
    /// The rows of the very term count where there are some, else those of the preferred term
    /// (`00`, or CTV3 type P), else all; of these the assured ones where there are some.
    /// Alternatives never count, and maps that are broader, narrower or merely related never do.
    /// Nothing is chosen between concepts that differ. About 200 ns; allocates nothing.
    public func choice(_ system: CodeSystem, _ code: Span<UInt8>) -> MapChoice {
        let hasTerm = system == .readV2 && code.count == 7
        let key = hasTerm ? code.extracting(first: 5) : code
        guard let number = self.code(system, key) else { return .none }
        let rows = range(.candidateStarts, number)
        let term = hasTerm ? Self.packed(code.extracting(last: 2)) : 0
        let chosen = choice(rows, term: term, older: 0)
        return chosen == .none ? choice(rows, term: term, older: CandidateFlag.isOlder) : chosen
    }

    private func choice(_ rows: Range<Int>, term: UInt64, older: UInt32) -> MapChoice {
        if term != 0 {
            let exact = choice(rows, older) { large(.candidateTerms, $0) == term }
            if exact != .none { return exact }
        }
        let preferred = choice(rows, older) {
            small(.candidateFlags, $0) & CandidateFlag.isPreferred != 0
        }
        let chosen = preferred == .none ? choice(rows, older) { _ in true } : preferred
        // The code's own map is not assured for another term, which the map does not list.
        guard term != 0, term != Self.preferredTerm, case .one(let concept, _) = chosen else {
            return chosen
        }
        return .one(concept, isAssured: false)
    }

    /// `00`, the term code of a Read v2 code's preferred term.
    private static let preferredTerm: UInt64 = 0x3030

    private func choice(
        _ rows: Range<Int>, _ older: UInt32, _ counts: (Int) -> Bool
    ) -> MapChoice {
        var chosen: UInt32?
        var (isAssured, isSeveral) = (false, false)
        for row in rows where counts(row) {
            let (flags, target) = (small(.candidateFlags, row), small(.candidateTargets, row))
            let relation = flags >> CandidateFlag.relationShift & 0xF
            guard target != CandidateFlag.noTarget, flags & CandidateFlag.isAlternative == 0,
                flags & CandidateFlag.isOlder == older,
                relation == MapCandidate.Relation.equivalent.rawValue
            else { continue }
            let assured = flags & CandidateFlag.isAssured != 0
            if assured, !isAssured { (chosen, isAssured, isSeveral) = (nil, true, false) }
            guard assured == isAssured else { continue }
            if let chosen, chosen != target { isSeveral = true }
            chosen = target
        }
        guard let chosen else { return .none }
        return isSeveral ? .several : .one(Concept(number: chosen), isAssured: isAssured)
    }

    /// Up to eight bytes as a number, the first in the highest place.
    static func packed(_ bytes: Span<UInt8>) -> UInt64 {
        var value: UInt64 = 0
        for index in bytes.indices.prefix(8) { value = value << 8 | UInt64(bytes[index]) }
        return value
    }

    /// Whether any map lists the code, even without a concept for it; for people.
    public func isListed(_ system: CodeSystem, _ code: String) -> Bool {
        self.code(system, Array(code.utf8.prefix(system == .readV2 ? 5 : 64)).span) != nil
    }

    /// Everything that maps offer for a code; for people.
    public func candidates(_ system: CodeSystem, _ code: String) -> [MapCandidate] {
        let bytes = Array(code.utf8.prefix(system == .readV2 ? 5 : 64))
        guard let number = self.code(system, bytes.span) else { return [] }
        return range(.candidateStarts, number).compactMap { row in
            let (flags, target) = (small(.candidateFlags, row), small(.candidateTargets, row))
            guard target != CandidateFlag.noTarget else { return nil }
            var term: [UInt8] = []
            var packed = large(.candidateTerms, row)
            while packed != 0 {
                term.append(UInt8(truncatingIfNeeded: packed))
                packed >>= 8
            }
            return MapCandidate(
                target: Concept(number: target),
                isAssured: flags & CandidateFlag.isAssured != 0,
                isAlternative: flags & CandidateFlag.isAlternative != 0,
                isRecommended: flags & CandidateFlag.isRecommended != 0,
                isForPreferredTerm: flags & CandidateFlag.isPreferred != 0,
                relation: MapCandidate.Relation(
                    rawValue: flags >> CandidateFlag.relationShift & 0xF) ?? .related,
                term: String(decoding: term.reversed(), as: UTF8.self),
                source: Int(flags >> CandidateFlag.sourceShift))
        }
    }
}

/// One file that a terminology file was made from.
public struct TerminologySource: Hashable, Sendable {
    /// Its path below the folder that was given.
    public let name: String
    /// What it was recognised as.
    public let kind: String
    /// SHA-256 of its bytes, in hexadecimal.
    public let sha256: String
    /// The latest date in its rows or its name, as 20260131; empty where there is none.
    public let release: String
    /// How many rows were taken.
    public let rows: Int
    /// How many malformed rows were left out, where that was allowed.
    public let skipped: Int

    /// Describes a source.
    public init(
        name: String, kind: String, sha256: String, release: String, rows: Int, skipped: Int
    ) {
        self.name = name
        self.kind = kind
        self.sha256 = sha256
        self.release = release
        self.rows = rows
        self.skipped = skipped
    }

    /// A line of the file; a tab or line break in the name becomes a space.
    var line: String {
        let name = String(name.map { $0 == "\t" || $0.isNewline ? " " : $0 })
        return "\(name)\t\(kind)\t\(sha256)\t\(release)\t\(rows)\t\(skipped)\n"
    }

    init?(line: Substring) {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, let rows = Int(parts[4]), let skipped = Int(parts[5]) else {
            return nil
        }
        self.init(
            name: parts[0], kind: parts[1], sha256: parts[2], release: parts[3], rows: rows,
            skipped: skipped)
    }
}

extension TerminologyFile {
    /// What it was made from, by name.
    public var sources: [TerminologySource] {
        let text = withText(.sources, start: 0, length: count(.sources)) { bytes in
            var copy: [UInt8] = []
            for index in bytes.indices { copy.append(bytes[index]) }
            return String(decoding: copy, as: UTF8.self)
        }
        return text.split(separator: "\n").compactMap { TerminologySource(line: $0) }
    }
}
