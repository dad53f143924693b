import CanonicalModel
import Foundation
import SharingAgreements
import Testing

@testable import Pipeline

/// `Samples/README.md` says what should become of each record; this is what does.
@Suite struct DecisionTests {
    struct Story: Sendable, CustomTestStringConvertible {
        let file: String
        /// The last column.
        let outcome: String
        var testDescription: String { file }
    }

    /// The words of the table for each reason.
    static let reasons: [String: Reason] = [
        "Type 1 objection": .type1OptOut, "under 65": .outsideAge, "age not known": .ageUnknown,
        "deceased": .deceased, "no valid NHS number": .identityUnknown,
        "not a regular registration": .notRegistered, "not currently registered": .notRegistered,
        "practice not signed": .practiceNotSigned,
    ]

    static func stories() throws -> [Story] {
        let readme = try String(
            contentsOf: Neighbourhood.samples.appendingPathComponent("README.md"), encoding: .utf8)
        return readme.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            let cells = row.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            return Story(
                file: cells[0].trimmingCharacters(in: ["`"]), outcome: cells.last ?? "")
        }
    }

    /// `released` and `withheld: REASON`, up to the first comma, colon or semicolon after it;
    /// `nil` stands for released.
    static func reason(_ outcome: String) throws -> Reason? {
        if outcome.hasPrefix("released") { return nil }
        let words = try #require(outcome.wholeMatch(of: #/withheld: ([^,;]+).*/#)?.output.1)
        let reason: Reason = try #require(reasons[String(words)], "no reason is called \(words)")
        return reason
    }

    /// What the worker decides for each record, every objection of the whole run known to it.
    static func decisions(_ agreement: PreparedAgreement) throws -> [String: Reason?] {
        let library = try Neighbourhood.library.get()
        let codes = try #require(OptOutCodes(codeSets: library.codeSets))
        var evidence: [NHSNumber: OptOutEvidence] = [:]
        var decisions: [String: Reason?] = [:]
        for isLast in [false, true] {
            var worker = RecordWorker(
                mappings: library.mappings, agreements: [agreement], optOutCodes: codes,
                objections: KnownObjections(evidence))
            var source = RecordSource(try Neighbourhood.records())
            var tree = SourceTree()
            while let input = source.next(into: &tree.bytes) {
                var result = RecordResult(agreements: 1)
                worker.process(input, &tree, into: &result)
                if let person = result.person, !isLast {
                    evidence[person, default: OptOutEvidence()].merge(with: result.evidence)
                }
                let withheld = result.tallies[0].recordsWithheld
                let reason = Reason.allCases.first { withheld[Int($0.rawValue)] > 0 }
                #expect((result.tallies[0].recordsReleased == 1) == (reason == nil))
                decisions[name(input.file)] = .some(reason)
            }
        }
        return decisions
    }

    private static func name(_ path: String) -> String {
        path.split(separator: "/").suffix(2).joined(separator: "/")
    }

    @Test func everyRecordFaresAsItsStorySays() throws {
        let decisions = try Self.decisions(
            Neighbourhood.prepare(Neighbourhood.policy(Neighbourhood.frailty)))
        let stories = try Self.stories()
        #expect(Set(stories.map(\.file)) == Set(decisions.keys))
        for story in stories {
            let decided = try #require(decisions[story.file])
            #expect(try decided == Self.reason(story.outcome), "\(story.file): \(story.outcome)")
        }
    }

    /// Once Lighthouse Road signs the present version, its records fare as the table goes on.
    @Test func aSignatureLetsThePracticesRecordsFareAsTheirStoriesSay() throws {
        let text = try String(
            contentsOfFile: Neighbourhood.policy(Neighbourhood.frailty), encoding: .utf8)
        let signed = text.replacing(
            "{ods: Y99004, version: '2.0'", with: "{ods: Y99004, version: '2.1'")
        #expect(signed != text)
        let folder = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Neighbourhood.package.appendingPathComponent("Policies/codes"),
            to: folder.appendingPathComponent("codes"))
        let file = folder.appendingPathComponent("agreement.yaml")
        try Data(signed.utf8).write(to: file)
        let decisions = try Self.decisions(Neighbourhood.prepare(file.path))
        let stories = try Self.stories().filter { $0.outcome.contains("once signed, ") }
        #expect(stories.count == 8)
        for story in stories {
            let decided = try #require(decisions[story.file])
            let outcome = story.outcome.replacing(#/.*once signed, /#, with: "")
            #expect(try decided == Self.reason(outcome), "\(story.file): \(outcome)")
        }
    }
}
