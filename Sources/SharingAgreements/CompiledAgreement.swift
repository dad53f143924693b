public import CanonicalModel
import Terminology

/// An agreement made ready for one run: one flow, one day, everything looked up beforehand.
///
/// Deciding is pure and total: the same record and facts give the same answer, and no record can
/// make it fail. Whatever the agreement does not release is withheld.
public struct CompiledAgreement: Sendable {
    /// The agreement itself.
    public let agreement: Agreement
    /// The flow of this run; `nil` if the agreement has no such flow, so that nothing leaves.
    public let flow: Agreement.Flow?
    /// The day of the run in Europe/London.
    public let runDate: PartialDate
    /// For each kind that can leave, the fields (indices) that can, the id among them.
    public let releasableFields: [EntryKind: [Int]]

    /// The reasons that hold for every record of the run.
    let runReasons: ReasonSet
    /// For each publisher the reasons against it; none if it has signed.
    let practices: [[UInt8]: ReasonSet]
    /// What registers given at run time say.
    let registers: RegisterGates
    let index: CodeSetIndex
    /// By the raw value of the kind.
    let plans: [KindPlan]
    /// The inclusions that the plans point to.
    let inclusions: [KindPlan.Inclusion]

    /// Compiles `agreement`.
    ///
    /// - Parameters:
    ///   - flow: The id of the flow, or `nil` for the only one.
    ///   - runDate: The day of the run in Europe/London; both ends of the term count as in force.
    ///   - registers: What registers and lists say at the start of the run.
    ///   - elsewhere: The practices that another version of the agreement decides.
    public init(
        _ agreement: Agreement, flow: String?, runDate: PartialDate,
        registers: RunRegisters = RunRegisters(), decidedElsewhere elsewhere: Set<String> = []
    ) {
        self.agreement = agreement
        self.runDate = runDate.generalised(to: .day)
        let named = agreement.flows.first { $0.id == flow }
        let only = agreement.flows.count == 1 ? agreement.flows.first : nil
        self.flow = flow == nil ? only : named
        self.registers = RegisterGates(agreement, self.flow, registers)
        index = CodeSetIndex(agreement.codeSets)
        var inclusions: [KindPlan.Inclusion] = []
        var releasable: [EntryKind: [Int]] = [:]
        plans = EntryKind.allCases.map { [index] kind in
            let plan = KindPlan(kind, agreement, index, &inclusions)
            if !plan.isExcluded, !plan.inclusions.isEmpty {
                let bits = inclusions[plan.inclusions].reduce(0) { $0 | $1.fields.bits }
                releasable[kind] = Array(FieldSet(bits: bits))
            }
            return plan
        }
        self.inclusions = inclusions
        releasableFields = releasable
        runReasons = Self.runReasons(agreement, self.flow, runDate)
        practices = Dictionary(
            agreement.publishers.map { publisher in
                let standing =
                    elsewhere.contains(publisher.ods)
                    ? ReasonSet(.otherVersion)
                    : Self.standing(of: publisher.ods, agreement, runDate)
                return (Array(publisher.ods.utf8), standing)
            }, uniquingKeysWith: { $0.union($1) })
    }

    /// A run date that is not a whole day is in force on no day.
    static func runReasons(
        _ agreement: Agreement, _ flow: Agreement.Flow?, _ runDate: PartialDate
    ) -> ReasonSet {
        var reasons = ReasonSet()
        if agreement.status != .active { reasons.insert(.notActive) }
        let isInForce =
            if runDate.precision >= .day, let from = agreement.validFrom,
                let until = agreement.validUntil
            {
                (from.dayNumber...max(from.dayNumber, until.dayNumber)).contains(runDate.dayNumber)
            } else {
                false
            }
        if !isInForce { reasons.insert(.notInForce) }
        if flow == nil { reasons.insert(.flowNotAgreed) }
        return reasons
    }

    /// A signature counts from its day; a withdrawal counts until a later signature.
    static func standing(
        of ods: String, _ agreement: Agreement, _ runDate: PartialDate
    ) -> ReasonSet {
        let today = runDate.dayNumber
        let signed = agreement.signUps.filter {
            $0.ods == ods && $0.version == agreement.version.signed && $0.at.dayNumber <= today
        }.map(\.at.dayNumber).max()
        let withdrawn = agreement.withdrawals.filter {
            $0.ods == ods && $0.at.dayNumber <= today
        }.map(\.at.dayNumber).max()
        if let withdrawn, withdrawn >= signed ?? withdrawn { return ReasonSet(.practiceWithdrawn) }
        return signed == nil ? ReasonSet(.practiceNotSigned) : []
    }
}

/// The data set's rules for one kind of entry, in bits.
struct KindPlan: Sendable {
    struct Inclusion: Sendable {
        /// The entry's code must belong to one of these sets; 0 for any code or none.
        let sets: UInt64
        /// The fields that leave, less those that are excluded.
        let fields: FieldSet
    }
    let shape: KindShape
    /// Where its inclusions are in ``CompiledAgreement/inclusions``.
    let inclusions: Range<Int>
    /// Whether an inclusion looks at the code.
    let looksAtCode: Bool
    /// Whether the kind is excluded as a whole.
    let isExcluded: Bool
    /// An entry with a code in one of these sets is excluded.
    let excludedSets: UInt64

    /// Compiles the rules for `kind` and appends its inclusions to `all`.
    init(
        _ kind: EntryKind, _ agreement: Agreement, _ index: CodeSetIndex, _ all: inout [Inclusion]
    ) {
        func bit(_ set: String?) -> UInt64 {
            set.flatMap(index.bit).map { 1 << UInt64($0) } ?? 0
        }
        let exclusions = agreement.exclusions.filter { $0.kind == nil || $0.kind == kind }
        let excludedFields = FieldSet(exclusions.flatMap(\.fields)).bits
        let own = agreement.inclusions.filter { $0.kind == kind }.map {
            Inclusion(
                sets: bit($0.codeSet),
                fields: FieldSet(bits: FieldSet($0.fields).bits & ~excludedFields | 1))
        }
        shape = KindShape.all[Int(kind.rawValue)]
        inclusions = all.count..<all.count + own.count
        looksAtCode = own.contains { $0.sets != 0 }
        all += own
        isExcluded = exclusions.contains {
            $0.kind == kind && $0.codeSet == nil && $0.fields.isEmpty
        }
        excludedSets = exclusions.reduce(0) { $0 | bit($1.codeSet) }
    }
}
