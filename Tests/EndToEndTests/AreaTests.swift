import Foundation
import Testing

/// `convert --postcodes --deprivation`: a small area and its deprivation in place of a postcode.
@Suite struct AreaRunTests {
    private static let agreement = Program.package.appendingPathComponent(
        "Tests/Truth/agreement.yaml")
    private static let areas = Program.package.appendingPathComponent("Samples/areas").path

    private struct Manifest: Decodable {
        struct Placed: Decodable {
            let census: Int
            let postcodes: Int
            let records: [String: Int]
        }
        let areas: Placed?
    }

    /// Converts made-up people under the agreement, changed by `change`.
    private static func run(
        _ scratch: Scratch, _ more: [String], _ change: (String) -> String = { $0 }
    ) throws -> Outcome {
        let made = try scratch.run([
            "synth", "--patients", "80", "--format", "ukcore-r4", "--record-bytes", "2000", "--out",
            "records", "--areas", "areas", "--truth", "truth.json",
        ])
        #expect(made.status == 0, "\(made.error)")
        let text = try String(contentsOf: agreement, encoding: .utf8)
        try scratch.write(Array(change(text).utf8), "agreement.yaml")
        return try scratch.run(
            [
                "convert", "records", "--agreement", "agreement.yaml", "--mappings",
                Program.mappings, "--run-date", "2026-11-21", "--out", "feed",
            ] + more)
    }

    private static let options = [
        "--postcodes", "\(areas)/postcodes.csv", "--deprivation", "\(areas)/deprivation.csv",
    ]

    private static func cells(_ scratch: Scratch, _ column: String) throws -> [String] {
        let lines = try scratch.read("feed/truth/csv/patient.csv").split(separator: "\r\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        guard let place = lines.first?.firstIndex(of: column) else { return [] }
        return lines.dropFirst().map { $0[place] }
    }

    /// The postcode itself stays behind, and an unknown one costs nothing but the area.
    @Test func theAreaLeavesWhereThePostcodeDoesNot() throws {
        let scratch = try Scratch()
        let outcome = try Self.run(scratch, Self.options) {
            $0.replacingOccurrences(of: "postcode: exact", with: "postcode: lsoa")
                .replacingOccurrences(of: "ethnicity, postcode, lsoa", with: "ethnicity, lsoa")
        }
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("postcodes in no known area"))
        #expect(try Self.cells(scratch, "postcode").isEmpty)
        let tenths = try Self.cells(scratch, "imd_decile").map { Int($0) ?? 0 }
        let areas = try Self.cells(scratch, "lsoa")
        #expect(Set(tenths).isSubset(of: 0...10) && Set(tenths).count > 8)
        for (area, tenth) in zip(areas, tenths) {
            #expect(area.hasPrefix("E0199") == (tenth > 0))
        }
        let manifest = try JSONDecoder().decode(
            Manifest.self, from: Data(scratch.read("feed/manifest.json").utf8))
        let placed = try #require(manifest.areas)
        #expect(placed.census == 2021 && placed.postcodes == 44)
        #expect(placed.records.values.reduce(0, +) == 80)
        #expect((placed.records["placed"] ?? 0) > 60)
    }

    /// What is explained is what a run releases.
    @Test(arguments: [true, false])
    func explainingLooksUpTheArea(_ isGiven: Bool) throws {
        let scratch = try Scratch()
        #expect(try Self.run(scratch, []).status == 0)
        let outcome = try scratch.run(
            [
                "policy", "explain", "records", "--agreement", "agreement.yaml", "--mappings",
                Program.mappings, "--run-date", "2026-11-21",
            ] + (isGiven ? Self.options : []))
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("lsoa: leaves as it is") == isGiven)
        #expect(outcome.output.contains("imd_decile: leaves as it is") == isGiven)
        guard isGiven else { return }
        let missing = try scratch.run([
            "policy", "explain", "records", "--agreement", "agreement.yaml", "--mappings",
            Program.mappings, "--run-date", "2026-11-21", "--postcodes", "none.csv",
        ])
        #expect(missing.status == 3 && missing.error.contains("E401"))
    }

    @Test func withoutFilesThereIsNoArea() throws {
        let scratch = try Scratch()
        #expect(try Self.run(scratch, []).status == 0)
        #expect(try Set(Self.cells(scratch, "lsoa")) == [""])
        #expect(try scratch.read("feed/manifest.json").contains("\"areas\"") == false)
    }

    @Test func anAgreementThatDropsThePlaceHasNoArea() throws {
        let scratch = try Scratch()
        let outcome = try Self.run(scratch, Self.options) {
            $0.replacingOccurrences(of: "postcode: exact", with: "postcode: district")
        }
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("`lsoa` never leaves"))
    }

    @Test func deprivationNeedsPostcodes() throws {
        let outcome = try Self.run(try Scratch(), Array(Self.options.suffix(2)))
        #expect(outcome.status == 64)
    }

    /// The files in Samples are those that the made-up postcodes lie in.
    @Test func theSamplesAreWhatIsMadeUp() throws {
        let scratch = try Scratch()
        _ = try Self.run(scratch, [])
        for name in ["postcodes.csv", "deprivation.csv"] {
            let sample = try String(contentsOfFile: "\(Self.areas)/\(name)", encoding: .utf8)
            #expect(try scratch.read("areas/\(name)") == sample)
        }
    }
}
