import Foundation
import Testing

/// `sluice terminology`, and what a loaded terminology does to a run. The concepts are public ones,
/// cited one by one; the map and its assurance are made up.
@Suite struct TerminologyCommandTests {
    private static let map = """
        system,code,snomed,term,assured
        readv2,H33..,195967001,Asthma,1
        readv2,C10F.,44054006,Type 2 diabetes mellitus,0

        """

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(Self.map.utf8, "map.csv")
        let built = try scratch.run(["terminology", "build", "map.csv", "--out", "t.terms"])
        #expect(built.status == 0, "\(built.error)")
        #expect(built.output.contains("map.csv: CSV map, 2 rows, SHA-256 "))
        #expect(built.output.contains("t.terms: 2 concepts, 0 descriptions, 2 codes of other"))
        return scratch
    }

    @Test(arguments: [
        (["H33.."], Int32(0), "readv2: assured map to 195967001 Asthma"),
        (["C10F.00"], 0, "readv2: unassured map to 44054006 Type 2 diabetes mellitus"),
        (["44054006"], 0, "concept 44054006 Type 2 diabetes mellitus, only mentioned"),
        (["73211009"], 1, "not in the terminology"),
        (["1.02E+15"], 1, "`1.02E+15` is a code that a spreadsheet has turned into a rounded"),
        (["H33"], 1, "`H33` has 3 bytes; a readv2 code has exactly 5"),
        (["73211008"], 1, "its Verhoeff check digit does not fit"),
        (
            ["44054006", "--system", "2.16.840.1.113883.2.1.3.2.3.15"], 1,
            "is a mistyped OID that is met where SNOMED CT is meant"
        ),
    ])
    func looksUp(_ arguments: [String], _ status: Int32, _ says: String) throws {
        let outcome = try scratch().run(
            ["terminology", "lookup"] + arguments + ["--terminology", "t.terms"])
        #expect(outcome.status == status)
        #expect(outcome.output.contains(says), "\(outcome.output)")
        #expect(outcome.error.isEmpty)
    }

    @Test func answersInJSON() throws {
        let outcome = try scratch().run([
            "terminology", "lookup", "H33..", "--format", "json", "--terminology", "t.terms",
        ])
        let reports = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        let maps = try #require(reports.first?["maps"] as? [[String: Any]])
        #expect(maps.first?["choice"] as? String == "assured")
        let candidates = try #require(maps.first?["candidates"] as? [[String: Any]])
        #expect(candidates.first?["source"] as? String == "map.csv")
    }

    @Test func refusesABadSourceAndADamagedFile() throws {
        let scratch = try scratch()
        try scratch.write("system,code,snomed\nreadv2,H33,195967001\n".utf8, "bad.csv")
        let bad = try scratch.run(["terminology", "build", "bad.csv", "--out", "bad.terms"])
        #expect(bad.status == 2)
        #expect(bad.error.hasPrefix("bad.csv:2:8: error[E264]: `H33` has 3 bytes"))
        #expect(!scratch.names.contains("bad.terms"))
        let file = scratch.folder.appendingPathComponent("t.terms")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        let damaged = try scratch.run([
            "terminology", "lookup", "H33..", "--terminology", "t.terms",
        ])
        #expect(damaged.status == 2)
        #expect(damaged.error.contains("t.terms: error[E266]: this terminology file is damaged"))
        #expect(damaged.error.split(separator: "\n").count == 1)
    }

    /// The sample's Read codes become concepts, the manifest says by what, and a run without a
    /// terminology says so.
    @Test func isUsedByConvert() throws {
        let scratch = try scratch()
        let record = Program.samples.path + "/Y99002"
        let without = try scratch.run(Program.convert(record))
        #expect(without.error.contains("note: no terminology is loaded"), "\(without.error)")
        let plain = try scratch.read("feed/manifest.json")
        #expect(plain.contains(#""loaded" : false"#))
        let with = try scratch.run(
            Program.convert(record, more: ["--terminology", "t.terms", "--replace"]))
        #expect(!with.error.contains("no terminology"), "\(with.error)")
        let manifest = try scratch.read("feed/manifest.json")
        #expect(manifest.contains(#""loaded" : true"#))
        #expect(manifest.contains(#""file" : "map.csv""#))
        #expect(manifest.contains(#""file" : "t.terms""#))
    }

    /// A set that asks for descendants is never silently narrow.
    @Test func anAgreementThatNeedsATerminologyIsRefusedWithoutOne() throws {
        let scratch = try scratch()
        let agreement = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(agreement.utf8, "p/agreement.yaml")
        let folder = Program.directCare.deletingLastPathComponent().deletingLastPathComponent()
        for name in ["frailty", "long-term-conditions"] {
            let set = try String(
                contentsOf: folder.appendingPathComponent("codes/\(name).yaml"), encoding: .utf8)
            try scratch.write(set.utf8, "codes/\(name).yaml")
        }
        let needy = """
            code_set: needy
            version: '1'
            title: Needs a terminology
            source: made up
            codes: [{snomed: '195967001', descendants: true}]
            """
        try scratch.write(needy.utf8, "codes/needy.yaml")
        let outcome = try scratch.run(
            ["policy", "check", "p/agreement.yaml", "--mappings", Program.mappings])
        #expect(outcome.status == 2)
        #expect(outcome.output.contains("error[E267]: the descendants of `195967001` are asked"))
    }
}
