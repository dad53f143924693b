import CanonicalModel
import Testing

@Suite struct FieldTableTests {
    @Test(arguments: EntryKind.allCases) func theDefinitionIsOfItsKind(_ kind: EntryKind) {
        #expect(kind.definition.kind == kind)
        #expect(kind.fieldCount == kind.definition.fields.count)
    }

    @Test(arguments: EntryKind.allCases) func theNameLeadsBack(_ kind: EntryKind) {
        #expect(EntryKind(name: kind.name) == kind)
        #expect(kind.name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0) })
    }

    @Test(arguments: ["", "Patient", "medicationIssue", "person"])
    func noKindIsNamed(_ name: String) { #expect(EntryKind(name: name) == nil) }

    @Test(arguments: EntryKind.allCases) func theEnvelopeComesFirst(_ kind: EntryKind) {
        #expect(kind.definition.fields.prefix(2).map(\.name) == ["id", "confidential"])
        #expect(kind.definition.fields[0].isRequired)
        #expect(kind.definition.fields[1].type == .code(.confidentiality))
    }

    @Test(arguments: EntryKind.allCases) func fieldNamesAreUnique(_ kind: EntryKind) {
        let names = kind.definition.fields.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: EntryKind.allCases) func everyFieldIsFoundByItsName(_ kind: EntryKind) {
        let fields = kind.definition.fields
        #expect(fields.map { kind.definition.index(of: $0.name) } == Array(fields.indices))
    }

    /// Agreements keep the fields of a kind in the bits of one word.
    @Test(arguments: EntryKind.allCases) func theFieldsFitIntoAWord(_ kind: EntryKind) {
        #expect(kind.fieldCount < 64)
    }

    private static let fields = EntryKind.allCases.flatMap { kind in
        kind.definition.fields.map { ("\(kind.name).\($0.name)", $0) }
    }

    @Test func everyFieldIsNamedInSnakeCase() {
        for (name, field) in Self.fields {
            let isSnake = field.name.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
            }
            #expect(isSnake && !field.name.hasPrefix("_"), "\(name)")
        }
    }

    @Test func everyFieldAndKindIsExplainedWithoutFullStop() {
        for (name, field) in Self.fields {
            #expect(!field.meaning.isEmpty && !field.meaning.hasSuffix("."), "\(name)")
            #expect(field.ukCore != "", "\(name)")
        }
        for definition in EntryKind.definitions {
            #expect(!definition.meaning.isEmpty && !definition.meaning.hasSuffix("."))
            #expect(definition.resource != "")
        }
    }

    /// An encounter is where a thing happened, and free text cannot point at an entry.
    @Test func referencesAreOperational() {
        for (name, field) in Self.fields where [.reference, .references].contains(field.type) {
            #expect(field.identifiability != .freeText, "\(name)")
            #expect(field.identifiability != .directIdentifier, "\(name)")
        }
    }

    @Test func noVocabularyRepeatsAWord() {
        for (name, field) in Self.fields {
            guard case .code(let vocabulary) = field.type else { continue }
            #expect(!vocabulary.words.isEmpty, "\(name)")
            #expect(Set(vocabulary.words).count == vocabulary.words.count, "\(name)")
            for (index, word) in vocabulary.words.enumerated() {
                #expect(vocabulary.index(of: word) == UInt8(index), "\(name)")
            }
            #expect(vocabulary.index(of: "no word of any list") == nil, "\(name)")
        }
    }

    @Test func aDerivedFieldIsNeverRequired() {
        #expect(!Self.fields.contains { $0.1.isDerived && $0.1.isRequired })
    }

    @Test(arguments: CodeSystem.allCases) func aSystemHasNoIdentifierOfAnother(_ system: CodeSystem)
    {
        for other in CodeSystem.allCases where other != system {
            #expect(Set(system.identifiers).isDisjoint(with: other.identifiers))
            #expect("\(system.name)" != "\(other.name)")
        }
        if let uri = system.uri { #expect(system.identifiers.contains("\(uri)")) }
    }
}
