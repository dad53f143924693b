public import CanonicalModel
import Ledger
public import SharingAgreements

/// Removes from a ledger, and from the log of answers, what is older than agreements let the
/// controller keep (`audit.gateway_log_retention`).
public struct LedgerPruning: Sendable {
    /// What was removed of one flow.
    public struct Outcome: Sendable {
        /// The flow, as `AGREEMENT/FLOW`.
        public let flow: String
        /// What ended before this day was removed.
        public let before: String
        /// How many rows, and how many people of whom nothing is left.
        public let rows: Int, people: Int
    }
    /// What was removed, flow by flow.
    public internal(set) var outcomes: [Outcome] = []
    /// How many findings about files that were mended were removed.
    public internal(set) var findings = 0
    /// How many lines of the log.
    public internal(set) var answers = 0

    /// Removes what may no longer be kept.
    ///
    /// - Parameters:
    ///   - ledger: The ledger.
    ///   - log: The log of answers; only its oldest lines can go, while each is of one of the
    ///     agreements and too old under it.
    ///   - agreements: By whose periods; of several versions of one agreement the longest holds.
    ///   - day: The day on which a period ends.
    ///   - isTrial: Whether everything stays as it is, and is only counted.
    /// - Throws: `no-retention` for an agreement that states no period; what cannot be read or
    ///   written.
    public init(
        ledger: String?, log: String?, agreements: [Agreement], on day: PartialDate, isTrial: Bool
    ) throws(Diagnostic) {
        let (before, today) = (try Self.limits(agreements, day), day.dayText)
        if let ledger {
            let file = try LedgerFile(ledger, mustBe: true)
            for flow in try file.ledger.flows() {
                guard let first = before[flow.agreement] else { continue }
                let pruned = try file.ledger.prune(
                    flow.id, endedBefore: first, on: today, isTrial: isTrial)
                outcomes.append(
                    Outcome(
                        flow: "\(flow.agreement)/\(flow.name)", before: first, rows: pruned.rows,
                        people: pruned.people))
            }
            // A finding is about a file, and so of all agreements that it was read under.
            let others = try file.ledger.flows().filter { before[$0.agreement] == nil }
            if others.isEmpty, let first = before.values.min() {
                findings = try file.ledger.pruneFindings(endedBefore: first, isTrial: isTrial)
            }
        }
        if let log {
            answers = try AnswerLog.prune(log, on: today, isTrial: isTrial) { members in
                guard let first = before[members["agreement"] ?? ""], let at = members["at"]
                else { return false }
                return at < first
            }
        }
    }

    /// By agreement the first day of what may be kept.
    private static func limits(
        _ agreements: [Agreement], _ day: PartialDate
    ) throws(Diagnostic) -> [String: String] {
        var limits: [String: String] = [:]
        for agreement in agreements {
            guard let first = agreement.logRetention?.firstDay(before: day) else {
                throw Diagnostic(
                    .noRetention, file: agreement.file,
                    "the agreement does not say how long what is kept of past runs is kept",
                    advice: "add `audit: {gateway_log_retention: P6Y}`; nothing was removed")
            }
            limits[agreement.id] = [limits[agreement.id], first.dayText].compactMap { $0 }.min()
        }
        return limits
    }
}
