import CanonicalModel
import DisclosureControl
import Ledger
import SharingAgreements

/// What the manifest says of a feed that has a ledger.
struct ManifestLedger: Encodable, Sendable {
    /// A practice whose people are gone, and whose rows stay until somebody confirms it.
    struct Held: Encodable, Sendable {
        let practice: String
        let live: Int
        let absent: Int
    }
    /// `full` where nothing was with the recipient before, else `delta`.
    let kind: String
    /// The place in the row of this feed's manifests, from 1, and SHA-256 of the one before.
    let sequence: Int
    let previous: String?
    let added: Int
    let changed: Int
    let unchanged: Int
    let deleted: Int
    /// Rows that the recipient has afterwards.
    let live: Int
    let held: [Held]
}

/// Ends what may no longer be with recipients, once every record of a run was seen.
struct LedgerClosing {
    let session: LedgerSession
    let agreements: [PreparedAgreement]
    let registers: RunRegisters
    /// What the run's records say of objections, by practice.
    let told: [PersonAtPractice: OptOutEvidence]
    /// Records that nobody could read, and that may be of anybody.
    let unreadable: Int
    /// What must be said.
    private(set) var findings: [Diagnostic] = []

    init(
        _ session: LedgerSession, _ agreements: [PreparedAgreement], _ registers: RunRegisters,
        told: [PersonAtPractice: OptOutEvidence], unreadable: Int
    ) {
        (self.session, self.agreements, self.told) = (session, agreements, told)
        (self.registers, self.unreadable) = (registers, unreadable)
    }

    /// What a run changes for one flow.
    struct Outcome {
        /// The place of the agreement whose folder has the deletions: the newest version.
        let index: Int
        let change: LedgerChange
        let manifest: ManifestLedger
    }

    /// Ends what has to end in every flow; what that changes, in the order of the agreements.
    mutating func close() throws(Diagnostic) -> [Outcome] {
        let ledger = session.ledger
        var held: [Int64: [ManifestLedger.Held]] = [:]
        for (flow, index) in newest {
            held[flow] = try endAbsent(from: flow, index)
            try endObjectors(of: flow, index)
        }
        try session.objections.note(told, in: ledger)
        try ledger.endVanished()
        var outcomes: [Outcome] = []
        for (flow, index) in newest {
            let (change, last) = (try ledger.change(of: flow), try ledger.last(of: flow))
            let manifest = ManifestLedger(
                kind: last.sequence == 0 ? "full" : "delta", sequence: last.sequence + 1,
                previous: last.manifest, added: change.added, changed: change.changed,
                unchanged: change.unchanged, deleted: change.deleted, live: change.live,
                held: held[flow] ?? [])
            outcomes.append(Outcome(index: index, change: change, manifest: manifest))
        }
        return outcomes
    }

    /// For each flow the place of the newest version of its agreement.
    private var newest: [(flow: Int64, index: Int)] {
        var places: [Int64: Int] = [:]
        for (index, flow) in session.flows.enumerated() {
            let agreement = agreements[index]
            let isNewest = agreement.folder == agreement.compiled.agreement.id
            if places[flow.number] == nil || isNewest { places[flow.number] = index }
        }
        return places.sorted { $0.value < $1.value }.map { ($0.key, $0.value) }
    }

    /// The version that decides a practice: the one that names it, or the newest.
    private func version(
        deciding practice: String, of flow: Int64, _ newest: Int
    ) -> CompiledAgreement {
        for (index, known) in session.flows.enumerated() where known.number == flow {
            if agreements[index].practices?.contains(practice) == true {
                return agreements[index].compiled
            }
        }
        return agreements[newest].compiled
    }

    /// Ends what is live of people whom no record was about: by the terms, or because their
    /// practice no longer has them. That so many are gone that the source must be doubted is held.
    private mutating func endAbsent(
        from flow: Int64, _ newest: Int
    ) throws(Diagnostic) -> [ManifestLedger.Held] {
        var held: [ManifestLedger.Held] = []
        for (practice, live, absent) in try session.ledger.absences(from: flow) where absent > 0 {
            let compiled = version(deciding: practice, of: flow, newest)
            switch compiled.retention(of: practice) {
            case .retracts(let reason):
                try session.ledger.endAbsent(from: practice, of: flow, cause: reason.name)
            case .keeps, .isDecidedElsewhere:
                if compiled.hasNotSigned(practice) { noteUnsigned(practice, compiled) }
            case nil where session.options.holdsOnlyChanges: continue
            case nil:
                let isDoubtful =
                    unreadable > 0 && !session.options.confirmedRemovals.contains(practice)
                    || session.options.mustConfirm(practice, live: live, absent: absent)
                guard isDoubtful else {
                    try session.ledger.endAbsent(
                        from: practice, of: flow, cause: "NOT_IN_SOURCE")
                    continue
                }
                held.append(.init(practice: practice, live: live, absent: absent))
                noteHeld(practice, live, absent, compiled)
            }
        }
        return held
    }

    /// Ends what is live of people who object on a list or in a record, whichever practice sent
    /// it.
    private func endObjectors(of flow: Int64, _ newest: Int) throws(Diagnostic) {
        let agreement = agreements[newest]
        let listed = agreement.compiled.listedObjectors(registers)
        for (number, reason) in listed + statedObjectors(to: agreement.compiled) {
            var pseudonym: [UInt8]?
            if let pseudonyms = agreement.pseudonyms {
                var text: [UInt8] = []
                pseudonyms.append(number.digits.span, to: &text)
                pseudonym = text
            }
            guard let person = session.person(number, pseudonym, newest) else { continue }
            try session.ledger.endAbsent(person: person, of: flow, cause: reason.name)
        }
    }

    /// The people of whom a record of the run speaks of an objection that stands today.
    private func statedObjectors(
        to agreement: CompiledAgreement
    ) -> [(number: NHSNumber, reason: Reason)] {
        guard agreement.agreement.appliesType1 else { return [] }
        var evidence: [NHSNumber: OptOutEvidence] = [:]
        for (person, said) in told {
            evidence[person.number, default: OptOutEvidence()].merge(with: said)
        }
        let objectors = evidence.filter { number, evidence in
            var evidence = evidence
            let before = session.objections.evidence(of: number) { practice in
                told[PersonAtPractice(number: number, practice: practice)] != nil
            }
            if let before { evidence.merge(with: before) }
            return evidence.isOptedOut(on: agreement.runDate)
        }
        return objectors.keys.sorted { $0.value < $1.value }.map { ($0, .type1OptOut) }
    }

    private mutating func noteHeld(
        _ practice: String, _ live: Int, _ absent: Int, _ compiled: CompiledAgreement
    ) {
        let why =
            unreadable > 0 ? "and \(unreadable) records could not be read" : "which is not believed"
        findings.append(
            Diagnostic(
                .removalHeld, .warning, file: compiled.agreement.file,
                "\(absent) of \(live) people of practice `\(practice)` are no longer in its "
                    + "records, \(why); none of them is called back",
                advice: "find out why; if it is right, say `--confirm-removal \(practice)`"))
    }

    private mutating func noteUnsigned(_ practice: String, _ compiled: CompiledAgreement) {
        findings.append(
            Diagnostic(
                .versionNotGiven, .warning, file: compiled.agreement.file,
                "practice `\(practice)` has not signed this version, and rows of it are with the "
                    + "recipient under another",
                advice: "give the version that it signed too, or record its withdrawal"))
    }
}
