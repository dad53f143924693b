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

    /// What it was compiled with, to compile a change of it.
    let given: RunRegisters
    let elsewhere: Set<String>

    /// The tables of an aggregate agreement.
    public let tables: [TableProgram]
    /// The practices whose records may be counted, or leave, in this run.
    public let countedPractices: [String]

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
    /// The tests that the inclusions point to.
    let tests: [CompiledTest]
    /// The conditions of the cohort.
    let program: CohortProgram
    /// The publishers at which people must be registered; `nil` for all.
    let cohortPractices: Set<[UInt8]>?
    /// The codes of consent, and of objections to this sharing.
    let consent: ChoiceSets?
    let codedObjections: [ChoiceSets]
    /// What is sensitive, in any kind.
    let sensitive: SensitiveSets
    /// By kind and field: how precise a date leaves.
    let levels: LevelTable

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
        (given, self.elsewhere) = (registers, elsewhere)
        self.runDate = runDate.generalised(to: .day)
        let named = agreement.flows.first { $0.id == flow }
        let only = agreement.flows.count == 1 ? agreement.flows.first : nil
        self.flow = flow == nil ? only : named
        self.registers = RegisterGates(agreement, self.flow, registers)
        index = CodeSetIndex(agreement.codeSets)
        var rules = KindPlan.Rules(index: index, runDate: self.runDate)
        var releasable: [EntryKind: [Int]] = [:]
        let isAggregate = agreement.deidentification.level == .aggregate
        plans = EntryKind.allCases.map { kind in
            let plan = KindPlan(kind, agreement, &rules)
            if !isAggregate, !plan.isExcluded, !plan.inclusions.isEmpty {
                let bits = rules.inclusions[plan.inclusions].reduce(0) { $0 | $1.fields.bits }
                releasable[kind] = Array(FieldSet(bits: bits))
            }
            return plan
        }
        (inclusions, tests) = (rules.inclusions, rules.tests)
        releasableFields = releasable
        program = CohortProgram(agreement.cohort.criteria, index, on: self.runDate)
        cohortPractices = agreement.cohort.practices.map { Set($0.map { Array($0.utf8) }) }
        consent = agreement.consent.map { [index] in ChoiceSets($0, index) }
        codedObjections = agreement.codedObjections.map { [index] in ChoiceSets($0, index) }
        sensitive = SensitiveSets(agreement.sensitive, index)
        levels = LevelTable(agreement.deidentification)
        runReasons = Self.runReasons(agreement, self.flow, runDate)
        let signatures = Signatures(agreement)
        let practices = Dictionary(
            agreement.publishers.map { publisher in
                let standing =
                    elsewhere.contains(publisher.ods)
                    ? ReasonSet(.otherVersion)
                    : signatures.standing(of: publisher.ods, on: runDate.dayNumber)
                return (Array(publisher.ods.utf8), standing)
            }, uniquingKeysWith: { $0.union($1) })
        self.practices = practices
        let cohort = agreement.cohort.practices
        let counted = agreement.publishers.map(\.ods).filter { [registers = self.registers] ods in
            let code = Array(ods.utf8)
            return practices[code]?.isEmpty == true && cohort?.contains(ods) ?? true
                && !registers.hasStopped(practice: code)
        }
        countedPractices = counted
        tables = agreement.tables.map { [index, runDate = self.runDate] table in
            TableProgram(table, agreement, index, on: runDate, practices: counted)
        }
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
        if let end = agreement.supportUntil, end.dayNumber < runDate.dayNumber {
            reasons.insert(.legalBasis)
        }
        if agreement.deidentification.level == .aggregate, agreement.tables.isEmpty {
            reasons.insert(.countsOnly)
        }
        return reasons
    }
}
