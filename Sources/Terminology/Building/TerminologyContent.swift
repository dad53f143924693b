import CanonicalModel

/// What loaders have read of releases and maps, before ``compiled()`` makes a file of it.
///
/// Rows are kept with their effective times; of several versions of one component the latest
/// counts, so that the order of the sources does not matter, and neither does reading a full
/// release in the place of a snapshot.
public struct TerminologyContent: Sendable {
    /// Which version of which component a row is.
    struct Version: Hashable, Sendable {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var time: UInt32 = 0
        var isActive = true
    }
    struct ConceptRow: Sendable {
        var version: Version
        var id: UInt64 { version.low }
        var product: UInt32 = 0
        /// Whether dm+d states it and not RF2, whose word counts more.
        var isFromDMD = false
    }
    struct DescriptionRow: Sendable {
        var version: Version
        var id: UInt64 { version.low }
        let concept: UInt64
        let isFullName: Bool
        let term: TextPart
    }
    struct MemberRow: Sendable {
        enum Kind: UInt8, Sendable { case isA, link, membership, language, target }
        var version: Version
        let kind: Kind
        /// The reference set's number in ``refsets``, or the kind of a link.
        let refset: UInt32
        let component: UInt64
        var value: UInt64 = 0
        var text = TextPart.none
        var detail: UInt32 = 0
    }
    struct CodeRow: Sendable {
        var version: Version
        let system: CodeSystem
        let code: TextPart
        let term: UInt64
        /// 0 where the map says that the code has no concept.
        let target: UInt64
        var flags: UInt32
    }
    struct NameRow: Sendable {
        let concept: UInt64
        let term: TextPart
    }
    /// A part of ``text``.
    struct TextPart: Hashable, Sendable {
        let start: UInt32
        let length: UInt32
        static let none = TextPart(start: 0, length: 0)
    }

    var text: [UInt8] = []
    var concepts: [ConceptRow] = []
    var descriptions: [DescriptionRow] = []
    var members: [MemberRow] = []
    var codes: [CodeRow] = []
    /// Names given outside RF2: dm+d names, displays of FHIR resources.
    var names: [NameRow] = []
    var refsets: [String] = []
    private var refsetNumbers: [UInt64: UInt32] = [:]
    private var namedRefsets: [String: UInt32] = [:]
    /// What has been read so far.
    public internal(set) var sources: [TerminologySource] = []

    /// Nothing yet.
    public init() {}

    mutating func keep(_ bytes: ArraySlice<UInt8>) -> TextPart {
        let start = text.count
        text.append(contentsOf: bytes)
        return TextPart(
            start: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: bytes.count)
        )
    }

    /// The number of a reference set by its SNOMED CT id.
    mutating func refset(_ id: UInt64) -> UInt32 {
        if let number = refsetNumbers[id] { return number }
        let number = refset(named: "\(id)")
        refsetNumbers[id] = number
        return number
    }

    /// The number of a reference set or value set by its name.
    mutating func refset(named name: String) -> UInt32 {
        if let number = namedRefsets[name] { return number }
        refsets.append(name)
        namedRefsets[name] = UInt32(refsets.count - 1)
        return UInt32(refsets.count - 1)
    }

    /// A version key for a component without a SNOMED CT id: 128 bits of hash of its own id.
    static func key(_ bytes: ArraySlice<UInt8>) -> (high: UInt64, low: UInt64) {
        var (high, low) = (UInt64(0xcbf2_9ce4_8422_2325), UInt64(0x9E37_79B9_7F4A_7C15))
        for byte in bytes {
            high = (high ^ UInt64(byte)) &* 0x100_0000_01b3
            low = (low ^ UInt64(byte)) &* 0xff51_afd7_ed55_8ccd
            low ^= low >> 31
        }
        return (high, low)
    }
}

extension TerminologyContent.Version {
    /// By component, then the latest first; at the same time an active version goes first.
    static func precedes(_ left: Self, _ right: Self) -> Bool {
        if left.high != right.high { return left.high < right.high }
        if left.low != right.low { return left.low < right.low }
        if left.time != right.time { return left.time > right.time }
        return left.isActive && !right.isActive
    }

    func isSameComponent(as other: Self) -> Bool { high == other.high && low == other.low }
}

/// The latest version of each component; `rest` orders versions that are otherwise equal.
func latest<Row>(
    _ rows: [Row], _ version: (Row) -> TerminologyContent.Version,
    orElse rest: (Row, Row) -> Bool
) -> [Row] {
    let sorted = rows.sorted { left, right in
        let (first, second) = (version(left), version(right))
        return first == second
            ? rest(left, right) : TerminologyContent.Version.precedes(first, second)
    }
    var kept: [Row] = []
    for row in sorted {
        if let last = kept.last, version(last).isSameComponent(as: version(row)) { continue }
        kept.append(row)
    }
    return kept
}
