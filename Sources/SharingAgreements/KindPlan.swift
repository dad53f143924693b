import CanonicalModel
import Terminology

/// The data set's rules for one kind of entry, in bits.
struct KindPlan: Sendable {
    struct Inclusion: Sendable {
        /// The entry's code must belong to one of these sets; 0 for any code or none.
        let sets: UInt64
        /// The fields that leave, less those that are excluded or withheld.
        let fields: FieldSet
        /// The days that the entry must be of; `nil` for any.
        let days: DayRange?
        /// What its fields must be, in ``CompiledAgreement/tests``.
        let tests: Range<Int>
    }
    /// What is compiled for all kinds together.
    struct Rules {
        let index: CodeSetIndex
        let runDate: PartialDate
        var inclusions: [Inclusion] = []
        var tests: [CompiledTest] = []

        init(index: CodeSetIndex, runDate: PartialDate) {
            (self.index, self.runDate) = (index, runDate)
        }
    }
    let shape: KindShape
    /// Where its inclusions are in ``CompiledAgreement/inclusions``.
    let inclusions: Range<Int>
    /// Whether an inclusion looks at the code.
    let looksAtCode: Bool
    /// Whether an inclusion looks at dates or values.
    let looksAtTimeOrValue: Bool
    /// Whether the kind is excluded as a whole.
    let isExcluded: Bool
    /// An entry with a code in one of these sets is excluded.
    let excludedSets: UInt64
    /// Whether an entry without a code may leave although sensitive codes may not.
    let mayBeUncoded: Bool

    /// Compiles the rules for `kind` and appends its inclusions to those of `rules`.
    init(_ kind: EntryKind, _ agreement: Agreement, _ rules: inout Rules) {
        let exclusions = agreement.exclusions.filter { $0.kind == nil || $0.kind == kind }
        let shape = KindShape.all[Int(kind.rawValue)]
        let withheld = kind.definition.fields.indices.filter {
            agreement.deidentification.level(of: $0, kind) <= .suppressed
        }
        let kept = ~(FieldSet(exclusions.flatMap(\.fields)).bits | FieldSet(withheld).bits) | 1
        let isTimeless = shape.isTimeless || agreement.longLivedKinds.contains(kind)
        let general = isTimeless ? nil : DayRange(agreement.window, on: rules.runDate)
        let first = rules.inclusions.count
        for inclusion in agreement.inclusions where inclusion.kind == kind {
            let firstTest = rules.tests.count
            rules.tests += inclusion.tests.map(CompiledTest.init)
            let own = DayRange(inclusion.window, on: rules.runDate)
            rules.inclusions.append(
                Inclusion(
                    sets: rules.index.mask(inclusion.codeSet),
                    fields: FieldSet(bits: FieldSet(inclusion.fields).bits & kept | 1),
                    days: own?.clamped(to: general) ?? general,
                    tests: firstTest..<rules.tests.count))
        }
        self.shape = shape
        inclusions = first..<rules.inclusions.count
        looksAtCode = rules.inclusions[inclusions].contains { $0.sets != 0 }
        looksAtTimeOrValue = rules.inclusions[inclusions].contains {
            $0.days != nil || !$0.tests.isEmpty
        }
        isExcluded = exclusions.contains {
            $0.kind == kind && $0.codeSet == nil && $0.fields.isEmpty
        }
        let index = rules.index
        excludedSets = exclusions.reduce(0) { $0 | index.mask($1.codeSet) }
        mayBeUncoded = agreement.sensitive.uncodedKinds.contains(kind)
    }
}

extension CodeSetIndex {
    /// The bit of the set called `name`; none for `nil` or a set that is not in the index.
    func mask(_ name: String?) -> UInt64 {
        name.flatMap(bit).map { 1 << UInt64($0) } ?? 0
    }
}

/// The code sets of a choice, a bit each.
struct ChoiceSets: Sendable {
    let refusal: UInt64
    let assent: UInt64

    init(_ choice: Agreement.Choice, _ index: CodeSetIndex) {
        (refusal, assent) = (index.mask(choice.refusal), index.mask(choice.assent))
    }
}

/// The code sets that are sensitive in entries of any kind, a bit each.
struct SensitiveSets: Sendable {
    let restricted: UInt64
    let categories: UInt64
    let closesLinks: Bool

    init(_ rules: Agreement.SensitiveRules, _ index: CodeSetIndex) {
        let name = Agreement.SensitiveRules.restrictedSet
        restricted = rules.withholdsRestricted == true ? index.mask(name) : 0
        categories = rules.codeSets.reduce(0) { $0 | index.mask($1) }
        closesLinks = rules.closesLinks
    }

    var all: UInt64 { restricted | categories }
}

/// How precise each date field of each kind leaves, in one flat table.
struct LevelTable: Sendable {
    private let starts: [Int]
    private let levels: [ReleaseLevel]

    init(_ rules: Agreement.Deidentification) {
        var (starts, levels) = ([Int](), [ReleaseLevel]())
        for kind in EntryKind.allCases {
            starts.append(levels.count)
            levels += kind.definition.fields.indices.map { rules.level(of: $0, kind) }
        }
        (self.starts, self.levels) = (starts, levels)
    }

    /// Where the fields of `kind` begin.
    func start(_ kind: EntryKind) -> Int { starts[Int(kind.rawValue)] }

    subscript(_ place: Int) -> ReleaseLevel { levels[place] }
}
