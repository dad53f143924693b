import CanonicalModel

/// Professionals and organisations leave only with something that they had a part in.
extension CompiledAgreement {
    /// Adds ``Reason/notInvolved`` to professionals that nothing that leaves names, and to
    /// organisations that neither that nor a professional who leaves names: whom the patient sees
    /// would otherwise tell of the entries that stay behind.
    ///
    /// Cost: nothing unless the agreement covers one of the two kinds, else one pass over the
    /// entries that leave.
    func withholdUninvolved(
        _ record: CanonicalRecord, _ ids: IdTable, _ fields: [FieldSet],
        _ reasons: inout [ReasonSet]
    ) {
        let covers = [EntryKind.practitioner, .organisation].contains {
            !plans[Int($0.rawValue)].inclusions.isEmpty
        }
        guard covers else { return }
        var isNamed = Array(repeating: false, count: reasons.count)
        // Entries first and then professionals, who name organisations in their turn.
        for isProfessional in [false, true] {
            for (number, entry) in record.entries.enumerated() {
                let isLeaving = reasons[number].isEmpty && (isNamed[number] || !isProfessional)
                guard isLeaving, (entry.kind == .practitioner) == isProfessional else { continue }
                let staff = fields[number].bits & entry.kind.staffFields
                for field in FieldSet(bits: staff) {
                    guard case .reference(let id) = record.cell(entry, field),
                        let target = ids.staff(id, in: record)
                    else { continue }
                    isNamed[target] = true
                }
            }
        }
        for (number, entry) in record.entries.enumerated() where !isNamed[number] {
            guard entry.kind == .practitioner || entry.kind == .organisation else { continue }
            reasons[number].insert(.notInvolved)
        }
    }
}
