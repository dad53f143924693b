import CanonicalModel
import DisclosureControl
import Foundation
import Ledger
import Testing

@testable import Pipeline

/// Who is told of whom; and that whoever is not told cannot tell why.
@Suite struct ReidentificationTests {
    private static let allowed = """
        reidentification: {allowed: true, by: registered_practice, purpose: direct_care,
          approver: Caldicott Guardian, max_per_day: 2}
        """

    /// A practice with one person whose rows were sent, and the pseudonym they were sent under.
    private struct Practice {
        let scratch: Scratch
        let conversion: Conversion
        let pseudonym: String

        init(_ terms: String = allowed) async throws {
            scratch = try Scratch()
            let scratch = scratch
            try scratch.write("in/a.json", ConversionTests.record("9990000018", "1"))
            let agreement = ConversionTests.agreement + "\n" + terms
            var conversion = try ConversionTests.conversion(
                scratch, ["\(scratch.path)/in"], agreement)
            let key = try #require(MasterKey(Array(repeating: 7, count: 32)))
            conversion.ledger = LedgerOptions(path: scratch.path + "/ledger", key: key)
            _ = try await conversion.run()
            self.conversion = conversion
            let row = scratch.text("out/tiny/csv/patient.csv")?.split(separator: "\r\n").last
            pseudonym = try #require(row?.split(separator: ",").first.map(String.init))
        }

        func answer(
            _ change: (inout Reidentification) -> Void = { _ in }, list: String = "9990000018\n"
        ) throws -> UInt64 {
            var question = Reidentification(
                pseudonym: pseudonym, practice: "Y99001", reason: "a fall", by: "Dr A",
                approvers: ["Dr B", "Dr C"], at: "2026-06-01T10:00:00Z")
            change(&question)
            let agreement = try #require(conversion.agreements.first)
            return try question.answer(
                agreement, list: try scratch.write("list", list),
                ledger: try LedgerFile.reading(scratch.path + "/ledger"),
                log: scratch.path + "/log"
            ).value
        }

        func refusal(
            _ change: (inout Reidentification) -> Void = { _ in }, list: String = "9990000018\n"
        ) throws -> Diagnostic? {
            do {
                _ = try answer(change, list: list)
            } catch let error as Diagnostic {
                return error
            }
            return nil
        }
    }

    @Test func practiceIsToldOfItsOwnPatient() async throws {
        let practice = try await Practice()
        #expect(try practice.answer(list: "9990000026\n9990000018\n") == 9_990_000_018)
        let log = try #require(practice.scratch.text("log"))
        #expect(log.contains(#""outcome":"answered""#) && !log.contains("9990000018"))
    }

    /// Every refusal is the same, to the letter; only the log says why.
    @Test func refusalsAreAllAlike() async throws {
        let practice = try await Practice()
        let nobody = try #require(
            try practice.refusal { $0.pseudonym = String(repeating: "0", count: 32) })
        #expect(nobody.code == .noAnswer)
        let same: [(String, (inout Reidentification) -> Void, String)] = [
            ("NOT_ON_THE_LIST", { _ in }, "9990000026\n"),
            ("NOT_TWO_APPROVERS", { $0.approvers = ["Dr B"] }, "9990000018\n"),
            ("NOT_TWO_APPROVERS", { $0.approvers = ["Dr B", "dr  b"] }, "9990000018\n"),
            ("NOT_TWO_APPROVERS", { $0.approvers = ["Dr B", "Dr A"] }, "9990000018\n"),
        ]
        for (cause, change, list) in same {
            #expect(try practice.refusal(change, list: list) == nobody)
            #expect(
                practice.scratch.text("log")?.split(separator: "\n").last?.contains(cause) == true)
        }
        // Another practice is told what it would be told of nobody at all.
        let stranger = try practice.refusal { $0.practice = "Y99002" }
        #expect(stranger?.message == nobody.message && stranger?.code == nobody.code)
        #expect(try AnswerLog.check(practice.scratch.path + "/log") == 6)
    }

    @Test func anAgreementThatDoesNotAllowItAnswersNobody() async throws {
        let practice = try await Practice("reidentification: {allowed: false}")
        #expect(try practice.refusal()?.code == .noAnswer)
        #expect(practice.scratch.text("log")?.contains("NOT_ALLOWED_BY_AGREEMENT") == true)
    }

    @Test func soManyADayAndNoMore() async throws {
        let practice = try await Practice()
        for _ in 0..<2 { #expect(try practice.answer() == 9_990_000_018) }
        #expect(try practice.refusal()?.code == .noAnswer)
        #expect(try practice.answer { $0.at = "2026-06-02T10:00:00Z" } == 9_990_000_018)
    }

    @Test(arguments: ["first line", "last line", "half a line"])
    func aLogThatWasChangedIsFound(_ what: String) async throws {
        let practice = try await Practice()
        for _ in 0..<2 { _ = try practice.answer() }
        var log = try #require(practice.scratch.text("log"))
        switch what {
        case "first line":
            log = log.replacingOccurrences(of: #""number":"1""#, with: #""number":"3""#)
        case "last line":
            log = log.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        default: log.removeLast(4)
        }
        try practice.scratch.write("log", log)
        #expect(throws: Diagnostic.self) { try AnswerLog.check(practice.scratch.path + "/log") }
        // And nothing is answered that could not be logged.
        #expect(try practice.refusal()?.code == .brokenLog)
    }
}
