import CanonicalModel
import SharingAgreements

/// The plain reading of the rules about entries.
extension Oracle {
    private func sensitiveSets() -> [String] {
        (agreement.sensitive.withholdsRestricted == true ? ["legally-restricted"] : [])
            + agreement.sensitive.codeSets
    }

    private func excludedSets(_ kind: EntryKind) -> [String] {
        agreement.exclusions.filter { $0.kind == nil || $0.kind == kind }.compactMap(\.codeSet)
    }

    /// Entries that are kept back because of what they are or stand in.
    func closed(_ record: PlainRecord) -> Set<Int> {
        let rules = agreement.confidentiality
        func isMarked(_ entry: PlainRecord.Entry) -> Bool {
            guard entry.kind != .patient else { return false }
            return entry.mark == .marked && rules.withholdsItem
                || entry.mark == .unknown && rules.withholdsUnknown
        }
        var hidden = Set<Int>()
        for entry in record.entries {
            let sets =
                excludedSets(entry.kind)
                + (agreement.sensitive.closesLinks ? sensitiveSets() : [])
            let codes = (entry.codes ?? []) + entry.otherCodes
            if isMarked(entry)
                || codes.contains(where: { code in sets.contains { isIn($0, code) } })
            {
                hidden.insert(entry.place)
            }
        }
        // A consultation is hidden if anything that shares its id is.
        let marked = Set(
            record.entries.filter { entry in
                isMarked(entry) || entry.twins.contains { isMarked(record.entries[$0]) }
            }.map(\.place))
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for entry in record.entries where !hidden.contains(entry.place) {
                let consultations = entry.encounters.intersection(marked)
                if !entry.parents.isDisjoint(with: hidden) || !consultations.isEmpty {
                    hidden.insert(entry.place)
                    isGrowing = true
                }
            }
        }
        return hidden
    }

    func fields(_ entry: PlainRecord.Entry) -> [Int: ReleaseLevel]? {
        let exclusions = agreement.exclusions
        if exclusions.contains(where: {
            $0.kind == entry.kind && $0.codeSet == nil && $0.fields.isEmpty
        }) {
            return nil
        }
        let kept = excludedSets(entry.kind) + sensitiveSets()
        let hasConcepts = entry.kind.definition.fields.contains { $0.type == .concept }
        if !kept.isEmpty, hasConcepts {
            let codes = (entry.codes ?? []) + entry.otherCodes
            if codes.contains(where: { code in kept.contains { isIn($0, code) } }) { return nil }
            let isCoded = entry.kind.definition.index(of: "code") != nil
            if isCoded, !isTold(entry) { return nil }
        }
        if entry.kind != .patient {
            if entry.mark == .marked, agreement.confidentiality.withholdsItem { return nil }
            if entry.mark == .unknown, agreement.confidentiality.withholdsUnknown { return nil }
        }
        var fields: Set<Int> = []
        for inclusion in agreement.inclusions where inclusion.kind == entry.kind {
            if covers(inclusion, entry) { fields.formUnion(inclusion.fields + [0]) }
        }
        guard !fields.isEmpty else { return nil }
        var levels: [Int: ReleaseLevel] = [:]
        for field in fields {
            let isExcluded = exclusions.contains {
                $0.kind == entry.kind && $0.fields.contains(field)
            }
            let level = agreement.deidentification.level(of: field, entry.kind)
            if field == 0 || !isExcluded && level > .suppressed { levels[field] = level }
        }
        return levels
    }

    private func isTold(_ entry: PlainRecord.Entry) -> Bool {
        let mayBeUncoded =
            agreement.sensitive.uncodedKinds.contains(entry.kind)
            && excludedSets(entry.kind).isEmpty
        guard entry.codes != nil else { return mayBeUncoded }
        if PlainRecord.classified.contains(entry.status) { return true }
        return entry.status == .textOnly && !agreement.releasesFreeText && mayBeUncoded
    }

    private func covers(_ inclusion: Agreement.Inclusion, _ entry: PlainRecord.Entry) -> Bool {
        if let set = inclusion.codeSet {
            let codes = entry.codes ?? []
            guard codes.contains(where: { !$0.isUnassured && isIn(set, $0) }) else { return false }
        }
        let timeless: [EntryKind] = [.patient, .registration, .practitioner, .organisation]
        let isTimeless = timeless.contains(entry.kind)
        if !isTimeless {
            guard isWithin(entry.days, inclusion.window) == true else { return false }
            if !agreement.longLivedKinds.contains(entry.kind) {
                guard isWithin(entry.days, agreement.window) == true else { return false }
            }
        }
        return inclusion.tests.allSatisfy { passes(entry, $0) == true }
    }
}

extension PlainRecord.Entry {
    var isStaff: Bool { kind == .practitioner || kind == .organisation }
}

extension PlainRecord {
    /// The professionals and organisations that something which leaves names: first what is
    /// neither, then the professionals who leave themselves.
    func named<Form>(by leaving: [[Int: Form]?]) -> Set<Int> {
        var named: Set<Int> = []
        func name(by entry: Entry) {
            guard let fields = leaving[entry.place] else { return }
            for (field, place) in entry.staff where fields[field] != nil { named.insert(place) }
        }
        for entry in entries where !entry.isStaff { name(by: entry) }
        for entry in entries where entry.kind == .practitioner && named.contains(entry.place) {
            name(by: entry)
        }
        return named
    }
}
