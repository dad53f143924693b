import CanonicalModel
import Measurements
import Terminology
import Testing

@testable import Feeds

@Suite struct CanonicalValueTests {
    /// The last four cells of an observation's row.
    private func cells(
        _ code: RecordBuilder.Value?, _ value: RecordBuilder.Value
    ) throws -> String {
        let set = try CodeSet.load(
            yaml: """
                {code_set: weight, version: '1', title: t, source: s, codes: [{readv2: 22A..}]}
                """, file: "weight.yaml")
        var feed = CSVFeed(selection: FeedSelection([.observation: ["code", "value"]]))
        feed.measurements = try .load(
            yaml: """
                measurements: m
                version: '1'
                title: t
                source: s
                units: {kg: [], '[lb_av]': [lb]}
                list:
                  - {name: w, codes: weight, unit: kg, plausible: {low: '1', high: '500'},
                    from: [{unit: '[lb_av]', times: '0.45359237', digits: 1}]}
                """, file: "units.yaml", codeSets: [set])
        var builder = RecordBuilder()
        if let code {
            builder.add(.observation, ["code": code, "value": value])
        } else {
            builder.add(.observation, ["value": value])
        }
        var output = FeedOutput()
        feed.append(builder.released(), into: &output)
        let row = String(
            decoding: output.csv[Int(EntryKind.observation.rawValue)].dropLast(2), as: UTF8.self)
        let columns = CSVColumn.table(
            .observation, FeedSelection([.observation: ["code", "value"]]))
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        #expect(cells.count == columns.count)
        return cells.suffix(4).joined(separator: ",")
    }

    @Test func anAmountStandsInItsUnitBesideTheOneGiven() throws {
        let weight = RecordBuilder.Value.concept(
            .native, text: "",
            [.init(.snomed, "1", "x"), .init(.readV2, "22A..00", "O/E - weight")])
        let other = RecordBuilder.Value.snomed("38341003", "Hypertensive disorder")
        #expect(try cells(weight, .amount("150", "lb")) == "[lb_av],68.0,kg,true")
        #expect(try cells(weight, .amount("0.80", "kg")) == "kg,0.80,kg,false")
        #expect(try cells(weight, .amount("12", "stone")) == ",,,")
        #expect(try cells(other, .amount("150", "lb")) == "[lb_av],,,")
        // Where the code is withheld, nobody may learn what was measured.
        #expect(try cells(nil, .amount("150", "lb")) == "[lb_av],,,")
    }
}
