import CanonicalModel
import DecisionDiagrams
import SharingAgreements

/// The gates of single entries, and the form of fields.
extension PolicyDiagrams {
    /// For each kind and field, in what form it leaves of an entry.
    mutating func entry(_ version: SpaceVersion) throws(NodeBudgetExceeded) -> [[Diagram]] {
        try EntryKind.allCases.map { kind throws(NodeBudgetExceeded) in
            try fields(version, kind)
        }
    }

    private mutating func fields(
        _ version: SpaceVersion, _ kind: EntryKind
    ) throws(NodeBudgetExceeded) -> [Diagram] {
        let agreement = version.agreement
        let count = kind.definition.fields.count
        let nothing = Array(repeating: Diagram.zero, count: count)
        let inclusions = agreement.inclusions.filter { $0.kind == kind }
        let exclusions = agreement.exclusions.filter { $0.kind == nil || $0.kind == kind }
        let isExcluded = exclusions.contains {
            $0.kind == kind && $0.codeSet == nil && $0.fields.isEmpty
        }
        guard !inclusions.isEmpty, !isExcluded else { return nothing }
        let gate = try store.all([
            try codes(version, kind), try mark(agreement, kind), try above(version),
        ])
        let covered = try inclusions.map { inclusion throws(NodeBudgetExceeded) in
            try covers(inclusion, version)
        }
        let excludedFields = Set(exclusions.flatMap(\.fields))
        // Fields that the same inclusions name leave alike.
        var known: [[Int]: Diagram] = [:]
        var released = nothing
        for field in 0..<count {
            // The id goes with every entry.
            let naming = inclusions.indices.filter {
                field == 0 || inclusions[$0].fields.contains(field)
            }
            let isKept =
                excludedFields.contains(field)
                || agreement.deidentification.level(of: field, kind) <= .suppressed
            guard field == 0 || !isKept, !naming.isEmpty else { continue }
            let leaves: Diagram
            if let made = known[naming] {
                leaves = made
            } else {
                leaves = try store.both(gate, try store.any(naming.map { covered[$0] }))
                known[naming] = leaves
            }
            let form = forms.constant(ReleaseForm(field, kind, agreement))
            released[field] = try store.both(leaves, Diagram(constant: form))
        }
        return released
    }

    /// Whether an inclusion covers an entry.
    private mutating func covers(
        _ inclusion: Agreement.Inclusion, _ version: SpaceVersion
    ) throws(NodeBudgetExceeded) -> Diagram {
        var parts: [Diagram] = []
        if let name = inclusion.codeSet, let set = version.sets[name] {
            parts.append(try isIn(CodeStanding.allCases.map(\.releases), .standing))
            parts.append(try isIn(space.codes.cells(in: [set]), .code))
        }
        if let first = version.firstDay(inclusion) {
            parts.append(try isIn(space.dates.isWithin(first).map { $0 == .yes }, .date))
        }
        for test in inclusion.tests {
            let place = RequestSpace.FieldPlace(kind: inclusion.kind, field: test.field)
            guard let cells = space.values[place] else { continue }
            parts.append(
                try isIn(
                    cells.passes(test.test).map { $0 == .yes }, .value(inclusion.kind, test.field)))
        }
        return try store.all(parts)
    }

    /// Whether no code of an entry keeps it back.
    ///
    /// Where codes can be kept back and the code itself does not tell what is meant, it cannot be
    /// ruled out that it is one of them.
    private mutating func codes(
        _ version: SpaceVersion, _ kind: EntryKind
    ) throws(NodeBudgetExceeded) -> Diagram {
        let excluded = version.excludedSets[Int(kind.rawValue)]
        let kept = excluded + version.sensitiveSets
        guard !kept.isEmpty, !kind.conceptFields.isEmpty else { return .one }
        let other = try isIn(space.hidden.cells(in: kept).map { !$0 }, .otherCode)
        guard kind.codeField != nil else { return other }
        let isFree = try isIn(space.codes.cells(in: kept).map { !$0 }, .code)
        let hasNoCode = try isIn(CodeStanding.allCases.map { !$0.withholds }, .standing)
        let agreement = version.agreement
        let mayBeUncoded =
            agreement.sensitive.uncodedKinds.contains(kind) && excluded.isEmpty
        let isTold = try isIn(
            CodeStanding.allCases.map { standing in
                switch standing {
                case .classified: true
                case .unassured, .unclassified: false
                case .words: mayBeUncoded && !agreement.releasesFreeText
                case .absent: mayBeUncoded
                }
            }, .standing)
        return try store.all([other, try store.either(hasNoCode, isFree), isTold])
    }

    /// The mark of the patient is that of the record.
    private mutating func mark(
        _ agreement: Agreement, _ kind: EntryKind
    ) throws(NodeBudgetExceeded) -> Diagram {
        guard kind != .patient else { return .one }
        let rules = agreement.confidentiality
        return try isIn([true, !rules.withholdsItem, !rules.withholdsUnknown], .mark)
    }

    /// Whether nothing that the entry belongs to takes it with it.
    private mutating func above(
        _ version: SpaceVersion
    ) throws(NodeBudgetExceeded) -> Diagram {
        let agreement = version.agreement
        let sensitive = agreement.sensitive.closesLinks ? version.sensitiveSets : []
        let kept = Set(space.kindClasses).map { kinds in
            let kind = space.kindClasses.firstIndex(of: kinds) ?? 0
            return (kinds, space.hidden.cells(in: version.excludedSets[kind] + sensitive))
        }
        let cells = Dictionary(uniqueKeysWithValues: kept)
        return try isIn(
            space.above.map { above in
                switch above {
                case .nothing: true
                case .marked: !agreement.confidentiality.withholdsItem
                case .markUnknown: !agreement.confidentiality.withholdsUnknown
                case .coded(let kinds, let cell): !(cells[kinds]?[cell] ?? true)
                }
            }, .above)
    }
}
