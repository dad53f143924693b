public import CanonicalModel
import Ledger
import SharingAgreements

/// `sluice stream --watch`: each file that arrives in a folder becomes feeds of its own.
///
/// A file is taken once, whatever number of processes watch; its feeds appear whole, below
/// `output`, in a folder called after the file and its digest; then the file is moved to `done`. A
/// process that is killed between any two of these steps is made up for by the next. With a ledger
/// one process works at a time, in the order in which files came, and the others stand by.
public struct InboxRun: Sendable {
    /// What a run over one file is made of; its inputs and output are set for each.
    public var conversion: Conversion
    /// Where files arrive.
    public var inbox: String
    /// Where they go.
    public var done: String
    /// Where feeds appear.
    public var output: String
    /// Whether to take no further file; the one at hand is finished.
    public var isInterrupted: @Sendable () -> Bool = { false }
    /// Loads agreements and registers anew if there is cause; `nil` if not. Asked before each file;
    /// `mustLook` says that there is cause whenever it last looked.
    public var reload: @Sendable (_ mustLook: Bool) -> StreamRenewal? = { _ in nil }
    /// Told of each file that is done; `nil` for rows that are called back without a file.
    public var finished: @Sendable (_ file: String?, _ summary: RunSummary?) -> Void = { _, _ in }
    /// Told what went wrong; the file stays and is tried again.
    public var failed: @Sendable (Diagnostics) -> Void = { _ in }
    /// Tells others how it goes, while it does.
    public var monitor: StreamMonitor?
    /// Told now and then what has been done.
    public var progress: @Sendable (StreamCounts) -> Void = { _ in }
    /// How long to wait after something went wrong.
    public var pause = Duration.seconds(10)

    /// Describes a watch; `conversion` has its agreements and mappings.
    public init(_ conversion: Conversion, inbox: String, done: String, output: String) {
        self.conversion = conversion
        (self.inbox, self.done, self.output) = (inbox, done, output)
    }

    /// Works until somebody interrupts; what was done by then.
    ///
    /// - Throws: Why it could not begin.
    public func run() async throws(Diagnostic) -> StreamCounts {
        var work = try InboxWork(self)
        let state = work.state
        let monitoring = monitor.map { monitor in
            MonitorThread { isEnded in monitor.run({ state.current }, isEnded: isEnded) }
        }
        while !isInterrupted() {
            let rest = await work.step()
            progress(state.current.counts)
            if let rest { await wait(rest) }
        }
        monitoring?.finish()
        return state.current.counts
    }

    private func wait(_ time: Duration) async {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end, !isInterrupted() {
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}
