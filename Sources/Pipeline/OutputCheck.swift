import CanonicalModel
import Feeds
import SharingAgreements

extension RecordWorker {
    /// Names the ids that must not stand in what was written: those of withheld entries, and in a
    /// pseudonymised feed all that the source gave.
    mutating func forbidIds(
        of record: CanonicalRecord, _ decision: RecordDecision, _ index: Int
    ) {
        let deidentification = agreements[index].compiled.agreement.deidentification
        let isIdentifiable = deidentification.level == .identifiable
        let reasons = decision.entryReasons
        var forbidden: [ArraySlice<UInt8>] = []
        for (entry, reasons) in zip(record.entries, reasons)
        where !isIdentifiable || !reasons.isEmpty {
            if case .text(let id) = record.cell(entry, 0) { forbidden.append(record.bytes(id)) }
        }
        guard isIdentifiable, !forbidden.isEmpty else {
            for id in forbidden { agreements[index].scan.forbid(id) }
            return
        }
        var withheld = WithheldIds(forbidden)
        for (entry, reasons) in zip(record.entries, reasons) where reasons.isEmpty {
            guard case .text(let id) = record.cell(entry, 0) else { continue }
            let released = record.bytes(id)
            for part in withheld.release(released) {
                agreements[index].scan.permit(released, around: part)
            }
        }
        for id in withheld.ids { agreements[index].scan.forbid(id) }
    }
}

extension ScannedPerson {
    /// What the record says of its patient, and the number under which they are known.
    init(_ patient: Entry?, _ number: NHSNumber?, in record: CanonicalRecord) {
        self.init()
        nhsNumber = number
        guard let patient else { return }
        if case .date(let date) = record.cell(patient, PatientColumn.birthDate),
            date.precision >= .day
        {
            birthDate = date.generalised(to: .day)
        }
        if case .text(let text) = record.cell(patient, PatientColumn.postcode) {
            postcode = record.bytes(text).filter { $0 != 0x20 }.map { $0 > 0x60 ? $0 & 0xDF : $0 }
        }
    }
}

/// The fields of the patient that the scan looks for.
private enum PatientColumn {
    static let birthDate = EntryKind.patient.definition.index(of: "birth_date") ?? 0
    static let postcode = EntryKind.patient.definition.index(of: "postcode") ?? 0
}

extension Conversion {
    /// Refuses to publish what has an identifier in it, and names rule, file and count, never what
    /// was found.
    func refuseIdentifiers(in state: Collector.State) throws(Diagnostic) {
        var findings: [Diagnostic] = []
        for (agreement, found) in zip(agreements, state.found) {
            let counts = found.counts(birthDays: state.birthDays).sorted {
                ($0.key.file, $0.key.rule.rawValue) < ($1.key.file, $1.key.rule.rawValue)
            }
            for (place, count) in counts {
                findings.append(
                    Diagnostic(
                        .identifierInOutput, file: "\(agreement.folder)/\(place.file)",
                        "what looks like \(place.rule.name), \(count) times, where the agreement "
                            + "releases none"))
            }
        }
        guard let last = findings.popLast() else { return }
        observer.report(records: state.records, bytes: state.inputBytes, findings: findings)
        throw Diagnostic(
            last.code, file: last.file, last.message,
            advice: "nothing was published; find out which field brings it, and withhold that")
    }
}
