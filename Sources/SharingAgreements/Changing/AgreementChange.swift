package import CanonicalModel
import Terminology

/// One clause of an agreement written otherwise: what an author could have forgotten or mistaken,
/// and what would have to change for somebody to fare otherwise.
///
/// A change is made to the agreement as it was loaded, not to its text, so it is decided by the
/// same gates; it need not be one that would load.
public struct AgreementChange: Sendable {
    /// What kind of change it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// A whole clause is gone: a rule of the data set, a condition, a gate, a signature.
        case dropped
        /// A part of a clause is gone: a field, a test, a code set of several.
        case narrowed
        /// A clause lets more through.
        case loosened
        /// A clause lets less through.
        case tightened
        /// Something is let out that was not named.
        case added
    }

    /// Where the clause stands: `dataset.include[2]`, `cohort.age.min`.
    public let clause: String
    /// What kind of change it is.
    public let kind: Kind
    /// What is done, as an order: "leave out the field `onset`".
    public let words: String
    private let change: @Sendable (inout Agreement) -> Void

    init(
        _ clause: String, _ kind: Kind, _ words: String,
        _ change: @escaping @Sendable (inout Agreement) -> Void
    ) {
        (self.clause, self.kind, self.words, self.change) = (clause, kind, words, change)
    }

    /// The agreement with the change made; it need not be one that would load.
    public func applied(to agreement: Agreement) -> Agreement {
        var changed = agreement
        change(&changed)
        return changed
    }
}

extension Agreement {
    /// The agreement as if it were active.
    public var asActive: Agreement {
        var active = self
        active.status = .active
        return active
    }

    /// Every single change that makes the agreement another one; those that provably change no
    /// decision are left out.
    ///
    /// - Parameter outsiders: Practices that are no party, which a change makes one.
    /// - Returns: The changes, section by section. Cost: some microseconds each.
    public func changes(outsiders: [String]) -> [AgreementChange] {
        let precise = changesOfDataset() + changesOfPrecision()
        let before = DatasetSignature(self)
        return changesOfForce() + changesOfParties(outsiders) + changesOfOptOuts()
            + changesOfCohort()
            + precise.filter { DatasetSignature($0.applied(to: self)) != before }
            + changesOfSensitive() + changesOfConfidentiality() + changesOfTables()
    }
}

/// What data set and precision come to once compiled: two agreements that agree in this let the
/// same fields of the same entries out, equally precise.
private struct DatasetSignature: Equatable {
    private struct Rule: Equatable {
        let sets, fields: UInt64
        let first, last: Int?
        let tests: [Agreement.FieldTest]
    }
    private var rules: [[Rule]] = []
    private var excluded: [UInt64] = []
    private var levels: [[ReleaseLevel]] = []
    private var derived: [String] = []
    private let releasesFreeText: Bool
    private let dateShift: Int?

    init(_ agreement: Agreement) {
        // Any day will do, as long as it is the same one.
        let day = agreement.validFrom ?? agreement.validUntil
        releasesFreeText = agreement.releasesFreeText
        dateShift = agreement.deidentification.dateShift
        guard let day else { return }
        var compiled = KindPlan.Rules(index: CodeSetIndex(agreement.codeSets), runDate: day)
        for kind in EntryKind.allCases {
            let plan = KindPlan(kind, agreement, &compiled)
            let own = agreement.inclusions.filter { $0.kind == kind }
            let rules = zip(own, compiled.inclusions[plan.inclusions]).map { rule, compiled in
                Rule(
                    sets: compiled.sets, fields: compiled.fields.bits, first: compiled.days?.first,
                    last: compiled.days?.last, tests: rule.tests)
            }
            self.rules.append(rules)
            excluded += [plan.excludedSets, plan.isExcluded ? 1 : 0, plan.mayBeUncoded ? 1 : 0]
            let leaving = FieldSet(bits: rules.reduce(0) { $0 | $1.fields })
            levels.append(leaving.map { agreement.deidentification.level(of: $0, kind) })
            if kind == .patient { derive(leaving, agreement.deidentification) }
        }
    }

    private mutating func derive(_ fields: FieldSet, _ rules: Agreement.Deidentification) {
        if fields.contains(PatientFields.ageYears) {
            derived.append("years to \(rules.cutsYears ? rules.topCode : 0)")
        }
        if fields.contains(PatientFields.ageBand) {
            derived.append("\(rules.age == .band10) to \(rules.topCode)")
        }
        if fields.contains(PatientFields.ethnicCategory) {
            derived.append("\(rules.ethnicity == .group5)")
        }
    }
}

extension PartialDate {
    /// The day `days` before this one.
    package func earlier(by days: Int) -> PartialDate {
        let wanted = dayNumber - days
        // A year of 366 days at most lies between: the first guess is never too late.
        var year = max(1, wanted / 366)
        while let next = PartialDate(.day, year: year + 1), next.dayNumber <= wanted { year += 1 }
        var month = 1
        while month < 12, let next = PartialDate(.day, year: year, month: month + 1),
            next.dayNumber <= wanted
        {
            month += 1
        }
        guard let first = PartialDate(.day, year: year, month: month) else { return self }
        return PartialDate(
            .day, year: year, month: month, day: 1 + wanted - first.dayNumber) ?? self
    }
}
