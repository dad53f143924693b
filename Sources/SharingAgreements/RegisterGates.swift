public import CanonicalModel

/// The gates that registers given at run time decide: stops, and opt-outs that no record states.
struct RegisterGates: Sendable {
    /// The reasons that hold for every record.
    let runReasons: ReasonSet
    private let stoppedPractices: Set<[UInt8]>
    private let stoppedPseudonyms: Set<[UInt8]>
    private let stoppedPatients: Set<NHSNumber>
    private let national: NationalOptOuts?
    private let local: Set<NHSNumber>

    init(_ agreement: Agreement, _ flow: Agreement.Flow?, _ registers: RunRegisters) {
        var (reasons, practices, pseudonyms) = (ReasonSet(), Set<[UInt8]>(), Set<[UInt8]>())
        for stop in registers.stops {
            switch stop {
            case .all: reasons.insert(.stopped)
            case .agreement(let id): if id == agreement.id { reasons.insert(.stopped) }
            case .flow(let id): if id == flow?.id { reasons.insert(.stopped) }
            case .practice(let ods): practices.insert(Array(ods.utf8))
            case .pseudonym(let text): pseudonyms.insert(Array(text.utf8))
            case .patients: break
            }
        }
        (stoppedPractices, stoppedPseudonyms) = (practices, pseudonyms)
        stoppedPatients = registers.stoppedPatients
        var (national, local): (NationalOptOuts?, Set<NHSNumber>) = (nil, [])
        if let days = agreement.nationalOptOutDays {
            switch registers.national {
            case .missing: reasons.insert(.nationalListMissing)
            case .unreadable: reasons.insert(.nationalListUnreadable)
            case .loaded(let list) where list.isTooOld(days: days, at: registers.now):
                reasons.insert(.nationalListStale)
            case .loaded(let list): national = list
            }
        }
        if agreement.appliesLocalOptOuts {
            switch registers.local {
            case .missing: reasons.insert(.localListMissing)
            case .unreadable: reasons.insert(.localListUnreadable)
            case .loaded(let list): local = list
            }
        }
        (self.national, self.local, runReasons) = (national, local, reasons)
    }

    /// Whether nothing of a practice may leave.
    func hasStopped(practice: [UInt8]) -> Bool { stoppedPractices.contains(practice) }

    /// The reasons against one person. Nothing is known of a person without a number; another gate
    /// keeps their record back.
    func reasonsAgainst(_ facts: PatientFacts) -> ReasonSet {
        var reasons = runReasons
        if stoppedPractices.contains(facts.practice) { reasons.insert(.stopped) }
        if let pseudonym = facts.pseudonym, stoppedPseudonyms.contains(pseudonym) {
            reasons.insert(.stopped)
        }
        guard let number = facts.nhsNumber else { return reasons }
        if stoppedPatients.contains(number) { reasons.insert(.stopped) }
        switch national?.answer(number) {
        case .objects: reasons.insert(.nationalOptOut)
        case .notAsked: reasons.insert(.nationalNotAsked)
        case .doesNotObject, nil: break
        }
        if local.contains(number) { reasons.insert(.localOptOut) }
        return reasons
    }
}

extension NationalOptOuts {
    /// Whether the answer is older than `days` at `now`; an answer of the future is none.
    func isTooOld(days: Int, at now: PartialDate?) -> Bool {
        guard let now else { return true }
        return !(0...days * 86_400).contains(now.secondNumber - taken.secondNumber)
    }
}

extension CompiledAgreement {
    /// Whether a stop concerns this feed at all; one of a person always may.
    public func isConcerned(by stop: StopRegister.Scope) -> Bool {
        switch stop {
        case .all, .pseudonym, .patients: true
        case .agreement(let id): id == agreement.id
        case .flow(let id): id == flow?.id
        case .practice(let ods): agreement.publishers.contains { $0.ods == ods }
        }
    }

    /// Whether the agreement was in force when it was compiled and has ended, or has not begun, on
    /// `day`.
    public func isNoLongerInForce(on day: PartialDate) -> Bool {
        !runReasons.contains(ReasonSet(.notInForce))
            && Self.runReasons(agreement, flow, day).contains(ReasonSet(.notInForce))
    }

    /// Whether the national list that the feed was decided by has become too old at `now`.
    public func isNationalListStale(_ list: NationalOptOuts, at now: PartialDate) -> Bool {
        guard let days = agreement.nationalOptOutDays else { return false }
        return !registers.runReasons.contains(ReasonSet(.nationalListStale))
            && list.isTooOld(days: days, at: now)
    }

    /// Whether the feed is empty because a list that it needs is missing, unreadable or too old.
    public var lacksOptOutList: Bool {
        let lists = ReasonSet(
            .nationalListMissing, .nationalListUnreadable, .nationalListStale, .localListMissing,
            .localListUnreadable)
        return !registers.runReasons.isDisjoint(with: lists)
    }
}
