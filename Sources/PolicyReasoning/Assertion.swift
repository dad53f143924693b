public import CanonicalModel
import DecisionDiagrams
public import SharingAgreements
import StrictYAML
public import Terminology

/// What must never leave, in words: `practice not signed`, `any code in hiv`, `field
/// patient.nhs_number`, or several joined by `and`, of which not all may hold together.
public struct Assertion: Sendable {
    enum Part: Hashable, Sendable {
        case practiceNotSigned
        case code(set: String)
        case field(EntryKind, Int)
        case entry(EntryKind)
        case type1, nationalOptOut, localOptOut, testPatient, confidential, deceased
        case youngerThan(Int)
    }
    let parts: [Part]
    /// The words.
    public let text: String

    /// The phrases that need nothing more.
    private static let plain: [(words: String, part: Part)] = [
        ("practice not signed", .practiceNotSigned), ("type 1 objection", .type1),
        ("national opt-out", .nationalOptOut), ("local opt-out", .localOptOut),
        ("test patient", .testPatient), ("confidential", .confidential), ("deceased", .deceased),
    ]
    /// The phrases, for messages.
    public static let phrases =
        plain.map(\.words) + ["any code in SET", "field KIND.FIELD", "entry KIND", "age under N"]

    /// Reads an assertion.
    ///
    /// - Parameter codeSets: The sets that it may name.
    /// - Throws: `assertion-form` for what is not understood, with a suggestion.
    public init(_ text: String, codeSets: [CodeSet]) throws(Diagnostic) {
        self.text = text
        let words = text.lowercased().split(separator: " ").map(String.init)
        var parts: [Part] = []
        for phrase in words.split(separator: "and") {
            parts.append(try Self.part(Array(phrase), codeSets))
        }
        guard !parts.isEmpty else { throw Self.fault("the assertion says nothing", nil) }
        self.parts = parts
    }

    private static func part(
        _ words: [String], _ codeSets: [CodeSet]
    ) throws(Diagnostic) -> Part {
        let phrase = words.joined(separator: " ")
        if let part = plain.first(where: { $0.words == phrase })?.part { return part }
        guard let last = words.last else { throw fault("the assertion says nothing", nil) }
        switch words.dropLast().joined(separator: " ") {
        case "any code in":
            guard codeSets.contains(where: { $0.name == last }) else {
                throw fault(
                    "there is no code set `\(last)`",
                    suggestion(last, among: codeSets.map(\.name)))
            }
            return .code(set: last)
        case "field": return try field(last)
        case "entry":
            guard let kind = EntryKind(name: last) else { throw unknown(last) }
            return .entry(kind)
        case "age under":
            guard let age = Int(last), (1...130).contains(age) else {
                throw fault("`\(last)` is not an age", "write it as `age under 18`")
            }
            return .youngerThan(age)
        default:
            throw fault(
                "`\(phrase)` is not something that can be asked about",
                suggestion(phrase, among: plain.map(\.words))
                    ?? "say one of " + phrases.map { "`\($0)`" }.joined(separator: ", "))
        }
    }

    private static func field(_ name: String) throws(Diagnostic) -> Part {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard let kind = EntryKind(name: parts[0]) else { throw unknown(parts[0]) }
        guard parts.count == 2, let field = kind.definition.index(of: parts[1]) else {
            throw fault(
                "`\(kind.name)` has no field `\(parts.count == 2 ? parts[1] : "")`",
                suggestion(
                    parts.count == 2 ? parts[1] : "",
                    among: kind.definition.fields.map(\.name)))
        }
        return .field(kind, field)
    }

    private static func unknown(_ kind: String) -> Diagnostic {
        fault(
            "`\(kind)` is not a kind of entry",
            suggestion(kind, among: EntryKind.allCases.map(\.name)))
    }

    private static func fault(_ message: String, _ advice: String?) -> Diagnostic {
        Diagnostic(.assertionForm, file: "--never", message, advice: advice)
    }
}

extension Assertion {
    /// What is known of an assertion.
    public enum Outcome: Sendable {
        /// It holds for every request; nothing for which it is said leaves.
        case proved
        /// It does not hold: this would leave.
        case counterexample(Counterexample)
        /// It could not be decided with so many nodes: neither yes nor no.
        case undecided(budget: Int)
    }

    /// Something that leaves and must not.
    public struct Counterexample: Sendable {
        /// The kind of entry.
        public let kind: EntryKind
        /// The field, by name.
        public let field: String
        /// In what form.
        public let form: String
        /// The patient and entry.
        public let witness: Witness
    }

    /// Whether `agreement` never lets out what the assertion describes.
    ///
    /// A draft is taken as active: what is asked is what its text lets out. Of an agreement for
    /// counts, whoever is counted is taken as leaving, for they are part of what does.
    ///
    /// - Parameters:
    ///   - codeSets: Those that the assertion may name.
    ///   - excepted: The ids of flows that it does not speak of.
    ///   - day: The first day of a run; every later day of the term is looked at as well, also
    ///     those from which windows of time lie otherwise to one another.
    ///   - budget: How many nodes the diagrams may have.
    public func holds(
        of agreement: Agreement, codeSets: [CodeSet], except excepted: Set<String> = [],
        on day: PartialDate, budget: Int = Undecided.usualBudget
    ) -> Outcome {
        var supposed = Supposition()
        supposed.isActive = true
        supposed.showsCounted = !agreement.tables.isEmpty
        let named = parts.compactMap { part in
            if case .code(let set) = part { codeSets.first { $0.name == set } } else { nil }
        }
        var undecided: Outcome?
        for day in TurningDays.days([agreement], from: day) {
            do throws(NodeBudgetExceeded) {
                var diagrams = try PolicyDiagrams(
                    [(agreement, supposed)], on: day, asked: named, budget: budget,
                    ages: parts.compactMap { part in
                        if case .youngerThan(let age) = part { age } else { nil }
                    })
                let outcome = try decide(&diagrams, named, excepted)
                if case .counterexample = outcome { return outcome }
            } catch {
                undecided = .undecided(budget: error.budget)
            }
        }
        return undecided ?? .proved
    }

    private func decide(
        _ diagrams: inout PolicyDiagrams, _ sets: [CodeSet], _ excepted: Set<String>
    ) throws(NodeBudgetExceeded) -> Outcome {
        let flows = diagrams.space.flows.map { !excepted.contains($0.id) } + [true]
        let isAsked = try diagrams.isIn(flows, .flow)
        // The plainest example is an entry whose own code it is, so that is looked for first.
        for isOwn in [true, false] {
            for kind in EntryKind.allCases {
                var conditions = [isAsked, diagrams.feasible]
                for part in parts {
                    conditions.append(try diagrams.holds(part, kind, sets, isOwn: isOwn))
                }
                let condition = try diagrams.store.all(conditions)
                for field in fields(of: kind) {
                    let found = try diagrams.store.both(
                        condition, try diagrams.release(0, kind, field))
                    if let example = Self.example(found, kind, field, &diagrams) {
                        return .counterexample(example)
                    }
                }
            }
        }
        return .proved
    }

    private static func example(
        _ found: Diagram, _ kind: EntryKind, _ field: Int, _ diagrams: inout PolicyDiagrams
    ) -> Counterexample? {
        let forms = diagrams.store.outcomes(of: found) & ~1
        guard forms != 0,
            let cells = diagrams.store.witness(
                of: found, reaching: forms, preferring: diagrams.space.usual)
        else { return nil }
        return Counterexample(
            kind: kind, field: kind.definition.fields[field].name,
            form: diagrams.forms[forms.trailingZeroBitCount]?.words ?? "",
            witness: WitnessWriter.write(cells, of: kind, diagrams.space))
    }

    /// The fields that are asked about: one that is named, or the id, which goes with every entry
    /// that leaves.
    private func fields(of kind: EntryKind) -> [Int] {
        for part in parts {
            switch part {
            case .field(let named, let field): return named == kind ? [field] : []
            case .entry(let named) where named != kind: return []
            case .code where kind.conceptFields.isEmpty: return []
            default: continue
            }
        }
        return [0]
    }
}

extension PolicyDiagrams {
    /// Of which requests a part of an assertion speaks.
    fileprivate mutating func holds(
        _ part: Assertion.Part, _ kind: EntryKind, _ sets: [CodeSet], isOwn: Bool
    ) throws(NodeBudgetExceeded) -> Diagram {
        switch part {
        case .practiceNotSigned: return try hasNotSigned()
        case .code(let name):
            return try bears(sets.filter { $0.name == name }, kind, isOwn: isOwn)
        case .field, .entry: return .one
        case .type1: return try holds(.type1)
        case .nationalOptOut: return try isIn([false, true, false], .nationalAnswer)
        case .localOptOut: return try holds(.localAnswer)
        case .testPatient: return try isIn(Identity.allCases.map(\.isTest), .identity)
        case .confidential:
            let record = try isIn([false, true, true], .recordMark)
            if kind == .patient { return record }
            return try store.either(record, try isIn([false, true, true], .mark))
        case .deceased: return try isIn([false, true, false], .deceased)
        case .youngerThan(let age):
            return try isIn(
                space.ages.values.map { ages in ages.map { $0.lowerBound < age } ?? true }, .age)
        }
    }

    /// Practices without a signature of the version that counts on the day, by what the agreement
    /// lists and by nothing else.
    private mutating func hasNotSigned() throws(NodeBudgetExceeded) -> Diagram {
        let agreement = space.versions[0].agreement
        var practices: [Diagram] = []
        for practice in space.practices {
            let ods = practice.first
            let own = agreement.signUps.filter {
                $0.ods == ods && $0.version == agreement.version.signed
            }
            let withdrawals = agreement.withdrawals.filter { $0.ods == ods }
            let isMissing = space.days.map { day in
                let signed = own.map(\.at.dayNumber).filter { $0 <= day }.max()
                let withdrawn = withdrawals.map(\.at.dayNumber).filter { $0 <= day }.max()
                return signed == nil || withdrawn.map { $0 >= signed ?? 0 } ?? false
            }
            practices.append(try isIn(isMissing, .day))
        }
        return try store.choose(space.variable(.practice)) { practices[$0] }
    }

    /// Entries with a code of one of the sets: as what they are about, or in another concept.
    private mutating func bears(
        _ sets: [CodeSet], _ kind: EntryKind, isOwn: Bool
    ) throws(NodeBudgetExceeded) -> Diagram {
        let numbers = sets.compactMap { space.universe.number(of: $0) }
        guard isOwn else { return try isIn(space.hidden.cells(in: numbers), .otherCode) }
        guard kind.codeField != nil else { return .zero }
        return try store.both(
            try isIn(CodeStanding.allCases.map(\.withholds), .standing),
            try isIn(space.codes.cells(in: numbers), .code))
    }
}
