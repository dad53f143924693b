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
        for inclusion in plan.inclusions {
            let inclusion = inclusions[inclusion]
            guard inclusion.sets == 0 || inclusion.sets & sets != 0 else { continue }
            fields |= inclusion.fields.bits
        }
        if fields == 0 { against.insert(.codeNotInDataset) }
        return FieldSet(bits: fields)
    }

    /// Exclusion looks at every concept of the entry; where the code itself tells nothing, it
    /// cannot be ruled out that the entry is excluded.
    private func exclude(
        _ entry: Entry, _ plan: KindPlan, _ record: CanonicalRecord, _ against: inout ReasonSet
    ) {
        if plan.isExcluded { against.insert(.excluded) }
        guard plan.excludedSets != 0 else { return }
        for field in plan.shape.concepts {
            guard case .concept(let concept) = record.cell(entry, field) else { continue }
            if record.membership(of: Int(concept), in: index) & plan.excludedSets != 0 {
                against.insert(.excludedCode)
            }
        }
        guard let code = plan.shape.code else { return }
        if case .concept(let concept) = record.cell(entry, code) {
            switch record.concepts[Int(concept)].status {
            case .native, .mapped, .resolved, .replaced: return
            case .description, .unmapped, .textOnly, .mappedUnassured, .ambiguous, .inactive:
                against.insert(.unclassified)
            }
        } else {
            against.insert(.unclassified)
        }
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
