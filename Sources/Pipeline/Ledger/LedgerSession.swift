import CanonicalModel
import DisclosureControl
import Feeds
import Ledger
import SharingAgreements

/// The ledger of a run: what workers ask it, and what they report.
struct LedgerSession: Sendable {
    /// One agreement's flow; several versions of an agreement share one.
    struct Flow: Sendable {
        let number: Int64
        let keys: LedgerKeys
        let version: String
        let isIdentifiable: Bool
    }

    private let file: LedgerFile
    let options: LedgerOptions
    /// By the place of the agreement in the run.
    let flows: [Flow]
    /// What the records of earlier runs said of objections.
    let objections: RememberedObjections

    init(
        _ options: LedgerOptions, _ agreements: [PreparedAgreement]
    ) throws(Diagnostic) {
        (file, self.options) = (try LedgerFile(options.path, mustBe: options.isBegun), options)
        let nothing: [UInt8] = []
        let mark = LedgerKeys(masterKey: options.key, flow: "").digest(of: nothing.span)
        guard try file.ledger.hasKey(mark) else {
            throw Diagnostic(
                .ledgerUnusable, file: options.path,
                "its people and rows are known by another key than `--ledger-key`",
                advice: "name the key that it was begun with: by another nobody is who they were, "
                    + "and everything would be sent again")
        }
        var flows: [Flow] = []
        for agreement in agreements {
            let terms = agreement.compiled.agreement
            guard agreement.sqlite == nil else {
                throw Diagnostic(
                    .wholeFormat, file: terms.file,
                    "a `sqlite` feed is a whole database, and a run with a ledger writes changes",
                    advice: "leave out `sqlite` in the flow's `format`, or run without --ledger")
            }
            let name = agreement.compiled.flow?.id ?? ""
            let isIdentifiable = terms.deidentification.level == .identifiable
            flows.append(
                Flow(
                    number: try file.ledger.flow(
                        agreement: terms.id, name: name, isIdentifiable: isIdentifiable),
                    keys: LedgerKeys(masterKey: options.key, flow: "\(terms.id)/\(name)"),
                    version: terms.version.description, isIdentifiable: isIdentifiable))
        }
        self.flows = flows
        objections = try RememberedObjections(file.ledger, key: options.key)
    }

    /// The ledger.
    var ledger: Ledger { file.ledger }

    /// Forgets a run that came to nothing, unless its output is there all the same.
    func undo() {
        try? ledger.abandon()
        try? LedgerFile.recover(ledger, options.path)
    }

    /// Who a person is in the ledger.
    func person(_ number: NHSNumber?, _ pseudonym: [UInt8]?, _ index: Int) -> String? {
        guard flows[index].isIdentifiable else {
            return pseudonym.map { String(decoding: $0, as: UTF8.self) }
        }
        return number.map { flows[index].keys.person($0.digits) }
    }

    /// Reports of a record of which nothing may leave; nobody can be named where it is not known
    /// whose it is.
    func report(
        _ decision: RecordDecision, _ facts: PatientFacts, _ agreement: PreparedAgreement,
        _ index: Int, into result: inout RecordResult
    ) {
        let publishers = agreement.compiled.agreement.publishers
        guard let subject = subject(facts, index),
            PracticeCode.isCertain(facts.practice)
                || publishers.contains(where: { $0.ods.utf8.elementsEqual(facts.practice) })
        else { return }
        let standing: LedgerReport.Standing
        switch agreement.compiled.retention(under: decision.patientReasons) {
        case .isDecidedElsewhere: return
        case .keeps: standing = .kept
        case .retracts(let reason): standing = .ended(cause: reason.name)
        }
        result.reports.append(
            LedgerReport(subject: subject, version: flows[index].version, standing: standing))
    }

    /// Takes out of a record's rows those that the recipient has already.
    ///
    /// Cost: a keyed digest a row, and one look at the ledger.
    func keepNews(
        _ facts: PatientFacts, _ index: Int, in result: inout RecordResult
    ) throws(Diagnostic) {
        guard let subject = subject(facts, index) else { return }
        if !options.retried.isEmpty,
            let run = options.retried[QuarantineReading.file(of: result.file)],
            try ledger.lastChange(of: subject) > run
        {
            return keepBack(subject, index, in: &result)
        }
        let (live, flow) = (try ledger.live(subject), flows[index])
        var (rows, unchanged) = ([LedgerRow](), result.tallies[index].unchanged)
        var isIdentifier = false
        let number = flow.isIdentifiable ? facts.nhsNumber?.digits : nil
        result.outputs[index].keep { kind, type, id, bytes in
            if let number, id.contains(number) { isIdentifier = true }
            let part = kind?.name ?? type.map { UKCoreFeed.resourceTypes[$0] } ?? ""
            let name = unsafe id.withUnsafeBufferPointer {
                unsafe String(decoding: $0, as: UTF8.self)
            }
            let row = LedgerRow(part: part, id: name, digest: flow.keys.digest(of: bytes))
            rows.append(row)
            guard live.contains(row) else { return true }
            if let kind { unchanged[Int(kind.rawValue)] += 1 }
            return false
        }
        if isIdentifier { throw Self.identifier(result.file) }
        result.tallies[index].unchanged = unchanged
        result.reports.append(
            LedgerReport(
                subject: subject, version: flow.version,
                standing: Set(rows) == live ? .unchanged : .released(rows)))
    }

    /// Takes out all of a record's rows: the recipient has been told more since it was read.
    private func keepBack(_ subject: LedgerSubject, _ index: Int, in result: inout RecordResult) {
        var unchanged = result.tallies[index].unchanged
        result.outputs[index].keep { kind, _, _, _ in
            if let kind { unchanged[Int(kind.rawValue)] += 1 }
            return false
        }
        result.tallies[index].unchanged = unchanged
        result.reports.append(
            LedgerReport(subject: subject, version: flows[index].version, standing: .kept))
    }

    private func subject(_ facts: PatientFacts, _ index: Int) -> LedgerSubject? {
        person(facts.nhsNumber, facts.pseudonym, index).map {
            LedgerSubject(
                flow: flows[index].number, person: $0,
                practice: String(decoding: facts.practice, as: UTF8.self))
        }
    }

    private static func identifier(_ file: String) -> Diagnostic {
        Diagnostic(
            .identifierInLedger, file: file,
            "the id of an entry has the NHS number in it, which the ledger may not hold",
            advice: "have the mapping take another id, or run without the ledger")
    }
}

extension Span<UInt8> {
    /// Whether `bytes` stand anywhere in it.
    fileprivate func contains(_ bytes: [UInt8]) -> Bool {
        guard count >= bytes.count else { return false }
        for start in 0...count - bytes.count {
            var length = 0
            while length < bytes.count, self[start + length] == bytes[length] { length += 1 }
            if length == bytes.count { return true }
        }
        return false
    }
}
