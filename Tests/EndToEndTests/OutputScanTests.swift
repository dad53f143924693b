import Foundation
import Testing

/// An identifier that a source has put where an amount belongs: the last check stops the feed.
@Suite struct OutputScanTests {
    private static let path = "Y99001/01-appleyard.json"
    private static let before = #""effectiveDateTime": "2025-09-02","#

    /// The record with an amount for its frailty, which the agreement releases.
    private static func record(_ amount: String) throws -> String {
        let text = String(decoding: try sample(path), as: UTF8.self)
        let place = try #require(text.range(of: before))
        return text.replacingCharacters(
            in: place, with: #"\#(before) "valueQuantity": {"value": \#(amount)},"#)
    }

    private static func convert(_ more: [String] = []) -> [String] {
        [
            "convert", "record.json", "--agreement", Program.frailty.path, "--mappings",
            Program.mappings, "--run-date", "2026-11-21", "--out", "feed",
        ] + more
    }

    @Test(arguments: ["9990000026", "9990000034"])
    func aNumberOfAPersonStopsEverything(_ number: String) throws {
        let scratch = try Scratch()
        try scratch.write(try Self.record(number).utf8, "record.json")
        let outcome = try scratch.run(Self.convert())
        #expect(outcome.status == 3)
        let lines = outcome.complaints.split(separator: "\n")
        #expect(lines.count == 2, "\(outcome.error)")
        #expect(
            lines.first?.hasPrefix(
                "frailty-neighbourhood/csv/observation.csv: error[E417]: what looks like an NHS "
                    + "number, 1 times") == true, "\(outcome.error)")
        #expect(lines.last?.contains("ukcore/Observation.ndjson: error[E417]") == true)
        #expect(lines.last?.contains("nothing was published") == true)
        #expect(!(outcome.output + outcome.error).contains(number))
        #expect(scratch.names == ["record.json"])
    }

    /// The check digit is wrong; an amount of ten digits is only that.
    @Test(arguments: ["9990000027", "12"])
    func anAmountDoesNot(_ number: String) throws {
        let scratch = try Scratch()
        try scratch.write(try Self.record(number).utf8, "record.json")
        let outcome = try scratch.run(Self.convert())
        #expect(outcome.status == 0, "\(outcome.error)")
        let table = try scratch.read("feed/frailty-neighbourhood/csv/observation.csv")
        #expect(table.contains(",\(number),"))
    }

    /// An identifiable feed has the person's own number in its place, and no other's.
    @Test(arguments: [("9990000026", Int32(0)), ("9990000034", 3)])
    func anIdentifiableFeedHasItsOwnNumbersOnly(_ number: String, _ status: Int32) throws {
        let scratch = try Scratch()
        try scratch.write(try Self.record(number).utf8, "record.json")
        let outcome = try scratch.run(Program.convert("record.json"))
        #expect(outcome.status == status, "\(outcome.error)")
        #expect(outcome.error.contains("E417") == (status == 3))
    }

    /// Ids of problems are made of those of their observations: nothing is found where one leaves
    /// and the other does not, whatever else an agreement releases. 4 says that a list of opt-outs
    /// was not there, without which an agreement releases nobody.
    @Test(arguments: try Program.policies())
    func theSamplesLeaveUnderEveryAgreement(_ agreement: String) throws {
        let scratch = try Scratch()
        let outcome = try scratch.run([
            "convert", Program.samples.path, "--agreement", agreement, "--mappings",
            Program.mappings, "--run-date", "2026-11-21", "--out", "feed",
        ])
        #expect([0, 1, 4].contains(outcome.status), "\(outcome.error)")
        #expect(scratch.names.contains("feed"))
    }
}
