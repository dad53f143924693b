/// A run of UTF-8 text of one ``CanonicalRecord``: in its source bytes, or in its scratch bytes.
public struct TextRange: Hashable, Sendable {
    /// Where it begins; the top bit says that it lies in ``CanonicalRecord/scratch``.
    @usableFromInline let location: UInt32
    /// Its length in bytes.
    public let length: UInt32

    /// A range of the source bytes, which are at most 2 GiB.
    @inlinable public init(source offset: Int, length: Int) {
        location = UInt32(truncatingIfNeeded: offset)
        self.length = UInt32(truncatingIfNeeded: length)
    }

    /// A range of the scratch bytes.
    @inlinable public init(scratch offset: Int, length: Int) {
        location = UInt32(truncatingIfNeeded: offset) | 0x8000_0000
        self.length = UInt32(truncatingIfNeeded: length)
    }

    /// No text.
    public static let empty = TextRange(source: 0, length: 0)
    /// Whether it has no bytes.
    @inlinable public var isEmpty: Bool { length == 0 }
    /// Whether it lies in the scratch bytes.
    @inlinable public var isScratch: Bool { location & 0x8000_0000 != 0 }
    /// Where it begins in its buffer.
    @inlinable public var offset: Int { Int(location & 0x7FFF_FFFF) }
}

/// The value of one field of one entry: 16 bytes, what the field table says of its type.
public enum Cell: Hashable, Sendable {
    /// Nothing recorded, or withheld: the two look alike on purpose.
    case absent
    /// Text, or the literal of a number (`34.0` stays `34.0`).
    case text(TextRange)
    /// The index of a word in the field's ``Vocabulary``.
    case code(UInt8)
    /// A date or time of stated precision.
    case date(PartialDate)
    /// An index into ``CanonicalRecord/concepts``.
    case concept(UInt32)
    /// An index into ``CanonicalRecord/quantities``.
    case quantity(UInt32)
    /// True or false.
    case boolean(Bool)
    /// The id of another entry of the same record.
    case reference(TextRange)
    /// Several ids: `count` of ``CanonicalRecord/references`` from `start`.
    case references(start: UInt32, count: UInt32)
}

/// One coding of a concept: as the source wrote it, or added by a terminology.
public struct Coding: Hashable, Sendable {
    /// The system, where it is one of ours.
    public var system: CodeSystem
    /// Whether `code` is a SNOMED CT description id, which names a term and not a concept.
    ///
    /// Source: SNOMED CT Technical Implementation Guide, partition identifier 01 or 11.
    public var isDescription: Bool
    /// The code.
    public var code: TextRange
    /// The term that came with it.
    public var display: TextRange
    /// The system's URI or OID as written, for ``CodeSystem/other``.
    public var systemText: TextRange
    /// Where it comes from.
    public var origin: CodingOrigin
    /// Makes a coding.
    public init(
        system: CodeSystem, isDescription: Bool = false, code: TextRange,
        display: TextRange = .empty, systemText: TextRange = .empty,
        origin: CodingOrigin = .source
    ) {
        self.system = system
        self.isDescription = isDescription
        self.code = code
        self.display = display
        self.systemText = systemText
        self.origin = origin
    }
}

/// How far the codes of a concept can be relied on.
public enum MapStatus: UInt8, Sendable, CaseIterable {
    /// The source wrote a SNOMED CT concept id itself.
    case native
    /// A code of another system, mapped to a SNOMED CT concept by an assured map.
    case mapped
    /// A SNOMED CT description id stands where a concept id should.
    case description
    /// Only codes that could not be mapped.
    case unmapped
    /// Text without any code.
    case textOnly
    /// A description id of the source, and the concept it is a term of.
    case resolved
    /// A code of another system, mapped to a SNOMED CT concept by a map that nobody has assured.
    case mappedUnassured
    /// A code of another system that maps lead to several SNOMED CT concepts; none is chosen.
    case ambiguous
    /// An inactive SNOMED CT concept, and the one that has taken its place.
    case replaced
    /// An inactive SNOMED CT concept that no one concept has taken the place of.
    case inactive
    /// A stable word for feeds.
    public var name: StaticString {
        switch self {
        case .native: "native"
        case .mapped: "mapped"
        case .description: "description"
        case .unmapped: "unmapped"
        case .textOnly: "text-only"
        case .resolved: "resolved"
        case .mappedUnassured: "mapped-unassured"
        case .ambiguous: "ambiguous"
        case .replaced: "replaced"
        case .inactive: "inactive"
        }
    }
}

/// A coded statement: every coding as it came, and what the author typed.
public struct Concept: Hashable, Sendable {
    /// Where its codings begin in ``CanonicalRecord/codings``.
    public var firstCoding: UInt32
    /// How many it has.
    public var codingCount: UInt16
    /// How far the codes can be relied on.
    public var status: MapStatus
    /// The original text, which may be free text.
    public var text: TextRange
    /// Where its codings are.
    @inlinable public var range: Range<Int> {
        Int(firstCoding)..<Int(firstCoding) + Int(codingCount)
    }
    /// Makes a concept.
    public init(firstCoding: UInt32, codingCount: UInt16, status: MapStatus, text: TextRange) {
        self.firstCoding = firstCoding
        self.codingCount = codingCount
        self.status = status
        self.text = text
    }
}

/// A measured amount; its number keeps the literal it came with.
public struct Quantity: Hashable, Sendable {
    /// A sign that goes before the number.
    public enum Comparator: UInt8, Sendable, CaseIterable {
        case none, less, lessOrEqual, greaterOrEqual, greater
        /// Empty, `<`, `<=`, `>=` or `>`.
        public var sign: StaticString {
            switch self {
            case .none: ""
            case .less: "<"
            case .lessOrEqual: "<="
            case .greaterOrEqual: ">="
            case .greater: ">"
            }
        }
    }
    /// A decimal literal; may be empty where only a unit or text is known.
    public var number: TextRange
    /// The sign before it.
    public var comparator: Comparator
    /// The unit as the source wrote it for people.
    public var unit: TextRange
    /// The UCUM code of the unit, where the source gives one.
    public var unitCode: TextRange
    /// Whether the number was found in text; the text is kept.
    public var isDerivedFromText: Bool
    /// Makes a quantity.
    public init(
        number: TextRange, comparator: Comparator = .none, unit: TextRange = .empty,
        unitCode: TextRange = .empty, isDerivedFromText: Bool = false
    ) {
        self.number = number
        self.comparator = comparator
        self.unit = unit
        self.unitCode = unitCode
        self.isDerivedFromText = isDerivedFromText
    }
}
