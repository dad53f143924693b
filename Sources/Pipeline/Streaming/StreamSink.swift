import CanonicalModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a stream's outcomes go, one record after another.
final class StreamSink: Sendable {
    fileprivate struct State {
        var counts = StreamCounts()
        var turns = StreamTurns()
        /// How many records are written of frames that hold several, until all are.
        var written: [Int: Int] = [:]
        var failure: Diagnostic?
    }
    private struct Lines {
        var output: [UInt8] = []
        var acknowledgement: [UInt8] = []
    }
    private let state: Mutex<State>
    /// What is written; apart, so that a reader who makes it wait holds up nobody who asks how the
    /// stream is doing.
    private let lines = Mutex(Lines())
    private let writer: StreamWriter
    private let descriptors: StreamDescriptors

    /// - Parameter header: What stands once before everything else.
    init(_ writer: StreamWriter, _ descriptors: StreamDescriptors, header: [UInt8]) {
        (self.writer, self.descriptors) = (writer, descriptors)
        var state = State()
        do throws(Diagnostic) {
            try Self.write(header, to: descriptors.output, "the output")
        } catch {
            state.failure = error
        }
        self.state = Mutex(state)
    }

    /// Notes that record `number` was read, which none after it may overtake yet.
    func begin(_ number: Int) { state.withLock { $0.turns.begin(number) } }

    /// Allows records after `number` to be decided before it.
    func letGo(of number: Int) { state.withLock { $0.turns.letGo(of: number) } }

    /// Takes the turn for record `number`, if it may be decided now; also where nothing more can be
    /// written.
    func takeTurn(of number: Int) -> Bool {
        state.withLock { $0.turns.take(number) || $0.failure != nil }
    }

    /// Does something between two records; not at all if one is at work, which does it in its own
    /// turn.
    func betweenRecords(_ body: () throws(Diagnostic) -> Void) {
        guard state.withLock({ $0.failure == nil && $0.turns.takeBetween() }) else { return }
        do throws(Diagnostic) {
            try body()
        } catch {
            fail(error)
        }
        state.withLock { $0.turns.endBetween() }
    }

    /// Why nothing more can be written.
    var failure: Diagnostic? { state.withLock { $0.failure } }

    /// Ends the stream, unless it has ended for another reason.
    func fail(_ error: Diagnostic) {
        state.withLock { $0.failure = $0.failure ?? error }
    }

    /// What was done so far.
    var counts: StreamCounts { state.withLock { $0.counts } }

    /// Notes that agreements were loaded anew, or that it was refused.
    func noteReload(isRefused: Bool) {
        state.withLock { state in
            state.counts.noteReload(isRefused: isRefused)
        }
    }

    /// Writes what became of the record whose turn it is, then its findings, then that it is done.
    /// Waits as long as the readers make it wait.
    ///
    /// - Parameters:
    ///   - received: When the last byte of its frame had been read.
    ///   - isLast: Whether it has no more parts, whose turn it is then still.
    func deliver(
        _ result: RecordResult, _ record: StreamRecord, _ agreements: [PreparedAgreement],
        received: ContinuousClock.Instant, isLast: Bool = true
    ) {
        let written = lines.withLock { lines -> (count: Int, isFrameDone: Bool)? in
            // Asked while nobody else writes: nothing follows half a line, and what is whole is
            // written before that is said.
            guard failure == nil else { return nil }
            let isFrameDone = state.withLock { isLast && $0.isWhole(record) }
            lines.output.removeAll(keepingCapacity: true)
            writer.append(result, record, agreements, to: &lines.output)
            do throws(Diagnostic) {
                try Self.write(lines.output, to: descriptors.output, "the output")
                try Self.write(
                    result.quarantineLines, to: descriptors.findings, "the findings")
                if let done = descriptors.acknowledgements, isFrameDone {
                    lines.acknowledgement.removeAll(keepingCapacity: true)
                    writer.acknowledge(result, record, to: &lines.acknowledgement)
                    try Self.write(lines.acknowledgement, to: done, "the acknowledgements")
                }
            } catch {
                fail(error)
                return nil
            }
            return (lines.output.count, isFrameDone)
        }
        guard let written else { return }
        state.withLock { state in
            state.counts.bytesWritten += written.count
            state.count(result, record, since: received)
            if written.isFrameDone { state.count(frame: record) }
            if isLast { state.turns.end(record.input.number) }
        }
    }

    private static func write(
        _ bytes: [UInt8], to descriptor: Int32, _ name: String
    ) throws(Diagnostic) {
        guard let number = FileSink.write(bytes, to: descriptor) else { return }
        guard number == EPIPE else { throw FileSink.unwritable(name, number) }
        throw Diagnostic(
            .readerGone, file: name, "nobody reads it any more",
            advice: "records without an acknowledgement must be sent again")
    }
}

extension StreamSink.State {
    /// Whether all records of the frame are written once `record` is.
    fileprivate mutating func isWhole(_ record: StreamRecord) -> Bool {
        guard record.frameRecords > 1 else { return true }
        let count = written.removeValue(forKey: record.frame) ?? 0
        guard count + 1 < record.frameRecords else { return true }
        written[record.frame] = count + 1
        return false
    }

    fileprivate mutating func count(frame record: StreamRecord) {
        counts.frames += 1
        counts.bytesRead += record.frameLength
    }

    fileprivate mutating func count(
        _ result: RecordResult, _ record: StreamRecord, since received: ContinuousClock.Instant
    ) {
        counts.records += 1
        switch result.outcome {
        case .released: counts.released += 1
        case .withheld: counts.withheld += 1
        case .quarantined: counts.quarantined += 1
        }
        counts.rows += result.tallies.reduce(0) { $0 + $1.released.reduce(0, +) }
        counts.findings += result.quarantineLines.count { $0 == 0x0A }
        counts.addLatency((ContinuousClock.now - received) / .seconds(1))
    }
}
