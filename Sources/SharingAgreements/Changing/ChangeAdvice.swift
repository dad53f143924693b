public import CanonicalModel

/// What would have to be written otherwise for a record, or an entry of it, to fare otherwise:
/// found by making single changes of the agreement and deciding the record anew under each.
public struct ChangeAdvice: Sendable {
    /// For the whole record, if it is withheld: ways to release it, the ones first that alter the
    /// least else. Every change of one way must be made.
    public let record: [[AgreementChange]]
    /// For each entry: ways to release it if it stays, to keep it back if it leaves.
    public let entries: [[[AgreementChange]]]
    /// By the number of an entry that leaves and the index of a field of it: the change under which
    /// more of the field would leave.
    public let fields: [Int: [Int: AgreementChange]]
}

extension CompiledAgreement {
    /// The smallest changes that would alter what becomes of a record.
    ///
    /// - Parameter wanted: The entries that are asked about; all if `nil`.
    ///
    /// Cost: the gates once for each change that the agreement has, some hundred; and for entries
    /// that several reasons keep back, once for each combination that is tried.
    public func advice(
        _ record: CanonicalRecord, _ facts: PatientFacts, entries wanted: Set<Int>? = nil
    ) -> ChangeAdvice {
        var search = ChangeSearch(self, record, facts)
        let forRecord = search.ways(nil)
        let forEntries = record.entries.indices.map { number in
            wanted?.contains(number) ?? true ? search.ways(number) : []
        }
        let forFields = FieldSearch(self, record, facts)
            .ways(of: wanted ?? Set(record.entries.indices))
        return ChangeAdvice(record: forRecord, entries: forEntries, fields: forFields)
    }

    /// The same run under changes of the agreement.
    func changed(by changes: [AgreementChange]) -> CompiledAgreement {
        CompiledAgreement(
            changes.reduce(agreement) { $1.applied(to: $0) }, flow: flow?.id, runDate: runDate,
            registers: given, decidedElsewhere: elsewhere)
    }

    /// The reasons against the record, and for each entry those against it.
    fileprivate func reasons(
        _ record: CanonicalRecord, _ facts: PatientFacts, _ ids: IdTable
    ) -> ChangeSearch.Outcome {
        var (entries, fields) = entryReasons(record)
        LinkClosure.apply(record, ids, isSensitiveToo: sensitive.closesLinks, &entries)
        withholdUninvolved(record, ids, fields, &entries)
        return ChangeSearch.Outcome(record: reasonsAgainst(record, facts), entries: entries)
    }
}

/// Looks for the fewest changes that alter an outcome.
private struct ChangeSearch {
    struct Outcome {
        let record: ReasonSet
        let entries: [ReasonSet]

        /// All reasons against an entry, or against the record.
        func against(_ entry: Int?) -> ReasonSet {
            entry.map { record.union(entries[$0]) } ?? record
        }
    }
    /// How many ways are named, and how many changes one may have.
    private static let (ways, most) = (3, 5)

    private let compiled: CompiledAgreement
    private let record: CanonicalRecord
    private let facts: PatientFacts
    private let ids: IdTable
    private let changes: [AgreementChange]
    private let now: Outcome
    private var single: [Outcome] = []
    /// For each change how many entries it alters.
    private var reach: [Int] = []
    private var combined: [[Int]: Outcome] = [:]

    init(_ compiled: CompiledAgreement, _ record: CanonicalRecord, _ facts: PatientFacts) {
        (self.compiled, self.record, self.facts) = (compiled, record, facts)
        ids = IdTable(record)
        let practice = String(decoding: facts.practice, as: UTF8.self)
        let isParty = compiled.agreement.publishers.contains { $0.ods == practice }
        changes = compiled.agreement.changes(
            outsiders: isParty || practice.isEmpty ? [] : [practice])
        now = compiled.reasons(record, facts, ids)
        for change in changes {
            let outcome = compiled.changed(by: [change]).reasons(record, facts, ids)
            single.append(outcome)
            reach.append(record.entries.indices.count { outcome.against($0) != now.against($0) })
        }
    }

    /// The ways to alter whether an entry leaves, or whether the record does if it is withheld.
    mutating func ways(_ entry: Int?) -> [[AgreementChange]] {
        let reasons = now.against(entry)
        if reasons.isEmpty, entry == nil { return [] }
        let alone = changes.indices.filter {
            single[$0].against(entry).isEmpty != reasons.isEmpty
        }.sorted { (reach[$0], $0) < (reach[$1], $1) }
        if let first = alone.first {
            // What alters everything is not named where something alters less.
            let isLocal = reach[first] < record.entries.count
            return alone.prefix(Self.ways).filter { !isLocal || reach[$0] < record.entries.count }
                .map { [changes[$0]] }
        }
        if reasons.isEmpty { return [] }
        return together(entry, reasons).map { [$0.map { changes[$0] }] } ?? []
    }

    /// The first combination that takes away every reason: of those that take some and give none.
    private mutating func together(_ entry: Int?, _ reasons: ReasonSet) -> [Int]? {
        var helpful: [(change: Int, takes: ReasonSet)] = []
        let order = changes.indices.sorted { (reach[$0], $0) < (reach[$1], $1) }
        for change in order {
            let left = single[change].against(entry)
            let takes = reasons.subtracting(left)
            // Of changes that take the same, the one with the least reach will do.
            guard left.isSubset(of: reasons), !takes.isEmpty,
                !helpful.contains(where: { $0.takes == takes })
            else { continue }
            helpful.append((change, takes))
        }
        for size in 2...Self.most {
            for choice in Self.choices(of: size, from: helpful.count) {
                let taken = choice.reduce(ReasonSet()) { $0.union(helpful[$1].takes) }
                guard taken == reasons else { continue }
                let made = choice.map { helpful[$0].change }
                if outcome(of: made).against(entry).isEmpty { return made }
            }
        }
        return nil
    }

    private mutating func outcome(of made: [Int]) -> Outcome {
        if let known = combined[made] { return known }
        let outcome = compiled.changed(by: made.map { changes[$0] }).reasons(record, facts, ids)
        combined[made] = outcome
        return outcome
    }

    private static func choices(of size: Int, from count: Int) -> [[Int]] {
        if size == 0 { return [[]] }
        guard count >= size else { return [] }
        return (0..<count).flatMap { last in
            choices(of: size - 1, from: last).map { $0 + [last] }
        }
    }
}
