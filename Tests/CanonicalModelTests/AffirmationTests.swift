import CanonicalModel
import Testing

/// Whether an entry says that what its code names is so.
@Suite struct AffirmationTests {
    /// A record of one entry with a status, an answer in words and a coded one.
    private static func record(
        _ kind: EntryKind, _ words: [String: String] = [:], text: String? = nil,
        answer: (code: String, words: String)? = nil
    ) -> CanonicalRecord {
        var record = CanonicalRecord()
        let first = record.appendEntry(kind, rule: 0, sourceOffset: 0, sourceLength: 0)
        let definition = kind.definition
        for (name, word) in words {
            guard let field = definition.index(of: name),
                case .code(let vocabulary) = definition.fields[field].type,
                let number = vocabulary.index(of: word)
            else { continue }
            record.cells[first + field] = .code(number)
        }
        if let text, let field = definition.index(of: "value_text") {
            record.cells[first + field] = .text(record.appendScratch(text.utf8))
        }
        if let answer, let field = definition.index(of: "value_concept") {
            record.codings = [
                Coding(system: .snomed, code: record.appendScratch(answer.code.utf8))
            ]
            record.concepts = [
                Concept(
                    firstCoding: 0, codingCount: 1, status: .native,
                    text: record.appendScratch(answer.words.utf8))
            ]
            record.cells[first + field] = .concept(0)
        }
        return record
    }

    @Test(arguments: [
        (EntryKind.observation, "status", "final", true),
        (.observation, "status", "amended", true), (.observation, "status", "cancelled", false),
        (.observation, "status", "registered", false),
        (.observation, "status", "preliminary", false), (.observation, "status", "unknown", false),
        (.observation, "interpretation", "NEG", false),
        (.observation, "interpretation", "POS", true), (.procedure, "status", "completed", true),
        (.procedure, "status", "not-done", false), (.immunisation, "status", "not-done", false),
        (.allergy, "verification", "refuted", false),
        (.allergy, "verification", "unconfirmed", true),
        (.medicationStatement, "status", "not-taken", false),
    ])
    func aStatusMayDeny(_ kind: EntryKind, _ field: String, _ word: String, _ expected: Bool) {
        let record = Self.record(kind, [field: word])
        #expect(record.affirms(record.entries[0]) == expected)
        #expect(record.agrees(record.entries[0]) == expected)
    }

    @Test(arguments: [
        ("false", false, false), ("No", false, false), ("Not detected", false, false),
        ("true", true, true), ("Yes", true, true), ("in both hands", true, false),
        ("no pain at all since the operation", true, false),
    ])
    func anAnswerInWordsMayDeny(_ text: String, _ affirms: Bool, _ agrees: Bool) {
        let record = Self.record(.observation, text: text)
        #expect(record.affirms(record.entries[0]) == affirms)
        #expect(record.agrees(record.entries[0]) == agrees)
    }

    @Test(arguments: [
        ("373067005", "", false, false), ("2667000", "", false, false),
        ("373066001", "", true, true), ("24484000", "Severe", true, false),
        ("X1", "no", false, false),
    ])
    func aCodedAnswerMayDeny(_ code: String, _ words: String, _ affirms: Bool, _ agrees: Bool) {
        let record = Self.record(.observation, answer: (code, words))
        #expect(record.affirms(record.entries[0]) == affirms)
        #expect(record.agrees(record.entries[0]) == agrees)
    }

    @Test func whatSaysNothingElseIsSo() {
        for kind in EntryKind.allCases {
            let record = Self.record(kind)
            #expect(record.affirms(record.entries[0]) && record.agrees(record.entries[0]))
        }
    }
}
