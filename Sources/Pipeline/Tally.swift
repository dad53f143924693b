import CanonicalModel
import SharingAgreements

/// Counts of one agreement's run; every entry that was read is in exactly one of them.
struct Tally: Sendable {
    static let kinds = EntryKind.allCases.count
    static let reasons = Int(Reason.allCases.map(\.rawValue).max() ?? 0) + 1

    /// Entries that the mappings made or tried to make, by kind.
    var read = Array(repeating: 0, count: kinds)
    /// Entries that left, by kind.
    var released = Array(repeating: 0, count: kinds)
    /// Of these, the entries whose rows the recipient has already, by kind; they are not written.
    var unchanged = Array(repeating: 0, count: kinds)
    /// Entries kept back, by kind and primary reason.
    var withheld = Array(repeating: 0, count: kinds * reasons)
    /// Records that were mapped; of these, records of which something left.
    var records = 0
    var recordsReleased = 0
    /// Records kept back whole, by primary reason.
    var recordsWithheld = Array(repeating: 0, count: reasons)

    mutating func add(_ other: Tally) {
        for index in read.indices { read[index] += other.read[index] }
        for index in released.indices { released[index] += other.released[index] }
        for index in unchanged.indices { unchanged[index] += other.unchanged[index] }
        for index in withheld.indices where other.withheld[index] != 0 {
            withheld[index] += other.withheld[index]
        }
        records += other.records
        recordsReleased += other.recordsReleased
        for index in recordsWithheld.indices {
            recordsWithheld[index] += other.recordsWithheld[index]
        }
    }

    mutating func removeAll() { self = Tally() }

    /// Counts one record's decision. What was released is counted from what the feed was given.
    mutating func count(_ record: CanonicalRecord, _ decision: RecordDecision) {
        records += 1
        for entry in record.entries { read[Int(entry.kind.rawValue)] += 1 }
        if let released = decision.released {
            recordsReleased += 1
            for entry in released.record.entries {
                self.released[Int(entry.kind.rawValue)] += 1
            }
        }
        if let reason = decision.patientReason {
            recordsWithheld[Int(reason.rawValue)] += 1
            for entry in record.entries { withhold(entry.kind, reason) }
        } else {
            for (entry, reasons) in zip(record.entries, decision.entryReasons) {
                if let reason = reasons.primary { withhold(entry.kind, reason) }
            }
        }
    }

    private mutating func withhold(_ kind: EntryKind, _ reason: Reason) {
        withheld[Int(kind.rawValue) * Self.reasons + Int(reason.rawValue)] += 1
    }

    /// How many entries of `kind` were kept back for `reason`.
    func withheld(_ kind: EntryKind, _ reason: Reason) -> Int {
        withheld[Int(kind.rawValue) * Self.reasons + Int(reason.rawValue)]
    }

    /// How many entries of `kind` were kept back.
    func withheld(_ kind: EntryKind) -> Int {
        let start = Int(kind.rawValue) * Self.reasons
        return withheld[start..<start + Self.reasons].reduce(0, +)
    }
}

/// What went to quarantine, the same for every agreement of a run.
struct QuarantineTally: Sendable {
    /// Whole entries, by kind and code number.
    var entries: [EntryKind: [Diagnostic.Code: Int]] = [:]
    /// Fields of entries that went on without them, by kind and code.
    var fields: [EntryKind: [Diagnostic.Code: Int]] = [:]
    /// Whole records, by code.
    var records: [Diagnostic.Code: Int] = [:]

    mutating func add(_ other: QuarantineTally) {
        for (kind, codes) in other.entries {
            entries[kind, default: [:]].merge(codes, uniquingKeysWith: +)
        }
        for (kind, codes) in other.fields {
            fields[kind, default: [:]].merge(codes, uniquingKeysWith: +)
        }
        records.merge(other.records, uniquingKeysWith: +)
    }

    var isEmpty: Bool { entries.isEmpty && fields.isEmpty && records.isEmpty }

    /// How many entries of `kind` went to quarantine.
    func count(_ kind: EntryKind) -> Int { entries[kind]?.values.reduce(0, +) ?? 0 }
}
