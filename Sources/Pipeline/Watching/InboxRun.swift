public import CanonicalModel
import SharingAgreements

/// `sluice stream --watch`: each file that arrives in a folder becomes feeds of its own.
///
/// A file is taken once, whatever number of processes watch; its feeds appear whole, below
/// `output`, in a folder called after the file and its digest; then the file is moved to `done`. A
/// process that is killed between any two of these steps is made up for by the next.
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
    /// Told of each file that is done.
    public var finished: @Sendable (_ file: String, _ summary: RunSummary?) -> Void = { _, _ in }
    /// Told what went wrong; the file stays and is tried again.
    public var failed: @Sendable (Diagnostics) -> Void = { _ in }
    /// How long to wait after something went wrong.
    public var pause = Duration.seconds(10)

    /// Describes a watch; `conversion` has its agreements and mappings.
    public init(_ conversion: Conversion, inbox: String, done: String, output: String) {
        self.conversion = conversion
        (self.inbox, self.done, self.output) = (inbox, done, output)
    }

    /// Works until somebody interrupts.
    ///
    /// - Throws: Why it could not begin.
    public func run() async throws(Diagnostic) {
        let inbox = try Inbox(inbox, done: done)
        if !Files.isDirectory(output) { try Staging.make(output) }
        var conversion = conversion
        while !isInterrupted() {
            renew(&conversion, mustLook: false)
            do throws(Diagnostic) {
                guard let file = try inbox.take() else {
                    await wait(.seconds(1))
                    continue
                }
                try await process(file, inbox, &conversion)
            } catch {
                failed(Diagnostics([error]))
                if error.code == .stopped { renew(&conversion, mustLook: true) }
                await wait(pause)
            }
        }
    }

    private func renew(_ conversion: inout Conversion, mustLook: Bool) {
        guard let renewal = reload(mustLook), let agreements = renewal.agreements else { return }
        (conversion.agreements, conversion.registers) = (agreements, renewal.registers)
        conversion.runDate = agreements.first?.compiled.runDate ?? conversion.runDate
    }

    /// Publishes a file's feeds unless a process before us has, and moves it.
    private func process(
        _ file: Inbox.Taken, _ inbox: Inbox, _ conversion: inout Conversion
    ) async throws(Diagnostic) {
        let folder = "\(output)/\(file.name).\(file.digest)"
        var summary: RunSummary?
        do throws(Diagnostic) {
            if !Files.exists("\(folder)/manifest.json") {
                conversion.inputs = [file.path]
                conversion.output = folder
                summary = try await conversion.run()
            }
        } catch {
            inbox.release(file)
            throw error
        }
        try inbox.finish(file)
        finished(file.name, summary)
    }

    private func wait(_ time: Duration) async {
        let end = ContinuousClock.now + time
        while ContinuousClock.now < end, !isInterrupted() {
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}
