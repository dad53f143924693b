import CanonicalModel

/// The gates of single entries.
extension CompiledAgreement {
    /// For each entry all reasons why it may not leave, and the fields that could.
    func entryReasons(_ record: CanonicalRecord) -> (reasons: [ReasonSet], fields: [FieldSet]) {
        var reasons: [ReasonSet] = []
        var fields: [FieldSet] = []
        reasons.reserveCapacity(record.entries.count)
        fields.reserveCapacity(record.entries.count)
        for entry in record.entries {
            let plan = plans[Int(entry.kind.rawValue)]
            var against = ReasonSet()
            fields.append(datasetFields(entry, plan, record, &against))
            exclude(entry, plan, record, &against)
            if entry.kind != .patient { hide(entry, record, &against) }
            reasons.append(against)
        }
        return (reasons, fields)
    }

    private func datasetFields(
        _ entry: Entry, _ plan: KindPlan, _ record: CanonicalRecord, _ against: inout ReasonSet
    ) -> FieldSet {
        guard !plan.inclusions.isEmpty else {
            against.insert(.notInDataset)
            return FieldSet(bits: 0)
        }
        var sets: UInt64 = 0
        if plan.looksAtCode, let field = plan.shape.code,
            case .concept(let concept) = record.cell(entry, field)
        {
            sets = record.membership(of: Int(concept), in: index, isReleasing: true)
        }
        var fields: UInt64 = 0
        if plan.looksAtTimeOrValue {
            fields = fieldsInTime(entry, plan, record, sets, &against)
        } else {
            for inclusion in plan.inclusions {
                let inclusion = inclusions[inclusion]
                guard inclusion.sets == 0 || inclusion.sets & sets != 0 else { continue }
                fields |= inclusion.fields.bits
            }
        }
        if fields == 0, against.isEmpty { against.insert(.codeNotInDataset) }
        return FieldSet(bits: fields)
    }

    /// The fields of the inclusions whose days and values the entry is certainly of; if there are
    /// none, why not.
    private func fieldsInTime(
        _ entry: Entry, _ plan: KindPlan, _ record: CanonicalRecord, _ sets: UInt64,
        _ against: inout ReasonSet
    ) -> UInt64 {
        var (fields, reasons) = (UInt64(0), ReasonSet())
        for inclusion in plan.inclusions {
            let inclusion = inclusions[inclusion]
            guard inclusion.sets == 0 || inclusion.sets & sets != 0 else { continue }
            var passes = Truth.yes
            for test in inclusion.tests {
                passes = min(passes, tests[test].passes(entry, in: record))
            }
            if passes != .yes { reasons.insert(.valueNotInDataset) }
            switch inclusion.days?.contains(entry, plan.shape, in: record) ?? .yes {
            case .yes: if passes == .yes { fields |= inclusion.fields.bits }
            case .unknown: reasons.insert(.dateUnknown)
            case .no: reasons.insert(.outsideWindow)
            }
        }
        if fields == 0 { against.formUnion(reasons) }
        return fields
    }

    /// Exclusion looks at every concept of the entry; where the code itself tells nothing, it
    /// cannot be ruled out that the entry is excluded.
    private func exclude(
        _ entry: Entry, _ plan: KindPlan, _ record: CanonicalRecord, _ against: inout ReasonSet
    ) {
        if plan.isExcluded { against.insert(.excluded) }
        let wanted = plan.excludedSets | sensitive.all
        guard wanted != 0 else { return }
        for field in plan.shape.concepts {
            guard case .concept(let concept) = record.cell(entry, field) else { continue }
            let sets = record.membership(of: Int(concept), in: index) & wanted
            guard sets != 0 else { continue }
            if sets & plan.excludedSets != 0 { against.insert(.excludedCode) }
            if sets & sensitive.restricted != 0 { against.insert(.legallyRestricted) }
            if sets & sensitive.categories != 0 { against.insert(.sensitive) }
        }
        guard let code = plan.shape.code else { return }
        var status: MapStatus?
        if case .concept(let concept) = record.cell(entry, code) {
            status = record.concepts[Int(concept)].status
        }
        if status?.isClassified == true { return }
        // What was typed in place of a code stays with the free text, so it tells nothing.
        let isUncoded = status == nil || status == .textOnly && !agreement.releasesFreeText
        if isUncoded, plan.mayBeUncoded, plan.excludedSets == 0 { return }
        against.insert(.unclassified)
    }

    private func hide(_ entry: Entry, _ record: CanonicalRecord, _ against: inout ReasonSet) {
        let rules = agreement.confidentiality
        switch Confidentiality(entry, in: record) {
        case .none: break
        case .marked: if rules.withholdsItem { against.insert(.itemConfidential) }
        case .unknown: if rules.withholdsUnknown { against.insert(.confidentialityUnknown) }
        }
    }
}
