import CanonicalModel
import DisclosureControl
import Feeds
import Ledger
import SharingAgreements

/// What a worker made of one record; handed to the collector and reused.
struct RecordResult: Sendable {
    var number = 0
    /// Which part it is of the record of its number, and whether the last.
    var part = 0
    var isLastPart = true
    var file = ""
    /// SHA-256 of the input, where the record is a whole file.
    var digest: [UInt8]?
    var byteCount = 0
    /// Where the record begins in its input.
    var offset = 0
    /// What tells it from others; `nil` if it could not be read.
    var fingerprint: Fingerprint?
    /// The rows of each agreement.
    var outputs: [FeedOutput]
    /// Rows of each agreement that go on at once; empty where files are written.
    var rows: [[UInt8]]
    /// What the person has in the tables of each agreement; empty where they are not counted.
    var shares: [[[CellShare]]]
    /// What others may know of the person, by agreement; see ``RowAnonymity``.
    var likeness: [[Int]]
    /// The codes of the person, for each agreement that keeps rare ones back, and how many were.
    var codesHeld: [Set<Int>]
    var suppressed: [Int]
    /// The practice that holds it.
    var practice: [UInt8] = []
    /// The counts of each agreement.
    var tallies: [Tally]
    var quarantine = QuarantineTally()
    /// What no rule took, by kind, of each source.
    var unread: [String: [String: Int]] = [:]
    /// How far the codes can be relied on.
    var codes = CodeTally()
    /// What the scan found in the rows of each agreement, and the patient's birth date as a day.
    var found: [ScanFindings]
    var birthDay: Int?
    /// Lines of `quarantine.ndjson`.
    var quarantineLines: [UInt8] = []
    /// Why no record could be made, if none could.
    var refusal: Diagnostic?
    /// Findings about the record as a whole, for the log.
    var findings: [Diagnostic] = []
    /// Whose record it is, and what it says of their objection.
    var person: NHSNumber?
    var evidence = OptOutEvidence()
    /// Whether its practice said something of their objection in an earlier run, which it replaces.
    var takesBack = false
    /// What demographics did for it, where there are any.
    var join: Demographics.Join?
    /// What the tables of areas did for it, where there are any.
    var placing: Areas.Placing?
    /// What the ledger is to be told, where there is one; why it could not be asked.
    var reports: [LedgerReport] = []
    var failure: Diagnostic?

    init(agreements: Int) {
        outputs = Array(repeating: FeedOutput(), count: agreements)
        rows = Array(repeating: [], count: agreements)
        shares = Array(repeating: [], count: agreements)
        likeness = Array(repeating: [], count: agreements)
        codesHeld = Array(repeating: [], count: agreements)
        suppressed = Array(repeating: 0, count: agreements)
        tallies = Array(repeating: Tally(), count: agreements)
        found = Array(repeating: ScanFindings(), count: agreements)
    }

    /// Makes room for other agreements than it was made for; what was counted for those is gone.
    mutating func layOut(agreements: Int) {
        outputs = Array(repeating: FeedOutput(), count: agreements)
        rows = Array(repeating: [], count: agreements)
        shares = Array(repeating: [], count: agreements)
        likeness = Array(repeating: [], count: agreements)
        codesHeld = Array(repeating: [], count: agreements)
        suppressed = Array(repeating: 0, count: agreements)
        tallies = Array(repeating: Tally(), count: agreements)
        found = Array(repeating: ScanFindings(), count: agreements)
    }

    mutating func removeAll() {
        (digest, fingerprint, refusal) = (nil, nil, nil)
        for index in outputs.indices { outputs[index].removeAll() }
        for index in rows.indices { rows[index].removeAll(keepingCapacity: true) }
        for index in shares.indices { shares[index].removeAll() }
        for index in likeness.indices { likeness[index].removeAll() }
        for index in codesHeld.indices { (codesHeld[index], suppressed[index]) = ([], 0) }
        practice = []
        for index in tallies.indices { tallies[index].removeAll() }
        for index in found.indices { found[index].removeAll() }
        birthDay = nil
        quarantine = QuarantineTally()
        if !unread.isEmpty { unread = [:] }
        codes.removeAll()
        quarantineLines.removeAll(keepingCapacity: true)
        findings.removeAll(keepingCapacity: true)
        person = nil
        (evidence, takesBack) = (OptOutEvidence(), false)
        join = nil
        reports.removeAll(keepingCapacity: true)
        failure = nil
    }
}
