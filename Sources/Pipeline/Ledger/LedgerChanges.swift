import CanonicalModel
import Ledger

/// What a run changes for the recipients of all its feeds, ready to be published.
struct LedgerChanges {
    let session: LedgerSession
    /// By flow.
    let outcomes: [LedgerClosing.Outcome]
    /// The files of deletions.
    let files: [OutputFile]

    /// Whether nothing changes for any recipient.
    var isEmpty: Bool {
        outcomes.allSatisfy { $0.change.added + $0.change.changed + $0.change.deleted == 0 }
    }

    /// Writes the run down in the ledger, the last thing before its output appears.
    ///
    /// - Returns: The number of the run, for ``Ledger/settle(_:)``.
    func commit(
        _ day: String, manifest: [UInt8], inputs: [(file: String, digest: [UInt8], bytes: Int)],
        _ staging: Staging
    ) throws(Diagnostic) -> Int64 {
        try hold(inputs, staging)
        var flows: [Int64: (LedgerChange, Int, String?)] = [:]
        for outcome in outcomes {
            flows[session.flows[outcome.index].number] = (
                outcome.change, outcome.manifest.sequence, outcome.manifest.previous
            )
        }
        return try session.ledger.commit(
            (
                day: day, manifest: Manifest.sha256(ofBytes: manifest),
                output: LedgerFile.absolute(staging.output),
                staging: LedgerFile.absolute(staging.folder)
            ), isWhole: !session.options.holdsOnlyChanges, flows: flows)
    }

    /// Tells the ledger what was read, and what of it went to quarantine.
    private func hold(
        _ inputs: [(file: String, digest: [UInt8], bytes: Int)], _ staging: Staging
    ) throws(Diagnostic) {
        var digests: [String: String] = [:]
        for input in inputs {
            digests[LedgerFile.absolute(input.file)] = Hexadecimal.text(input.digest)
        }
        var findings = try QuarantineReading.load(staging.folder)
        for index in findings.indices {
            findings[index].file = QuarantineReading.file(
                of: findings[index].record, among: digests)
            findings[index].sha256 = digests[findings[index].file] ?? ""
        }
        try session.ledger.hold(findings, read: digests.keys)
    }
}

extension Conversion {
    /// Ends what has to end, and writes the files of deletions.
    func close(
        _ session: LedgerSession, _ state: Collector.State, _ staging: Staging
    ) throws(Diagnostic) -> LedgerChanges {
        let unreadable = state.quarantined.records.filter { $0.key != .duplicateRecord }
            .values.reduce(0, +)
        var closing = LedgerClosing(
            session, agreements, registers.forRun, told: state.told, unreadable: unreadable)
        let outcomes = try closing.close()
        observer.report(
            records: state.records, bytes: state.inputBytes, findings: closing.findings)
        var files: [OutputFile] = []
        for outcome in outcomes where !agreements[outcome.index].isAggregate {
            var deletions = try DeletionFiles(agreements[outcome.index], in: staging.folder)
            try session.ledger.deletions(from: session.flows[outcome.index].number) {
                deletion throws(Diagnostic) in try deletions.append(deletion)
            }
            files += try deletions.finish()
        }
        return LedgerChanges(session: session, outcomes: outcomes, files: files)
    }
}
