public import CanonicalModel
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells others how a stream is doing: over HTTP, on this machine unless told otherwise, and by a
/// file that is written anew every second.
///
/// `GET /metrics` gives what `text` writes, `GET /health` the health; one caller at a time, each
/// within half a second, and between two of them the file is seen to.
public struct StreamMonitor: Sendable {
    /// Writes the metrics, in the text format of Prometheus.
    public var text: @Sendable (StreamCounts) -> String = { _ in "" }
    /// What time it is, as ``Instant/text(_:)`` writes it.
    public var now: @Sendable () -> String = { "" }
    private let listener: Int32?
    private let healthFile: String?

    /// Opens the port and looks that the file can be written.
    ///
    /// - Parameters:
    ///   - address: `PORT` for 127.0.0.1, or `ADDRESS:PORT` in IPv4; port 0 takes any.
    ///   - healthFile: The file, replaced whole.
    /// - Throws: `unwritable-output`.
    public init(listen address: String?, healthFile: String?) throws(Diagnostic) {
        self.healthFile = healthFile
        listener = try address.map { address throws(Diagnostic) in try Self.listen(address) }
        if let healthFile { try Self.write("{}", healthFile) }
    }

    /// The port that is listened on.
    public var port: Int? {
        guard let listener else { return nil }
        var (address, size) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
        let answer = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(listener, $0, &size)
            }
        }
        return answer == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }

    /// Works until `isEnded`, and then says for the last time how the stream is.
    ///
    /// - Parameter state: What was done, and whether something is wrong.
    func run(
        _ state: () -> (counts: StreamCounts, failure: Diagnostic?), isEnded: () -> Bool
    ) {
        var written = ContinuousClock.now - .seconds(2)
        while !isEnded() {
            let caller = listener.flatMap(Self.accept)
            if let caller { answer(caller, state()) }
            if ContinuousClock.now - written >= .seconds(1) {
                written = .now
                report(state(), isRunning: true)
            }
            if caller == nil { usleep(50_000) }
        }
        report(state(), isRunning: false)
        if let listener { close(listener) }
    }

    // MARK: - Health

    private func report(
        _ state: (counts: StreamCounts, failure: Diagnostic?), isRunning: Bool
    ) {
        guard let healthFile else { return }
        // A file that cannot be written grows old, which is the sign that something is wrong.
        try? Self.write(health(state, isRunning: isRunning), healthFile)
    }

    private func health(
        _ state: (counts: StreamCounts, failure: Diagnostic?), isRunning: Bool
    ) -> String {
        let counts = state.counts
        let word = state.failure != nil ? "failed" : isRunning ? "running" : "ended"
        let folder = counts.folder.map {
            #","files":\#($0.done),"files_waiting":\#($0.waiting),"files_resting":\#($0.resting)"#
        }
        let failure = state.failure.map { #","failure":"E\#($0.code.number)""# } ?? ""
        return #"{"state":"\#(word)","at":"\#(now())","records":\#(counts.records),"#
            + #""released":\#(counts.released),"withheld":\#(counts.withheld),"#
            + #""quarantined":\#(counts.quarantined),"refused_reloads":\#(counts.refusedReloads),"#
            + #""terms":"\#(counts.isRefused ? "refused" : "current")""#
            + (folder ?? "") + failure + "}\n"
    }

    private static func write(_ text: String, _ path: String) throws(Diagnostic) {
        let new = path + ".new"
        _ = unsafe unlink(new)
        var sink = try FileSink(name: path, opening: new, O_CREAT | O_EXCL, isPublic: true)
        try sink.append(Array(text.utf8))
        _ = try sink.finish()
        guard unsafe rename(new, path) == 0 else { throw FileSink.unwritable(path, errno) }
    }

    // MARK: - HTTP

    private static func listen(_ address: String) throws(Diagnostic) -> Int32 {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        let host = parts.count == 2 ? String(parts[0]) : "127.0.0.1"
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        guard parts.count <= 2, let port = parts.last.flatMap({ UInt16($0) }),
            unsafe inet_pton(AF_INET, host, &place.sin_addr) == 1
        else {
            throw Diagnostic(
                .unwritableOutput, file: address, "this is no port and no address with a port",
                advice: "write `9464`, or `127.0.0.1:9464`")
        }
        place.sin_port = port.bigEndian
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let listener = socket(AF_INET, Int32(kind), 0)
        var one: Int32 = 1
        _ = unsafe setsockopt(
            listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        let bound = unsafe withUnsafePointer(to: place) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard listener >= 0, bound == 0, Glibc.listen(listener, 8) == 0 else {
            let number = errno
            close(listener)
            throw FileSink.unwritable(address, number)
        }
        return listener
    }

    private static func accept(_ listener: Int32) -> Int32? {
        let caller = Glibc.accept(listener, nil, nil)
        return caller >= 0 ? caller : nil
    }

    private func answer(
        _ caller: Int32, _ state: (counts: StreamCounts, failure: Diagnostic?)
    ) {
        defer { close(caller) }
        let request = Self.request(caller)
        let words = String(decoding: request.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
            .split(separator: " ")
        let path = words.dropFirst().first?.prefix { $0 != "?" }
        var (status, type, body): (String, String, String) =
            switch path {
            case "/metrics": ("200 OK", "text/plain; version=0.0.4", text(state.counts))
            case "/health":
                (
                    state.failure == nil ? "200 OK" : "503 Service Unavailable",
                    "application/json", health(state, isRunning: true)
                )
            default: ("404 Not Found", "text/plain", "there are /metrics and /health\n")
            }
        let method = words.first ?? ""
        if method != "GET", method != "HEAD" {
            (status, type, body) = ("405 Method Not Allowed", "text/plain", "only GET is known\n")
        }
        let answer = Array(
            """
            HTTP/1.1 \(status)\r
            Content-Type: \(type)\r
            Content-Length: \(body.utf8.count)\r
            Allow: GET, HEAD\r
            Connection: close\r
            \r
            \(method == "HEAD" ? "" : body)
            """.utf8)
        _ = unsafe answer.withUnsafeBytes {
            unsafe send(caller, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// What a caller sends until its headers end, in whatever pieces, or for a quarter of a second:
    /// what is left unread would undo the answer.
    private static func request(_ caller: Int32) -> [UInt8] {
        let end = ContinuousClock.now + .milliseconds(250)
        var limit = timeval(tv_sec: 0, tv_usec: 100_000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(
                caller, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var (request, block) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
        while ContinuousClock.now < end, request.count < 1 << 16,
            request.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) == nil
        {
            let count = unsafe block.withUnsafeMutableBytes {
                unsafe recv(caller, $0.baseAddress, $0.count, 0)
            }
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { break }
            request += block.prefix(max(0, count))
        }
        return request
    }
}

/// A thread of its own: tasks share as many threads as there are cores, and those of a stream wait
/// for input.
final class MonitorThread: Sendable {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    private final class Ending: Sendable { let isWanted = Atomic<Bool>(false) }
    private let ending = Ending()
    private let thread: pthread_t
    private let isRunning: Bool

    /// Starts `body`, which is told how to find out that it must end.
    init(_ body: @escaping @Sendable (_ isEnded: () -> Bool) -> Void) {
        let ending = ending
        let work = unsafe Unmanaged.passRetained(
            Work { body { ending.isWanted.load(ordering: .relaxed) } })
        var thread = pthread_t()
        let answer = unsafe pthread_create(
            &thread, nil,
            { pointer in
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                }
                return nil
            }, unsafe work.toOpaque())
        if answer != 0 { unsafe work.release() }
        (self.thread, isRunning) = (thread, answer == 0)
    }

    /// Has it end, and waits until it has.
    func finish() {
        ending.isWanted.store(true, ordering: .relaxed)
        if isRunning { _ = pthread_join(thread, nil) }
    }
}
