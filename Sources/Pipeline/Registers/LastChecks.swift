public import CanonicalModel
import SharingAgreements

/// A moment of a run, which may go on beyond midnight.
public struct RunMoment: Sendable {
    /// The day in Europe/London.
    public let day: PartialDate
    /// The moment in UTC.
    public let instant: PartialDate

    /// A moment.
    public init(day: PartialDate, instant: PartialDate) {
        (self.day, self.instant) = (day, instant)
    }
}

extension Conversion {
    /// What is looked at again when everything is written and nothing has appeared yet: stops, the
    /// term of every agreement, and the age of the list of national opt-outs.
    ///
    /// Source: an agreement ends with its last day in Europe/London, whatever a run is doing then.
    func checkOnceMore() throws(Diagnostic) {
        try lastCheck()
        try registers.stopWatch?.check(agreements)
        guard let moment = clock() else { return }
        for agreement in agreements {
            let compiled = agreement.compiled
            if compiled.isNoLongerInForce(on: moment.day) {
                throw Diagnostic(
                    .noLongerValid, file: compiled.agreement.file,
                    "the agreement has ended while the run went on",
                    advice: "nothing was published")
            }
            guard case .loaded(let list) = registers.forRun.national,
                compiled.isNationalListStale(list, at: moment.instant)
            else { continue }
            throw Diagnostic(
                .noLongerValid, file: compiled.agreement.file,
                "the list of national opt-outs became too old while the run went on",
                advice: "nothing was published; load a new list and run again")
        }
    }
}
