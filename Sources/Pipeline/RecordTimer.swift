#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How long the record at hand has taken, of the processor: that others use the machine, that it
/// sleeps or that its clock is set costs no record anything.
///
/// One a worker. A record is read and mapped on one thread.
final class RecordTimer {
    /// The longest that a record may take.
    private let limit: Duration
    private var start = Duration.zero

    init(limit: Duration) { self.limit = limit }

    /// Begins with a record.
    func begin() { start = Self.now }

    /// Whether the record has taken longer than it may.
    var isOver: Bool { Self.now - start > limit }

    /// The time of the processor that this thread has had.
    private static var now: Duration {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
