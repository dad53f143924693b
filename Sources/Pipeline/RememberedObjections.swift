import CanonicalModel
import DisclosureControl
import Ledger
import SharingAgreements
import Synchronization

/// A person, as a practice that holds a record of them knows them.
struct PersonAtPractice: Hashable, Sendable {
    let number: NHSNumber
    let practice: [UInt8]
}

/// What the records of earlier runs say of people's objections, each practice's for itself: what
/// its record of a person says takes the place of what the one before said.
///
/// With a ledger it outlives the process, under a keyed digest of the NHS number; without one it
/// ends with it. Memory: some 200 bytes for each person with an objection or its withdrawal.
final class RememberedObjections: Sendable {
    private typealias Statements = [String: [String: OptOutEvidence]]
    private let keys: LedgerKeys?
    private let state: Mutex<Statements>
    /// What the ledger calls the digests of no flow.
    private static let scope = "objections"

    /// Remembers for this process only.
    init() {
        keys = nil
        state = Mutex([:])
    }

    /// What a ledger remembers.
    init(_ ledger: Ledger, key: MasterKey) throws(Diagnostic) {
        keys = LedgerKeys(masterKey: key, flow: Self.scope)
        var statements: Statements = [:]
        for known in try ledger.objections() {
            statements[known.person, default: [:]][known.practice] = OptOutEvidence(
                latestDissent: known.latestDissent, hasUndatedDissent: known.hasUndatedDissent,
                latestWithdrawal: known.latestWithdrawal)
        }
        state = Mutex(statements)
    }

    /// What practices said of a person, but those whose word is taken anew; `nil` for nothing.
    func evidence(
        of number: NHSNumber, unless isTakenAnew: (_ practice: [UInt8]) -> Bool
    ) -> OptOutEvidence? {
        var merged: OptOutEvidence?
        for (practice, evidence) in statements(of: number) ?? [:]
        where !isTakenAnew(Array(practice.utf8)) {
            merged = merged ?? OptOutEvidence()
            merged?.merge(with: evidence)
        }
        return merged
    }

    /// Whether the practice said anything of the person.
    func holds(_ person: PersonAtPractice) -> Bool {
        statements(of: person.number)?[name(ofPractice: person.practice)] != nil
    }

    private func statements(of number: NHSNumber) -> [String: OptOutEvidence]? {
        state.withLock { statements in
            statements.isEmpty ? nil : statements[name(of: number)]
        }
    }

    private func name(of number: NHSNumber) -> String {
        keys?.person(number.digits) ?? String(decoding: number.digits, as: UTF8.self)
    }

    /// What has not the form of an ODS code may be anything, the patient's own number too, and is
    /// kept as a digest; its word of the run before counts until the run after.
    private func name(ofPractice practice: [UInt8]) -> String {
        guard let keys, !PracticeCode.isCertain(practice) else {
            return String(decoding: practice, as: UTF8.self)
        }
        return keys.person(practice)
    }

    /// Takes up what a run was told, now that its output is there.
    func learn(_ told: [PersonAtPractice: OptOutEvidence]) {
        state.withLock { statements in
            for (person, evidence) in told {
                let practice = name(ofPractice: person.practice)
                statements[name(of: person.number), default: [:]][practice] =
                    evidence == OptOutEvidence() ? nil : evidence
            }
        }
    }

    /// Notes what a run was told, for the ledger to take up with it.
    func note(
        _ told: [PersonAtPractice: OptOutEvidence], in ledger: Ledger
    ) throws(Diagnostic) {
        try ledger.note(
            told.map { person, evidence in
                LedgerObjection(
                    person: name(of: person.number),
                    practice: name(ofPractice: person.practice),
                    latestDissent: evidence.latestDissent,
                    hasUndatedDissent: evidence.hasUndatedDissent,
                    latestWithdrawal: evidence.latestWithdrawal)
            })
    }
}
