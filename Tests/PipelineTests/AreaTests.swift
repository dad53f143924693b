import CanonicalModel
import RecordMapping
import Testing

@testable import Pipeline

/// Where made-up postcodes lie, and which files are refused.
@Suite struct AreaTests {
    private static let decile =
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
    private static let postcodes = """
        pcd,pcds,doterm,lsoa11,lsoa21
        ZZ993VZ,ZZ99 3VZ,,E01990011,E01990021
        ZZ9 9AA,ZZ9 9AA,202001,E01990012,W01990022
        ZZ9 9AB,ZZ9 9AB,,,

        """
    private static let deprivation =
        "\u{FEFF}LSOA code (2021),LSOA name (2021),\(decile)\r\n"
        + "E01990021,\"Saltmarsh, north\",3\r\n"

    private static func load(
        _ postcodes: String, _ deprivation: String?
    ) throws -> (table: Areas, inputs: [DemographicsInput]) {
        let scratch = try Scratch()
        let files = AreaFiles(
            postcodes: try scratch.write("postcodes.csv", postcodes),
            deprivation: try deprivation.map { try scratch.write("deprivation.csv", $0) })
        return try files.load()
    }

    private static func place(
        _ postcode: String?, _ areas: Areas
    ) throws -> (Areas.Placing?, [String: String]) {
        var record = CanonicalRecord()
        let first = record.appendEntry(.patient, rule: 0, sourceOffset: 0, sourceLength: 0)
        let index = try #require(EntryKind.patient.definition.index(of: "postcode"))
        if let postcode {
            record.cells[first + index] = .text(record.appendScratch(Array(postcode.utf8)))
        }
        let placing = areas.place(&record)
        var fields = EntryText.fields(of: record.entries[0], in: record)
        fields["postcode"] = nil
        return (placing, fields)
    }

    @Test(arguments: [
        ("ZZ99 3VZ", Areas.Placing.placed, ["lsoa": "E01990021", "imd_decile": "3"]),
        ("zz993vz", .placed, ["lsoa": "E01990021", "imd_decile": "3"]),
        ("ZZ9 9AA", .withoutDecile, ["lsoa": "W01990022"]),
        ("ZZ9 9AB", .unknown, [:]), ("ZZ1 1AA", .unknown, [:]), ("ZZ99", .unknown, [:]),
        ("ZZ99 3VZ, England", .unknown, [:]), ("ZZ99-3VZ", .unknown, [:]),
        ("", .withoutPostcode, [:]),
    ])
    func postcodesLieSomewhere(
        _ postcode: String, _ placing: Areas.Placing, _ fields: [String: String]
    ) throws {
        let (areas, inputs) = try Self.load(Self.postcodes, Self.deprivation)
        #expect(areas.census == .of2021 && areas.count == 2)
        #expect(inputs.map(\.bytes) == [Self.deprivation, Self.postcodes].map(\.utf8.count))
        let found = try Self.place(postcode.isEmpty ? nil : postcode, areas)
        #expect(found.0 == placing)
        #expect(found.1 == fields)
    }

    @Test func areasAreOfTheCensusOfTheDeprivation() throws {
        let older = Self.deprivation.replacing("2021", with: "2011")
            .replacing("E01990021", with: "E01990011")
        let areas = try Self.load(Self.postcodes, older).table
        #expect(areas.census == .of2011)
        let found = try Self.place("ZZ99 3VZ", areas).1
        #expect(found == ["lsoa": "E01990011", "imd_decile": "3"])
    }

    @Test func withoutDeprivationThereAreAreasOnly() throws {
        let areas = try Self.load(Self.postcodes, nil).table
        let found = try Self.place("ZZ99 3VZ", areas)
        #expect(found.0 == .placed)
        #expect(found.1 == ["lsoa": "E01990021"])
    }

    /// More than a block of the file, in the names of 2024 and later.
    @Test func manyPostcodesAreRead() throws {
        var lines = ["PCD7,PCD8,PCDS,DOINTR,DOTERM,LSOA21CD,LSOA21NM"]
        for number in 0..<26 * 26 * 90 {
            let (outward, unit) = (number / 676 + 10, number % 676)
            let letters = [unit / 26, unit % 26].map { String(Unicode.Scalar(UInt8(65 + $0))) }
            let postcode = "ZZ\(outward) 1\(letters.joined())"
            lines.append("x,x,\(postcode),199001,,E0199\(1000 + unit),\"A, b\"")
        }
        let areas = try Self.load(lines.joined(separator: "\r\n"), nil).table
        #expect(areas.count == 26 * 26 * 90)
        #expect(try Self.place("ZZ10 1AA", areas).1 == ["lsoa": "E01991000"])
        #expect(try Self.place("ZZ99 1ZZ", areas).1 == ["lsoa": "E01991675"])
    }

    @Test(arguments: [
        (postcodes.replacing("pcds", with: "x").replacing("pcd,", with: "y,"), deprivation, 1),
        (postcodes.replacing("lsoa21", with: "x"), deprivation, 1),
        (postcodes.replacing("ZZ9 9AB,,,", with: "ZZ9 9AB,"), deprivation, 4),
        (postcodes, deprivation.replacing(",3\r\n", with: ",11\r\n"), 2),
        (postcodes, deprivation.replacing("(IMD) Decile", with: "Score"), 1),
        (postcodes, deprivation.replacing("code (2021)", with: "code"), 1), ("", deprivation, 1),
    ])
    func isNoTableOfAreas(_ postcodes: String, _ deprivation: String, _ line: Int) throws {
        let error = #expect(throws: Diagnostic.self) { try Self.load(postcodes, deprivation) }
        #expect(error?.code == .malformedAreas)
        #expect(error?.position?.line == line)
        #expect(error?.message.contains("ZZ9") == false)
    }
}
