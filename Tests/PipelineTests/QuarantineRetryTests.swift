import CanonicalModel
import DisclosureControl
import Foundation
import Ledger
import Testing

@testable import Pipeline

/// What was held is released once, when it can be read.
@Suite struct QuarantineRetryTests {
    /// A person who is read and one whose record is not whole.
    private struct Feed {
        let scratch: Scratch
        var runs = 0

        init() throws {
            scratch = try Scratch()
            try scratch.write("in/a.json", ConversionTests.record("9990000018", "1"))
            try scratch.write("in/b.txt", "neither XML nor JSON")
        }

        mutating func run(
            _ inputs: [String]? = nil, retried: [String: Int64] = [:], onlyChanges: Bool = false
        ) async throws -> (change: LedgerChange, outcome: RunSummary) {
            runs += 1
            var conversion = try ConversionTests.conversion(
                scratch, inputs ?? ["\(scratch.path)/in"])
            conversion.output = "\(scratch.path)/out\(runs)"
            let key = try #require(MasterKey(Array(repeating: 7, count: 32)))
            var options = LedgerOptions(path: scratch.path + "/ledger", key: key)
            (options.holdsOnlyChanges, options.retried) = (onlyChanges || !retried.isEmpty, retried)
            conversion.ledger = options
            let summary = try await conversion.run()
            return (try #require(summary.feeds.first?.change), summary)
        }

        func retry(code: Int? = nil) throws -> QuarantineRetry {
            try QuarantineRetry(try LedgerFile.reading(scratch.path + "/ledger"), code: code)
        }
    }

    @Test func whatIsHeldIsKnownByCause() async throws {
        var feed = try Feed()
        _ = try await feed.run()
        let held = try LedgerFile.reading(feed.scratch.path + "/ledger").held()
        #expect(held.map(\.finding.code) == [408] && held.map(\.run) == [1])
        #expect(held.first?.finding.file.hasSuffix("in/b.txt") == true)
        #expect(try QuarantineReading.load(feed.scratch.path + "/out1").map(\.code) == [408])
        #expect(try feed.retry().files.count == 1)
        #expect(try feed.retry(code: 101).files.isEmpty)
    }

    /// A file that an earlier run held, read again once it can be.
    @Test func itIsReleasedOnceAndNotAgain() async throws {
        var feed = try Feed()
        let path = try feed.scratch.write("late/c.json", ConversionTests.record("9990000026", "2"))
        #expect(try await feed.run().change.live == 4)
        let first = try await feed.run([path], retried: [path: 1])
        #expect(first.change.added == 4 && first.change.live == 8)
        let second = try await feed.run([path], retried: [path: 1])
        #expect(second.change.added == 0 && second.change.changed == 0 && second.change.live == 8)
    }

    /// An older file must not put back what a newer one has changed.
    @Test func whoWasSentMoreSinceIsLeftAlone() async throws {
        var feed = try Feed()
        let path = try feed.scratch.write("late/c.json", ConversionTests.record("9990000026", "2"))
        _ = try await feed.run([path])
        let newer = ConversionTests.record("9990000026", "2")
            .replacingOccurrences(of: "2019-05-06", with: "2019-07-08")
        let after = try feed.scratch.write("late/d.json", newer)
        #expect(try await feed.run([after], onlyChanges: true).change.changed == 2)
        let retried = try await feed.run([path], retried: [path: 1])
        #expect(retried.change.changed == 0 && retried.change.live == 4)
        #expect(try await feed.run([path], retried: [path: 2]).change.changed == 2)
    }

    @Test func aFileThatIsAnotherNowIsNotTried() async throws {
        var feed = try Feed()
        _ = try await feed.run()
        try feed.scratch.write("in/b.txt", "something else that is nothing")
        #expect(try feed.retry().findings.map(\.code) == [.heldInputChanged])
        try FileManager.default.removeItem(atPath: feed.scratch.path + "/in/b.txt")
        #expect(try feed.retry().files.isEmpty && feed.retry().findings.count == 1)
    }

    /// A run that reads everything makes an end of what was held before.
    @Test func aWholeRunHoldsAnew() async throws {
        var feed = try Feed()
        _ = try await feed.run()
        try FileManager.default.removeItem(atPath: feed.scratch.path + "/in/b.txt")
        _ = try await feed.run()
        #expect(try feed.retry().files.isEmpty && feed.retry().findings.isEmpty)
    }
}
