import Foundation
import Testing

/// A site puts its own lists beside the mappings; here a frailty index of three made-up deficits,
/// whose published lists are licensed.
@Suite struct SiteListsTests {
    private static let index = """
        facts: site-frailty
        version: '7'
        title: A frailty index
        source: made up
        scores:
          - name: frailty-index
            deficits: [site-pressure, site-sugar, site-lungs, {repeat_medicines: 1}]
            of: 36
            bands: {fit: 0, mild: 2, moderate: 9, severe: 13}
        """

    /// The codes of these conditions stand in the samples.
    private static let lists = [
        "site-pressure": "38341003", "site-sugar": "44054006", "site-lungs": "13645005",
    ]

    @Test func aFrailtyIndexIsCountedByASitesLists() throws {
        let scratch = try Scratch()
        try FileManager.default.copyItem(
            atPath: Program.mappings, toPath: scratch.folder.appendingPathComponent("m").path)
        for (name, code) in Self.lists {
            let list =
                "{code_set: \(name), version: '1', title: t, source: s, "
                + "codes: [{snomed: '\(code)'}]}\n"
            try scratch.write(list.utf8, "m/codes/\(name).yaml")
        }
        try scratch.write(Self.index.utf8, "m/facts/site-frailty.yaml")
        let fact = "    - {entry: score, fields: [score, value, category, rule_set], why: w}\n"
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(
            text.replacing("  include:\n", with: "  include:\n" + fact).utf8, "p/a/agreement.yaml")
        try FileManager.default.copyItem(
            at: Program.package.appendingPathComponent("Policies/codes"),
            to: scratch.folder.appendingPathComponent("p/codes"))
        let outcome = try scratch.run([
            "convert", Program.samples.path, "--agreement", "p/a/agreement.yaml", "--mappings",
            "m", "--run-date", "2026-11-21", "--out", "feed",
        ])
        let files =
            FileManager.default.enumerator(atPath: scratch.folder.path)?
            .compactMap { $0 as? String } ?? []
        let file = try #require(files.first { $0.hasSuffix("score.csv") }, "\(outcome.error)")
        let rows = try scratch.read(file).split(whereSeparator: \.isNewline)
            .filter { $0.contains("frailty-index") }
        func count(_ cells: String) -> Int { rows.count { $0.hasSuffix(cells) } }
        #expect(rows.allSatisfy { $0.contains("site-frailty") })
        // Of 36: none, one, and two deficits, of which two are mild here.
        #expect(count(",0.000,fit") > 0)
        #expect(count(",0.028,fit") > 0)
        #expect(count(",0.056,mild") > 0)
    }
}
