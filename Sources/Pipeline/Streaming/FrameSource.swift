import CanonicalModel
import RecordReading
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One record of a stream, its bytes in the caller's buffer.
struct StreamRecord: Sendable {
    let input: RecordInput
    /// The number of its frame, from 1.
    let frame: Int
    /// How many bytes of the stream the frame takes, what frames it included.
    let frameLength: Int
    /// How many records the frame holds; most hold one.
    let frameRecords: Int
}

/// Hands out the records of a stream one after another, as they arrive.
///
/// Memory: the frame that is being read, at most the limit, and a block.
struct FrameSource {
    private let descriptor: Int32
    private let limit: Int
    private let unpacking = UnpackingLimits()
    private var scanner: FrameScanner
    private var buffer: [UInt8] = []
    /// Where in the buffer the frame begins that is looked at.
    private var start = 0
    /// Where in the stream the buffer begins.
    private var origin = 0
    private var isAtEnd = false
    /// Why the input could not be read to its end, if it could not.
    private(set) var failure: Diagnostic?
    /// Whether the frame at hand is too large, has been reported, and is only to be passed.
    private var isSkipping = false
    private var frame = 0
    private var number = 0
    /// Further records of a frame that was an envelope, the next one last.
    private var opened: [(name: String, bytes: [UInt8])] = []
    private var openedFrame = (offset: 0, length: 0), openedCount = 0
    private static let block = 256 << 10

    /// - Parameters:
    ///   - descriptor: What is read; it stays open.
    ///   - limit: The most bytes that a frame may have.
    init(_ descriptor: Int32, framing: Framing, limit: Int) {
        (self.descriptor, self.limit) = (descriptor, limit)
        scanner = FrameScanner(framing)
    }

    /// The next record, its bytes written over `bytes`; `nil` at the end, or when `isStopped`.
    ///
    /// - Parameter wait: Called before each wait for more of the input, and five times a second
    ///   while that lasts.
    mutating func next(
        into bytes: inout [UInt8], isStopped: () -> Bool, wait: () -> Void = {}
    ) -> StreamRecord? {
        if let record = opened.popLast() {
            bytes = record.bytes
            return made("frame \(frame)!\(record.name)", openedFrame, records: openedCount)
        }
        while failure == nil, !isStopped() {
            let answer = scanner.scan(buffer, from: start, isAtEnd: isAtEnd)
            switch answer {
            case .record(let range, let next):
                if let record = take(range, next, into: &bytes) { return record }
                if isAtEnd, start == buffer.count { return nil }
            case .unfinished:
                if isSkipping || buffer.count - start > limit,
                    let end = scanner.salvage(buffer, from: start)
                {
                    if let record = take(0..<end, end, into: &bytes) { return record }
                    continue
                }
                if buffer.count - start > limit, let record = giveUp(&bytes) { return record }
                do throws(Diagnostic) {
                    try readMore(isStopped, wait)
                } catch {
                    failure = error
                    return nil
                }
            }
        }
        return nil
    }

    /// Takes a frame out of the buffer; `nil` if there is no record in it.
    private mutating func take(
        _ range: Range<Int>, _ next: Int, into bytes: inout [UInt8]
    ) -> StreamRecord? {
        defer {
            start += next
            scanner.reset()
            isSkipping = false
        }
        guard !isSkipping, !range.isEmpty else { return nil }
        frame += 1
        let place = (offset: origin + start + range.lowerBound, length: next)
        let isCutOff = isAtEnd && start + next == buffer.count && scanner.isCutOff(range)
        bytes.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(range.count + 16)
        bytes += buffer[start + range.lowerBound..<start + range.upperBound]
        guard range.count <= limit else { return made("frame \(frame)", place, tooLarge()) }
        guard !isCutOff else {
            return made(
                "frame \(frame)", place,
                Diagnostic(
                    .cutOff, file: "frame \(frame)", "the input ended within this record",
                    advice: "send it again, whole"))
        }
        return open(place, &bytes)
    }

    /// Opens the frame if it is an envelope; else it is a record as it stands.
    private mutating func open(
        _ place: (offset: Int, length: Int), _ bytes: inout [UInt8]
    ) -> StreamRecord {
        let name = "frame \(frame)"
        do throws(Diagnostic) {
            switch try Envelope.open(bytes, limits: unpacking, file: name) {
            case nil: return made(name, place)
            case .parts(let parts): opened = parts.reversed().map { ($0.name, $0.bytes) }
            case .spine(let message):
                let record = try Envelope.record(of: message, limits: unpacking, file: name) {
                    _ throws(Diagnostic) in nil
                }
                opened = [("payload", record)]
            }
        } catch {
            return made(name, place, error)
        }
        (openedFrame, openedCount) = (place, opened.count)
        guard let record = opened.popLast() else {
            bytes.removeAll(keepingCapacity: true)
            return made(
                name, place,
                Diagnostic(.malformedEnvelope, file: name, "this message holds no record"))
        }
        bytes = record.bytes
        return made("\(name)!\(record.name)", place, records: openedCount)
    }

    /// Reports a frame that is too large, once, and passes over what there is of it.
    private mutating func giveUp(_ bytes: inout [UInt8]) -> StreamRecord? {
        let place = (origin + start, buffer.count - start)
        start += scanner.forget(buffer, from: start)
        guard !isSkipping else { return nil }
        isSkipping = true
        frame += 1
        bytes.removeAll(keepingCapacity: true)
        return made("frame \(frame)", place, tooLarge())
    }

    private func tooLarge() -> Diagnostic {
        Diagnostic(
            .tooLarge, file: "frame \(frame)", "the record has more than \(limit) bytes",
            advice: "allow more with `--max-record-bytes`, or split it")
    }

    /// Waits for more of the input.
    private mutating func readMore(
        _ isStopped: () -> Bool, _ wait: () -> Void
    ) throws(Diagnostic) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            origin += start
            start = 0
        }
        while !isStopped() {
            wait()
            var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&input, 1, 200)
            if ready == 0 || (ready < 0 && errno == EINTR) { continue }
            let filled = buffer.count
            // A large record must not be copied for every block of it.
            if buffer.capacity < filled + Self.block + 16 {
                buffer.reserveCapacity(filled + filled / 2 + Self.block + 16)
            }
            Files.resize(&buffer, to: filled + Self.block)
            let count = try Files.read(descriptor, "-", into: &buffer, from: filled)
            buffer.removeLast(Self.block - count)
            isAtEnd = count == 0
            return
        }
    }

    private mutating func made(
        _ name: String, _ place: (offset: Int, length: Int), _ failure: Diagnostic? = nil,
        records: Int = 1
    ) -> StreamRecord {
        defer { number += 1 }
        return StreamRecord(
            input: RecordInput(
                number: number, file: name, offset: place.offset, shape: nil, failure: failure,
                isWholeFile: failure == nil),
            frame: frame, frameLength: place.length, frameRecords: records)
    }
}

/// A stream that workers share; a record is fetched by one at a time.
final class SharedFrames: Sendable {
    private let state: Mutex<FrameSource>

    /// Why the input could not be read to its end, if it could not.
    var failure: Diagnostic? { state.withLock { $0.failure } }

    init(_ source: FrameSource) { state = Mutex(source) }

    /// The next record, its bytes written over `bytes`; `nil` at the end, or when `isStopped`.
    ///
    /// - Parameters:
    ///   - wait: Called now and then while there is nothing to read.
    ///   - begin: Told the record's number before anybody can fetch the one after it.
    func next(
        into bytes: inout [UInt8], isStopped: () -> Bool, wait: () -> Void, begin: (Int) -> Void
    ) -> StreamRecord? {
        state.withLock { source in
            let record = source.next(into: &bytes, isStopped: isStopped, wait: wait)
            if let record { begin(record.input.number) }
            return record
        }
    }
}
