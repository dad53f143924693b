import CanonicalModel
import SharingAgreements
import Terminology

/// A rule about an agreement as a whole: one row of the table.
struct Rule: Sendable {
    let code: Diagnostic.Code
    let level: GuidanceLevel
    /// What breaks it.
    let findings: @Sendable (Review) -> [Finding]

    init(
        _ code: Diagnostic.Code, _ level: GuidanceLevel,
        _ findings: @escaping @Sendable (Review) -> [Finding]
    ) {
        (self.code, self.level, self.findings) = (code, level, findings)
    }

    /// Every rule, family by family.
    static let all = lawful + enforceable + contradictory + precise + minimal + parties + dates
}

/// How binding a finding is.
enum GuidanceLevel: String, Sendable, CaseIterable {
    /// The agreement cannot go on like this.
    case must
    /// It should not; a waiver with a reason lets it.
    case should
    /// Worth knowing.
    case note

    /// The level of findings of this severity.
    init(_ severity: Diagnostic.Severity) {
        switch severity {
        case .error: self = .must
        case .warning: self = .should
        case .note: self = .note
        }
    }

    var severity: Diagnostic.Severity {
        switch self {
        case .must: .error
        case .should: .warning
        case .note: .note
        }
    }
}

/// Something that breaks a rule, and the clause where it does.
struct Finding {
    let clause: String
    let message: String
    var advice: String?
}

/// What rules look at, with what several of them need worked out once.
struct Review: Sendable {
    let agreement: Agreement
    let outline: Outline
    /// What the mappings fill; `nil` where none were looked at.
    let filled: FilledFields?
    /// The day on which the agreement is looked at.
    let today: PartialDate
    /// Every field that may leave, in file order, as often as it is named.
    let leaving: [Leaving]
    /// The codes of each set, as hashes of this process.
    private let codesOfSets: [String: Set<Int>]

    /// A field that an inclusion names and that no exclusion takes away.
    struct Leaving {
        let kind: EntryKind
        let field: Int
        /// Which inclusion names it, and as which of its fields.
        let inclusion, place: Int
        var clause: String { "dataset.include[\(inclusion)].fields[\(place)]" }
        var name: String { kind.definition.fields[field].name }
    }

    init(
        agreement: Agreement, outline: Outline, filled: FilledFields?, today: PartialDate
    ) {
        (self.agreement, self.outline) = (agreement, outline)
        (self.filled, self.today) = (filled, today)
        leaving = agreement.inclusions.enumerated().flatMap { number, inclusion in
            inclusion.fields.enumerated().compactMap { place, field in
                if Self.isExcluded(field, of: inclusion.kind, agreement) { return nil }
                return Leaving(kind: inclusion.kind, field: field, inclusion: number, place: place)
            }
        }
        var sets: [String: Set<Int>] = [:]
        for set in agreement.codeSets {
            sets[set.name] = Set(
                set.codes.map { system, code in
                    var hasher = Hasher()
                    hasher.combine(system.rawValue)
                    hasher.combine(code)
                    return hasher.finalize()
                })
        }
        codesOfSets = sets
    }

    /// Where a field first leaves; `nil` where it does not.
    func leaving(_ kind: EntryKind, _ name: String) -> Leaving? {
        guard let field = kind.definition.index(of: name) else { return nil }
        return leaving.first { $0.kind == kind && $0.field == field }
    }

    func isExcluded(_ field: Int, of kind: EntryKind) -> Bool {
        Self.isExcluded(field, of: kind, agreement)
    }

    private static func isExcluded(
        _ field: Int, of kind: EntryKind, _ agreement: Agreement
    ) -> Bool {
        agreement.exclusions.contains { $0.kind == kind && $0.fields.contains(field) }
    }

    /// How precise a field leaves.
    func level(_ leaving: Leaving) -> ReleaseLevel {
        agreement.deidentification.level(of: leaving.field, leaving.kind)
    }

    /// Whether rows of people leave, under pseudonyms.
    var hidesNames: Bool { agreement.deidentification.level == .pseudonymised }

    /// Whether rows of people leave at all.
    var sendsRows: Bool { agreement.deidentification.level != .aggregate }

    /// The kinds of entry that something is included of.
    var kinds: Set<EntryKind> { Set(agreement.inclusions.map(\.kind)) }

    /// The codes of a set.
    func codes(_ name: String) -> Set<Int> { codesOfSets[name] ?? [] }

    /// The day at a path; `nil` where there is none.
    func day(_ path: String) -> PartialDate? {
        outline.text(path).flatMap { PartialDate(dayText: $0) }
    }
}
