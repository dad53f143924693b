import CanonicalModel
import DisclosureControl
import Foundation
import Ledger
import SharingAgreements
import Testing

@testable import Pipeline

/// What leaves when there is a ledger: what is new, and what must be called back.
@Suite struct LedgerRunTests {
    /// One run after another over one ledger, each with an output of its own.
    private struct Flow {
        let scratch: Scratch
        var runs = 0
        var agreement = ConversionTests.agreement
        var day = PartialDate(.day, year: 2026, month: 6, day: 1)
        var local: String?
        var isStopped = false
        var options: LedgerOptions

        init() throws {
            scratch = try Scratch()
            let key = try #require(MasterKey(Array(repeating: 7, count: 32)))
            options = LedgerOptions(path: scratch.path + "/ledger", key: key)
        }

        /// Puts exactly `records` into the folder of inputs.
        func put(_ records: [String: String]) throws {
            try? FileManager.default.removeItem(atPath: scratch.path + "/in")
            try FileManager.default.createDirectory(
                atPath: scratch.path + "/in", withIntermediateDirectories: true)
            for (name, text) in records { try scratch.write("in/\(name).json", text) }
        }

        mutating func run() async throws -> Change {
            runs += 1
            let summary = try await conversion().run()
            let feed = try #require(summary.feeds.first)
            let change = try #require(feed.change)
            let output = "out\(runs)/tiny"
            func lines(_ name: String) -> [String] {
                (scratch.text("\(output)/\(name)") ?? "").split(separator: "\r\n").map(String.init)
            }
            return Change(
                added: change.added, changed: change.changed, deleted: change.deleted,
                live: change.live, held: feed.removalsHeld,
                problems: lines("csv/problem.csv").count - 1,
                deletions: Array(lines("deleted/rows.csv").dropFirst()))
        }

        func conversion() throws -> Conversion {
            let file = try scratch.write("agreement.yaml", agreement)
            let library = try ConversionTests.library.get()
            var registers = Registers()
            if local != nil || isStopped {
                var sources = Registers.Sources()
                if let local { sources.localOptOuts = [try scratch.write("local.txt", local)] }
                if isStopped {
                    sources.stops = scratch.path + "/stops"
                    _ = try StopRegisterFile.stop(
                        .all, reason: "r", by: "b", at: "2026-05-31T10:00:00Z",
                        in: scratch.path + "/stops")
                }
                registers = try Registers.load(sources, now: try #require(day))
            }
            let loaded = try LoadedAgreements(files: [file], library: library)
            let prepared = try loaded.prepared(
                flow: nil, runDate: try #require(day), registers: registers,
                secret: { $0 == "K" ? String(repeating: "0a", count: 32) : nil })
            var conversion = Conversion(
                inputs: [scratch.path + "/in"], agreements: prepared, library: library,
                output: "\(scratch.path)/out\(runs)", runDate: try #require(day))
            conversion.ledger = options
            conversion.registers = registers
            return conversion
        }
    }

    /// What a run did.
    private struct Change: Equatable {
        var added = 0, changed = 0, deleted = 0, live = 0
        var held: [String] = []
        var problems = 0
        var deletions: [String] = []
    }

    private static func record(_ number: String, _ id: String, _ more: [String] = []) -> String {
        ConversionTests.record(number, id, more)
    }

    private static let secondSignature =
        "{ods: Y99002, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}]"
    private static let one = "9990000018"
    private static let two = "9990000026"
    private static let three = "9990000034"

    /// Two people; under three formats each has a patient and a problem, as rows and as resources.
    private static func twoPeople() async throws -> (Flow, Change) {
        var flow = try Flow()
        try flow.put(["a": record(one, "1"), "b": record(two, "2"), "c": record(three, "3")])
        let change = try await flow.run()
        return (flow, change)
    }

    @Test func whatTheRecipientHasIsNotSentAgain() async throws {
        var (flow, first) = try await Self.twoPeople()
        #expect(first == Change(added: 12, live: 12, problems: 3))
        let second = try await flow.run()
        #expect(second == Change(live: 12))
        try flow.put([
            "a": Self.record(Self.one, "1"), "b": Self.record(Self.two, "2"),
            "c": Self.record(Self.three, "3").replacing("2019-05-06", with: "2019-07-08"),
        ])
        let third = try await flow.run()
        #expect(third == Change(changed: 2, live: 12, problems: 1))
    }

    @Test func whoObjectsIsCalledBackOnce() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put([
            "a": Self.record(Self.one, "1", [ConversionTests.objection]),
            "b": Self.record(Self.two, "2"), "c": Self.record(Self.three, "3"),
        ])
        let change = try await flow.run()
        #expect(change.deleted == 4 && change.live == 8 && change.added == 0)
        #expect(change.deletions.map { $0.prefix { $0 != "," } } == ["patient", "problem"])
        let again = try await flow.run()
        #expect(again == Change(live: 8))
    }

    /// What another practice sent of the person is called back, and its records stay back in later
    /// runs too, until the practice that told of the objection tells of none.
    @Test func anObjectionAtOnePracticeCountsForWhatAnotherSends() async throws {
        var flow = try Flow()
        flow.options.holdsOnlyChanges = true
        flow.agreement = ConversionTests.agreement
            .replacing("{ods: Y99001}]", with: "{ods: Y99001}, {ods: Y99002}]")
            .replacing("evidence: e}]", with: "evidence: e}, " + Self.secondSignature)
        let other = Self.record(Self.one, "2").replacing("Y99001", with: "Y99002")
        try flow.put(["b": other])
        #expect(try await flow.run() == Change(added: 4, live: 4, problems: 1))
        try flow.put(["a": Self.record(Self.one, "1", [ConversionTests.objection])])
        let called = try await flow.run()
        #expect(called.deleted == 4 && called.live == 0 && called.problems == 0)
        try flow.put(["b": other])
        #expect(try await flow.run() == Change())
        try flow.put(["a": Self.record(Self.one, "1")])
        #expect(try await flow.run() == Change(added: 4, live: 4, problems: 1))
        try flow.put(["b": other])
        #expect(try await flow.run() == Change(added: 4, live: 8, problems: 1))
    }

    /// By another key nobody is who they were, and all would be sent again.
    @Test func anotherKeyIsRefused() async throws {
        var (flow, _) = try await Self.twoPeople()
        flow.options.key = try #require(MasterKey(Array(repeating: 8, count: 32)))
        let error = await #expect(throws: Diagnostic.self) { try await flow.run() }
        #expect(error?.code == .ledgerUnusable)
    }

    /// A stop keeps things as they are; an objection is carried out all the same.
    @Test func aStopDoesNotBlockWhatMustBeCalledBack() async throws {
        var (flow, _) = try await Self.twoPeople()
        flow.isStopped = true
        let newer = Self.record(Self.two, "2").replacing("2019-05-06", with: "2019-07-08")
        try flow.put([
            "a": Self.record(Self.one, "1", [ConversionTests.objection]), "b": newer,
            "c": Self.record(Self.three, "3"),
        ])
        let change = try await flow.run()
        #expect(change.deleted == 4 && change.live == 8 && change.changed + change.added == 0)
        #expect(change.problems == 0)
    }

    @Test func aCorrectedNumberIsCalledBackUnderTheOldOneAndSentUnderTheNew() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put([
            "a": Self.record("9990000042", "1"), "b": Self.record(Self.two, "2"),
            "c": Self.record(Self.three, "3"),
        ])
        let change = try await flow.run()
        #expect(change.added == 4 && change.deleted == 4 && change.live == 12)
    }

    @Test func aPracticeWhoseRecordsAreAllGoneIsNotCalledBackUntilSomebodyConfirms() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put([:])
        #expect(try await flow.run() == Change(live: 12, held: ["Y99001"]))
        flow.options.confirmedRemovals = ["Y99001"]
        let change = try await flow.run()
        #expect(change.deleted == 12 && change.live == 0 && change.held.isEmpty)
    }

    /// Whoever cannot be read may be anybody who is missing.
    @Test func nobodyIsMissingWhileARecordCannotBeRead() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put([
            "a": "{\"resourceType\":\"Bundle\"", "b": Self.record(Self.two, "2"),
            "c": Self.record(Self.three, "3"),
        ])
        #expect(try await flow.run() == Change(live: 12, held: ["Y99001"]))
    }

    @Test func oneWhoLeftThePracticeIsCalledBack() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put(["b": Self.record(Self.two, "2"), "c": Self.record(Self.three, "3")])
        #expect(try await flow.run().deleted == 4)
    }

    @Test func changesAloneSayNothingOfOthers() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put(["b": Self.record(Self.two, "2")])
        flow.options.holdsOnlyChanges = true
        #expect(try await flow.run() == Change(live: 12))
    }

    @Test(arguments: [
        ("until: 2026-12-31", "until: 2026-05-31", 12),
        ("sign_up:", "withdrawals: [{ods: Y99001, at: 2026-05-31, by: b, why: r}]\nsign_up:", 12),
        ("status: active", "status: suspended", 0),
        ("cohort: {", "cohort: {age: {max: 20}, ", 12),
        ("cohort: {", "cohort: {on_exit: freeze, age: {max: 20}, ", 0),
        ("cohort: {", "cohort: {on_exit: {retain_until: 2026-06-01}, age: {max: 20}, ", 0),
        ("cohort: {", "cohort: {on_exit: {retain_until: 2026-05-31}, age: {max: 20}, ", 12),
    ])
    func theTermsSayWhatIsCalledBack(
        _ from: String, _ to: String, _ deleted: Int
    ) async throws {
        var (flow, _) = try await Self.twoPeople()
        flow.agreement = flow.agreement.replacing(from, with: to)
        #expect(flow.agreement != ConversionTests.agreement)
        let change = try await flow.run()
        #expect(change.deleted == deleted && change.live == 12 - deleted)
        #expect(change.problems == 0 && change.held.isEmpty)
    }

    /// Nothing waits for the practice: the end of the agreement, and an objection on a list, count
    /// although no record came.
    @Test func theEndOfTheAgreementNeedsNoRecords() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put([:])
        flow.agreement = flow.agreement.replacing("until: 2026-12-31", with: "until: 2026-05-31")
        let change = try await flow.run()
        #expect(change.deleted == 12 && change.held.isEmpty)
    }

    @Test func anObjectionOnAListNeedsNoRecord() async throws {
        var (flow, _) = try await Self.twoPeople()
        try flow.put(["b": Self.record(Self.two, "2")])
        flow.options.holdsOnlyChanges = true
        flow.local = "local-opt-outs 1\n\(Self.three)\nend 1\n"
        flow.agreement = flow.agreement.replacing(
            "opt_outs: {type1: {apply: true}}",
            with: "opt_outs: {type1: {apply: true}, local: {apply: true}}")
        let change = try await flow.run()
        #expect(change.deleted == 4 && change.live == 8)
    }

    /// A code of letters alone is followed where the agreement names it: that its only patient
    /// objects is no reason to doubt the source.
    @Test func aPracticeOfLettersAloneIsFollowed() async throws {
        var flow = try Flow()
        flow.agreement = flow.agreement.replacing("Y99001", with: "YYQ")
        func record(_ more: [String]) -> String {
            Self.record(Self.one, "1", more).replacing("Y99001", with: "YYQ")
        }
        try flow.put(["a": record([])])
        #expect(try await flow.run().live == 4)
        try flow.put(["a": record([ConversionTests.objection])])
        let change = try await flow.run()
        #expect(change.deleted == 4 && change.held.isEmpty)
    }

    /// In a broken record the number stands where the practice should.
    @Test func whatIsNoPracticeIsNotWrittenDown() async throws {
        var flow = try Flow()
        let record = Self.record(Self.two, "2").replacing("Y99001", with: Self.two)
        try flow.put(["a": Self.record(Self.three, "1"), "b": record])
        _ = try await flow.run()
        for name in ["ledger", "ledger-wal"] {
            let file = URL(fileURLWithPath: flow.scratch.path + "/" + name)
            guard let bytes = try? Data(contentsOf: file) else { continue }
            #expect(bytes.range(of: Data(Self.two.utf8)) == nil)
        }
    }
}
