import CanonicalModel

/// What a patient's ethnic category may rest on: a category that was taken from a coded entry must
/// not tell what the agreement keeps from view.
extension CanonicalRecord {
    /// Whether the patient's ethnic category was taken from an entry that is kept from view. An
    /// entry that is merely not covered, or whose code no terminology has classified, is not: which
    /// category its code states is known.
    ///
    /// - Parameter reasons: For each entry why it may not leave.
    func hidesEthnicity(_ reasons: [ReasonSet]) -> Bool {
        guard let source = ethnicitySource else { return false }
        return !reasons[source].isSubset(of: .uncovered.union(ReasonSet(.unclassified)))
    }

    /// The record, its patient without the ethnic category if that is hidden.
    func withoutHiddenEthnicity(_ reasons: [ReasonSet]) -> CanonicalRecord {
        guard hidesEthnicity(reasons) else { return self }
        var record = self
        for patient in entries where patient.kind == .patient {
            record.cells[Int(patient.firstCell) + PatientFields.ethnicity] = .absent
        }
        return record
    }
}

extension Explanation.FieldOutcome {
    /// The same, for a field of a patient whose ethnic category is hidden.
    var withEthnicityHidden: Self {
        guard field == PatientFields.ethnicity, clauses != ["dataset.include"] else { return self }
        return Self(
            field: field, outcome: .withheld("the entry that it was taken from is kept back"),
            clauses: [])
    }
}
