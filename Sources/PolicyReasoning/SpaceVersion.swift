import CanonicalModel
import SharingAgreements
import Terminology

/// One agreement of a space, with its code sets by their numbers there.
struct SpaceVersion {
    let agreement: Agreement
    let supposed: Supposition
    /// The numbers of its code sets, by name.
    let sets: [String: Int]
    /// By the raw value of a kind, the sets that are excluded from it.
    let excludedSets: [[Int]]
    /// The sets that are sensitive in every kind.
    let sensitiveSets: [Int]
    let consent: ChoiceSets?
    let objections: [ChoiceSets]
    let flows: [FlowKey]
    private let day: PartialDate
    private let signatures: Signatures
    private let parties: Set<String>
    private let cohortPractices: Set<String>?

    init(
        _ agreement: Agreement, _ supposed: Supposition, _ universe: inout CodeUniverse,
        on day: PartialDate
    ) {
        (self.agreement, self.supposed, self.day) = (agreement, supposed, day)
        var sets: [String: Int] = [:]
        for set in agreement.codeSets { sets[set.name] = universe.add(set) }
        self.sets = sets
        excludedSets = EntryKind.allCases.map { kind in
            agreement.exclusions.filter { $0.kind == nil || $0.kind == kind }
                .compactMap { $0.codeSet.flatMap { sets[$0] } }
        }
        let rules = agreement.sensitive
        let restricted =
            rules.withholdsRestricted == true ? [Agreement.SensitiveRules.restrictedSet] : []
        sensitiveSets = (restricted + rules.codeSets).compactMap { sets[$0] }
        func choice(_ choice: Agreement.Choice) -> ChoiceSets? {
            sets[choice.refusal].map {
                ChoiceSets(refusal: $0, assent: choice.assent.flatMap { sets[$0] })
            }
        }
        consent = agreement.consent.flatMap(choice)
        objections = agreement.codedObjections.compactMap(choice)
        flows = agreement.flows.map { flow in
            let purpose = agreement.purposes.first { $0.id == flow.purpose }
            return FlowKey(
                id: flow.id, recipient: flow.recipient, purpose: flow.purpose,
                purposeClass: purpose?.kind)
        }
        signatures = Signatures(agreement)
        parties = Set(agreement.publishers.map(\.ods))
        cohortPractices = agreement.cohort.practices.map { Set($0) }
    }

    var choices: [ChoiceSets] { [consent].compactMap { $0 } + objections }
    /// The sets by which entries are kept back.
    var withheldSets: Set<Int> { Set(excludedSets.joined()).union(sensitiveSets) }
    /// The sets by which entries are let out.
    var releasedSets: Set<Int> {
        Set(agreement.inclusions.compactMap { $0.codeSet.flatMap { sets[$0] } })
    }

    // MARK: - Practices and days

    func isParty(_ ods: String) -> Bool { parties.contains(ods) }

    /// Whether the practice is one at which people must be registered.
    func isOfCohort(_ ods: String) -> Bool { cohortPractices?.contains(ods) ?? true }

    /// Whether the practice has signed on `day`, or is supposed to have.
    func hasSigned(_ ods: String, on day: Int) -> Bool {
        let standing = signatures.standing(of: ods, on: day)
        if standing.isEmpty { return true }
        return supposed.signed.contains(ods) && !standing.contains(ReasonSet(.practiceWithdrawn))
    }

    /// Whether the agreement is in force on a day, and what it rests on holds.
    func isInForce(on day: Int) -> Bool {
        if supposed.isInForce { return true }
        guard let from = agreement.validFrom, let until = agreement.validUntil,
            from.dayNumber <= day, day <= until.dayNumber
        else { return false }
        return agreement.supportUntil.map { day <= $0.dayNumber } ?? true
    }

    /// The day numbers on which what it says of practices or of itself changes.
    var calendar: Set<Int> {
        var days = signatures.days
        guard !supposed.isInForce else { return days }
        if let from = agreement.validFrom { days.insert(from.dayNumber) }
        for end in [agreement.validUntil, agreement.supportUntil].compactMap({ $0 }) {
            days.insert(end.dayNumber + 1)
        }
        return days
    }

    /// Whether it may be used at all, and lets rows out.
    var letsRowsOut: Bool {
        (agreement.status == .active || agreement.status == .draft && supposed.isActive)
            && (agreement.deidentification.level != .aggregate || supposed.showsCounted)
    }

    // MARK: - Windows and conditions

    /// The first day of entries that an inclusion covers; `nil` for any time.
    func firstDay(_ inclusion: Agreement.Inclusion) -> Int? {
        let own = inclusion.window.firstDay(on: day)
        let kind = inclusion.kind
        if kind.isTimeless || agreement.longLivedKinds.contains(kind) { return own }
        return [own, agreement.window.firstDay(on: day)].compactMap { $0 }.max()
    }

    var windowStarts: [Int] { agreement.inclusions.compactMap(firstDay) }

    /// What a condition asks about one entry; each set of its own where sets are counted.
    func presences(_ condition: Agreement.Condition) -> [Presence] {
        let numbers = condition.codeSets.compactMap { sets[$0] }
        let groups = condition.countsSets ? numbers.map { [$0] } : [Set(numbers).sorted()]
        return groups.map { group in
            Presence(
                kind: condition.kind, sets: group, first: condition.window.firstDay(on: day),
                tests: condition.tests)
        }
    }

    private var conditions: [Agreement.Condition] {
        var waiting = agreement.cohort.criteria
        var found: [Agreement.Condition] = []
        while let criterion = waiting.popLast() {
            switch criterion {
            case .condition(let condition): found.append(condition)
            case .all(let parts), .any(let parts), .none(let parts): waiting += parts
            }
        }
        return found.reversed()
    }

    /// The conditions that one entry meets.
    var presences: [Presence] {
        conditions.filter { !$0.countsEntries }.flatMap(presences)
    }

    /// The conditions for which entries are counted.
    var counted: [(what: Presence, atLeast: Int)] {
        conditions.filter(\.countsEntries).flatMap { condition in
            presences(condition).map { ($0, condition.atLeast) }
        }
    }
}

extension Agreement.Condition {
    /// Whether more than one entry must be there.
    var countsEntries: Bool { atLeast > 1 && !countsSets }
}
