import CanonicalModel
import DerivedFacts
import SharingAgreements

extension RecordWorker {
    /// Appends the facts that an agreement covers, so that it decides of them as of everything
    /// else; `false` if there are none.
    ///
    /// Rules see an entry that leaves, and one that does not for want of being in the data set or
    /// its window. What is kept from view for any other reason is as if it were not there.
    func addFacts(
        to record: inout CanonicalRecord, _ decision: RecordDecision,
        _ agreement: PreparedAgreement
    ) -> Bool {
        guard !agreement.factKinds.isEmpty, !factRules.isEmpty else { return false }
        let (count, reasons) = (record.entries.count, decision.entryReasons)
        for rules in factRules {
            rules.append(to: &record, on: agreement.compiled.runDate, kinds: agreement.factKinds) {
                $0 < reasons.count && reasons[$0].isSubset(of: .uncovered)
            }
        }
        return record.entries.count > count
    }
}
