/// The groups into which the 16 ethnic categories of the NHS fall, and the one for not stated.
///
/// Source: NHS Data Dictionary, ETHNIC CATEGORY (the 16+1 categories of the 2001 census).
public enum EthnicGroup: String, Sendable, CaseIterable {
    case white = "White"
    case mixed = "Mixed"
    case asian = "Asian or Asian British"
    case black = "Black or Black British"
    case other = "Other Ethnic Groups"
    case notStated = "Not stated"

    /// The group of a code of ETHNIC CATEGORY: a letter, and perhaps a second character for local
    /// use, which does not matter. `nil`, and to be withheld, for anything else, so also for codes
    /// of SNOMED CT and Read, and for `99`, not known.
    ///
    /// Source: as above; "the second character is optional for use locally".
    public init?(ethnicCategory code: some Collection<UInt8>) {
        guard let national = code.first, code.count <= 2 else { return nil }
        switch national {
        case UInt8(ascii: "A")...UInt8(ascii: "C"): self = .white
        case UInt8(ascii: "D")...UInt8(ascii: "G"): self = .mixed
        case UInt8(ascii: "H"), UInt8(ascii: "J")...UInt8(ascii: "L"): self = .asian
        case UInt8(ascii: "M"), UInt8(ascii: "N"), UInt8(ascii: "P"): self = .black
        case UInt8(ascii: "R"), UInt8(ascii: "S"): self = .other
        case UInt8(ascii: "Z"): self = .notStated
        default: return nil
        }
    }
}
