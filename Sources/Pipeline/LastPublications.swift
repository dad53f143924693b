import CanonicalModel
import FoundationEssentials
import Ledger
import SharingAgreements

/// When the flows of a run went out last, and whether they may again.
///
/// The ledger knows; without one the manifest in the folder that the output replaces does. A flow
/// is held to its agreement practice by practice, and calling back is never held.
struct LastPublications {
    /// What a manifest says of one feed, for the run that replaces it.
    private struct Content: Decodable {
        struct Feed: Decodable {
            struct Timing: Decodable { let practices: [String] }
            let agreement: String
            let flow: String
            let timing: Timing?
        }
        let runDate: String
        let agreements: [Feed]

        enum CodingKeys: String, CodingKey {
            case agreements
            case runDate = "run_date"
        }
    }

    /// By agreement and flow, by practice, `*` for all: the last day.
    private var days: [String: [String: PartialDate]] = [:]
    /// Whether nothing knows anything.
    private(set) var isUnknown = false

    /// What the ledger knows of the flows of the run.
    init(_ session: LedgerSession, _ agreements: [PreparedAgreement]) throws(Diagnostic) {
        for (index, agreement) in agreements.enumerated() {
            let known = try session.ledger.lastDays(of: session.flows[index].number)
            days[Self.name(agreement)] = known.compactMapValues { PartialDate(dayText: $0) }
        }
    }

    /// What the manifest at `output` says, if there is one.
    init(output: String) {
        var bytes: [UInt8] = []
        guard (try? Files.read("\(output)/manifest.json", into: &bytes)) != nil,
            let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)),
            let day = PartialDate(dayText: content.runDate)
        else {
            isUnknown = true
            return
        }
        for feed in content.agreements {
            let practices = feed.timing?.practices ?? ["*"]
            for practice in practices {
                days["\(feed.agreement)/\(feed.flow)", default: [:]][practice] = day
            }
        }
    }

    private static func name(_ agreement: PreparedAgreement) -> String {
        "\(agreement.compiled.agreement.id)/\(agreement.compiled.flow?.id ?? "")"
    }

    /// Why a flow may not go out with records of `practices`; `nil` where it may.
    func objection(
        to agreement: PreparedAgreement, of practices: [String]
    ) -> Diagnostic? {
        guard let flow = agreement.compiled.flow, flow.timing.isLimited else { return nil }
        let (known, today) = (days[Self.name(agreement)] ?? [:], agreement.compiled.runDate)
        for practice in practices {
            let days = [known[practice], known["*"]].compactMap { $0 }
            guard let last = days.max(by: { $0.dayNumber < $1.dayNumber }),
                let why = flow.timing.objection(to: today, after: last)
            else { continue }
            let next = flow.timing.nextDay(after: last).map { "wait until \($0.dayText)" }
            return Diagnostic(
                .tooSoon, file: agreement.compiled.agreement.file,
                "`\(flow.id)` went out on \(last.dayText) with records of practice "
                    + "`\(practice)`, and \(why)",
                advice: "nothing was published; \(next ?? "have another agreement signed")")
        }
        return nil
    }
}

extension PreparedAgreement {
    /// Of the practices that a run saw, those that publish under the agreement, in its order.
    func publishers(among seen: Set<[UInt8]>) -> [String] {
        compiled.agreement.publishers.map(\.ods).filter { seen.contains(Array($0.utf8)) }
    }
}

extension Conversion {
    /// Refuses flows that go out sooner or more often than their agreements say.
    ///
    /// The very manifest that is there already may be published again: it tells nothing new.
    ///
    /// - Throws: `too-soon`.
    func requireTime(
        _ state: Collector.State, manifest: [UInt8], _ changes: LedgerChanges?
    ) throws(Diagnostic) {
        let limited = agreements.indices.filter {
            agreements[$0].compiled.flow?.timing.isLimited == true
        }
        guard !limited.isEmpty else { return }
        let last: LastPublications
        if let changes {
            last = try LastPublications(changes.session, agreements)
        } else {
            var before: [UInt8] = []
            try? Files.read("\(output)/manifest.json", into: &before)
            if before == manifest { return }
            last = LastPublications(output: output)
        }
        for index in limited where changes?.sendsNothing(index, agreements[index]) != true {
            let agreement = agreements[index]
            if last.isUnknown { warnOfUnknownTime(agreement, state) }
            let practices = agreement.publishers(among: state.practices)
            if let objection = last.objection(to: agreement, of: practices) { throw objection }
        }
    }

    private func warnOfUnknownTime(_ agreement: PreparedAgreement, _ state: Collector.State) {
        let finding = Diagnostic(
            .lastFeedUnknown, .warning, file: agreement.compiled.agreement.file,
            "the agreement limits how often `\(agreement.compiled.flow?.id ?? "")` goes out, and "
                + "nothing knows when it did last",
            advice: "run with --ledger, or with --replace over the feed before; else see to it "
                + "yourself")
        observer.report(records: state.records, bytes: state.inputBytes, findings: [finding])
    }
}

extension LedgerChanges {
    /// Whether nothing but deletions leaves in the flow of the agreement at `index`.
    func sendsNothing(_ index: Int, _ agreement: PreparedAgreement) -> Bool {
        guard !agreement.isAggregate else { return false }
        let flow = session.flows[index].number
        return !outcomes.contains {
            session.flows[$0.index].number == flow && $0.change.added + $0.change.changed > 0
        }
    }

    /// Tells the ledger of which practices something leaves, by flow.
    func notePractices(
        _ agreements: [PreparedAgreement], _ seen: Set<[UInt8]>
    ) throws(Diagnostic) {
        for (index, agreement) in agreements.enumerated() where !sendsNothing(index, agreement) {
            try session.ledger.note(
                practices: agreement.publishers(among: seen), of: session.flows[index].number)
        }
    }
}
