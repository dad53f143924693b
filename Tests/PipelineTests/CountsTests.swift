import CanonicalModel
import Foundation
import Synchronization
import Testing

@testable import Pipeline

@Suite struct CountsTests {
    @Test(arguments: [
        (3, 1, ["A": 1], ["E": 1], true), (0, 0, [:], [:], true), (2, 2, [:], [:], true),
        (2, 0, ["A": 1, "B": 1], [:], true), (3, 1, ["A": 1], [:], false),
        (1, 1, ["A": 1], [:], false), (1, 1, [:], ["E": 1], false), (0, 1, [:], [:], false),
    ])
    func theyAddUp(
        _ read: Int, _ released: Int, _ withheld: [String: Int], _ quarantined: [String: Int],
        _ isRight: Bool
    ) {
        let counts = Manifest.Counts(
            read: read, released: released, withheld: withheld, quarantined: quarantined)
        let error = Result { try counts.check("agreement", "problem") }
        switch error {
        case .success: #expect(isRight)
        case .failure(let error):
            #expect(!isRight)
            #expect((error as? Diagnostic)?.code == .countsDisagree)
        }
    }

    @Test func talliesAreAdded() {
        var (left, right) = (Tally(), Tally())
        (left.read[2], right.read[2]) = (3, 4)
        (left.released[2], right.released[2]) = (1, 2)
        right.withheld[2 * Tally.reasons + 7] = 5
        (left.records, right.records) = (1, 1)
        right.recordsReleased = 1
        right.recordsWithheld[3] = 1
        left.add(right)
        #expect(left.read[2] == 7 && left.released[2] == 3 && left.withheld(.problem) == 5)
        #expect(left.withheld(.observation) == 0)
        #expect(left.records == 2 && left.recordsReleased == 1 && left.recordsWithheld[3] == 1)
        left.removeAll()
        #expect(left.read[2] == 0 && left.withheld(.problem) == 0 && left.records == 0)
    }

    @Test func quarantineIsAdded() {
        var (left, right) = (QuarantineTally(), QuarantineTally())
        #expect(left.isEmpty)
        left.entries[.problem] = [.unreadableInput: 1]
        right.entries[.problem] = [.unreadableInput: 2, .noInput: 4]
        right.fields[.patient] = [.noInput: 1]
        right.records[.noInput] = 1
        left.add(right)
        #expect(left.entries[.problem] == [.unreadableInput: 3, .noInput: 4])
        #expect(left.count(.problem) == 7 && left.count(.patient) == 0)
        #expect(left.fields[.patient] == [.noInput: 1] && left.records == [.noInput: 1])
    }

    /// Results delivered in any order are written in the order of the input.
    @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]])
    func resultsAreWrittenInOrder(_ order: [Int]) throws {
        let scratch = try Scratch()
        let seen = Mutex<[Int]>([])
        let collector = Collector(
            feeds: [], quarantine: try FileSink(name: "q", in: scratch.path), workers: 4,
            observer: RunObserver(progress: { records, _ in seen.withLock { $0.append(records) } }))
        for number in order {
            var result = RecordResult(agreements: 0)
            result.number = number
            result.byteCount = 10
            result.quarantineLines = Array("line \(number)\n".utf8)
            collector.deliver(&result)
            #expect(result.quarantineLines.isEmpty)
        }
        var state = try collector.finish()
        _ = try state.quarantine.finish()
        #expect(scratch.text("q") == "line 0\nline 1\nline 2\nline 3\n")
        #expect(state.quarantine.rows == 4)
        #expect(state.records == 4 && state.inputBytes == 40)
        #expect(seen.withLock { $0 } == [1, 2, 3, 4])
    }

    @Test func aWorkerMayNotRunFarAhead() throws {
        let scratch = try Scratch()
        let collector = Collector(
            feeds: [], quarantine: try FileSink(name: "q", in: scratch.path), workers: 1,
            observer: RunObserver())
        #expect(collector.admits(0) && collector.admits(7) && !collector.admits(8))
        var result = RecordResult(agreements: 0)
        collector.deliver(&result)
        #expect(collector.admits(8) && !collector.admits(9))
        result.number = 2
        result.quarantineLines = Array(repeating: 0x0A, count: 33 << 20)
        collector.deliver(&result)
        #expect(collector.admits(1) && !collector.admits(3))
    }

    @Test func aFullDiskStopsTheRun() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let collector = Collector(
            feeds: [], quarantine: try FileSink(name: "full", opening: "/dev/full"), workers: 1,
            observer: RunObserver())
        var result = RecordResult(agreements: 0)
        result.quarantineLines = Array(repeating: 0x0A, count: 1 << 20)
        collector.deliver(&result)
        #expect(collector.failure?.code == .unwritableOutput)
        #expect(collector.admits(1_000))
        #expect(throws: Diagnostic.self) { try collector.finish() }
    }
}
