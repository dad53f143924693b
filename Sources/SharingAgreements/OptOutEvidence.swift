public import CanonicalModel
public import Terminology

/// The codes of the Type 1 objection and of its own withdrawal, ready to be looked up.
public struct OptOutCodes: Sendable {
    /// The names of the code sets: the dissent and its withdrawal.
    public static let setNames = ["type1-dissent", "type1-withdrawal"]
    let index: CodeSetIndex
    /// The codes of the dissent, of whatever system.
    public let dissentCodes: [String]
    /// The codes of both sets, of whatever system.
    public let all: [String]

    /// Takes the two sets out of `codeSets`; `nil` if one is missing.
    public init?(codeSets: [CodeSet]) {
        let sets = Self.setNames.compactMap { name in codeSets.first { $0.name == name } }
        guard sets.count == 2 else { return nil }
        index = CodeSetIndex(sets)
        dissentCodes = sets[0].codes.map(\.code)
        all = sets.flatMap { $0.codes.map(\.code) }
    }
}

/// What the records of one person say about their Type 1 objection.
///
/// Source: the codes' own pairing; only the withdrawal that belongs to the dissent cancels it,
/// and only if it is certainly later: an undated dissent stands, and a tie is a dissent.
public struct OptOutEvidence: Sendable, Hashable {
    /// The latest day on which a dissent may have been given.
    public private(set) var latestDissent: Int?
    /// Whether there is a dissent without a date.
    public private(set) var hasUndatedDissent = false
    /// The latest day by which a withdrawal had certainly been given.
    public private(set) var latestWithdrawal: Int?

    /// No evidence: nobody objected.
    public init() {}

    /// What was known before, its days as ``PartialDate/dayNumber``.
    public init(latestDissent: Int?, hasUndatedDissent: Bool, latestWithdrawal: Int?) {
        (self.latestDissent, self.hasUndatedDissent) = (latestDissent, hasUndatedDissent)
        self.latestWithdrawal = latestWithdrawal
    }

    /// Reads the evidence of one record; entries of any kind count, confidential ones too.
    ///
    /// Cost: one look-up a coding; no allocation.
    public init(_ record: CanonicalRecord, _ codes: OptOutCodes) {
        self.init(record, codes.index, dissent: 1, withdrawal: 2)
    }

    /// As above, for the codes of any pair of sets.
    ///
    /// - Parameters:
    ///   - dissent: The sets of codes that say no, a bit each.
    ///   - withdrawal: Those that say yes or take a no back; what only a map that nobody has
    ///     assured leads to says nothing, nor what is not affirmed
    ///     (``CanonicalRecord/agrees(_:)``).
    init(
        _ record: CanonicalRecord, _ index: CodeSetIndex, dissent: UInt64, withdrawal: UInt64
    ) {
        let shapes = KindShape.all
        for entry in record.entries {
            let shape = shapes[Int(entry.kind.rawValue)]
            guard let field = shape.code, case .concept(let concept) = record.cell(entry, field)
            else { continue }
            let sets = record.membership(of: Int(concept), in: index)
            guard sets & (dissent | withdrawal) != 0 else { continue }
            let date = shape.firstDate(of: entry, in: record)
            if sets & dissent != 0 { add(dissent: date) }
            if sets & withdrawal != 0, Self.mayAgree.contains(entry.kind), record.agrees(entry),
                record.membership(of: Int(concept), in: index, isReleasing: true) & withdrawal != 0
            {
                add(withdrawal: date)
            }
        }
    }

    /// Kinds whose code may say yes: of the patient themselves, as something said, done or found.
    private static let mayAgree: Set<EntryKind> = [.consent, .observation, .procedure, .problem]

    /// Whether a yes is recorded that no later no, and no undated one, takes back on `day`.
    func hasConsented(on day: PartialDate) -> Bool {
        guard let latestWithdrawal, latestWithdrawal <= day.dayNumber else { return false }
        return !isOptedOut(on: day)
    }

    /// Whether any dissent was read, withdrawn or not.
    public var hasDissent: Bool { hasUndatedDissent || latestDissent != nil }

    /// Adds a dissent of which only its code could be read: it stands, as one without a date.
    public mutating func addUnreadableDissent() { hasUndatedDissent = true }

    /// Adds the evidence of another record of the same person; order does not matter.
    public mutating func merge(with other: OptOutEvidence) {
        latestDissent = [latestDissent, other.latestDissent].compactMap { $0 }.max()
        latestWithdrawal = [latestWithdrawal, other.latestWithdrawal].compactMap { $0 }.max()
        hasUndatedDissent = hasUndatedDissent || other.hasUndatedDissent
    }

    /// Whether the person objects on `day`: a withdrawal dated after it does not count yet.
    public func isOptedOut(on day: PartialDate) -> Bool {
        if hasUndatedDissent { return true }
        guard let latestDissent else { return false }
        guard let latestWithdrawal else { return true }
        return latestWithdrawal <= latestDissent || latestWithdrawal > day.dayNumber
    }

    private mutating func add(dissent date: PartialDate?) {
        guard let date else {
            hasUndatedDissent = true
            return
        }
        latestDissent = max(latestDissent ?? .min, date.lastDay.dayNumber)
    }

    /// A withdrawal is certain only after the last day that its date may mean, but must be later
    /// than the dissent on every day it may mean, so its first day is kept.
    private mutating func add(withdrawal date: PartialDate?) {
        guard let date else { return }
        latestWithdrawal = max(latestWithdrawal ?? .min, date.dayNumber)
    }
}
