import CanonicalModel

/// The small areas that postcodes lie in, and how deprived they are.
///
/// A record says where somebody lives by postcode, and deprivation is published for lower layer
/// super output areas (LSOAs) of some 1,500 people. Both are looked up before an agreement decides,
/// so that it can release the area or its tenth where it withholds the postcode.
///
/// Memory: 8 bytes a postcode, 22 MB for all that ever were. A look-up is a binary search.
struct Areas: Sendable {
    /// What became of a patient.
    enum Placing: Int, CaseIterable, Sendable {
        /// The area is known, and its tenth where deprivation was given.
        case placed
        /// The area is known, and the file on deprivation does not have it: it is not in England.
        case withoutDecile
        /// The postcode is in no area that is known, or is none.
        case unknown
        /// The record has no postcode.
        case withoutPostcode

        /// The name in the manifest.
        var name: String {
            switch self {
            case .placed: "placed"
            case .withoutDecile: "without_decile"
            case .unknown: "unknown_postcode"
            case .withoutPostcode: "without_postcode"
            }
        }
    }

    /// Of which census the areas are; their codes changed in between.
    enum Census: Int, Sendable { case of2011 = 2011, of2021 = 2021 }

    let census: Census
    /// Keys of postcodes with the number of the area in the lowest bits, ascending.
    private var places: [UInt64] = []
    private var codes: [[UInt8]] = []
    /// 1 for the most deprived tenth; 0 where it is not known.
    private var deciles: [UInt8] = []
    private var numbers: [[UInt8]: Int] = [:]
    private let hasDeciles: Bool

    private static let postcode = EntryKind.patient.definition.index(of: "postcode") ?? 0
    private static let lsoa = EntryKind.patient.definition.index(of: "lsoa") ?? 0
    private static let decile = EntryKind.patient.definition.index(of: "imd_decile") ?? 0
    /// The bits of an area's number: there are some 46,000 in the United Kingdom.
    private static let areaBits: UInt64 = 20

    /// No places yet, in areas of a census.
    init(_ census: Census, hasDeciles: Bool) {
        (self.census, self.hasDeciles) = (census, hasDeciles)
    }

    /// How many postcodes there are.
    var count: Int { places.count }

    // MARK: - Filling

    /// Says that an area is in a tenth, from 1, the most deprived.
    mutating func add(area: [UInt8], decile: UInt8) { deciles[number(of: area)] = decile }

    /// Says where a postcode lies; what is none is left out.
    mutating func add(postcode: some Sequence<UInt8>, area: [UInt8]) {
        guard let key = Self.key(postcode) else { return }
        places.append(key << Self.areaBits | UInt64(number(of: area)))
    }

    /// Makes what was added ready to be looked up.
    mutating func finish() {
        places.sort()
        numbers = [:]
    }

    private mutating func number(of area: [UInt8]) -> Int {
        if let number = numbers[area] { return number }
        numbers[area] = codes.count
        codes.append(area)
        deciles.append(0)
        precondition(codes.count < 1 << Self.areaBits, "more areas than numbers")
        return codes.count - 1
    }

    // MARK: - Looking up

    /// Writes area and tenth into the patient of `record`; what is not known stays missing.
    func place(_ record: inout CanonicalRecord) -> Placing? {
        guard let patient = record.entries.first(where: { $0.kind == .patient }) else { return nil }
        guard case .text(let postcode) = record.cell(patient, Self.postcode) else {
            return .withoutPostcode
        }
        guard let area = area(of: record.bytes(postcode)) else { return .unknown }
        let first = Int(patient.firstCell)
        record.cells[first + Self.lsoa] = .text(record.appendScratch(codes[area]))
        guard deciles[area] > 0 else { return hasDeciles ? .withoutDecile : .placed }
        record.cells[first + Self.decile] = .text(
            record.appendScratch(Array("\(deciles[area])".utf8)))
        return .placed
    }

    private func area(of postcode: some Sequence<UInt8>) -> Int? {
        guard let key = Self.key(postcode) else { return nil }
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] >> Self.areaBits < key { low = middle + 1 } else { high = middle }
        }
        guard low < places.count, places[low] >> Self.areaBits == key else { return nil }
        return Int(places[low] & (1 << Self.areaBits - 1))
    }

    /// A postcode as a number, spaces and case aside; `nil` if it is none.
    ///
    /// Seven characters of 36 fit into 37 bits. Source: ONS Postcode Directory, which has
    /// postcodes of 5 to 7 characters.
    private static func key(_ postcode: some Sequence<UInt8>) -> UInt64? {
        var (key, count) = (UInt64(0), 0)
        for byte in postcode where byte != 0x20 {
            let value: UInt8
            switch byte {
            case 0x30...0x39: value = byte - 0x30 + 1
            case 0x41...0x5A: value = byte - 0x41 + 11
            case 0x61...0x7A: value = byte - 0x61 + 11
            default: return nil
            }
            (key, count) = (key * 37 + UInt64(value), count + 1)
            guard count <= 7 else { return nil }
        }
        return count >= 5 ? key : nil
    }
}
