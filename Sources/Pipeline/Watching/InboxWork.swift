import CanonicalModel
import Ledger
import SharingAgreements
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What one process does with a watched folder, a step at a time.
struct InboxWork {
    /// What others are told.
    final class State: Sendable {
        private let state = Mutex<(counts: StreamCounts, failure: Diagnostic?)>(
            (StreamCounts(), nil))

        /// What was done, and what is wrong now.
        var current: (counts: StreamCounts, failure: Diagnostic?) { state.withLock { $0 } }

        fileprivate func change(
            _ body: (inout StreamCounts.Folder, inout StreamCounts, inout Diagnostic?) -> Void
        ) {
            state.withLock { state in
                var folder = state.counts.folder ?? StreamCounts.Folder()
                body(&folder, &state.counts, &state.failure)
                state.counts.folder = folder
            }
        }
    }
    let state = State()
    private let run: InboxRun
    private var conversion: Conversion
    private var inbox: Inbox
    /// Whether the terms are others than when it was looked last what must be called back.
    private var mustCallBack: Bool
    /// Where feeds are made before they appear: not among those that have, of which there may be
    /// very many.
    private let staging: String

    init(_ run: InboxRun) throws(Diagnostic) {
        let hasLedger = run.conversion.ledger != nil
        (self.run, conversion, mustCallBack) = (run, run.conversion, hasLedger)
        inbox = try Inbox(run.inbox, done: run.done, own: [run.output], isAlone: hasLedger)
        staging = run.output + "/.making"
        if !Files.isDirectory(staging) { try Staging.make(staging) }
        if let finding = Staging.openFolder(run.output) { run.failed(Diagnostics([finding])) }
        if !hasLedger { conversion.earlierObjections = RememberedObjections() }
        conversion.stagingFolder = staging
        conversion.ledger?.holdsOnlyChanges = true
        conversion.ledger?.isBegun = run.conversion.ledger.map { Files.isThere($0.path) } ?? false
        state.change { folder, _, _ in folder = StreamCounts.Folder() }
    }

    /// Does the next thing; how long to wait before the one after, `nil` for not at all.
    mutating func step() async -> Duration? {
        renew(mustLook: false)
        do throws(Diagnostic) {
            guard try inbox.hasTurn() else { return .seconds(1) }
            if mustCallBack { try await callBack() }
            let file = try inbox.take()
            let findings = inbox.strangers.takeFindings()
            if !findings.isEmpty { run.failed(Diagnostics(findings)) }
            state.change { folder, _, _ in
                (folder.waiting, folder.resting) = (inbox.waiting, inbox.restingCount)
                folder.strangers = inbox.strangers.count
            }
            guard let file else {
                if inbox.restingCount == 0 { state.change { _, _, failure in failure = nil } }
                return .seconds(1)
            }
            try await process(file)
            return nil
        } catch {
            return note(error)
        }
    }

    private mutating func renew(mustLook: Bool) {
        guard let renewal = run.reload(mustLook) else { return }
        state.change { _, counts, _ in counts.noteReload(isRefused: renewal.isRefused) }
        guard let agreements = renewal.agreements else { return }
        if let library = renewal.library { conversion.library = library }
        conversion.agreements = agreements
        conversion.registers = renewal.registers
        conversion.runDate = agreements.first?.compiled.runDate ?? conversion.runDate
        mustCallBack = conversion.ledger != nil
    }

    private mutating func note(_ error: Diagnostic) -> Duration? {
        // A `retry`, or a question; it is over soon.
        if error.code == .ledgerBusy { return .seconds(1) }
        run.failed(Diagnostics([error]))
        state.change { folder, _, failure in
            folder.failures += 1
            folder.resting = inbox.restingCount
            failure = error
        }
        if error.code == .stopped { renew(mustLook: true) }
        return Self.isOfFile(error) ? nil : run.pause
    }

    /// Whether the files after it may do better.
    private static func isOfFile(_ error: Diagnostic) -> Bool {
        let own: [Diagnostic.Code] = [
            .unreadableInput, .identifierInOutput, .identifierInLedger, .belowK, .countsDisagree,
            .outputExists,
        ]
        return own.contains(error.code)
    }

    // MARK: - Work

    /// Publishes a file's feeds unless a process before us has, and moves it.
    private mutating func process(_ file: Inbox.Taken) async throws(Diagnostic) {
        let began = ContinuousClock.now
        let folder = "\(run.output)/\(file.feed)"
        var summary: RunSummary?
        do throws(Diagnostic) {
            if !Files.exists("\(folder)/manifest.json") {
                // Whoever collected what was in it has left it.
                unsafe rmdir(folder)
                conversion.inputs = [file.place]
                conversion.places = [file.place: file.path]
                conversion.output = folder
                let passed = try inbox.passedOver.run(of: file.name)
                conversion.ledger?.retried =
                    passed.map { [LedgerFile.absolute(file.place): $0] } ?? [:]
                conversion.lastCheck = { () throws(Diagnostic) in try file.requireUnchanged() }
                summary = try await conversion.run()
            }
        } catch {
            throw giveUp(file, error)
        }
        conversion.ledger?.isBegun = true
        try inbox.finish(file)
        count(summary, since: began)
        run.finished(file.name, summary)
    }

    /// Lets go of a file that could not be done. Where the fault is its own, those after it
    /// overtake it, which is noted first; if that cannot be, it stays the next.
    ///
    /// - Returns: What went wrong.
    private mutating func giveUp(_ file: Inbox.Taken, _ error: Diagnostic) -> Diagnostic {
        var (error, isOwn) = (error, Self.isOfFile(error))
        do throws(Diagnostic) {
            if isOwn, let path = conversion.ledger?.path {
                let last = try LedgerFile.reading(path).lastRun()
                try inbox.passedOver.note(file.name, after: last)
            }
        } catch let other {
            (error, isOwn) = (other, false)
        }
        inbox.release(file, rests: isOwn)
        return error
    }

    /// Calls back what the terms no longer permit, though no file came.
    private mutating func callBack() async throws(Diagnostic) {
        guard let path = conversion.ledger?.path else { return }
        if Files.exists(path) {
            var conversion = conversion
            conversion.publishesOnlyChanges = true
            conversion.inputs = []
            conversion.lastCheck = {}
            var number = try LedgerFile.reading(path).lastRun() + 1
            // A ledger that was put back to an earlier day counts again from there.
            while Files.isThere("\(run.output)/called-back.\(number)") { number += 1 }
            conversion.output = "\(run.output)/called-back.\(number)"
            let summary = try await conversion.run()
            if summary.isPublished { run.finished(nil, summary) }
        }
        mustCallBack = false
    }

    private func count(_ summary: RunSummary?, since began: ContinuousClock.Instant) {
        state.change { folder, counts, failure in
            folder.done += 1
            failure = nil
            guard let summary else { return }
            let released = summary.feeds.map(\.recordsReleased).max() ?? 0
            counts.records += summary.records
            counts.released += released
            counts.quarantined += summary.recordsQuarantined
            counts.withheld += max(0, summary.records - released - summary.recordsQuarantined)
            counts.rows += summary.feeds.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.released } }
            counts.findings += summary.quarantineLines
            counts.bytesRead += summary.bytes
            counts.addLatency((ContinuousClock.now - began) / .seconds(1))
        }
    }
}
