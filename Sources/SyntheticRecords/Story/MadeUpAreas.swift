/// The small areas in which made-up postcodes lie: none of them exists.
///
/// As files in the columns of the ONS Postcode Directory and of File 7 of the English Indices of
/// Deprivation, so that what reads those can be tried. One postcode is in neither, and one lies in
/// Wales, of whose areas the English indices know nothing.
public enum MadeUpAreas {
    private static let districts = 1...5
    private static let sectors = 1...9

    /// Postcodes with their areas.
    public static let postcodes = lines(
        "pcds,lsoa11,lsoa21",
        places.filter { !isUnknown($0, $1) }.map { district, sector in
            let area = area(district, sector)
            return "ZA\(district) \(sector)AB,\(area),\(area)"
        })

    /// Areas with their tenths by deprivation.
    public static let deprivation = lines(
        "LSOA code (2021),LSOA name (2021),"
            + "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
        places.filter { !isUnknown($0, $1) && !isWelsh($0, $1) }.map { district, sector in
            "\(area(district, sector)),\"Saltmarsh, made up 0\(district)\(sector)\","
                + "\(decile(district, sector))"
        })

    /// The fifth of the area of a made-up postcode, 1 the most deprived; `nil` where it is not
    /// known.
    static func fifth(of postcode: String) -> Int? {
        let digits = postcode.utf8.compactMap { byte in
            (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
        }
        guard digits.count == 2, !isUnknown(digits[0], digits[1]), !isWelsh(digits[0], digits[1])
        else { return nil }
        return (decile(digits[0], digits[1]) + 1) / 2
    }

    private static var places: [(Int, Int)] {
        districts.flatMap { district in sectors.map { (district, $0) } }
    }

    private static func area(_ district: Int, _ sector: Int) -> String {
        "\(isWelsh(district, sector) ? "W" : "E")019990\(district)\(sector)"
    }

    private static func decile(_ district: Int, _ sector: Int) -> Int {
        (district * 9 + sector) * 7 % 10 + 1
    }

    private static func isUnknown(_ district: Int, _ sector: Int) -> Bool {
        district == 5 && sector == 9
    }

    private static func isWelsh(_ district: Int, _ sector: Int) -> Bool {
        district == 5 && sector == 8
    }

    private static func lines(_ header: String, _ rows: [String]) -> String {
        ([header] + rows).map { $0 + "\n" }.joined()
    }
}
