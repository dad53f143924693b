import CanonicalModel
import Feeds
import Ledger
import SharingAgreements
import Synchronization

/// Puts the workers' results in input order and appends them to the feed's files.
///
/// The one piece of state that workers share: a source that hands records out and a collector that
/// takes them back, each behind a lock. Memory is bounded: a worker waits while the results before
/// its own are too many or too large.
final class Collector: Sendable {
    private let state: Mutex<State>
    private let ledger: Ledger?
    private let maximumPending: Int
    private static let maximumPendingBytes = 32 << 20

    /// The place of a result among all: of a record that came in parts, each has its own.
    struct Turn: Hashable {
        var number: Int
        var part: Int
    }

    struct State {
        var feeds: [AgreementFeed]
        var quarantine: FileSink
        var tallies: [Tally]
        var quarantined = QuarantineTally()
        /// What is counted for the tables of each agreement.
        var tables: [RunTables]
        /// What others may know of the people in each pseudonymised feed.
        var anonymity: [RowAnonymity?]
        /// How many people have each code, of agreements that keep rare ones back; how many codes
        /// were kept back.
        var rareCodes: [RareCodes?]
        var suppressed: [Int]
        /// The practices of which a record was mapped.
        var practices: Set<[UInt8]> = []
        /// What the scan found in the rows of each feed.
        var found: [ScanFindings]
        /// The days on which the patients of the run were born, released or not.
        var birthDays: Set<Int> = []
        var codes = CodeTally()
        /// What no mapping reads, by source and kind.
        var unread: [String: [String: Int]] = [:]
        var inputs: [(file: String, digest: [UInt8], bytes: Int)] = []
        var inputBytes = 0
        var records = 0
        var recordsQuarantined = 0
        /// The file in which each record was first given.
        var seen: [Fingerprint: String] = [:]
        /// How many records met each fate in the demographics.
        var joins: [Demographics.Join: Int] = [:]
        /// How many records met each fate in the tables of areas.
        var placings: [Areas.Placing: Int] = [:]
        /// Numbers of the people whose records were seen, one a record.
        var people: [NHSNumber] = []
        /// What each objector's records say, merged.
        var evidence: [NHSNumber: OptOutEvidence] = [:]
        /// The same by practice, with those who say no more what they said in an earlier run.
        var told: [PersonAtPractice: OptOutEvidence] = [:]
        /// What is written next.
        var next = Turn(number: 0, part: 0)
        var pending: [Turn: RecordResult] = [:]
        var pendingBytes = 0
        var spare: [RecordResult] = []
        var failure: Diagnostic?
        let observer: RunObserver
    }

    init(
        feeds: [AgreementFeed], tables: [RunTables] = [], anonymity: [RowAnonymity?] = [],
        rareCodes: [RareCodes?] = [], quarantine: FileSink, workers: Int, observer: RunObserver,
        ledger: Ledger? = nil
    ) {
        self.ledger = ledger
        maximumPending = workers * 8
        state = Mutex(
            State(
                feeds: feeds, quarantine: quarantine,
                tallies: Array(repeating: Tally(), count: feeds.count), tables: tables,
                anonymity: anonymity, rareCodes: rareCodes,
                suppressed: rareCodes.map { _ in 0 }, found: feeds.map { _ in ScanFindings() },
                observer: observer))
    }

    /// Whether `number`, or a part of it, may be worked on yet.
    func admits(_ number: Int, part: Int = 0) -> Bool {
        state.withLock { state in
            let next = state.next
            let ahead = number - next.number + part - (number == next.number ? next.part : 0)
            return ahead == 0 || state.failure != nil
                || (ahead < maximumPending && state.pendingBytes < Self.maximumPendingBytes)
        }
    }

    /// Ends the run, unless it has ended for another reason.
    func fail(_ error: Diagnostic) {
        state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Why the run must stop, if it must.
    var failure: Diagnostic? { state.withLock { $0.failure } }

    /// Takes a result; what is next in order is written. `result` comes back empty, for reuse.
    func deliver(_ result: inout RecordResult) {
        state.withLock { state in
            guard state.failure == nil else { return }
            let turn = Turn(number: result.number, part: result.part)
            if turn == state.next {
                state.take(&result, ledger)
                while var pending = state.pending.removeValue(forKey: state.next) {
                    state.pendingBytes -= pending.size
                    state.take(&pending, ledger)
                    pending.removeAll()
                    state.spare.append(pending)
                }
                result.removeAll()
            } else {
                state.pendingBytes += result.size
                let fresh = state.spare.popLast() ?? RecordResult(agreements: state.feeds.count)
                state.pending[turn] = result
                result = fresh
            }
        }
    }

    /// Closes every file; what the run has to show.
    func finish() throws(Diagnostic) -> State {
        let closed = state.withLock { state in
            Result { () throws(Diagnostic) in
                if let failure = state.failure { throw failure }
                for index in state.feeds.indices {
                    try state.feeds[index].finish()
                    state.found[index].merge(state.feeds[index].found)
                    if let finding = state.feeds[index].finding { state.observer.report(finding) }
                }
                return state
            }
        }
        return try closed.get()
    }
}

extension RecordResult {
    /// The bytes it holds.
    fileprivate var size: Int {
        outputs.reduce(quarantineLines.count) { size, output in
            output.csv.reduce(output.ndjson.reduce(size) { $0 + $1.count }) { $0 + $1.count }
        }
    }
}

extension RecordResult {
    /// Turns the result of a record that was given before into a line of quarantine.
    fileprivate mutating func becomeDuplicate(of first: String) {
        let kept = (digest, number, file, byteCount, offset)
        removeAll()
        (digest, number, file, byteCount, offset) = kept
        let finding = Diagnostic(
            .duplicateRecord, .warning, file: file,
            "this record was given before, byte for byte, in `\(first)`",
            advice: "it is released once; give each record once")
        findings.append(finding)
        quarantine.records[.duplicateRecord, default: 0] += 1
        QuarantineLine.append(finding, at: (file, offset), to: &quarantineLines)
    }
}

extension Collector.State {
    fileprivate mutating func take(_ result: inout RecordResult, _ ledger: Ledger?) {
        next =
            result.isLastPart
            ? Collector.Turn(number: next.number + 1, part: 0)
            : Collector.Turn(number: next.number, part: next.part + 1)
        if let why = result.failure {
            failure = failure ?? why
            return
        }
        if let fingerprint = result.fingerprint {
            if let first = seen[fingerprint] {
                result.becomeDuplicate(of: first)
            } else {
                seen[fingerprint] = result.file
            }
        }
        do throws(Diagnostic) {
            for index in feeds.indices { try feeds[index].append(result.outputs[index]) }
            try quarantine.append(result.quarantineLines)
            for report in result.reports { try ledger?.note(report) }
        } catch {
            failure = error
            return
        }
        for index in tallies.indices { tallies[index].add(result.tallies[index]) }
        for index in tables.indices {
            tables[index].add(result.shares[index], of: result.person)
        }
        for index in anonymity.indices {
            anonymity[index]?.add(result.likeness[index], of: result.person)
        }
        for index in rareCodes.indices {
            rareCodes[index]?.add(result.codesHeld[index], of: result.person)
            suppressed[index] += result.suppressed[index]
        }
        if !result.practice.isEmpty { practices.insert(result.practice) }
        for index in found.indices { found[index].merge(result.found[index]) }
        if let day = result.birthDay { birthDays.insert(day) }
        quarantined.add(result.quarantine)
        for (source, kinds) in result.unread {
            unread[source, default: [:]].merge(kinds, uniquingKeysWith: +)
        }
        codes.add(result.codes)
        quarantine.rows += result.quarantineLines.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        records += 1
        if !result.quarantine.records.isEmpty { recordsQuarantined += 1 }
        if let join = result.join { joins[join, default: 0] += 1 }
        if let placing = result.placing { placings[placing, default: 0] += 1 }
        inputBytes += result.byteCount
        if let digest = result.digest {
            inputs.append((result.file, digest, result.byteCount))
        }
        if let person = result.person {
            people.append(person)
            if result.evidence != OptOutEvidence() {
                evidence[person, default: OptOutEvidence()].merge(with: result.evidence)
            }
            if result.takesBack || result.evidence != OptOutEvidence() {
                let teller = PersonAtPractice(number: person, practice: result.practice)
                told[teller, default: OptOutEvidence()].merge(with: result.evidence)
            }
        }
        observer.report(records: records, bytes: inputBytes, findings: result.findings)
    }
}
