/// Whether an entry says that what its code names is so: was seen, done or agreed.
///
/// An answer or a status can turn a code round: "chest pain: no", a procedure that was not done, an
/// observation that was cancelled. Who takes the code alone for a fact asks here first.
/// Source: FHIR R4, Observation (`status` is a modifier; `value[x]`, `interpretation`), Procedure,
/// Immunization, AllergyIntolerance; SNOMED CT qualifier values for the answers.
enum Affirmation {
    /// What has not come about, was not done, or may not be so.
    private static let deniedStatuses: [EntryKind: [String]] = [
        .observation: ["registered", "preliminary", "cancelled", "entered-in-error", "unknown"],
        .procedure: ["preparation", "not-done", "on-hold", "entered-in-error", "unknown"],
        .immunisation: ["not-done", "entered-in-error"],
        .medicationStatement: ["entered-in-error", "intended", "unknown", "not-taken"],
        .problem: ["entered-in-error"], .medication: ["entered-in-error"],
        .medicationIssue: ["entered-in-error"],
    ]

    /// No; absent; negative; not detected; known absent; definitely not present; not done; not
    /// applicable.
    private static let noes: Set<[UInt8]> = Set(
        [
            "373067005", "2667000", "260385009", "260415000", "410516002", "410594000",
            "385660001", "385432009",
        ].map { Array($0.utf8) })
    /// What a local list or a person writes for them.
    private static let noWords: Set<[UInt8]> = Set(
        [
            "n", "no", "false", "absent", "negative", "none", "nil", "not detected", "not done",
            "not present", "not applicable", "declined", "refused",
        ].map { Array($0.utf8) })

    private static let yeses: Set<[UInt8]> = Set(
        ["373066001", "yes", "y", "true"].map { Array($0.utf8) })

    /// Where the fields of a kind stand that may deny, and the words that do.
    struct Shape: Sendable {
        let status: (field: Int, denied: UInt64)?
        let verification: (field: Int, denied: UInt64)?
        let answer, words: Int?
        let interpretation: (field: Int, denied: UInt64)?

        /// By the raw value of the kind.
        static let all = EntryKind.allCases.map { Shape($0.definition) }

        private init(_ definition: EntryDefinition) {
            func denied(_ name: String, _ words: [String]) -> (field: Int, denied: UInt64)? {
                guard let field = definition.index(of: name),
                    case .code(let vocabulary) = definition.fields[field].type
                else { return nil }
                let bits = words.compactMap { vocabulary.index(of: $0) }
                return (field, bits.reduce(0) { $0 | 1 << UInt64($1) })
            }
            status = denied("status", Affirmation.deniedStatuses[definition.kind] ?? [])
            verification = denied("verification", ["refuted", "entered-in-error"])
            interpretation = denied("interpretation", ["NEG"])
            answer = definition.index(of: "value_concept")
            words = definition.index(of: "value_text")
        }
    }

    /// What an answer says, if it says no or yes.
    fileprivate enum Answer { case no, yes, other }

    fileprivate static func answer(_ text: TextRange, in record: CanonicalRecord) -> Answer {
        guard text.length <= 16 else { return .other }
        let isCapital = { (byte: UInt8) in (0x41...0x5A).contains(byte) }
        let word = record.bytes(text).map { isCapital($0) ? $0 | 0x20 : $0 }
        if noes.contains(word) || noWords.contains(word) { return .no }
        return yeses.contains(word) ? .yes : .other
    }

    fileprivate static func answer(_ concept: Concept, in record: CanonicalRecord) -> Answer {
        var answers = [answer(concept.text, in: record)]
        for coding in record.codings(of: concept) {
            answers += [coding.code, coding.display].map { answer($0, in: record) }
        }
        return answers.contains(.no) ? .no : answers.contains(.yes) ? .yes : .other
    }
}

extension CanonicalRecord {
    /// Whether `entry` says that what its code names is so; see ``Affirmation``.
    ///
    /// Cost: four cells; a look at the answer's codings where there is one.
    public func affirms(_ entry: Entry) -> Bool {
        let shape = Affirmation.Shape.all[Int(entry.kind.rawValue)]
        for test in [shape.status, shape.verification, shape.interpretation] {
            if let test, case .code(let word) = cell(entry, test.field),
                test.denied & 1 << UInt64(word) != 0
            {
                return false
            }
        }
        return answers(of: entry).allSatisfy { $0 != .no }
    }

    /// Whether `entry` is a yes to what its code asks: it is affirmed, and no answer stands there
    /// that is another than yes.
    public func agrees(_ entry: Entry) -> Bool {
        affirms(entry) && answers(of: entry).allSatisfy { $0 == .yes }
    }

    private func answers(of entry: Entry) -> [Affirmation.Answer] {
        let shape = Affirmation.Shape.all[Int(entry.kind.rawValue)]
        var answers: [Affirmation.Answer] = []
        if let field = shape.words, case .text(let text) = cell(entry, field) {
            answers.append(Affirmation.answer(text, in: self))
        }
        if let field = shape.answer, case .concept(let number) = cell(entry, field) {
            answers.append(Affirmation.answer(concepts[Int(number)], in: self))
        }
        return answers
    }
}
