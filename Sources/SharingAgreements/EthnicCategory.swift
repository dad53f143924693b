/// The ethnic categories of the NHS Data Dictionary, in groups.
///
/// Source: NHS Data Model and Dictionary, ETHNIC CATEGORY CODE 2001 (16 categories, in five groups
/// of the 2001 census, and `Z` for not stated); the same letters in CareConnect-EthnicCategory-1
/// and UKCore-EthnicCategory.
enum EthnicCategory {
    private static let systems = [
        "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-EthnicCategory-1",
        "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory",
        "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland",
    ].map { Array($0.utf8) }

    /// Whether `uri` is a system of these letters.
    static func isSystem(_ uri: ArraySlice<UInt8>) -> Bool {
        systems.contains { $0[...] == uri }
    }

    /// Everything that ``group(_:inFive:)`` gives.
    static func values(inFive: Bool) -> [String] {
        let codes = "ABCDEFGHJKLMNPRSZ".utf8.map { [$0] }
        let values = codes.compactMap { group($0[...], inFive: inFive) }
        return values.enumerated().filter { !values[..<$0.offset].contains($0.element) }
            .map(\.element)
    }

    /// The letter itself, or the name of one of the five groups; `nil` for what is no category.
    static func group(_ code: ArraySlice<UInt8>, inFive: Bool) -> String? {
        guard code.count == 1, let letter = code.first else { return nil }
        let group: String
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "C"): group = "white"
        case UInt8(ascii: "D")...UInt8(ascii: "G"): group = "mixed"
        case UInt8(ascii: "H"), UInt8(ascii: "J")...UInt8(ascii: "L"): group = "asian"
        case UInt8(ascii: "M"), UInt8(ascii: "N"), UInt8(ascii: "P"): group = "black"
        case UInt8(ascii: "R"), UInt8(ascii: "S"): group = "other"
        case UInt8(ascii: "Z"): group = "not-stated"
        default: return nil
        }
        return inFive ? group : String(UnicodeScalar(letter))
    }
}
