/// How closely a field points at a person.
///
/// Source: UK GDPR Art. 4(1), recital 26; ISO 25237:2017 §3 (direct and indirect identifiers).
public enum Identifiability: String, Sendable, CaseIterable {
    case directIdentifier = "direct identifier"
    case quasiIdentifier = "quasi-identifier"
    case clinical
    case freeText = "free text"
    case operational
}

/// A closed list of words for a ``FieldType/code(_:)`` field.
public struct Vocabulary: Hashable, Sendable {
    /// Its name, for messages.
    public let name: String
    /// The words, in the order of their indices.
    public let words: [String]
    /// Declares a vocabulary.
    public init(_ name: String, _ words: [String]) {
        self.name = name
        self.words = words
    }
    /// The index of `word`, or `nil` if it is not in the list.
    public func index(of word: String) -> UInt8? { words.firstIndex(of: word).map(UInt8.init) }
}

/// What a field's ``Cell`` holds.
public enum FieldType: Hashable, Sendable {
    case text
    /// A decimal literal.
    case number
    case code(Vocabulary)
    case date
    case concept
    case quantity
    case boolean
    case reference
    /// Many references.
    case references

    /// The word used in mapping messages and the data dictionary.
    public var name: String {
        switch self {
        case .text: "text"
        case .number: "number"
        case .code: "code"
        case .date: "date"
        case .concept: "concept"
        case .quantity: "quantity"
        case .boolean: "boolean"
        case .reference: "reference"
        case .references: "references"
        }
    }
}

/// One row of the field table: the only place where a field is described.
public struct Field: Hashable, Sendable {
    /// The stable name, in snake case: a mapping's target, an agreement's field, a feed's column.
    public let name: String
    /// What its cell holds.
    public let type: FieldType
    /// Whether every entry of the kind has it.
    public let isRequired: Bool
    /// Where it stands in UK Core FHIR R4, below the resource; `nil` if it has no place there.
    public let ukCore: String?
    /// How closely it points at a person.
    public let identifiability: Identifiability
    /// What it means, in a sentence without full stop.
    public let meaning: String
    /// Whether Sluice works it out under an agreement; a mapping cannot set it.
    public let isDerived: Bool

    /// Declares a field.
    public init(
        _ name: String, _ type: FieldType, required: Bool = false, ukCore: String? = nil,
        _ identifiability: Identifiability, derived: Bool = false, _ meaning: String
    ) {
        self.name = name
        self.type = type
        isRequired = required
        self.ukCore = ukCore
        self.identifiability = identifiability
        self.meaning = meaning
        isDerived = derived
    }
}

/// The description of one kind of entry: its fields, and the UK Core resource it becomes.
public struct EntryDefinition: Sendable {
    /// The kind it describes.
    public let kind: EntryKind
    /// What it is, in a sentence without full stop.
    public let meaning: String
    /// The UK Core FHIR R4 resource, or `nil` if the kind has none of its own.
    public let resource: String?
    /// The fields: ``Field/name`` `id` first, `confidential` second, then the kind's own.
    public let fields: [Field]

    /// Declares a kind; the envelope fields are added.
    public init(
        _ kind: EntryKind, _ meaning: String, resource: String?, _ fields: [Field]
    ) {
        self.kind = kind
        self.meaning = meaning
        self.resource = resource
        self.fields = Self.envelope + fields
    }

    /// The fields that every entry has: 0 is its id, 1 its confidentiality.
    public static let envelope: [Field] = [
        Field(
            "id", .text, required: true, ukCore: "id", .operational,
            "the id that other entries of the record use for it, as the source wrote it"),
        Field(
            "confidential", .code(.confidentiality), .operational,
            "whether the source, or a true ancestor in it, restricts who may see the entry"),
    ]

    /// The index of the field named `name`, or `nil`.
    public func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

extension Vocabulary {
    /// The confidentiality of an entry; `other` is a code whose meaning is unknown.
    ///
    /// Source: HL7 v3 ActCode `NOPAT` (no disclosure to patient, family or carers without
    /// attending provider's authorisation); HL7 v3 Confidentiality `R` and `V`.
    public static let confidentiality = Vocabulary(
        "confidentiality", ["nopat", "restricted", "other"])
}
